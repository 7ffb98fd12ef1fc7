"""Compiled policies: named steps in order, each table read once, in words that travel."""

import datetime
import time
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp

import shouwang
from shouwang.rules.compile import compile_policy
from shouwang.rules.load import load_policy
from shouwang.rules.steps import COVERED, flag
from tests.rules.vale import BASE, ON, check, every_total, policy_of

CONTENT = Path(shouwang.__file__).parent / "content"
CROSSING = (BASE / "crossing.yaml").read_text(encoding="utf-8")
# The nodes that steps are made of: each of them means the same to DuckDB, Spark and PostgreSQL.
TRAVELLERS = {
    # queries
    exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Order, exp.Ordered, exp.Subquery,
    exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Window, exp.RowNumber,
    # values
    exp.Literal, exp.Boolean, exp.Null, exp.Cast, exp.DataType, exp.DataTypeParam, exp.Interval, exp.Var,
    # logic and arithmetic
    exp.And, exp.Or, exp.Not, exp.Paren, exp.Is, exp.In, exp.Between, exp.EQ, exp.NEQ, exp.GT, exp.GTE,
    exp.LT, exp.LTE, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Case, exp.If, exp.Coalesce,
    exp.Nullif, exp.Least, exp.Greatest, exp.Abs, exp.Floor, exp.Extract, exp.DateDiff,
    # totals
    exp.Sum, exp.Count, exp.Max, exp.Min, exp.Filter, exp.Star,
}  # fmt: skip


def policies(folder):
    yield load_policy(CONTENT / "neimenggu"), datetime.date(2020, 6, 30)
    yield load_policy(CONTENT / "island"), datetime.date(1908, 12, 31)
    yield policy_of(folder / "a", CROSSING), ON
    yield policy_of(folder / "b", every_total()), ON


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    return [compile_policy(each, on=on) for each, on in policies(tmp_path_factory.mktemp("p"))]


@pytest.fixture(scope="module")
def crossing(tmp_path_factory):
    return policy_of(tmp_path_factory.mktemp("crossing"), CROSSING)


def trees(compiled):
    for each in compiled:
        yield from (step.query for step in each.steps)
        yield from (outcome.condition for outcome in each.outcomes)


class TestSteps:
    def test_come_after_what_they_read(self, compiled):
        for each in compiled:
            known = {COVERED, *each.columns}
            for step in each.steps:
                assert step.reads <= known, step.name
                known.add(step.name)

    def test_have_names_of_their_own(self, compiled):
        for each in compiled:
            names = [step.name for step in each.steps]
            assert len(names) == len(set(names))

    def test_read_only_what_they_say(self, compiled):
        for each in compiled:
            for step in each.steps:
                assert {table.name for table in step.query.find_all(exp.Table)} == step.reads

    def test_over_one_feed_in_one_manner_are_one(self, crossing):
        compiled = compile_policy(crossing, on=ON)
        readers = Counter(name for step in compiled.steps for name in step.reads)
        assert readers["roll"] == 1
        assert readers["cover"] == 1
        assert readers["mill"] == 2  # as rows of a total, and as subjects

    def test_give_each_subject_its_names(self, compiled):
        for each in compiled:
            last = {step.name: set(step.query.named_selects) for step in each.steps}
            for subject in each.subjects.values():
                assert {subject.key, *subject.names, *each.partition} <= last[subject.step]
                # A thing may belong to no household.
                owner = subject.household_column
                assert not owner or owner in last[subject.step]

    def test_of_one_check_are_only_those_it_needs(self, crossing):
        name = next(iter(crossing.checks))
        few = compile_policy(crossing, on=ON, checks=[name])
        assert [outcome.check.name for outcome in few.outcomes] == [name]
        assert len(few.steps) <= len(compile_policy(crossing, on=ON).steps)

    def test_read_only_the_columns_that_are_needed(self, tmp_path):
        policy = policy_of(
            tmp_path,
            "- {name: beds, label: B, of: person, from: visit, count: rows, where: kind = 'bed'}\n",
            check("c", "person", "beds > 3 and sex = 'man'"),
        )
        columns = {
            name: set(names) for name, names in compile_policy(policy, on=ON).columns.items()
        }
        places = {"shire", "hundred"}
        assert columns["soul"] - places == {"soul", "hearth", "sex", "gone_on"}
        assert columns["visit"] == {"soul", "kind"}
        assert columns["hearth"] - places == {"hearth", "left_on"}

    def test_ask_for_the_periods_that_totals_cover(self, tmp_path):
        variables = (
            "- {name: beds, label: B, of: person, from: visit, covers: 12, count: rows}\n"
            "- {name: house_beds, label: B, of: household, from: visit, covers: 3, count: rows}\n"
        )
        policy = policy_of(
            tmp_path,
            variables,
            check("c", "person", "beds > 3") + check("d", "household", "house_beds > 3"),
        )
        compiled = compile_policy(policy, on=ON)
        assert compiled.covered == {("visit", 12), ("visit", 3), ("soul", 1)}
        by_name = {outcome.check.name: outcome.feeds for outcome in compiled.outcomes}
        assert by_name == {"c": {("visit", 12)}, "d": {("visit", 3), ("soul", 1)}}
        assert flag("visit", 12) == "visit:12"

    def test_survive_names_that_engines_keep_for_themselves(self, tmp_path):
        usable = ("key", "rank", "asof", "months", "p", "s")
        names = (*usable, "order", "group", "select", "end", "user", "table")
        variables = "".join(
            f"- {{name: {name}, label: N, of: person, from: visit, latest: nights, unit: night}}\n"
            for name in names
        )
        conditions = " or ".join(f"{name} > few_nights" for name in usable)
        policy = policy_of(tmp_path, variables, check("c", "person", conditions))
        compiled = compile_policy(policy, on=ON)
        with duckdb.connect(":memory:") as engine:
            for name, columns in compiled.columns.items():
                fields = ", ".join(
                    f'NULL::{"DATE" if c.endswith("_on") else "BIGINT"} AS "{c}"' for c in columns
                )
                engine.execute(f'CREATE TABLE "{name}" AS SELECT {fields} WHERE FALSE')
            flags = ", ".join(f'TRUE AS "{flag(*each)}"' for each in compiled.covered)
            engine.execute(f"CREATE TABLE covered AS SELECT 1::BIGINT AS hundred, {flags}")
            for step in compiled.steps:
                engine.execute(f'CREATE TABLE "{step.name}" AS {step.sql()}')


class TestWords:
    def test_are_those_that_travel(self, compiled):
        used = {type(node) for tree in trees(compiled) for node in tree.walk()}
        assert used - TRAVELLERS == set()

    def test_divide_doubles_and_never_by_zero(self, compiled):
        divisions = [node for tree in trees(compiled) for node in tree.find_all(exp.Div)]
        assert divisions
        for division in divisions:
            assert division.expression.is_type("double"), division.sql()
            divisor = division.expression.this.unnest()
            assert isinstance(divisor, exp.Nullif) or (divisor.is_number and float(divisor.name)), (
                division.sql()
            )

    def test_cast_sums_to_a_width_that_engines_agree_on(self, compiled):
        for tree in trees(compiled):
            for each in tree.find_all(exp.Sum):
                above = each.parent.parent if isinstance(each.parent, exp.Filter) else each.parent
                is_cast = isinstance(above, exp.Cast) and above.is_type("bigint", "double")
                is_fixed = not isinstance(above, exp.Cast) and isinstance(each.this, exp.Column)
                assert is_cast or is_fixed, above.sql()

    def test_say_where_the_unknown_comes_in_an_order(self, compiled):
        for tree in trees(compiled):
            for each in tree.find_all(exp.Ordered):
                assert each.args["nulls_first"] is False
                text = each.sql(dialect="postgres")
                assert "NULLS LAST" in text or not each.args["desc"], text

    def test_quote_every_name_and_alias_by_as(self, compiled):
        for tree in trees(compiled):
            for column in tree.find_all(exp.Column):
                assert column.this.quoted
            for each in tree.find_all(exp.Alias):
                assert each.args["alias"].quoted

    def test_measure_no_years_but_by_the_calendar(self, compiled):
        for tree in trees(compiled):
            for each in tree.find_all(exp.DateDiff):
                assert each.args["unit"].name == "DAY"

    def test_take_constants_for_parameters_and_the_day(self, crossing):
        names = {*crossing.parameters, "as_of"}
        for tree in trees([compile_policy(crossing, on=ON)]):
            assert not names & {column.name for column in tree.find_all(exp.Column)}


class TestTime:
    def test_is_short_for_a_hundred_checks(self, tmp_path):
        checks = "".join(
            check(f"c{n}", "household", "wool_a_head < wool_line and lively") for n in range(100)
        )
        policy = policy_of(tmp_path, CROSSING, checks)
        start = time.perf_counter()
        compile_policy(policy, on=ON)
        assert time.perf_counter() - start < 5  # a second on an idle machine, and less
