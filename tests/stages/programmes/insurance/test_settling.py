"""Our figure beside the insurer's: every reason for a difference is recognised."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.insurance import load_products
from shouwang.stages.programmes.insurance.enums import DifferenceReason
from shouwang.stages.programmes.insurance.facts import Fact
from shouwang.stages.programmes.insurance.settling import Terms, group_of, settle_claims

YUAN = 100
PRODUCTS = load_products(load_content(SHIPPED / "neimenggu"))
TERMS = Terms(PRODUCTS["neimenggu"], {"low_income_line": 8871 * YUAN}, Decimal("1.3"))
# 25,000 yuan borne, 1,000 paid by others: 24,000 − 5,000 = 19,000; 10,000 × 50 % + 9,000 × 60 %.
CLAIM = Fact(
    "C-1", 7, "illness", date(2020, 3, 1), None, 5, date(2020, 4, 1), date(2020, 4, 8), "paid",
    25_000 * YUAN, 1_000 * YUAN, 10_400 * YUAN, None, "150221100201", "exited", 5_000 * YUAN,
    25_000 * YUAN,
)  # fmt: skip


def settled(*claims, terms=TERMS):
    return {each.fact.case_number: each for each in settle_claims(claims, terms)}


def why(terms=TERMS, **change):
    return settled(replace(CLAIM, **change), terms=terms)["C-1"].why


def test_both_agree():
    found = settled(CLAIM)["C-1"]
    assert (found.why, found.ours, found.gap) == (DifferenceReason.AGREES, 10_400 * YUAN, 0)
    assert not found.differs


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        (DifferenceReason.AGREES, {"payout": 10_399 * YUAN}),  # rounded down a yuan earlier
        (DifferenceReason.OTHERS, {"payout": 11_000 * YUAN}),  # 20,000 above the line
        (DifferenceReason.LINE, {"payout": 13_400 * YUAN}),  # 24,000 in the tiers
        (DifferenceReason.TIERS, {"payout": 11_400 * YUAN}),  # 19,000 × 60 %
        (DifferenceReason.GROUP, {"payout": 2_000 * YUAN}),  # above 20,000
        (DifferenceReason.PAID_TWICE, {"payout": 24_001 * YUAN}),
        (DifferenceReason.UNPROVED, {"proved": 15_000 * YUAN}),  # 25,000 told, 15,000 settled
        (DifferenceReason.UNEXPLAINED, {"payout": 7_777 * YUAN}),
        (DifferenceReason.REFUSED, {"state": "refused", "payout": 0}),
        (DifferenceReason.AGREES, {"state": "refused", "payout": 0, "loss": 100, "other_paid": 0}),
        (DifferenceReason.PENDING, {"state": "reported", "payout": 0}),
        (DifferenceReason.UNKNOWN, {"loss": None}),
        (DifferenceReason.UNKNOWN, {"payout": None}),
        (DifferenceReason.UNKNOWN, {"status": "general", "income": None}),
        (DifferenceReason.UNKNOWN, {"reported_date": date(2018, 12, 31)}),
    ],
)
def test_the_reason(reason, change):
    assert why(**change) is reason


def test_what_a_product_does_not_cover():
    terms = replace(TERMS, product=PRODUCTS["weixian"])
    assert why(terms, kind="accident") is DifferenceReason.NOT_COVERED
    assert why(terms, kind="accident", payout=0) is DifferenceReason.AGREES


def test_the_cap_of_the_year_counts_what_was_paid_before():
    first = replace(CLAIM, case_number="A", loss=700_000 * YUAN, other_paid=0, proved=None,
                    payout=200_000 * YUAN)  # fmt: skip
    again = replace(CLAIM, reported_date=date(2020, 5, 1))
    found = settled(first, again)
    assert found["A"].why is DifferenceReason.AGREES
    assert (found["C-1"].ours, found["C-1"].why) == (0, DifferenceReason.CAP)
    assert settled(first, replace(again, household=8))["C-1"].why is DifferenceReason.AGREES
    assert (
        settled(first, replace(again, reported_date=date(2021, 1, 1)))["C-1"].why
        is DifferenceReason.AGREES
    )


def test_the_group_is_that_of_status_and_income():
    def group(**change):
        return group_of(replace(CLAIM, **change), TERMS)

    assert group() == "exited"
    assert group(status="general") == "low_income"
    assert group(status="general", income=8871 * YUAN) == "other"
    assert group(status="general", income=None) == ""
    assert group(status="strange") == ""
