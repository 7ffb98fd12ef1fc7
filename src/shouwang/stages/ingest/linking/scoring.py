"""Scores pairs of rows with Splink on DuckDB; what chance does is seen in the rows themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from splink import DuckDBAPI, Linker
from sqlglot import exp

from shouwang.calc.linkage.comparisons import (
    UNIQUE_ID,
    Chances,
    Comparison,
    splink_settings,
)
from shouwang.calc.linkage.weights import scaled
from shouwang.lake import sql
from shouwang.stages.ingest.linking.blocking import PAIRS
from shouwang.stages.ingest.linking.limits import Limits

PEOPLE, SAMPLED = "people", "sampled_rows"
SPLINK_PAIRS = "pairs_for_splink"
GAMMA = "gamma_"
ANY = 0.5  # a prior where only the levels are wanted
MOST_BITS = 1e6  # no pair weighs so much
LEAST_BITS = -20.0  # pairs below this weight compete with nothing


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs with their weights.

    Attributes:
        weight: log2 of the odds, the prior included. [bit]
        gammas: Comparison → the level of each pair, as Splink counts.
    """

    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    weight: npt.NDArray[np.float64]
    gammas: dict[str, npt.NDArray[np.int32]]


def learn_by_chance(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    chances: Chances,
    *,
    table: str,
    prior: float,
    limits: Limits,
) -> Chances:
    """Return the chances with u as the rows of a table show it.

    How often chance agrees belongs to the rows at hand (how many villages, which names), how often
    true pairs agree to the way they are written down: so u is counted anew, beside what was
    trained, and m is kept. Pairs that look like one person are no work of chance and left out.
    """
    rows = (
        exp.select("*")
        .from_(table)
        .order_by(sql.query("hash(row)"), UNIQUE_ID)
        .limit(limits.sample_rows)
    )
    sql.keep(connection, SAMPLED, rows)
    everyone = sql.query(
        "select l.row as row_l, r.row as row_r from sampled_rows l, sampled_rows r "
        "where l.row < r.row"
    )
    scored = _predict(connection, comparisons, chances, people=SAMPLED, pairs=everyone, prior=prior)
    learnt = {}
    for comparison in comparisons:
        counts = _counts(connection, scored, comparison, below=0)
        seen = sum(counts.values())
        levels = {}
        for level in comparison.levels:
            m, u = chances[comparison.name][level.name]
            both = counts.get(level.name, 0) + u * limits.sample_weight
            levels[level.name] = (
                m,
                max(both / (seen + limits.sample_weight), limits.least_chance),
            )
        learnt[comparison.name] = scaled(levels)
    _drop(connection, scored)
    return learnt


def score(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    chances: Chances,
    *,
    tables: Iterable[str],
    register: str,
    prior: float,
) -> Scored:
    """Return the candidate pairs with their weights.

    Args:
        tables: The tables of the rows that the pairs name.
        register: The table in which values are counted: a rare name says more than a common one.
        prior: The share of true pairs among all pairs. [0-1]
    """
    _keep_people(connection, comparisons, tables)
    table = _predict(
        connection,
        comparisons,
        chances,
        people=PEOPLE,
        pairs=exp.select("row_l", "row_r").from_(PAIRS),
        prior=prior,
        register=register,
        least=LEAST_BITS,
    )
    names = [f"{GAMMA}{each.name}" for each in comparisons]
    found = (
        exp.select("row_l", "row_r", "match_weight", *(sql.column(each) for each in names))
        .from_(table)
        .order_by("row_l", "row_r")
    )
    result: pa.Table = sql.relation(connection, found).to_arrow_table()
    _drop(connection, table)
    return Scored(
        left=result["row_l"].to_numpy(),
        right=result["row_r"].to_numpy(),
        weight=result["match_weight"].to_numpy(),
        gammas={each.name: result[f"{GAMMA}{each.name}"].to_numpy() for each in comparisons},
    )


def level_counts(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    chances: Chances,
    *,
    tables: Iterable[str],
) -> dict[str, dict[str, int]]:
    """Return how many of the candidate pairs are at each level of each comparison."""
    _keep_people(connection, comparisons, tables)
    pairs = exp.select("row_l", "row_r").from_(PAIRS)
    scored = _predict(connection, comparisons, chances, people=PEOPLE, pairs=pairs, prior=ANY)
    return {each.name: _counts(connection, scored, each) for each in comparisons}


def _keep_people(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Iterable[Comparison],
    tables: Iterable[str],
) -> None:
    """Keep the rows that the candidate pairs name."""
    named = sql.query(
        "row in (select row_l from candidate_pairs union all select row_r from candidate_pairs)"
    )
    columns = [UNIQUE_ID, *sorted({name for each in comparisons for name in each.reads})]
    rows = [sql.select(columns, table).where(named.copy()) for table in dict.fromkeys(tables)]
    people: exp.Query = rows[0]
    for more in rows[1:]:
        people = exp.union(people, more, distinct=False)
    sql.keep(connection, PEOPLE, people)


def _predict(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    chances: Chances,
    *,
    people: str,
    pairs: exp.Expr,
    prior: float,
    register: str = "",
    least: float | None = None,
) -> str:
    """Score pairs of rows of a table; return the table of the scores, of those not below least."""
    join_keys = exp.select(
        exp.convert("0").as_("match_key"),
        sql.column("row_l").as_("join_key_l"),
        sql.column("row_r").as_("join_key_r"),
    )
    sql.keep(connection, SPLINK_PAIRS, join_keys.from_(exp.Subquery(this=pairs, alias="p")))
    api = DuckDBAPI(connection)
    linker = Linker(
        api.register(people),
        splink_settings(comparisons, chances, prior=prior),
        log_level=None,
        validate_settings=False,
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register(SPLINK_PAIRS))
    for column in _frequency_columns(comparisons):
        counted = f"frequency_of_{column}"
        sql.keep(connection, counted, _frequencies(register or people, column, people))
        linker.table_management.register_term_frequency_lookup(api.register(counted), column)
    scored = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
    return str(scored.physical_name)


def _frequency_columns(comparisons: Iterable[Comparison]) -> list[str]:
    found = (level.frequency for each in comparisons for level in each.levels)
    return sorted({each for each in found if each})


def _frequencies(register: str, column: str, people: str) -> exp.Expr:
    value = sql.column(column)
    share = sql.query(
        "count(*) / (select count(*) from :register)", register=exp.to_table(register)
    )
    there = exp.select(value).from_(people).subquery()
    return (
        exp.select(value, share.as_(f"tf_{column}", quoted=True))
        .from_(register)
        .where(exp.In(this=value, query=there))
        .group_by(value)
    )


def _counts(
    connection: duckdb.DuckDBPyConnection,
    scored: str,
    comparison: Comparison,
    below: float = MOST_BITS,
) -> dict[str, int]:
    """Count the pairs at each level, of those that weigh less than a bound."""
    gamma = sql.column(f"{GAMMA}{comparison.name}")
    tree = (
        exp.select(gamma, exp.Count(this=exp.Star()))
        .from_(scored)
        .where(sql.query("match_weight < :below", below=below))
        .group_by(gamma)
    )
    counts = {}
    for value, times in sql.rows(connection, tree):
        level = comparison.level(int(str(value)))
        if level is not None:
            counts[level.name] = int(str(times))
    return counts


def _drop(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    sql.run(connection, sql.query("drop table :table", table=exp.to_table(table)))
