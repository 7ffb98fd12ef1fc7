"""Which villages of a banner are poor or key ones, and which lack a team or were not inspected."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array, Streams, chance, choose
from shouwang.synthetic.frame import BannerPlan


@dataclass(frozen=True, slots=True)
class PoorVillages:
    """What is special about each village, in the order of the plan's villages.

    Attributes:
        faults: By kind (team_too_small, no_first_secretary, village_uninspected), the villages
            that show it; all of them are poor or key ones.
    """

    poor: Array
    key: Array
    faults: Mapping[str, Array]

    @property
    def either(self) -> Array:
        """Whether a village is poor or key: it has a team and is inspected."""
        either: Array = self.poor | self.key
        return either


def poor_villages(plan: BannerPlan, streams: Streams) -> PoorVillages:
    """Draw the poor and the key villages of a banner; the same wherever it is asked."""
    told = assumptions("poor_villages")
    rng = streams.of("poor villages")
    count = len(plan.villages)
    group = "listed" if plan.listed else "other"
    poor = chance(rng, told.number(f"poor.{group}"), count)
    share = np.where(poor, told.number("key_and_poor"), told.number(f"key.{group}"))
    key = chance(rng, share, count)
    kinds = told.section("faults")
    shares = np.array([float(each) for each in kinds.values()])
    drawn = choose(rng, np.append(shares, 1 - shares.sum()), count)
    faults = {kind: (drawn == place) & (poor | key) for place, kind in enumerate(kinds)}
    return PoorVillages(poor, key, faults)
