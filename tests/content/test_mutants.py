"""Every slip of the pen in a check, a variable or a threshold breaks an example, and none survives.

About 2,460 are made (mutants.py says which): 1,363 in the conditions of checks, 668 in variables,
424 thresholds one step up or down. Five of them are no slips: they say the same in other words.
"""

import pytest
from sqlglot import exp

from shouwang.rules.expression import parse_expression
from tests.content.mutants import (
    thresholds,
    unnoticed_in_checks,
    unnoticed_in_parameters,
    unnoticed_in_variables,
    wrong_trees,
)

# Whoever is over the line of all is over the lower one of those who are helped as well.
SAME_CHECKS = {
    ("medical_look_back", "NOT assisted AND NOT watched → (NOT assisted OR NOT watched)"),
}
# A narrower window beside it decides; the wide one is there so that rows are read once.
SAME_VARIABLES = {
    (
        "outpatient_self_paid",
        "settled_date > MONTHS_BEFORE(as_of, 12) → settled_date >= MONTHS_BEFORE(as_of, 12)",
    ),
    (
        "serious_claims_lately",
        "settled_date > MONTHS_BEFORE(as_of, 12) → settled_date >= MONTHS_BEFORE(as_of, 12)",
    ),
    # Whoever is ill lately for the first time has no claim of two months ago either.
    (
        "serious_claims_lately",
        "settled_date > MONTHS_BEFORE(as_of, 2) → settled_date >= MONTHS_BEFORE(as_of, 2)",
    ),
    ("serious_claims_before", "settled_date <= as_of → settled_date < as_of"),
}


def test_slips_are_made_of_every_kind():
    tree = parse_expression("(a < b or c = d) and not e between f and g")

    assert {slip for slip, _tree in wrong_trees(tree)} == {
        "(a < b OR c = d) AND NOT e BETWEEN f AND g → ((a < b OR c = d) OR NOT e BETWEEN f AND g)",
        "a < b OR c = d → (a < b AND c = d)",
        "a < b → (NOT (a < b))",
        "a < b → a <= b",
        "c = d → (NOT (c = d))",
        "e BETWEEN f AND g → (NOT (e BETWEEN f AND g))",
        "e BETWEEN f AND g → (e > f AND e <= g)",
        "e BETWEEN f AND g → (e >= f AND e < g)",
    }
    assert all(isinstance(wrong, exp.Expr) and wrong != tree for _slip, wrong in wrong_trees(tree))


@pytest.mark.slow
def test_a_slip_in_a_condition_breaks_an_example(policy):
    tried, unnoticed = unnoticed_in_checks(policy)

    assert tried > 1000
    assert set(unnoticed) == SAME_CHECKS


@pytest.mark.slow
def test_a_slip_in_a_variable_breaks_an_example(policy):
    tried, unnoticed = unnoticed_in_variables(policy)

    assert tried > 500
    assert set(unnoticed) == SAME_VARIABLES


@pytest.mark.slow
def test_a_threshold_moved_by_one_step_breaks_an_example(policy):
    tried, unnoticed = unnoticed_in_parameters(policy)

    assert tried == 2 * len(thresholds(policy)) > 300
    assert unnoticed == []
