"""Loans: a published annuity, simple interest, schedules that close, subsidies by share and base."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shouwang.calc.loans import (
    Repayment,
    annuity,
    months_later,
    schedule,
    simple_interest,
    subsidy,
    total_interest,
)


def test_the_annuity_of_numpy_s_manual():
    """numpy.org, `numpy.pmt`: 200,000 in 15 years at 7.5 per cent: 1,854.0247 a month."""
    assert annuity(20_000_000, Decimal("7.5"), 180) == 185_402


def test_the_interest_of_the_scheme_s_largest_loan():
    """50,000 yuan for a year at the base rate of 4.35 per cent (S164): 2,175 yuan."""
    assert simple_interest(5_000_000, Decimal("4.35"), 360) == 217_500
    payments = schedule(principal=5_000_000, rate=Decimal("4.35"), start=date(2020, 6, 30),
                        months=12, plan=Repayment.AT_ONCE)  # fmt: skip
    assert [(each.due, each.sum, each.left) for each in payments] == [
        (date(2021, 6, 30), 5_217_500, 0)
    ]


@given(
    st.integers(0, 10**9),
    st.decimals(0, 36, places=2),
    st.integers(1, 60),
    st.sampled_from(Repayment),
    st.dates(date(2015, 1, 1), date(2025, 12, 31)),
)
def test_a_schedule_pays_the_loan_back(principal, rate, months, plan, start):
    payments = schedule(principal=principal, rate=rate, start=start, months=months, plan=plan)
    assert sum(each.principal for each in payments) == principal
    assert payments[-1].left == 0
    assert payments[-1].due == months_later(start, months)
    assert all(each.principal >= 0 and each.interest >= 0 for each in payments)
    assert total_interest(payments) >= 0


def test_equal_payments_are_equal_but_for_the_last():
    payments = schedule(principal=5_000_000, rate=Decimal("4.75"), start=date(2020, 1, 31),
                        months=36, plan=Repayment.ANNUITY)  # fmt: skip
    assert {each.sum for each in payments[:-1]} == {annuity(5_000_000, Decimal("4.75"), 36)}
    assert payments[0].due == date(2020, 2, 29)
    assert abs(payments[-1].sum - payments[0].sum) < 36


@pytest.mark.parametrize(
    ("rate", "base", "share", "paid"),
    [("4.35", "4.35", 100, 217_500), ("4.35", "4.35", 70, 152_250), ("8.7", "4.35", 100, 108_750),
     ("0", "4.35", 100, 0), ("4.00", "4.35", 50, 108_750)],
)  # fmt: skip
def test_subsidy(rate, base, share, paid):
    found = subsidy(217_500, rate=Decimal(rate), base_rate=Decimal(base), share=Decimal(share))
    assert found == paid


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: annuity(1, Decimal(1), 0),
        lambda: annuity(-1, Decimal(1), 1),
        lambda: simple_interest(1, Decimal(-1), 1),
        lambda: subsidy(1, rate=Decimal(1), base_rate=Decimal(1), share=Decimal(101)),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"principal|interest"):
        wrong()
