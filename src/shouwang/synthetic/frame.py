"""The plan of the region: villages drawn, households in each, and the quotas of each banner."""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.calibration import figures
from shouwang.synthetic.draw import Array, Streams, apportion
from shouwang.synthetic.spread import (
    Rural,
    longer_list,
    mongolian_shares,
    poor_weights,
    village_sizes,
)

if TYPE_CHECKING:
    from shouwang.rules.content import Content


class NoInventedBlock(ShouwangError):
    """The content has no county codes that invented people may carry."""


class RegionUnknown(ShouwangError):
    """The published figures are of another region."""


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
        part: Which part of that code's sequence numbers it has, from 0, and of how many parts.
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
    quotas: Mapping[str, int]
    county: int
    part: tuple[int, int]
    national: bool
    weight: float = 1.0
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
        content: The region's content: divisions, the list of banners, the block of ID numbers.
        seed: The same seed draws the same villages.
        scale: The share of the region's villages; 0.01 and less draw one or two a banner.
        claims: Medical claims in all; in proportion to the people if None.
        banners: Only these, by code; all if empty.
    """
    streams = Streams(seed)
    everybody = _whole_banners(content, streams)
    drawn = [
        _drawn(banner, scale, streams)
        for banner in everybody
        if not banners or banner.code in banners
    ]
    if not banners and scale < assumptions("frame").number("whole_villages.scale"):
        drawn = _thinned(drawn, scale)
    return Frame(_scaled(drawn, claims), everybody)


def _whole_banners(content: "Content", streams: Streams) -> tuple[BannerPlan, ...]:
    """Return every banner with rural villages at full size; the poor sit where they sat."""
    rural = _rural(content)
    sizes = village_sizes(rural, streams)
    mongolian = mongolian_shares(rural, sizes)
    listed = _listed(content)
    kinds = [listed.get(each.code, "") for each in rural]
    people = np.array([size.sum() * people_per_household() for size in sizes])
    weights = poor_weights(people, [each.league for each in rural], kinds)
    quotas = {name: apportion(int(total), weights) for name, total in _totals().items()}
    block = _invented_block(content)
    codes = [each.code for each in content.regions_of(content.partition[-1])]
    national = longer_list(kinds)
    return tuple(
        BannerPlan(
            index=codes.index(each.code),
            code=each.code,
            name=content.regions[each.code].name,
            league=each.league,
            listed=kinds[place],
            national=bool(kinds[place]) and kinds[place] == national,
            villages=each.villages,
            households=sizes[place],
            mongolian=mongolian[place],
            neighbours=_neighbours(content, each.code, codes),
            quotas={name: int(part[place]) for name, part in quotas.items()},
            county=block[0] + codes.index(each.code) % (block[1] - block[0] + 1),
            part=_part(codes.index(each.code), block[1] - block[0] + 1, len(codes)),
            **_land(each),
        )
        for place, each in enumerate(rural)
    )


def _rural(content: "Content") -> list[Rural]:
    """Return the banners that have rural villages.

    Raises:
        RegionUnknown: if the figures do not know the region's leagues, or no village is rural.
    """
    told = assumptions("frame")
    kinds = told.section("village_kinds")
    league_level, banner_level = content.partition[0], content.partition[-1]
    found: dict[str, list[tuple[str, str]]] = {}
    for region in content.regions_of(content.levels[-1]):
        if region.kind in kinds:
            home = content.ancestors(region.code)[banner_level]
            found.setdefault(home, []).append((region.code, region.kind))
    rural = []
    for banner in content.regions_of(banner_level):
        league = content.regions[content.ancestors(banner.code)[league_level]]
        if banner.code in found:
            villages, of_kind = zip(*found[banner.code], strict=True)
            rural.append(Rural(banner.code, league.code, league.name, villages, of_kind))
    unknown = {each.league for each in rural} - set(told.section("urban_share"))
    if unknown or not rural:
        raise RegionUnknown(
            _("the published figures are of another region than {region}").format(
                region=content.label
            )
        )
    return rural


def _land(rural: Rural) -> dict[str, Any]:
    """Return what the land of a banner's villages is like, and who else lives there."""
    told = assumptions("frame")
    listed = told.section("herding_banners")
    land = next((name for name, codes in listed.items() if rural.code in codes), "none")
    herding = told.section(f"herding.{land}")
    gacha = rural.by_kind("mongolian") > 1
    minorities = told.section("minorities")
    return {
        "gacha": gacha,
        "herding": np.where(gacha, herding["gacha"], herding["village"]),
        "dry_land": told.number(f"dry_land.{land}"),
        "minorities": minorities.get(rural.code, minorities["other"]),
    }


def _part(place: int, counties: int, banners: int) -> tuple[int, int]:
    """Return which part of its county's sequence numbers a banner has, and of how many."""
    sharing = len(range(place % counties, banners, counties))
    return place // counties, sharing


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
