"""Blocking: which rows are compared at all; pairs are counted before any is made."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
from sqlglot import exp

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.calc.linkage.comparisons import UNIQUE_ID
from shouwang.lake import sql
from shouwang.lake.rewrite import Progress
from shouwang.stages.ingest.linking.limits import Limits
from shouwang.stages.ingest.linking.passes import known, sql_same

PAIRS = "candidate_pairs"
USED, TIGHTENED, LEFT_OUT = "used", "tightened", "left out"


class TooManyPairs(ShouwangError):
    """Every rule would compare more pairs than the limit allows."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A blocking rule and what it costs.

    Attributes:
        pairs: The pairs that it proposes.
        tight: The pairs of values that are not too common.
    """

    key: tuple[str, ...]
    pairs: int
    tight: int
    state: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it as a document."""
        pairs = self.tight if self.state == TIGHTENED else self.pairs
        return {"columns": list(self.key), "pairs": pairs, "state": self.state}


def block(
    connection: duckdb.DuckDBPyConnection,
    *,
    left: str,
    right: str,
    columns: frozenset[str],
    limits: Limits,
    progress: Progress,
) -> tuple[Rule, ...]:
    """Keep the pairs of rows to be compared in full; return the rules with what became of them.

    Rules are taken from the cheapest on, as long as all pairs stay below the limit. One that costs
    too much is tightened: values that are too common propose nothing.

    Args:
        left, right: Tables of rows; the same one if duplicates in it are looked for.

    Raises:
        TooManyPairs: if no rule stays below the limit.
    """
    wanted = [key for key in limits.rules if columns.issuperset(key)]
    counted = []
    for number, key in enumerate(wanted):
        progress(_("counting pairs"), number / len(wanted))
        counted.append(_count(connection, key, left, right, limits.most_pairs_a_key))
    decided = decide(counted, limits)
    if not any(rule.state in {USED, TIGHTENED} for rule in decided):
        least = min((rule.tight for rule in decided), default=0)
        raise TooManyPairs(
            _(
                "{count} pairs would have to be compared and {limit} are allowed; give the files "
                "a column that tells people apart better, such as birth date or village"
            ).format(count=least, limit=limits.most_pairs_a_rule)
        )
    _make(connection, decided, left=left, right=right, most=limits.most_pairs_a_key,
          progress=progress)  # fmt: skip
    return decided


def decide(rules: Sequence[Rule], limits: Limits) -> tuple[Rule, ...]:
    """Return the rules, cheapest first, with what is to be done with each."""
    decided = []
    room = limits.most_pairs
    for rule in sorted(rules, key=lambda each: (each.pairs, each.key)):
        most = min(room, limits.most_pairs_a_rule)
        state, cost = LEFT_OUT, 0
        if rule.pairs <= most:
            state, cost = USED, rule.pairs
        elif rule.tight <= most:
            state, cost = TIGHTENED, rule.tight
        room -= cost
        decided.append(Rule(rule.key, rule.pairs, rule.tight, state))
    return tuple(decided)


def _count(
    connection: duckdb.DuckDBPyConnection, key: tuple[str, ...], left: str, right: str, most: int
) -> Rule:
    by_key = _by_key(key, left, right)
    text = "select coalesce(sum(pairs), 0), coalesce(sum(pairs) filter (pairs <= :most), 0) from k"
    tree = sql.query(text, most=most)
    assert isinstance(tree, exp.Select)  # noqa: S101 - the text above is a select
    pairs, tight = sql.rows(connection, tree.with_("k", as_=by_key))[0]
    return Rule(key, int(str(pairs)), int(str(tight)))


def _by_key(key: tuple[str, ...], left: str, right: str) -> exp.Select:
    """Each value that stands on both sides, and the pairs it makes."""
    names = [sql.column(each) for each in key]
    few = (
        exp.select(*names, exp.Count(this=exp.Star()).as_("n"))
        .from_(left)
        .where(known(key))
        .group_by(*names)
    )
    columns = [sql.column(each, "l") for each in key]
    pairs = "any_value(l.n) * (any_value(l.n) - 1) // 2" if left == right else "sum(l.n)"
    return (
        exp.select(*columns, sql.query(pairs).as_("pairs"))
        .from_(exp.to_table(right).as_("r"))
        .join(few.subquery("l"), on=sql_same(key, "l", "r"))
        .group_by(*columns)
    )


def _make(
    connection: duckdb.DuckDBPyConnection,
    rules: Sequence[Rule],
    *,
    left: str,
    right: str,
    most: int,
    progress: Progress,
) -> None:
    raw = "proposed_pairs"
    sql.keep(
        connection, raw, sql.query("select 0::bigint as row_l, 0::bigint as row_r where false")
    )
    made = [rule for rule in rules if rule.state != LEFT_OUT]
    for number, rule in enumerate(made):
        progress(_("proposing pairs"), number / len(made))
        pairs = _pairs(rule.key, left, right)
        if rule.state == TIGHTENED:
            common = _by_key(rule.key, left, right).having(sql.query("pairs > :most", most=most))
            pairs = pairs.join(
                common.subquery("c"), on=sql_same(rule.key, "l", "c"), join_type="anti"
            )
        sql.run(connection, exp.insert(pairs, raw))
    sql.keep(connection, PAIRS, sql.query("select distinct row_l, row_r from proposed_pairs"))
    sql.run(connection, sql.query("drop table proposed_pairs"))


def _pairs(key: tuple[str, ...], left: str, right: str) -> exp.Select:
    pairs = (
        exp.select(sql.column(UNIQUE_ID, "l").as_("row_l"), sql.column(UNIQUE_ID, "r").as_("row_r"))
        .from_(exp.to_table(right).as_("r"))
        .join(exp.to_table(left).as_("l"), on=sql_same(key, "l", "r"))
    )
    return pairs.where(sql.query("l.row < r.row")) if left == right else pairs
