"""The operators of projects: firms, cooperatives and farms, and what became of them."""

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.benefits import GENERAL, Benefits
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import numbered, serials
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.months import month_starts
from shouwang.synthetic.projects import BUILDING, PLANNED, Projects
from shouwang.synthetic.world import World

KINDS = ("firm", "cooperative", "farm", "household", "collective")
STATES = ("open", "stopped", "revoked", "cancelled", "abnormal")
# How a credit code begins, and the digits of its county, banner and serial number.
CREDIT_CODE = (93, 2), 6, 3, 7


def operator_numbers(world: World, projects: Projects) -> tuple[str, ...]:
    """Return the numbers of a banner's operators."""
    return tuple(serials(world.plan.code, "O", projects.operators[1]).to_pylist())


def operator_rows(world: World, projects: Projects, benefits: Benefits) -> Rows:
    """Return a row for each operator; the defunct ones carry nothing on."""
    rng = world.streams.of("operators")
    rules = assumptions("projects")
    busy, count = projects.operators
    is_busy = np.arange(count) < busy
    kind = _drawn(rng, "kind", KINDS, count)
    state = np.where(
        is_busy,
        _drawn(rng, "state.busy", STATES, count),
        _drawn(rng, "state.done", STATES, count),
    )
    led = projects.operator[benefits.project[benefits.active]]
    poor = benefits.kind[benefits.active] != GENERAL
    households = np.bincount(led[led >= 0], minlength=count)
    of_poor = np.bincount(led[(led >= 0) & poor], minlength=count)
    dishonest = chance(rng, rules.number("operator.dishonest"), count)
    overdue = ~dishonest & chance(rng, rules.number("operator.overdue.share"), count)
    owed = np.where(overdue, between(rng, rules.span("operator.overdue.span"), count), 0.0)
    known = {
        name: ~chance(rng, rules.number(f"operator.unknown.{name}"), count)
        for name in rules.section("operator.unknown")
    }
    brands = assumptions("names").words("employer_brands")
    named = rules.section("words.operator")
    names = tuple(world.plan.name + brand + str(named[word]) for word in KINDS for brand in brands)
    brand = rng.integers(0, len(brands), count)
    # What is being built goes on being carried, whatever else a row may say of a running project.
    lives = (projects.operator >= 0) & np.isin(projects.state, [PLANNED, BUILDING])
    carries = np.bincount(projects.operator[lives], minlength=count) > 0
    return Rows(
        "operator",
        {
            "operator": pa.array(operator_numbers(world, projects)),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "operator_name": Coded(kind.astype(np.int16) * len(brands) + brand, names),
            "credit_code": _with_gaps(_credit_codes(world, count), known["credit_code"]),
            "kind": Coded(kind, KINDS),
            "state": Coded(state.astype(np.int8), STATES),
            "dishonest": dishonest,
            "households_led": Known(households.astype(np.int32), known["households_led"]),
            "poor_share": Known(
                np.round(100 * of_poor / np.maximum(households, 1), 1), households > 0
            ),
            "overdue_dividend": fen(owed),
        },
        day=np.full(count, month_starts()[0], dtype=np.int32),
        masks={"carries": carries},
    )


def _credit_codes(world: World, count: int) -> pa.Array:
    """Return credit codes that belong to no registry: their county codes are the invented ones."""
    start, county, banner, serial = CREDIT_CODE
    ones = np.ones(count, dtype=np.int64)
    return numbered(
        (ones * start[0], start[1]),
        (ones * world.plan.county, county),
        (ones * world.plan.index, banner),
        (np.arange(count), serial),
    )


def _with_gaps(texts: pa.Array, known: Array) -> pa.Array:
    return texts.take(pa.array(np.arange(len(texts)), mask=~known))


def _drawn(rng: np.random.Generator, path: str, words: tuple[str, ...], count: int) -> Array:
    return choose_words(rng, assumptions("projects").shares(f"operator.{path}"), words, count)
