"""The plan of the region: villages drawn, households in each, and the quotas of each banner."""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.calibration import figures
from shouwang.synthetic.draw import Array, Streams, apportion

if TYPE_CHECKING:
    from shouwang.rules.content import Content


class NoInventedBlock(ShouwangError):
    """The content has no county codes that invented people may carry."""


@dataclass(frozen=True)
class BannerPlan:
    """What is drawn in one banner.

    Attributes:
        listed: The kind it is listed as in the content's list, ``""`` if it is not listed.
        villages: The codes of the villages drawn, in order; the arrays follow them.
        herding: The share of households that herd, by village.
        mongolian: The share of Mongolian people, by village.
        neighbours: The names of the other banners of its league and of other leagues.
        weight: How many households of the banner one drawn household stands for.
        quotas: People in each rare group.
        county: The county code that the ID numbers of its invented people carry.
        national: Whether it is on the longer of the content's two lists.
        half: 1 if an earlier banner carries the same code, else 0.
        claims: Medical claims to be made.
    """

    index: int
    code: str
    name: str
    league: str
    listed: str
    villages: tuple[str, ...]
    households: Array
    gacha: Array
    herding: Array
    mongolian: Array
    dry_land: float
    minorities: Mapping[str, float]
    neighbours: tuple[str, ...]
    weight: float
    quotas: Mapping[str, int]
    county: int
    half: int
    national: bool = False
    claims: int = 0

    @cached_property
    def people(self) -> float:
        """The people to be expected."""
        return float(self.households.sum()) * people_per_household()


@dataclass(frozen=True, slots=True)
class Frame:
    """The plan of a region, banner by banner.

    Attributes:
        everybody: Every banner with rural villages at full size.
    """

    banners: tuple[BannerPlan, ...]
    everybody: tuple[BannerPlan, ...]

    @property
    def households(self) -> int:
        """The households to be drawn."""
        return sum(int(each.households.sum()) for each in self.banners)


def people_per_household() -> float:
    """Return the rural people of the region over its households."""
    return figures().value("rural_people") / assumptions("frame").number("households")


def plan_region(
    content: "Content",
    *,
    scale: float,
    seed: int,
    claims: int | None = None,
    banners: Sequence[str] = (),
) -> Frame:
    """Return the plan: whole villages, the larger the likelier, with quotas of people.

    Args:
        scale: The share of the region's villages; 0.01 and less draw one or two a banner.
        claims: Medical claims in all; in proportion to the people if None.
        banners: Only these, by code; all if empty.
    """
    streams = Streams(seed)
    everybody = _with_quotas(_whole_banners(content, streams))
    drawn = [
        _drawn(banner, scale, streams)
        for banner in everybody
        if not banners or banner.code in banners
    ]
    if not banners and scale < assumptions("frame").number("whole_villages.scale"):
        drawn = _thinned(drawn, scale)
    return Frame(_scaled(drawn, claims), everybody)


def _whole_banners(content: "Content", streams: Streams) -> tuple[BannerPlan, ...]:
    told = assumptions("frame")
    kinds = told.section("village_kinds")
    codes = [each.code for each in content.regions_of(content.partition[-1])]
    listed = _listed(content)
    villages: dict[str, list[tuple[str, str]]] = {code: [] for code in codes}
    for region in content.regions_of(content.levels[-1]):
        if region.kind in kinds:
            villages[content.ancestors(region.code)[content.partition[-1]]].append(
                (region.code, region.kind)
            )
    rural = [(code, found) for code, found in villages.items() if found]
    sizes = _village_sizes(content, rural, streams)
    mongolian = _mongolian(content, rural, sizes)
    block = _invented_block(content)
    planned = []
    for index, code in enumerate(codes):
        if not villages[code]:
            continue
        herding = told.section(f"herding.{_herding_class(code)}")
        gacha = np.array([kinds[kind]["mongolian"] > 1 for code_, kind in villages[code]])
        minorities = told.section("minorities")
        planned.append(
            BannerPlan(
                index=index,
                code=code,
                name=content.regions[code].name,
                league=content.ancestors(code)[content.partition[0]],
                listed=listed.get(code, ""),
                villages=tuple(village for village, kind in villages[code]),
                households=sizes[code],
                gacha=gacha,
                herding=np.where(gacha, herding["gacha"], herding["village"]),
                mongolian=mongolian[code],
                dry_land=told.number(f"dry_land.{_herding_class(code)}"),
                minorities=minorities.get(code, minorities["other"]),
                neighbours=_neighbours(content, code, codes),
                weight=1.0,
                quotas={},
                county=block[0] + index % (block[1] - block[0] + 1),
                half=index // (block[1] - block[0] + 1),
            )
        )
    return tuple(planned)


def _invented_block(content: "Content") -> tuple[int, int]:
    """Return the first and last county code that no division has.

    Raises:
        NoInventedBlock: if the content names none.
    """
    block = content.id_rule.invented
    if block is None:
        raise NoInventedBlock(
            _("content.yaml names no county codes for invented people; give id_number.invented")
        )
    return int(block[0]), int(block[1])


def _neighbours(content: "Content", code: str, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the banners of the same league, then those of the leagues."""
    league = content.ancestors(code)[content.partition[0]]
    same = [
        content.regions[other].name
        for other in codes
        if other != code and content.ancestors(other)[content.partition[0]] == league
    ]
    return (*same, *(each.name for each in content.regions_of(content.partition[0])))


def _listed(content: "Content") -> dict[str, str]:
    path = content.root / "listed.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["kind"] for row in csv.DictReader(lines)}


def _herding_class(code: str) -> str:
    listed = assumptions("frame").section("herding_banners")
    return next((name for name, codes in listed.items() if code in codes), "none")


def _village_sizes(
    content: "Content", rural: Sequence[tuple[str, list[tuple[str, str]]]], streams: Streams
) -> dict[str, Array]:
    """Spread the households: over leagues by rural people, over villages by kind and chance."""
    told = assumptions("frame")
    kinds = told.section("village_kinds")
    spread = told.number("village_spread")
    rng = streams.of("village sizes")
    weights = {
        code: np.array([kinds[kind]["size"] for village, kind in villages])
        * np.exp(spread * rng.standard_normal(len(villages)))
        for code, villages in rural
    }
    league_of = {code: content.ancestors(code)[content.partition[0]] for code, _villages in rural}
    total: dict[str, float] = {}
    for code, league in league_of.items():
        total[league] = total.get(league, 0.0) + float(weights[code].sum())
    urban = told.section("urban_share")
    people = {
        league: figures().of_league("residents", content.regions[league].name) * (1 - urban[league])
        for league in total
    }
    flat = np.concatenate(
        [weights[code] * people[league_of[code]] / total[league_of[code]] for code, _v in rural]
    )
    shared = apportion(told.whole("households"), flat)
    ends = np.cumsum([len(villages) for _code, villages in rural])[:-1]
    return {code: part for (code, _v), part in zip(rural, np.split(shared, ends), strict=True)}


def _mongolian(
    content: "Content",
    rural: Sequence[tuple[str, list[tuple[str, str]]]],
    sizes: Mapping[str, Array],
) -> dict[str, Array]:
    """Return the Mongolian share of each village, so that each league has its own."""
    told = assumptions("frame")
    kinds = told.section("village_kinds")
    most = told.number("mongolian_most")
    leagues: dict[str, list[str]] = {}
    for code, _villages in rural:
        leagues.setdefault(content.ancestors(code)[content.partition[0]], []).append(code)
    factors = {
        code: np.array([float(kinds[kind]["mongolian"]) for village, kind in villages])
        for code, villages in rural
    }
    shares: dict[str, Array] = {}
    for league, codes in leagues.items():
        name = content.regions[league].name
        target = figures().of_league("mongolian", name) / figures().of_league("residents", name)
        together = np.concatenate([factors[code] for code in codes])
        base = _share_of_villages(
            together, np.concatenate([sizes[code] for code in codes]), target, most
        )
        shares |= {code: np.minimum(factors[code] * base, most) for code in codes}
    return shares


def _share_of_villages(factors: Array, sizes: Array, target: float, most: float) -> float:
    """Return the base share with which the villages together reach the target (bisection)."""
    low, high = 0.0, 1.0
    for _round in range(100):
        middle = (low + high) / 2
        reached = float((np.minimum(factors * middle, most) * sizes).sum() / sizes.sum())
        low, high = (middle, high) if reached < target else (low, middle)
    return low


def _with_quotas(banners: tuple[BannerPlan, ...]) -> tuple[BannerPlan, ...]:
    """Give each whole banner its people in each rare group; the poor sit where they sat."""
    weights = _poor_people(banners)
    kinds = _kinds_listed(banners)
    parts = {name: apportion(int(total), weights) for name, total in _totals().items()}
    return tuple(
        replace(
            banner,
            quotas={name: int(part[place]) for name, part in parts.items()},
            national=bool(banner.listed) and banner.listed == kinds[0],
        )
        for place, banner in enumerate(banners)
    )


def _totals() -> dict[str, float]:
    """Return the people of the region in each group that has a quota."""
    registered = figures().value("registered_people")
    return {
        "registered": registered,
        "exited": figures().value("poor_2013") - registered,
        "unstable": figures().value("unstable_people"),
        "marginal": figures().value("marginal_people"),
        "relocated": figures().value("relocated_people"),
    }


def _poor_people(banners: tuple[BannerPlan, ...]) -> Array:
    """Fit the poor of each banner to the two published shares (four leagues, national list)."""
    told = assumptions("frame")
    kinds = _kinds_listed(banners)
    people = np.array([banner.people for banner in banners])
    four = np.array([banner.league in told.words("four_leagues") for banner in banners])
    national = np.array([bool(banner.listed) and banner.listed == kinds[0] for banner in banners])
    other_listed = np.array([bool(banner.listed) for banner in banners]) & ~national
    weights = people * np.where(other_listed, told.number("regional_listed"), 1.0)
    wanted = (
        (four, figures().value("poor_in_four_leagues") / 100),
        (national, figures().value("poor_in_national_banners") / 100),
    )
    for _round in range(100):
        for inside, share in wanted:
            if inside.all() or not inside.any():
                continue
            weights = np.where(
                inside,
                weights * share / weights[inside].sum(),
                weights * (1 - share) / weights[~inside].sum(),
            )
    return weights


def _kinds_listed(banners: tuple[BannerPlan, ...]) -> list[str]:
    """Return the kinds of the list, the one with most banners first."""
    kinds = [banner.listed for banner in banners if banner.listed]
    return sorted(set(kinds), key=lambda kind: (-kinds.count(kind), kind)) or [""]


def _drawn(banner: BannerPlan, scale: float, streams: Streams) -> BannerPlan:
    told = assumptions("frame")
    count = len(banner.villages)
    wanted = told.whole(f"whole_villages.{'listed' if banner.listed else 'other'}")
    if scale > told.number("whole_villages.scale"):
        wanted = max(wanted, round(count * scale))
    wanted = min(wanted, count)
    rng = Streams(streams.seed, banner.index).of("villages drawn")
    size = np.sqrt(banner.households)
    chosen = np.sort(rng.choice(count, size=wanted, replace=False, p=size / size.sum()))
    return replace(
        banner,
        villages=tuple(banner.villages[place] for place in chosen),
        households=banner.households[chosen],
        gacha=banner.gacha[chosen],
        herding=banner.herding[chosen],
        mongolian=banner.mongolian[chosen],
        weight=float(banner.households.sum() / banner.households[chosen].sum()),
    )


def _thinned(banners: list[BannerPlan], scale: float) -> list[BannerPlan]:
    share = scale / assumptions("frame").number("whole_villages.scale")
    wanted = max(1, math.ceil(len(banners) * share))
    places = np.unique(np.linspace(0, len(banners) - 1, wanted).astype(int))
    return [banners[place] for place in places]


def _scaled(banners: list[BannerPlan], claims: int | None) -> tuple[BannerPlan, ...]:
    """Scale the quotas to the people drawn and share out the claims."""
    people = np.array([banner.people for banner in banners])
    drawn = people.sum() / figures().value("rural_people")
    most = assumptions("frame").number("poor_most")
    parts: dict[str, Array] = {}
    for name, total in _totals().items():
        weights = np.array([banner.quotas[name] / banner.weight for banner in banners])
        scaled = apportion(round(total * drawn), weights)
        parts[name] = np.minimum(scaled, (people * most).astype(np.int64))
    usual = round(assumptions("claims").number("per_year") * drawn)
    shared = apportion(usual if claims is None else claims, people)
    return tuple(
        replace(
            banner,
            quotas={name: int(part[place]) for name, part in parts.items()},
            claims=int(shared[place]),
        )
        for place, banner in enumerate(banners)
    )
