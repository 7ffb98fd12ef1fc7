"""How the region's people are spread: over villages, by people, and where the poor live."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.calibration import figures
from shouwang.synthetic.draw import Array, Streams, apportion

ROUNDS = 100  # of fitting; both fits have settled long before


@dataclass(frozen=True, slots=True)
class Rural:
    """A banner's villages that hold rural households.

    Attributes:
        kinds: The kind of each village.
    """

    code: str
    league: str
    league_name: str
    villages: tuple[str, ...]
    kinds: tuple[str, ...]

    def by_kind(self, name: str) -> Array:
        """Return what the assumptions say of each village's kind."""
        told = assumptions("frame").section("village_kinds")
        return np.array([float(told[kind][name]) for kind in self.kinds])


def village_sizes(rural: Sequence[Rural], streams: Streams) -> list[Array]:
    """Spread the households: over leagues by rural people, over villages by kind and chance."""
    told = assumptions("frame")
    rng = streams.of("village sizes")
    spread = told.number("village_spread")
    weights = [
        each.by_kind("size") * np.exp(spread * rng.standard_normal(len(each.villages)))
        for each in rural
    ]
    totals: dict[str, float] = {}
    for each, weight in zip(rural, weights, strict=True):
        totals[each.league] = totals.get(each.league, 0.0) + float(weight.sum())
    urban = told.section("urban_share")
    flat = np.concatenate(
        [
            weight
            * (figures().of_league("residents", each.league_name) * (1 - urban[each.league]))
            / totals[each.league]
            for each, weight in zip(rural, weights, strict=True)
        ]
    )
    ends = np.cumsum([len(each.villages) for each in rural])[:-1]
    return np.split(apportion(told.whole("households"), flat), ends)


def mongolian_shares(rural: Sequence[Rural], sizes: Sequence[Array]) -> list[Array]:
    """Return the Mongolian share of each village, so that each league has its own."""
    most = assumptions("frame").number("mongolian_most")
    factors = [each.by_kind("mongolian") for each in rural]
    base: dict[str, float] = {}
    for league in {each.league: each.league_name for each in rural}.items():
        places = [place for place, each in enumerate(rural) if each.league == league[0]]
        residents = figures().of_league("residents", league[1])
        base[league[0]] = _share_of_villages(
            np.concatenate([factors[place] for place in places]),
            np.concatenate([sizes[place] for place in places]),
            target=figures().of_league("mongolian", league[1]) / residents,
            most=most,
        )
    return [
        np.minimum(factor * base[each.league], most)
        for each, factor in zip(rural, factors, strict=True)
    ]


def _share_of_villages(factors: Array, sizes: Array, *, target: float, most: float) -> float:
    """Return the base share with which the villages together reach the target (bisection)."""
    low, high = 0.0, 1.0
    for _round in range(ROUNDS):
        middle = (low + high) / 2
        reached = float((np.minimum(factors * middle, most) * sizes).sum() / sizes.sum())
        low, high = (middle, high) if reached < target else (low, middle)
    return low


def longer_list(listed: Sequence[str]) -> str:
    """Return the kind of listed banner of which there are most, ``""`` if none is listed."""
    kinds = [kind for kind in listed if kind]
    return max(sorted(set(kinds)), key=kinds.count, default="")


def poor_weights(people: Array, leagues: Sequence[str], listed: Sequence[str]) -> Array:
    """Return where the poor live, fitted to two published shares (four leagues, national list).

    Args:
        people: Of each banner.
        leagues: The league of each banner.
        listed: The kind each is listed as, ``""`` for those that are not.
    """
    told = assumptions("frame")
    four = np.isin(leagues, told.words("four_leagues"))
    is_listed = np.array([bool(kind) for kind in listed])
    national = is_listed & (np.array(listed) == longer_list(listed))
    weights = people * np.where(is_listed & ~national, told.number("regional_listed"), 1.0)
    wanted = (
        (four, figures().value("poor_in_four_leagues") / 100),
        (national, figures().value("poor_in_national_banners") / 100),
    )
    for _round in range(ROUNDS):
        for inside, share in wanted:
            if inside.all() or not inside.any():
                continue
            scale = np.where(inside, share, 1 - share)
            sums = np.where(inside, weights[inside].sum(), weights[~inside].sum())
            weights = weights * scale / sums
    return weights
