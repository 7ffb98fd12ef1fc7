"""The money of the projects: pieces from five sources, issued, allocated and spent."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import (
    Array,
    around,
    between,
    chance,
    choose,
    choose_words,
    ranks_within,
)
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import day_number, month_dates, told
from shouwang.synthetic.poor_villages import poor_villages
from shouwang.synthetic.projects import (
    BUILDING,
    LISTED,
    PLANNED,
    ROUND,
    Projects,
    categories,
)
from shouwang.synthetic.world import World

SOURCES = ("central", "region", "league", "county", "beijing", "donated")
KINDS = ("special", "integrated", "cooperation", "other")
DIRECTIONS = ("development", "work_relief", "minority", "state_farm", "state_forest")
USES = (
    "industry",
    "public_works",
    "ability",
    "loan_support",
    "management",
    "office_cost",
    "vehicle",
    "other",
)


@dataclass(frozen=True, slots=True)
class Funds:
    """Pieces of money, those of projects first.

    Attributes:
        project: The place of the project, -1 while it is not allocated.
        amount: Fen, as are `arrived` and `paid`.
        lasting: Whether the project's work is not settled: less may be spent than issued.
    """

    project: Array
    year: Array
    issued: Array
    amount: Array
    arrived: Array
    paid: Array
    lasting: Array

    def spent(self, projects: int) -> Array:
        """Return the fen each project has spent."""
        own = self.project >= 0
        spent = np.bincount(self.project[own], weights=self.paid[own], minlength=projects)
        whole: Array = np.rint(spent).astype(np.int64)
        return whole


def fund(world: World, projects: Projects) -> Funds:
    """Draw the money of each project that is to be built, and some that is not allocated yet."""
    rng = world.streams.of("funds")
    rules = assumptions("funds")
    words, shares = rules.shares("lines")
    many = np.array([int(word) for word in words])[choose(rng, shares, projects.count)]
    many[projects.state == LISTED] = 0
    project = np.repeat(np.arange(projects.count), many)
    amount = _split(rng, project, projects.budget, many)
    state, days = projects.state[project], told("day") - projects.accepted[project]
    settled = (days > rules.whole("settled_days")) & (projects.accepted[project] < NEVER)
    latest = month_dates()[-1].year
    year = projects.year[project].astype(np.int64)
    building = state == BUILDING
    further = building & (ranks_within(project) > 0)
    further &= chance(rng, rules.number("second_year"), len(project))
    year = np.where(further, latest, year)
    late = building & (year == latest) & chance(rng, rules.number("late"), len(project))
    late |= state == PLANNED
    issued = _issued(rng, year, late)
    share = _spent(rng, (year, state), late=late, settled=settled)
    share[((projects.entered == NEVER) & ~projects.outside)[project]] = 0
    paid = np.floor(amount * share).astype(np.int64)
    drawn = Funds(
        project=project,
        year=year,
        issued=issued,
        amount=fen(amount),
        arrived=fen(amount),
        paid=np.where(share == 1, fen(amount), fen(paid)),
        lasting=~settled,
    )
    return _with_unallocated(rng, drawn)


def _split(rng: np.random.Generator, project: Array, budget: Array, many: Array) -> Array:
    """Return yuan for each piece that add up to the budget of its project, in round numbers."""
    weight = between(rng, assumptions("funds").span("weight"), len(project))
    whole = np.bincount(project, weights=weight, minlength=len(many))[project]
    first = ranks_within(project) == 0
    reached = np.cumsum(weight / whole) - (np.cumsum(first) - 1)
    upto = np.rint(reached * budget[project] / ROUND) * ROUND
    amount: Array = upto - np.where(first, 0.0, np.append(0.0, upto)[:-1])
    return amount


def _issued(rng: np.random.Generator, year: Array, late: Array) -> Array:
    rules = assumptions("funds")
    count = len(year)
    new_year = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    low, high = (int(end) for end in rules.span("issued.before"))
    issued = new_year + rng.integers(low, high + 1, count)
    low, high = (day_number(day) for day in rules.value("issued.early"))
    latest = month_dates()[-1].year
    issued = np.where(year == latest, rng.integers(low, high + 1, count), issued)
    return np.where(late, told("day") - _days(rng, "issued.late", count), issued)


def _days(rng: np.random.Generator, path: str, count: int) -> Array:
    low, high = (int(end) for end in assumptions("funds").span(path))
    return rng.integers(low, high + 1, count)


def _spent(
    rng: np.random.Generator, of: tuple[Array, Array], *, late: Array, settled: Array
) -> Array:
    """Return the share of each piece that is spent: most of it where the work is done or old."""
    rules = assumptions("funds")
    year, state = of
    count = len(year)
    spans = {
        name: between(rng, rules.span(f"paid.{name}"), count)
        for name in ("settled", "done", "building", "late", "planned")
    }
    old = settled | (year < month_dates()[-1].year)
    wholly = old & chance(rng, rules.number("paid.wholly"), count)
    nothing = chance(rng, rules.number("paid.nothing"), count)
    return np.select(
        [wholly, old, state == PLANNED, late, state == BUILDING],
        [
            np.ones(count),
            spans["settled"],
            np.where(nothing, 0.0, spans["planned"]),
            spans["late"],
            spans["building"],
        ],
        default=spans["done"],
    )


def _with_unallocated(rng: np.random.Generator, drawn: Funds) -> Funds:
    """Add the money that came lately, or has not come, and so waits for its projects."""
    rules = assumptions("funds")
    low, high = (int(end) for end in rules.span("unallocated.per_banner"))
    count = int(rng.integers(low, high + 1))
    count += int(len(drawn.year) * rules.number("unallocated.share"))
    rule = rules.section("unallocated.amount")
    yuan = around(rng, float(rule["mean"]), float(rule["spread"]), count)
    amount = fen(np.rint(np.maximum(yuan, rule["least"]) / ROUND) * ROUND)
    waits = chance(rng, rules.number("not_arrived.share"), count)
    days = np.where(
        waits,
        _days(rng, "not_arrived.issued", count),
        _days(rng, "unallocated.issued", count),
    )
    none = np.zeros(count, dtype=np.int64)
    return Funds(
        project=np.append(drawn.project, none - 1),
        year=np.append(drawn.year, none + month_dates()[-1].year),
        issued=np.append(drawn.issued, told("day") - days),
        amount=np.append(drawn.amount, amount),
        arrived=np.append(drawn.arrived, np.where(waits, 0, amount)),
        paid=np.append(drawn.paid, none),
        lasting=np.append(drawn.lasting, np.ones(count, dtype=bool)),
    )


def fund_line_rows(world: World, projects: Projects, funds: Funds) -> Rows:
    """Return a row for each piece of money."""
    rng = world.streams.of("fund rows")
    rules = assumptions("funds")
    count, day = len(funds.year), told("day")
    own = funds.project >= 0
    source = _sources(rng, world, count)
    kind = _by_source(rng, "kind", KINDS, source)
    directed = np.isin(source, [SOURCES.index(word) for word in rules.words("directed")])
    direction = choose_words(rng, rules.shares("direction"), DIRECTIONS, count)
    allocated = np.minimum(funds.issued + _days(rng, "allocated_after", count), day - 2)
    latest = allocated + ((day - 1 - allocated) * rng.random(count)).astype(np.int64)
    recent = day - funds.issued <= rules.whole("unpublished.days")
    published = ~(recent & chance(rng, rules.number("unpublished.share"), count))
    poor = np.append(poor_villages(world.plan, world.streams).poor, False)
    known = {
        name: ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in rules.section("unknown")
    }
    document, papers = _documents(rng, source, funds.year)
    paid = funds.paid > 0
    old = day - funds.issued
    return Rows(
        "fund_line",
        {
            "fund_line": serials(world.plan.code, "F", count),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "source": Coded(source, SOURCES),
            "kind": Coded(kind, KINDS),
            "direction": Coded(
                np.where(directed & known["direction"], direction, -1).astype(np.int8), DIRECTIONS
            ),
            "spent_on": Coded(np.where(known["spent_on"], _uses(rng, projects, funds), -1), USES),
            "document": Coded(np.where(known["document"], document, -1), papers),
            "fund_year": funds.year.astype(np.int32),
            "issued_date": funds.issued.astype(np.int32),
            "amount": funds.amount,
            "project": Coded(funds.project.astype(np.int32), projects.numbers),
            "allocated_date": Known(allocated.astype(np.int32), own),
            "arrived": Known(funds.arrived, known["arrived"] | ~paid),
            "paid": funds.paid,
            "last_paid_date": Known(latest.astype(np.int32), paid),
            "published": Known(published, known["published"] | ~recent),
            "to_poor_village": Known(
                poor[projects.village[funds.project]] & own, own & known["to_poor_village"]
            ),
        },
        day=funds.issued.astype(np.int32),
        masks=_masks(projects, funds, old),
    )


def _masks(projects: Projects, funds: Funds, old: Array) -> Mapping[str, Array]:
    """Return the rows that faults can befall, and those of projects outside the store."""
    rules = assumptions("funds")
    own, late = funds.project >= 0, rules.span("issued.late")[1]
    free = own & ~projects.own_money[funds.project]
    begun = free & (projects.state[funds.project] >= BUILDING) & funds.lasting
    outside = own & projects.outside[funds.project] & (funds.paid > 0)
    new = funds.year == month_dates()[-1].year
    return {
        "fault:funds_outside_library": outside,
        "unallocated": ~own & (funds.arrived > 0),
        "begun": begun & new & (old > late) & (funds.paid > 0),
        "old_lasting": free & ~new & funds.lasting,
        "issued_long": old > late,
        "paid": funds.paid > 0,
    }


def _sources(rng: np.random.Generator, world: World, count: int) -> Array:
    path = "source.listed" if world.plan.listed else "source.other"
    return choose_words(rng, assumptions("funds").shares(path), SOURCES, count)


def _by_source(rng: np.random.Generator, path: str, words: tuple[str, ...], source: Array) -> Array:
    places = np.zeros(len(source), dtype=np.int8)
    for word in assumptions("funds").section(path):
        chosen = np.flatnonzero(source == SOURCES.index(word))
        shares = assumptions("funds").shares(f"{path}.{word}")
        places[chosen] = choose_words(rng, shares, words, len(chosen))
    return places


def _uses(rng: np.random.Generator, projects: Projects, funds: Funds) -> Array:
    """Return what each piece is spent on; some of which nothing is spent were asked for otherwise."""
    rules = assumptions("funds")
    named = rules.section("use")
    by_category = np.array([USES.index(str(named[word])) for word in categories()], dtype=np.int8)
    use = by_category[projects.category[funds.project]]
    odd = (funds.paid == 0) & chance(rng, rules.number("unspent_use.share"), len(use))
    words = [USES.index(word) for word in rules.words("unspent_use.use")]
    return np.where(odd, np.array(words)[rng.integers(0, len(words), len(use))], use).astype(
        np.int8
    )


def _documents(
    rng: np.random.Generator, source: Array, year: Array
) -> tuple[Array, tuple[str, ...]]:
    """Return the paper each piece was issued by, and all papers."""
    rules = assumptions("funds")
    many, first = rules.whole("documents"), int(year.min())
    years = range(first, int(year.max()) + 1)
    words = tuple(
        str(rules.value(f"words.document.{word}")).format(year=each, number=number)
        for word in SOURCES
        for each in years
        for number in range(1, many + 1)
    )
    number = rng.integers(0, many, len(source))
    return (source.astype(np.int32) * len(years) + year - first) * many + number, words
