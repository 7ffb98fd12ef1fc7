"""Help measures and the list of watched households."""

from dataclasses import replace
from typing import TypeAlias

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, day_cells, fen
from shouwang.synthetic.digits import numbered
from shouwang.synthetic.draw import Array, around, between, chance, choose, ranks_within
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import DAYS_PER_YEAR, day_number, told
from shouwang.synthetic.standing import EXITED, MARGINAL, REGISTERED, WATCHES, risks
from shouwang.synthetic.work import Jobs, in_public_post
from shouwang.synthetic.world import World

DIGITS_OF_HOUSEHOLD = 12
DIGITS_OF_SERIAL = 2
ENDED_WAYS = ("helped", "natural")

Given: TypeAlias = tuple[Array, Array, Array]  # household, kind, day it started


def kinds() -> tuple[str, ...]:
    """Return the kinds of measures."""
    return tuple(assumptions("aid").section("measures.amounts"))


def measure_rows(world: World, jobs: Jobs, aid: Aid, subsidised: Array) -> Rows:
    """Return all measures: of years past, and those that answer a watched household's risk.

    A public post is a measure where somebody in the household holds one; a few measures without
    a holder are faults. What watched households are covered by is among their measures.

    Args:
        subsidised: The households in which a disabled person gets a subsidy.
    """
    rng = world.streams.of("measures")
    parts = [
        _given(rng, world, "exited", world.standing.status == EXITED),
        _given(rng, world, "registered", world.standing.status == REGISTERED),
        _relocations(rng, world),
        *_answers(rng, world),
    ]
    household, kind, started = (np.concatenate(each) for each in zip(*parts, strict=True))
    given, lacking = _with_cover(world, aid, subsidised, (household, kind, started))
    given = _only_cover(world, aid.covers(world) | subsidised, given)
    bare = _bare(rng, world)
    household, kind, started = (each[~bare[given[0]]] for each in given)
    order = np.lexsort((started, household))
    rows = _rows(rng, world, jobs, (household[order], kind[order], started[order]))
    cover = kind[order] == kinds().index("cover")
    watched = world.standing.is_watched & ~aid.covers(world) & ~subsidised
    vain = cover & watched[household[order]]
    return replace(
        rows,
        masks={**rows.masks, "fault:cover_measure_misfits": vain},
        lacking={
            "registered_without_measure": np.flatnonzero(bare),
            "cover_measure_misfits": lacking,
        },
    )


def _bare(rng: np.random.Generator, world: World) -> Array:
    """Return the registered households that nobody has given a measure: a fault."""
    share = assumptions("aid").number("measures.registered_bare")
    bare = chance(rng, share, world.homes.count) & (world.standing.watch < 0)
    found: Array = bare & (world.standing.status == REGISTERED)
    return found


def _only_cover(world: World, covered: Array, given: Given) -> Given:
    """Return the measures; some of those helped weakly have got nothing but their cover."""
    rng = world.streams.of("only cover")
    household, kind, started = given
    weak = world.home_mask("weak_help", shown=True) & covered
    weak &= chance(rng, assumptions("aid").number("measures.only_cover"), world.homes.count)
    return household, np.where(weak[household], kinds().index("cover"), kind), started


def _with_cover(world: World, aid: Aid, subsidised: Array, given: Given) -> tuple[Given, Array]:
    """Return the measures with cover where a watched household is covered, and the few without.

    Cover that is not there gives way to other help, unless the risk asks for cover.
    """
    rng = world.streams.of("cover measures")
    household, kind, started = given
    standing = world.standing
    cover, social = kinds().index("cover"), kinds().index("social")
    answers = assumptions("aid").section("measures.answers")
    asks = np.array([answers[name] == "cover" for name in risks()])
    assisted = aid.covers(world)
    vain = standing.is_watched & ~assisted & ~subsidised & ~asks[standing.risk]
    kind = np.where((kind == cover) & vain[household], social, kind)
    has = np.zeros(world.homes.count, dtype=bool)
    has[household[kind == cover]] = True
    helped = np.zeros(world.homes.count, dtype=bool)
    helped[household] = True
    wants = standing.is_watched & assisted & helped & ~has
    begins = standing.identified + assumptions("aid").whole("measures.cover_after")
    wants &= begins <= told("day")
    forgotten = wants & chance(
        rng, assumptions("aid").number("measures.cover_forgotten"), world.homes.count
    )
    added = np.flatnonzero(wants & ~forgotten)
    more = (added, np.full(len(added), cover), begins[added])
    together = tuple(
        np.concatenate(pair) for pair in zip((household, kind, started), more, strict=True)
    )
    return (together[0], together[1], together[2]), np.flatnonzero(forgotten)


def _rows(rng: np.random.Generator, world: World, jobs: Jobs, given: Given) -> Rows:
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
    kind, empty = _with_holders(world, jobs, (household, kind, started), ends)
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
        masks={"fault:post_measure_empty": empty},
    )


def _with_holders(world: World, jobs: Jobs, given: Given, ends: Array) -> tuple[Array, Array]:
    """Return the kinds with public posts only where somebody holds one, and the faults among them.

    Measures that have ended stay: the post was given up.
    """
    rng = world.streams.of("empty post measures")
    household, kind, _started = given
    holder = np.zeros(world.homes.count, dtype=bool)
    holder[world.people.household[jobs.person[in_public_post(jobs)]]] = True
    vain = (kind == kinds().index("public_post")) & ~holder[household] & ~ends
    empty = vain & chance(rng, assumptions("aid").number("measures.post_empty"), len(kind))
    return np.where(vain & ~empty, kinds().index("employment"), kind), empty


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
        masks=_watch_masks(world, chosen),
    )


def _watch_masks(world: World, chosen: Array) -> dict[str, Array]:
    """Return what a mistake in the list can befall, and a risk ended where nobody can work."""
    standing, homes = world.standing, world.homes.count
    people, traits = world.people, world.traits
    watched = standing.is_watched
    hit = world.home_mask("unhelped") | world.home_mask("weak_help")
    carded = people.total((traits.disability >= 0) & people.present, homes) > 0
    water = risks().index("water")
    long_ago = told("day") - standing.identified >= assumptions("standing").whole("days.help_due")
    masks = {
        "watched": watched,
        "marginal_general": watched & (standing.watch == MARGINAL),
        "without_card": watched & ~carded,
        "long_watched": watched & long_ago & ~hit & (standing.risk != water),
        "able": watched & ~traits.labourless,
        "fault:risk_ended_without_labour": standing.was_watched & traits.labourless,
    }
    return {name: mask[chosen] for name, mask in masks.items()}
