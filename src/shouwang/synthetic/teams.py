"""Village teams: who holds which seat since when, and what those before them were."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, day_cells
from shouwang.synthetic.draw import Array, between, chance, choose, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.names import helper_names, phones
from shouwang.synthetic.poor_villages import poor_villages
from shouwang.synthetic.serials import serials
from shouwang.synthetic.world import World

ROLES = ("first_secretary", "leader", "member")
FIRST, LEADER, MEMBER = range(3)
REASONS = ("term_over", "recalled", "transferred", "illness", "other")
LETTERS = "ZC"


@dataclass(frozen=True, slots=True)
class Posts:
    """The terms of a banner's village teams, those in office first.

    Attributes:
        village: The place of the village.
        ended: The day it ended, or NEVER. reason: the place in REASONS, -1 in office.
        cut_short: Whether it was, without a good reason.
        fault: The place of its fault in `faults()`, -1 for none.
    """

    village: Array
    role: Array
    started: Array
    ended: Array
    reason: Array
    cut_short: Array
    fault: Array

    @property
    def count(self) -> int:
        return len(self.village)

    def has(self, fault: str) -> Array:
        """Return which terms show a fault."""
        found: Array = self.fault == faults().index(fault)
        return found


def faults() -> tuple[str, ...]:
    """Return the kinds of faults that many days show."""
    return tuple(assumptions("teams").section("faults"))


def fill_posts(world: World) -> Posts:
    """Draw the seats of the teams, who holds them, and who held them before."""
    rng = world.streams.of("team posts")
    rules = assumptions("teams")
    village, role = _seats(rng, world)
    count = len(village)
    spans = rules.value("started")
    shares = np.array([float(each["share"]) for each in spans])
    span = choose(rng, shares / shares.sum(), count)
    low = np.array([day_number(each["from"]) for each in spans])[span]
    high = np.array([day_number(each["to"]) for each in spans])[span]
    started = rng.integers(low, high + 1)
    fault = _faults(rng, started)
    first, last = (day_number(day) for day in rules.value("term_over"))
    early = rng.integers(first, last + 1, count)
    started = np.where(fault == faults().index("team_term_over"), early, started)
    before, ended = _before(rng, started)
    term, reason, cut_short = _past_terms(rng, len(before))
    none = np.zeros(count, dtype=bool)
    past = np.full(len(before), -1, dtype=np.int8)
    return Posts(
        village=np.concatenate((village, village[before])),
        role=np.concatenate((role, role[before])),
        started=np.concatenate((started, ended - term)).astype(np.int32),
        ended=np.concatenate((np.full(count, NEVER), ended)).astype(np.int32),
        reason=np.concatenate((np.full(count, -1), reason)).astype(np.int8),
        cut_short=np.concatenate((none, cut_short)),
        fault=np.concatenate((fault, past)),
    )


def _seats(rng: np.random.Generator, world: World) -> tuple[Array, Array]:
    """Return the village and the role of each seat that is filled."""
    villages = poor_villages(world.plan, world.streams)
    places = np.flatnonzero(villages.either)
    small = villages.faults["team_too_small"][places]
    headless = villages.faults["no_first_secretary"][places]
    whole = _sizes(rng, "members", len(places))
    size = np.where(small, _sizes(rng, "members_small", len(places)), whole)
    village = np.repeat(places, size)
    rank = np.arange(len(village)) - np.repeat(np.cumsum(size) - size, size)
    rank += np.repeat(headless, size)
    return village.astype(np.int32), np.minimum(rank, MEMBER).astype(np.int8)


def _sizes(rng: np.random.Generator, path: str, count: int) -> Array:
    words, shares = assumptions("teams").shares(path)
    return np.array([int(word) for word in words])[choose(rng, shares, count)]


def _faults(rng: np.random.Generator, started: Array) -> Array:
    rules = assumptions("teams")
    shares = np.array([float(share) for share in rules.section("faults").values()])
    drawn = choose(rng, np.append(shares, 1 - shares.sum()), len(started))
    latest = np.where(
        drawn == faults().index("team_leave_too_long"),
        day_number(rules.value("since_leave")),
        day_number(rules.value("since")),
    )
    return np.where((drawn < len(shares)) & (started <= latest), drawn, -1).astype(np.int8)


def _before(rng: np.random.Generator, started: Array) -> tuple[Array, Array]:
    """Return which seats were held before within what is told, and when that ended."""
    low, high = (int(each) for each in assumptions("teams").span("handover_days"))
    ended = started - rng.integers(low, high + 1, len(started))
    recent = ended >= day_number(assumptions("teams").value("told_from"))
    places = np.flatnonzero(recent)
    return places, ended[places]


def _past_terms(rng: np.random.Generator, count: int) -> tuple[Array, Array, Array]:
    """Return the days each past term lasted, why it ended, and whether it was cut short."""
    rules = assumptions("teams")
    edge = rules.number("early.share")
    drawn = rng.random(count)
    early = drawn < edge
    cut_short = ~early & (drawn < edge + rules.number("cut_short.share"))
    days = np.select(
        [early, cut_short],
        [between(rng, rules.span(f"{name}.days"), count) for name in ("early", "cut_short")],
        between(rng, rules.span("term_days"), count),
    )
    reasons = [
        choose_words(rng, rules.shares(path), REASONS, count)
        for path in ("early.reasons", "cut_short.reasons", "whole_reason")
    ]
    reason = np.select([early, cut_short], reasons[:2], reasons[2])
    return np.rint(days).astype(np.int64), reason, cut_short


def team_post_rows(world: World, posts: Posts) -> Rows:
    """Return one row a term."""
    rng = world.streams.of("team post rows")
    rules = assumptions("teams")
    count = posts.count
    units = (*(world.plan.name + name for name in rules.words("units")),)
    league = world.plan.neighbours[-1] + str(rules.value("league_unit"))
    unit = rng.integers(0, len(units), count)
    unit = np.where(chance(rng, rules.number("sent_by_league"), count), len(units), unit)
    unit = np.where(chance(rng, rules.number("unknown.unit"), count), -1, unit)
    detached = ~chance(rng, rules.number("unknown.detached"), count)
    return Rows(
        "team_post",
        {
            "post": post_numbers(world, np.arange(count)),
            "village": Coded(posts.village, world.plan.villages),
            "member_name": helper_names(world.streams, count),
            "member_phone": phones(world.streams, "team members", count),
            "unit": Coded(unit.astype(np.int16), (*units, league)),
            "role": Coded(posts.role, ROLES),
            "started_date": posts.started,
            "ended_date": day_cells(posts.ended, NEVER),
            "ended_reason": Coded(posts.reason, REASONS),
            "detached": Known(np.ones(count, dtype=bool), detached),
        },
        day=np.where(posts.ended <= told("day"), posts.ended, posts.started).astype(np.int32),
        masks={
            "in_office": (posts.ended == NEVER) & (posts.fault < 0),
            "fault:team_term_cut_short": posts.cut_short,
            **{f"fault:{name}": posts.has(name) for name in faults()},
        },
    )


def post_numbers(world: World, places: Array) -> pa.Array:
    """Return the numbers of terms."""
    return serials(world, LETTERS, places + 1, width=5)
