"""The appraisal's points: on a line between none and full, nothing for what cannot be seen."""

from decimal import Decimal

import pytest

from shouwang.rules.funds import FundRules, Grade, Item
from shouwang.stages.programmes.funds.scoring import appraise, points_of


def item(name="a", points=10, none="0.2", full="0.5", **fields):
    return Item(name, "g", name, name, Decimal(points), Decimal(none), Decimal(full), **fields)


RULES = FundRules(
    items={"a": item(), "b": item("b", none="0.2", full="0.08"), "d": item("d", -5, "0", "0.01")},
    grades=(Grade("A", Decimal("0.9")), Grade("D", Decimal(0))),
)


@pytest.mark.parametrize(
    ("value", "points"),
    [(0.1, "0"), (0.2, "0"), (0.35, "5"), (0.5, "10"), (0.9, "10"), (0.2001, "0.00")],
)
def test_more_is_better_up_to_the_full_line(value, points):
    assert points_of(item(), value) == Decimal(points)


@pytest.mark.parametrize(("value", "points"), [(0.3, 0), (0.14, 5), (0.08, 10), (0.0, 10)])
def test_less_is_better_where_full_lies_below_none(value, points):
    assert points_of(item(none="0.2", full="0.08"), value) == points


def test_deductions_are_taken_off():
    told = appraise(RULES, {"a": 0.5, "b": 0.08, "d": 0.01})
    assert (told.total, told.possible, told.grade) == (15, 20, "D")
    assert appraise(RULES, {"a": 0.5, "b": 0.08, "d": 0.0}).grade == "A"


def test_nobody_is_graded_by_what_cannot_be_seen():
    told = appraise(RULES, {"a": 0.5, "b": None, "d": 0.0})
    assert (told.total, told.possible, told.grade, told.blind) == (10, 10, "", 1)
    assert appraise(RULES, {}).possible == 0
