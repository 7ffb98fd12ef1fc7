"""One banner's world: everything drawn about its households before rows are written."""

from dataclasses import dataclass, replace

import numpy as np

from shouwang.synthetic.draw import Array, Streams
from shouwang.synthetic.folk import NEVER, Homes, People
from shouwang.synthetic.frame import BannerPlan
from shouwang.synthetic.hardship import Hardships, befall
from shouwang.synthetic.population import populate
from shouwang.synthetic.standing import Standing, stand
from shouwang.synthetic.traits import Traits, endow


@dataclass(frozen=True, slots=True)
class World:
    """A banner's households and people, their traits, standing and hardships.

    Attributes:
        people: As the register records them.
    """

    plan: BannerPlan
    streams: Streams
    homes: Homes
    people: People
    traits: Traits
    standing: Standing
    hardships: Hardships

    def home_mask(self, kind: str, *, shown: bool | None = None) -> Array:
        """Return which households a hardship befell."""
        mask = np.zeros(self.homes.count, dtype=bool)
        mask[self.hardships.homes(kind, shown=shown)] = True
        return mask

    def person_mask(self, kind: str, *, shown: bool | None = None) -> Array:
        """Return which people a hardship befell."""
        mask = np.zeros(self.people.count, dtype=bool)
        mask[self.hardships.people(kind, shown=shown)] = True
        return mask

    def anyone(self, who: Array) -> Array:
        """Return in which households anyone present is meant."""
        found: Array = self.people.total(who & self.people.present, self.homes.count) > 0
        return found


def make_world(plan: BannerPlan, seed: int) -> World:
    """Draw a banner: its people first, then what they are, then what befalls them."""
    streams = Streams(seed, plan.index)
    folk = populate(plan, streams)
    traits = endow(folk)
    standing = stand(folk, traits)
    hardships = befall(folk, traits, standing)
    recorded = _as_recorded(folk.people, hardships)
    return World(plan, streams, folk.homes, recorded, traits, standing, hardships)


def _as_recorded(people: People, hardships: Hardships) -> People:
    """Return the people as the register has them: a death that is not shown is not in it."""
    unseen = hardships.people("lost_earner", shown=False)
    left, reason = people.left.copy(), people.left_reason.copy()
    left[unseen] = NEVER
    reason[unseen] = -1
    return replace(people, left=left, left_reason=reason)
