"""What packs mean: the engine's answers against those worked out row by row in plain Python."""

import datetime
import json
import math
from collections import Counter
from decimal import Decimal
from functools import cache
from random import Random

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings, strategies as st
from sqlglot import exp

from shouwang.base.dates import age_on, months_before
from shouwang.rules.binding import Binder
from shouwang.rules.bound import Bound
from shouwang.rules.expression import parse_expression
from shouwang.rules.load import load_policy
from shouwang.rules.types import DATE
from shouwang.rules.vocabulary import Vocabulary
from tests.rules.oracle import Oracle, evaluate
from tests.rules.vale import (
    BASE,
    ON,
    every_total,
    policy_of,
    random_tables,
    run_tables,
    write_tables,
)

CROSSING = (BASE / "crossing.yaml").read_text(encoding="utf-8")


def same(one, other):
    if one is None or other is None:
        return one is other
    if isinstance(one, float) or isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return one == other


def differences(policy, run, oracle):
    for subject, rows in run.values.items():
        key = oracle.key(subject)
        wanted = {row[key]: row for row in oracle.subjects(subject)}
        assert set(rows) == set(wanted), subject
        for number, row in wanted.items():
            for variable in policy.variables.values():
                if variable.of != subject:
                    continue
                right = oracle.value(variable.name, subject, row)
                given_ = rows[number][variable.name]
                if not same(right, given_):
                    yield f"{variable.name} of {subject} {number}: {given_}, not {right}"


def check_against_oracle(policy, seed, scratch, missing=frozenset()):
    tables = random_tables(Random(seed), hearths=24)
    folder = write_tables(scratch / "tables", policy.content, tables, missing=missing)
    run = run_tables(policy, folder, scratch=scratch)
    oracle = Oracle(policy, tables, on=ON, missing=missing)
    assert list(differences(policy, run, oracle)) == []
    for check in policy.checks.values():
        key = oracle.key(check.of)
        outcomes = {
            row[key]: evaluate(
                check.fails_when, lambda n, row=row, of=check.of: oracle.value(n, of, row)
            )
            for row in oracle.subjects(check.of)
        }
        counted = Counter(outcomes.values())
        total = run.screening.coverage.total(check.name)
        assert (total.hit, total.clear, total.not_evaluable) == (
            counted[True],
            counted[False],
            counted[None],
        )
        found = {each["key"] for each in run.findings if each["check"] == check.name}
        assert found == {str(number) for number, outcome in outcomes.items() if outcome}


@pytest.fixture(scope="module")
def totals(tmp_path_factory):
    return policy_of(tmp_path_factory.mktemp("totals"), every_total())


@pytest.fixture(scope="module")
def crossing(tmp_path_factory):
    return policy_of(tmp_path_factory.mktemp("crossing"), CROSSING)


class TestTotals:
    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(2))
    def test_agree_with_the_oracle_in_every_kind_and_manner(self, totals, seed, tmp_path):
        check_against_oracle(totals, seed, tmp_path)

    @pytest.mark.slow
    def test_are_unknown_where_their_feed_was_not_delivered(self, totals, tmp_path):
        check_against_oracle(totals, 7, tmp_path, frozenset({"visit", "well"}))

    @pytest.mark.parametrize("seed", range(4))
    def test_agree_with_the_oracle_from_persons_to_households_and_back(
        self, crossing, seed, tmp_path
    ):
        check_against_oracle(crossing, seed, tmp_path)

    @pytest.mark.parametrize(
        "missing", [{"visit"}, {"roll", "cover"}, {"well", "storm"}, {"mill"}, {"grist"}]
    )
    def test_of_totals_are_unknown_where_a_feed_was_not_delivered(
        self, crossing, missing, tmp_path
    ):
        check_against_oracle(crossing, 3, tmp_path, frozenset(missing))

    def test_over_persons_are_unknown_where_persons_were_not_delivered(self, crossing, tmp_path):
        tables = random_tables(Random(5))
        folder = write_tables(tmp_path / "t", crossing.content, tables, missing=frozenset({"soul"}))

        values = run_tables(crossing, folder, scratch=tmp_path).values["household"]

        through_persons = ("visits_of_all", "grown_heads", "gone_people", "house_visits", "any_low")
        assert values
        assert all(row[name] is None for row in values.values() for name in through_persons)
        assert all(row["house_mills"] is not None for row in values.values())


# -------------------------------------------------------------------- expressions

MONEY = "GLD/year"
COLUMNS = {
    "wool": st.integers(-9000, 9000),
    "rent": st.integers(-9000, 9000),
    "land": st.integers(-99, 99).map(lambda n: Decimal(n) / 10),
    "rooms": st.integers(0, 3),
    "heads": st.integers(1, 3),
    "moved": st.booleans(),
    "walls": st.sampled_from(["stone", "turf"]),
    "built_on": st.dates(datetime.date(1000, 1, 1), datetime.date(1020, 2, 29)),
}
REQUIRED = {"heads"}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            name: values if name in REQUIRED else st.none() | values
            for name, values in COLUMNS.items()
        }
    ),
    min_size=1,
    max_size=6,
)


def _amounts(children):
    amount, condition, number = children
    return (
        st.builds("({} + {})".format, amount, amount)
        | st.builds("({} - {})".format, amount, amount)
        | st.builds("- {}".format, amount)
        | st.builds("{} * {}".format, amount, number)
        | st.builds("({} / {})".format, amount, number)
        | st.builds("abs({})".format, amount)
        | st.builds("coalesce({}, {}, 0)".format, amount, amount)
        | st.builds("least({}, {})".format, amount, amount)
        | st.builds("greatest({}, {})".format, amount, amount)
        | st.builds("case when {} then {} else {} end".format, condition, amount, amount)
    )


def _conditions(children):
    amount, condition, number = children
    signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return (
        st.builds("{} {} {}".format, amount, signs, amount)
        | st.builds("{} {} 1".format, number, signs)
        | st.builds("({} and {})".format, condition, condition)
        | st.builds("({} or {})".format, condition, condition)
        | st.builds("not ({})".format, condition)
        | st.builds("({}) = ({})".format, condition, condition)
        | st.builds("({}) is null".format, condition)
        | st.builds("{} is not null".format, amount)
        | st.builds("{} between {} and {}".format, amount, amount, amount)
        | st.builds("{} not in (0, {})".format, amount, st.just("100 * wool_line * heads"))
        | st.builds("coalesce({}, {})".format, condition, condition)
        | st.builds("case when {} then {} else {} end".format, condition, condition, condition)
    )


AMOUNTS = st.sampled_from(["wool", "rent", "0 * rent", "wool_line * heads"])
CONDITIONS = st.sampled_from(
    ["moved", "true", "walls = 'stone'", "walls in ('stone', 'turf')", "tenure = 'udal'",
     "built_on < months_before(as_of, 12)", "coalesce(walls, 'turf') = good_walls"]
)  # fmt: skip
NUMBERS = st.sampled_from(
    ["(rooms / rooms)", "half", "2", "(wool / rent)", "(round(land) / land)", "(-half)"]
)


def _nested(depth):
    """Return conditions of the language, nested up to a depth."""
    amounts, conditions_ = AMOUNTS, CONDITIONS
    for _level in range(depth):
        parts = (amounts, conditions_, NUMBERS)
        amounts, conditions_ = amounts | _amounts(parts), conditions_ | _conditions(parts)
    return _conditions((amounts, conditions_, NUMBERS))


TEXTS = _nested(2)


@cache
def vale():
    """The Vale without variables; no fixture, so that a failure does not print all of it."""
    return load_policy(BASE)


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        yield connection


ARROW = pa.schema(
    [("wool", pa.int64()), ("rent", pa.int64()), ("land", pa.decimal128(18, 1)),
     ("rooms", pa.int32()), ("heads", pa.int32()), ("moved", pa.bool_()), ("walls", pa.string()),
     ("built_on", pa.date32()), ("tenure", pa.string())]
)  # fmt: skip


def answers(policy, engine, text, rows):
    """Return what the engine answers for each row."""
    vocabulary = Vocabulary(policy, ON)
    household = policy.content.subjects["household"]
    faults = []
    binder = Binder(lambda name: vocabulary.bound(vocabulary.find(name, household)), faults.append)
    bound = binder.bind(parse_expression(text))
    assert not faults, faults
    engine.register("homes", pa.Table.from_pylist(rows, schema=ARROW))
    tree = bound.tree.sql(dialect="duckdb")
    found = [row[0] for row in engine.execute(f"SELECT {tree} FROM homes").fetchall()]
    if not bound.type.nullable:
        assert None not in found, f"{text} was said to be never unknown"
    return found


def right_answers(policy, text, rows):
    tree = parse_expression(text)
    oracle = Oracle(policy, {}, on=ON)

    def names(row):
        return lambda name: row[name] if name in row else oracle.value(name, "household", None)

    return [evaluate(tree, names(row)) for row in rows]


class TestExpressions:
    @settings(max_examples=200)
    @given(text=TEXTS, rows=ROWS)
    def test_agree_with_the_oracle(self, engine, text, rows):
        rows = [{**row, "tenure": "udal"} for row in rows]
        assert answers(vale(), engine, text, rows) == right_answers(vale(), text, rows)

    @pytest.mark.parametrize(
        "text",
        [
            "not moved = moved", "not wool is null", "wool + rent is null", "- wool is null",
            "rent between wool and 2 * wool and moved", "moved or walls in ('stone') and not moved",
            "rent - wool < 2 * wool or not rent not between wool and - -wool", "walls not in ('stone')",
            "moved = (walls = 'stone' or moved)", "- -wool < - - -rent", "wool - -rent > wool - (rent - wool)",
            "moved = (wool is null)", "(moved = moved) is null", "(wool is null) = moved",
            "(rent > wool) = moved", "moved <> (rent between wool and 2 * wool)", "(moved = moved) = moved",
        ],
    )  # fmt: skip
    def test_are_read_alike_with_the_brackets_they_need(self, engine, text):
        rows = [
            {"wool": wool, "rent": rent, "moved": moved, "walls": walls, "heads": 1}
            for wool in (None, 3) for rent in (None, 2, 5) for moved in (None, True, False)
            for walls in (None, "stone", "turf")
        ]  # fmt: skip
        rows = [
            {"land": None, "rooms": None, "built_on": None, "tenure": "udal", **row} for row in rows
        ]
        assert answers(vale(), engine, text, rows) == right_answers(vale(), text, rows)

    @pytest.mark.parametrize(
        "text",
        ["heads + heads > 0 * heads", "(heads) * (heads) > 0 * heads * heads", "- heads - heads < 0 * heads",
         "abs(heads) + abs(heads) > heads"],
    )  # fmt: skip
    def test_widen_what_is_kept_in_32_bits(self, engine, text):
        row = dict.fromkeys(ARROW.names) | {"heads": 2**31 - 1, "tenure": "udal"}
        assert answers(vale(), engine, text, [row]) == [True]

    @given(
        birth=st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31)),
        day=st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31)),
    )
    @example(birth=datetime.date(2012, 2, 29), day=datetime.date(2020, 2, 28))
    @example(birth=datetime.date(2012, 2, 29), day=datetime.date(2020, 2, 29))
    @example(birth=datetime.date(2012, 2, 29), day=datetime.date(2021, 2, 28))
    @example(birth=datetime.date(2012, 2, 29), day=datetime.date(2021, 3, 1))
    @example(birth=datetime.date(2020, 6, 2), day=datetime.date(2020, 6, 1))
    def test_age_counts_birthdays_whatever_the_calendar(self, engine, birth, day):
        engine.register("homes", pa.table({"a": [birth], "b": [day]}))
        tree = function("age_on(a, b)")
        assert engine.execute(f"SELECT {tree} FROM homes").fetchall() == [(age_on(birth, day),)]

    @given(
        day=st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31)),
        months=st.integers(-30, 30),
    )
    @example(day=datetime.date(2020, 3, 31), months=1)
    @example(day=datetime.date(2021, 3, 31), months=1)
    @example(day=datetime.date(2020, 1, 31), months=-1)
    def test_months_before_ends_in_the_shorter_month(self, engine, day, months):
        engine.register("homes", pa.table({"a": [day]}))
        tree = function(f"months_before(a, {months})")
        found = engine.execute(f"SELECT {tree} FROM homes").fetchall()
        assert found == [(months_before(day, months),)]

    @pytest.mark.parametrize(
        ("value", "right"),
        [("0.5", 1), ("-0.5", 0), ("1.5", 2), ("-1.5", -1), ("2.5", 3), ("-2.5", -2),
         ("0.4", 0), ("-0.6", -1), ("0", 0)],
    )  # fmt: skip
    def test_round_goes_half_up_below_zero_too(self, engine, value, right):
        tree = function(f"round({value})")
        assert engine.execute(f"SELECT {tree}").fetchall() == [(right,)]


def function(text):
    """Return an expression over dates a and b as SQL."""
    faults = []
    binder = Binder(lambda name: Bound(exp.column(name, quoted=True), DATE), faults.append)
    tree = binder.bind(parse_expression(text)).tree.sql(dialect="duckdb")
    assert not faults
    return tree


class TestOutcomes:
    """A check is hit, clear or not evaluable, and what is unknown is never clear."""

    def test_of_a_subject_whose_household_left_are_not_evaluable(self, tmp_path):
        policy = policy_of(
            tmp_path / "c",
            "- {name: small, label: a, of: household, formula: heads < 3 * heads}",
            '- {name: c, label: c, of: person, area: a, severity: red, message: m, basis: b, '
            'answer: {by: village, within: 1 days}, '
            'fails_when: "case when small then false else true end"}',
        )  # fmt: skip
        tables = random_tables(Random(1), hearths=1)
        tables["hearth"][0] |= {"left_on": ON}
        tables["soul"] = [{
            "soul": 1, "hearth": 1, "called": "x", "born_on": ON, "sex": "man", "trade": None,
            "able": None, "purse": None, "motto": None, "gone_on": None,
        }]  # fmt: skip
        folder = write_tables(tmp_path / "t", policy.content, tables)

        count = run_tables(policy, folder, scratch=tmp_path).screening.coverage.total("c")

        assert (count.hit, count.clear, count.not_evaluable) == (0, 0, 1)

    def test_of_the_rows_of_a_feed_name_the_household(self, crossing, tmp_path):
        tables = random_tables(Random(2))
        folder = write_tables(tmp_path / "t", crossing.content, tables)
        home = {str(row["mill"]): str(row["hearth"]) for row in tables["mill"]}
        of_soul = {row["soul"]: str(row["hearth"]) for row in tables["soul"] if not row["gone_on"]}
        of_grist = {row["grist"]: of_soul.get(row["soul"]) for row in tables["grist"]}

        findings = run_tables(crossing, folder, scratch=tmp_path).findings

        mills = {each["key"]: each["household"] for each in findings if each["subject"] == "mill"}
        grist = {each["key"]: each["household"] for each in findings if each["subject"] == "grist"}
        assert mills
        assert mills == {key: home[key] for key in mills}
        assert grist
        assert grist == {key: of_grist[key] for key in grist}

    def test_carry_evidence_that_is_json_with_sorted_keys(self, crossing, tmp_path):
        folder = write_tables(tmp_path / "t", crossing.content, random_tables(Random(4)))

        findings = run_tables(crossing, folder, scratch=tmp_path).findings

        assert findings
        for each in findings:
            evidence = json.loads(each["evidence"])
            assert list(evidence) == sorted(evidence)
            assert all(value is not None for value in evidence.values())
