"""Pairs are counted before they are made, and too many are refused."""

from dataclasses import replace

import pytest

from shouwang.lake import sql
from shouwang.lake.workspace import open_workspace
from shouwang.stages.ingest.linking.blocking import (
    LEFT_OUT,
    PAIRS,
    TIGHTENED,
    USED,
    Rule,
    TooManyPairs,
    block,
    decide,
)
from shouwang.stages.ingest.linking.limits import shipped_limits

LIMITS = replace(
    shipped_limits(), most_pairs=100, most_pairs_a_rule=60, most_pairs_a_key=10,
    rules=(("name",), ("village",)),
)  # fmt: skip


def blocked(left, right, limits=LIMITS):
    with open_workspace() as work:
        for table, first, rows in (("l", 0, left), ("r", 1000, right)):
            text = sql.query("select 0::bigint as row, '' as name, '' as village where false")
            sql.keep(work.connection, table, text)
            for number, (name, village) in enumerate(rows):
                work.connection.execute(
                    f"insert into {table} values (?, ?, ?)", [first + number, name, village]
                )
        rules = block(
            work.connection, left="l", right="r", columns=frozenset({"name", "village"}),
            limits=limits, progress=lambda _step, _share: None,
        )  # fmt: skip
        pairs = sql.rows(work.connection, sql.select(["row_l", "row_r"], PAIRS))
        return rules, sorted(pairs)


def test_rows_that_share_a_value_are_compared_once():
    rules, pairs = blocked([("a", "v"), ("b", None)], [("a", "v"), ("c", None), ("b", "w")])
    assert pairs == [(0, 1000), (1, 1002)]
    assert {rule.key: rule.pairs for rule in rules} == {("name",): 2, ("village",): 1}


def test_too_common_values_propose_nothing():
    many = [("a", "v")] * 9 + [("b", "w")]
    rules, pairs = blocked(many, many)
    assert {rule.state for rule in rules} == {TIGHTENED}
    assert pairs == [(9, 1009)]


def test_when_nothing_is_left_it_is_refused():
    many = [("a", "v")] * 9
    tight = replace(LIMITS, most_pairs_a_key=100)
    with pytest.raises(TooManyPairs, match="81"):
        blocked(many, many, tight)


def test_cheap_rules_go_first_and_the_rest_is_left_out():
    rules = [
        Rule(("a",), 50, 5),
        Rule(("b",), 40, 40),
        Rule(("c",), 30, 30),
        Rule(("d",), 900, 800),
    ]
    assert [(rule.key, rule.state) for rule in decide(rules, LIMITS)] == [
        (("c",), USED), (("b",), USED), (("a",), TIGHTENED), (("d",), LEFT_OUT),
    ]  # fmt: skip
