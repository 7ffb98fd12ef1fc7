"""Inspections: which banners and villages were inspected when, what was found and handed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.draw import Array, chance, choose_words
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.poor_villages import PoorVillages, poor_villages
from shouwang.synthetic.serials import one_word, serials
from shouwang.synthetic.world import World

KINDS = ("tour", "office", "patrol", "assessment", "audit", "unannounced")
GRADES = ("serious", "common", "minor")
INSPECTIONS, FINDINGS, ISSUES = "DC", "DCWT", "WT"
WORKED = 6  # digits of a serial


@dataclass(frozen=True, slots=True)
class Inspections:
    """The inspections of a banner and what they found.

    Attributes:
        village: The place of the village, -1 for the whole banner.
        households: How many were seen.
        of: The inspection of each finding. area: its place in `areas()`.
        handed: The day it is handed over, which may be ahead.
    """

    village: Array
    kind: Array
    started: Array
    ended: Array
    households: Array
    found: Array
    of: Array
    area: Array
    found_date: Array
    handed: Array

    @property
    def is_handed(self) -> Array:
        """Whether a finding has been handed over by the day."""
        handed: Array = self.handed <= told("day")
        return handed


def areas() -> tuple[str, ...]:
    """Return the words of the eight areas."""
    return tuple(assumptions("inspections").section("areas"))


def inspect(world: World) -> Inspections:
    """Draw the inspections of a year and their findings."""
    rng = world.streams.of("inspections")
    rules = assumptions("inspections")
    villages = poor_villages(world.plan, world.streams)
    place, day = _village_days(rng, villages)
    low, high = (int(each) for each in rules.span("banners.count"))
    banner = np.full(int(rng.integers(low, high + 1)), -1)
    first, last = (day_number(each) for each in rules.value("banners.span"))
    parts = {
        "villages": (place, day),
        "banners": (banner, rng.integers(first, last + 1, len(banner))),
    }
    drawn = [_drawn(rng, path, *part) for path, part in parts.items()]
    columns = {name: np.concatenate([each[name] for each in drawn]) for name in drawn[0]}
    order = np.argsort(columns["started"], kind="stable")
    columns = {name: values[order] for name, values in columns.items()}
    of = np.repeat(np.arange(len(order)), columns["found"])
    started, ended = columns["started"][of], np.minimum(columns["ended"][of], told("day"))
    found_date = rng.integers(started, ended + 1)
    least, most = (int(each) for each in rules.span("handed_days"))
    return Inspections(
        **columns,
        of=of,
        area=choose_words(rng, rules.shares("areas"), areas(), len(of)),
        found_date=found_date,
        handed=found_date + rng.integers(least, most + 1, len(of)),
    )


def _village_days(rng: np.random.Generator, villages: PoorVillages) -> tuple[Array, Array]:
    """Return which villages are inspected, on which days."""
    rules = assumptions("inspections").section("villages")
    lacking = villages.faults["village_uninspected"]
    seen = villages.either & ~lacking
    count = len(seen)
    share = {name: float(rules[name]["share"]) for name in ("earlier", "again", "other")}
    chosen = (
        (seen, rules["lately"]),
        (villages.either & chance(rng, share["earlier"], count), rules["earlier"]["span"]),
        (seen & chance(rng, share["again"], count), rules["again"]["span"]),
        (~villages.either & chance(rng, share["other"], count), rules["other"]["span"]),
    )
    places, days = [], []
    for who, span in chosen:
        places.append(np.flatnonzero(who))
        days.append(rng.integers(day_number(span[0]), day_number(span[1]) + 1, len(places[-1])))
    return np.concatenate(places), np.concatenate(days)


def _drawn(rng: np.random.Generator, path: str, village: Array, day: Array) -> dict[str, Array]:
    rules = assumptions("inspections")
    count = len(day)
    low, high = (int(each) for each in rules.span(f"{path}.days"))
    least, most = (int(each) for each in rules.span(f"{path}.households"))
    return {
        "village": village,
        "kind": choose_words(rng, rules.shares(f"{path}.kinds"), KINDS, count),
        "started": day,
        "ended": day + rng.integers(low, high + 1, count),
        "households": rng.integers(least, most + 1, count),
        "found": rng.poisson(rules.number(f"{path}.found"), count),
    }


def inspection_rows(world: World, inspections: Inspections) -> Rows:
    """Return one row an inspection; those just over need not be reported yet."""
    rng = world.streams.of("inspection rows")
    rules = assumptions("inspections")
    count = len(inspections.kind)
    low, high = (int(each) for each in rules.span("reported_days"))
    today = told("day")
    over = inspections.ended <= today
    reported = inspections.ended + rng.integers(low, high + 1, count)
    offices = rules.words("offices")
    seen = over & ~chance(rng, rules.number("unknown_households"), count)
    return Rows(
        "inspection",
        {
            "inspection": _numbers(world, INSPECTIONS, np.arange(count)),
            "county": Coded(*one_word(world.plan.code, count)),
            "village": Coded(inspections.village.astype(np.int32), world.plan.villages),
            "kind": Coded(inspections.kind, KINDS),
            "lead_office": Coded(rng.integers(0, len(offices), count), offices),
            "started_date": inspections.started.astype(np.int32),
            "ended_date": Known(inspections.ended.astype(np.int32), over),
            "households_seen": Known(inspections.households.astype(np.int32), seen),
            "found": Known(inspections.found.astype(np.int32), over),
            "reported_date": Known(reported.astype(np.int32), reported <= today),
        },
        day=inspections.started.astype(np.int32),
        masks={"due": (inspections.found > 0) & (inspections.ended + 2 * high < today)},
    )


def inspection_issue_rows(world: World, inspections: Inspections) -> Rows:
    """Return one row a finding; those handed over bear the number of their issue."""
    rng = world.streams.of("finding rows")
    rules = assumptions("inspections")
    count = len(inspections.of)
    texts = rules.section("texts")
    grade = choose_words(rng, rules.shares("grades"), GRADES, count)
    handed = inspections.is_handed
    issue = np.cumsum(handed) - 1
    numbers = _numbers(world, ISSUES, issue)
    return Rows(
        "inspection_issue",
        {
            "finding": _numbers(world, FINDINGS, np.arange(count)),
            "inspection": _numbers(world, INSPECTIONS, inspections.of),
            "county": Coded(*one_word(world.plan.code, count)),
            "village": Coded(
                inspections.village[inspections.of].astype(np.int32), world.plan.villages
            ),
            "area": Coded(inspections.area, areas()),
            "found_date": inspections.found_date.astype(np.int32),
            "text": told_texts(rng, texts, inspections.area),
            "grade": Coded(
                np.where(chance(rng, rules.number("unknown_grade"), count), -1, grade), GRADES
            ),
            "handed_over": handed,
            "issue": numbers.take(pa.array(np.arange(count), mask=~handed)),
        },
        day=inspections.found_date.astype(np.int32),
        masks={"due": inspections.found_date + 2 * WORKED < told("day")},
    )


def told_texts(rng: np.random.Generator, texts: Mapping[str, Any], area: Array) -> Coded:
    """Return a sentence for each, of those that are told of its area."""
    words = tuple(str(text) for name in areas() for text in texts[name])
    sizes = np.array([len(texts[name]) for name in areas()])
    starts = np.cumsum(sizes) - sizes
    return Coded(starts[area] + rng.integers(0, sizes[area]), words)


def _numbers(world: World, letters: str, places: Array) -> pa.Array:
    return serials(world, letters, places + 1, width=WORKED)
