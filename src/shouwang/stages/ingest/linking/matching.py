"""Links the rows of one file to those of another, or finds the rows of one that are one person."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.calc.linkage import explain
from shouwang.calc.linkage.assignment import (
    Bounds,
    Decision,
    decide,
    groups,
    link_probability,
    pair_probability,
)
from shouwang.calc.linkage.comparisons import UNIQUE_ID, Chances, Comparison, comparisons_of
from shouwang.calc.linkage.weights import Weights, chances_of
from shouwang.lake import sql
from shouwang.lake.rewrite import Progress
from shouwang.stages.ingest.linking.blocking import Rule, block
from shouwang.stages.ingest.linking.limits import Limits
from shouwang.stages.ingest.linking.passes import LEFT, RIGHT, open_rows, run_passes
from shouwang.stages.ingest.linking.scoring import Scored, learn_by_chance, score

OPEN = "open_rows"
DECIMALS = 6  # of a probability that is told
MATTERS = 3  # counts kept for each pair: near, known, of the family


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that are, or may be, one person.

    Attributes:
        left, right: Their row numbers.
        probability: How sure it is. [0-1]
    """

    left: int
    right: int
    probability: float
    why: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What came out.

    Attributes:
        rules: The blocking rules with what they cost.
    """

    pairs: tuple[Pair, ...]
    questions: tuple[Pair, ...]
    rules: tuple[Rule, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Model:
    """By what rows are compared, and what that is worth."""

    columns: frozenset[str]
    comparisons: tuple[Comparison, ...]
    chances: Chances
    limits: Limits
    is_fixed: bool
    shows_values: bool


def model_of(
    columns: frozenset[str],
    weights: Weights | None,
    limits: Limits,
    *,
    is_fixed: bool = False,
    shows_values: bool = True,
) -> Model:
    """Return the model for these prepared columns.

    Args:
        is_fixed: Whether u is taken from the weights too, and not from the rows at hand.
        shows_values: Whether reasons may name people.

    Raises:
        InputProblems: if the columns tell nothing of a person.
    """
    comparisons = comparisons_of(columns)
    if not any(each.is_personal for each in comparisons):
        raise InputProblems(
            [
                Problem(
                    "columns",
                    _("no column that tells a person apart is known in all files"),
                    _("name the columns: --map name=HEADING --map birth_date=HEADING"),
                )
            ]
        )
    return Model(
        columns, comparisons, chances_of(comparisons, weights), limits, is_fixed, shows_values
    )


def link(connection: duckdb.DuckDBPyConnection, model: Model, progress: Progress) -> Linked:
    """Link the rows of ``left_rows`` to those of ``right_rows``; a row is linked once at most."""
    limits = model.limits
    progress(_("exact passes"), 0)
    passes = run_passes(connection, limits.passes, model.columns)
    exact = [
        Pair(int(str(left)), int(str(right)), 1.0, explain.exact(passes[int(str(place))]))
        for left, right, place in sql.rows(
            connection, sql.query("select row_l, row_r, pass from linked order by row_l")
        )
    ]
    if not open_rows(connection, OPEN):
        return Linked(tuple(exact), ())
    rules = block(connection, left=OPEN, right=RIGHT, columns=model.columns, limits=limits,
                  progress=progress)  # fmt: skip
    prior = limits.prior_link / max(sql.count(connection, RIGHT), 1)
    scored = _scored(connection, model, (OPEN, RIGHT), RIGHT, prior, progress)
    probability = link_probability(
        scored.left, scored.right, scored.weight, prior=limits.prior_link
    )
    taken = np.isin(scored.right, np.array([pair.right for pair in exact], dtype=np.int64))
    decision = decide(
        scored.left, probability, _may_be_linked(model, scored) & ~taken, _bounds(limits)
    )
    pairs = [*exact, *_told(connection, model, scored, decision, decision.accepted)]
    return Linked(
        tuple(sorted(pairs, key=_order)),
        tuple(_told(connection, model, scored, decision, _worth_asking(model, scored, decision))),
        rules,
    )


def find_duplicates(
    connection: duckdb.DuckDBPyConnection, model: Model, progress: Progress
) -> Linked:
    """Find the rows of ``left_rows`` that are one person; all pairs of such a group are links."""
    limits = model.limits
    rules = block(connection, left=LEFT, right=LEFT, columns=model.columns, limits=limits,
                  progress=progress)  # fmt: skip
    rows = max(sql.count(connection, LEFT) - 1, 1)
    prior = min(limits.prior_duplicates / rows, limits.prior_link)
    scored = _scored(connection, model, (LEFT,), LEFT, prior, progress)
    decision = decide(
        scored.left,
        pair_probability(scored.weight),
        _may_be_linked(model, scored),
        _bounds(limits),
    )
    pairs = _told(connection, model, scored, decision, decision.accepted)
    joined = _with_joined(connection, pairs)
    known = {(pair.left, pair.right) for pair in joined}
    is_open = decision.probability >= limits.ask
    is_open[decision.accepted] = False
    questions = _told(connection, model, scored, decision, np.flatnonzero(is_open))
    return Linked(
        tuple(sorted(joined, key=_order)),
        tuple(each for each in questions if (each.left, each.right) not in known),
        rules,
    )


def _scored(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    tables: Sequence[str],
    register: str,
    prior: float,
    progress: Progress,
) -> Scored:
    progress(_("learning what chance does"), 0)
    chances = model.chances
    if not model.is_fixed:
        chances = learn_by_chance(connection, model.comparisons, chances, table=register,
                                  prior=prior, limits=model.limits)  # fmt: skip
    progress(_("comparing pairs"), 0)
    return score(connection, model.comparisons, chances, tables=tables, register=register,
                 prior=prior)  # fmt: skip


def _may_be_linked(model: Model, scored: Scored) -> npt.NDArray[np.bool_]:
    """Tell which pairs agree in enough that belongs to the person, and contradict in nothing.

    Village, phone and household speak for a whole family: however much they weigh, they do not
    tell its members apart. So two personal matters must agree; where only one of a pair's is known
    at all, it and a matter of the family.
    """
    near, known, family = (np.zeros(len(scored.left), dtype=np.int64) for _each in range(MATTERS))
    contradicts = np.zeros(len(scored.left), dtype=np.bool_)
    for comparison in model.comparisons:
        gamma = scored.gammas[comparison.name]
        levels = list(enumerate(reversed(comparison.levels)))
        is_near = np.isin(gamma, [value for value, level in levels if level.is_near])
        contradicts |= np.isin(gamma, [value for value, level in levels if level.contradicts])
        if comparison.is_personal:
            near += is_near
            known += gamma >= 0
        else:
            family += is_near
    enough = model.limits.near_matters
    is_enough = (near >= enough) | ((near == 1) & (known == 1) & (family >= 1))
    return np.asarray(is_enough & ~contradicts, dtype=np.bool_)


def _worth_asking(model: Model, scored: Scored, decision: Decision) -> npt.NDArray[np.int64]:
    """The pairs to ask about: those of one family in which nothing personal agrees are none."""
    near = np.zeros(len(scored.left), dtype=np.bool_)
    for comparison in model.comparisons:
        levels = enumerate(reversed(comparison.levels))
        if comparison.is_personal:
            is_near = [value for value, level in levels if level.is_near]
            near |= np.isin(scored.gammas[comparison.name], is_near)
    return decision.asked[near[decision.asked]]


def _with_joined(connection: duckdb.DuckDBPyConnection, pairs: Sequence[Pair]) -> list[Pair]:
    """Add the pairs of rows that are linked through others only."""
    direct = {(pair.left, pair.right) for pair in pairs}
    least: dict[int, float] = {}
    for pair in pairs:
        for row in (pair.left, pair.right):
            least[row] = min(least.get(row, 1.0), pair.probability)
    missing = [
        (group, left, right)
        for group in groups(sorted(direct))
        for place, left in enumerate(group)
        for right in group[place + 1 :]
        if (left, right) not in direct
    ]
    rows = {row for group, _left, _right in missing for row in group}
    keys = {int(str(row)): str(key) for row, key in _rows(connection, ["key"], rows)}
    joined = list(pairs)
    for group, left, right in missing:
        others = [keys[row] for row in group if row not in {left, right}]
        probability = min(least[row] for row in group)
        joined.append(Pair(left, right, probability, explain.through(others)))
    return joined


def _told(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    scored: Scored,
    decision: Decision,
    places: npt.NDArray[np.int64],
) -> list[Pair]:
    rows = {*scored.left[places].tolist(), *scored.right[places].tolist()}
    values = _values(connection, model, rows) if model.shows_values else {}
    told = []
    for place in places.tolist():
        left, right = int(scored.left[place]), int(scored.right[place])
        levels = [
            (comparison, level)
            for comparison in model.comparisons
            if (level := comparison.level(int(scored.gammas[comparison.name][place])))
        ]

        def shown(column: str, left: int = left, right: int = right) -> tuple[str, str]:
            return values[column, left], values[column, right]

        reason = explain.why(levels, shown if model.shows_values else None)
        told.append(Pair(left, right, round(float(decision.probability[place]), DECIMALS), reason))
    return told


def _values(
    connection: duckdb.DuckDBPyConnection, model: Model, rows: set[int]
) -> dict[tuple[str, int], str]:
    """The values that reasons show, by column and row."""
    columns = [explain.SHOWN[each.name] for each in model.comparisons if each.name in explain.SHOWN]
    found = {}
    for row, *values in _rows(connection, columns, rows):
        for column, value in zip(columns, values, strict=True):
            found[column, int(str(row))] = "" if value is None else str(value)
    return found


def _rows(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[str], rows: set[int]
) -> list[tuple[object, ...]]:
    connection.register("wanted_rows", pa.table({UNIQUE_ID: pa.array(sorted(rows), pa.int64())}))
    found: list[tuple[object, ...]] = []
    for table in (LEFT, RIGHT):
        wanted = sql.select([UNIQUE_ID, *columns], table)
        found += sql.rows(
            connection, wanted.where(sql.query("row in (select row from wanted_rows)"))
        )
    connection.unregister("wanted_rows")
    return found


def _bounds(limits: Limits) -> Bounds:
    return Bounds(limits.accept, limits.ask, limits.questions_a_row)


def _order(pair: Pair) -> tuple[int, int]:
    return pair.left, pair.right
