"""Help measures and the list of watched households."""

from typing import TypeAlias

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, day_cells, fen
from shouwang.synthetic.digits import numbered
from shouwang.synthetic.draw import Array, around, between, chance, choose, ranks_within
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import DAYS_PER_YEAR, day_number, told
from shouwang.synthetic.standing import EXITED, REGISTERED, WATCHES, risks
from shouwang.synthetic.world import World

DIGITS_OF_HOUSEHOLD = 12
DIGITS_OF_SERIAL = 2
ENDED_WAYS = ("helped", "natural")

Given: TypeAlias = tuple[Array, Array, Array]  # household, kind, day it started


def kinds() -> tuple[str, ...]:
    """Return the kinds of measures."""
    return tuple(assumptions("aid").section("measures.amounts"))


def measure_rows(world: World) -> Rows:
    """Return all measures: of years past, and those that answer a watched household's risk."""
    rng = world.streams.of("measures")
    parts = [
        _given(rng, world, "exited", world.standing.status == EXITED),
        _given(rng, world, "registered", world.standing.status == REGISTERED),
        _relocations(rng, world),
        *_answers(rng, world),
    ]
    household, kind, started = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.lexsort((started, household))
    return _rows(rng, world, (household[order], kind[order], started[order]))


def _rows(rng: np.random.Generator, world: World, given: Given) -> Rows:
    household, kind, started = given
    rules = assumptions("aid")
    count = len(household)
    today = told("day")
    delivered = started + np.rint(
        between(rng, rules.span("measures.days_to_deliver"), count)
    ).astype(np.int64)
    ended = delivered + rng.integers(*_whole_span("measures.days_to_end"), count)
    old = started < today - DAYS_PER_YEAR
    ends = old & chance(rng, rules.number("measures.ended"), count) & (ended < today)
    ends &= ~(world.standing.watch >= 0)[household]
    means = np.array([rules.number(f"measures.amounts.{name}") for name in kinds()])
    amount = around(rng, means[kind], rules.number("measures.amount_spread"), count)
    known = ~chance(rng, rules.number("measures.amount_unknown"), count)
    serial = ranks_within(household) + 1
    names = numbered(
        (world.homes.number[household], DIGITS_OF_HOUSEHOLD), (serial, DIGITS_OF_SERIAL)
    )
    return Rows(
        "measure",
        {
            "measure": names,
            "household": household,
            "kind": Coded(kind.astype(np.int8), kinds()),
            "started_date": started.astype(np.int32),
            "delivered_date": Known(delivered.astype(np.int32), delivered <= today),
            "ended_date": Known(ended.astype(np.int32), ends),
            "amount": Known(fen(amount), known),
        },
        day=started.astype(np.int32),
    )


def _whole_span(path: str) -> tuple[int, int]:
    low, high = assumptions("aid").span(path)
    return int(low), int(high)


def _given(rng: np.random.Generator, world: World, group: str, belongs: Array) -> Given:
    """Return what households of a group have got, each kind with its share."""
    low, high = (day_number(day) for day in assumptions("aid").value(f"measures.{group}_spans"))
    households, found = [], []
    for name, share in assumptions("aid").section(f"measures.{group}").items():
        gets = belongs & chance(rng, float(share), len(belongs)) & ~_unhelped(world)
        households.append(np.flatnonzero(gets))
        found.append(np.full(len(households[-1]), kinds().index(name)))
    household = np.concatenate(households)
    return household, np.concatenate(found), rng.integers(low, high + 1, len(household))


def _unhelped(world: World) -> Array:
    """Return the households whose measures come from their watch alone, or not at all."""
    unhelped = world.home_mask("unhelped") | world.home_mask("weak_help")
    alone: Array = unhelped & (world.standing.status != REGISTERED)
    return alone


def _relocations(rng: np.random.Generator, world: World) -> Given:
    moved = np.flatnonzero(world.standing.relocated)
    low, high = (day_number(day) for day in assumptions("aid").value("measures.exited_spans"))
    kind = np.full(len(moved), kinds().index("relocation"))
    return moved, kind, rng.integers(low, (low + high) // 2, len(moved))


def _answers(rng: np.random.Generator, world: World) -> list[Given]:
    """Return what watched households are given: against their risk, to earn, and more."""
    rules = assumptions("aid")
    standing = world.standing
    helped = (standing.watch >= 0) & ~world.home_mask("unhelped", shown=True)
    weak = world.home_mask("weak_help", shown=True)
    chosen = np.flatnonzero(helped)
    by_risk = rules.section("measures.answers")
    lasting = np.array([kinds().index(name) for name in rules.words("measures.lasting")])
    answers = np.array([kinds().index(by_risk[name]) for name in risks()])
    first = answers[standing.risk[chosen]]
    words, shares = rules.shares("measures.developmental")
    places = np.array([kinds().index(word) for word in words])
    other = lasting[rng.integers(0, len(lasting), len(chosen))]
    first = np.where(weak[chosen] & np.isin(first, places), other, first)
    able = chosen[~world.traits.labourless[chosen] & ~weak[chosen]]
    third = chosen[chance(rng, rules.number("measures.more"), len(chosen))]
    third_kind = lasting[rng.integers(0, len(lasting), len(third))]
    given = [
        (chosen, first),
        (able, places[choose(rng, shares, len(able))]),
        (third, third_kind),
    ]
    parts = []
    for household, kind in given:
        wait = np.rint(between(rng, rules.span("measures.days_to_start"), len(household)))
        started = standing.identified[household] + wait.astype(np.int64)
        due = started <= told("day")
        parts.append((household[due], kind[due], started[due]))
    return parts


def watch_rows(world: World) -> Rows:
    """Return the watched households, those whose risk has ended among them."""
    standing = world.standing
    chosen = np.flatnonzero(standing.watch >= 0)
    ended = standing.ended[chosen]
    way = np.where(ended == NEVER, -1, np.where(standing.ended_helped[chosen], 0, 1))
    return Rows(
        "watch",
        {
            "household": chosen,
            "kind": Coded(standing.watch[chosen], WATCHES),
            "identified_date": standing.identified[chosen],
            "risk": Coded(standing.risk[chosen], risks()),
            "second_risk": Coded(standing.second_risk[chosen], risks()),
            "no_labour": world.traits.labourless[chosen],
            "ended_date": day_cells(ended, NEVER),
            "ended_way": Coded(way.astype(np.int8), ENDED_WAYS),
        },
        day=standing.identified[chosen],
    )
