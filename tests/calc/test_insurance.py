"""Tiered payouts: published figures to the fen, and the columns' way beside the single claim's."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from shouwang.calc.insurance import (
    MOST,
    OUTCOMES,
    WHOLE,
    Claim,
    Line,
    OtherMoney,
    PayoutOutcome,
    Tier,
    TierMethod,
    settle,
    settle_many,
)

YUAN = 100


def tiers(*bounds):
    """Tiers by where each begins and its rate in per cent."""
    ends = [start for start, _rate in bounds[1:]] + [None]
    return tuple(
        Tier(start * YUAN, None if end is None else end * YUAN, rate * WHOLE // 100)
        for (start, rate), end in zip(bounds, ends, strict=True)
    )


# Individual Income Tax Law of China (2018), table 1: yearly income in seven marginal tiers. The
# State Taxation Administration publishes the "quick deduction" of each: 2,520, 16,920, 31,920,
# 52,920, 85,920 and 181,920 yuan; tax = income x rate - deduction. Figures of others for the same
# arithmetic.
TAX = tiers((0, 3), (36_000, 10), (144_000, 20), (300_000, 25), (420_000, 30), (660_000, 35), (960_000, 45))  # fmt: skip


@pytest.mark.parametrize(
    ("income", "rate", "deduction"),
    [
        (36_000, 3, 0),
        (100_000, 10, 2_520),
        (200_000, 20, 16_920),
        (400_000, 25, 31_920),
        (500_000, 30, 52_920),
        (900_000, 35, 85_920),
        (1_000_000, 45, 181_920),
    ],
)
def test_marginal_tiers_give_the_published_figures(income, rate, deduction):
    worked = settle(Line(0, TAX), Claim(income * YUAN))
    assert worked.payout == income * YUAN * rate // 100 - deduction * YUAN


# Blue Cross and Blue Shield of Texas, "Deductibles, Coinsurance and Maximum Limits" (bcbstx.com):
# a deductible of 5,000, the plan covers 80 per cent until the insured has paid 6,000 in all, then
# all of it: of 5,000 nothing is covered, of 10,000 4,000, of 20,000 14,000. An X-ray of 200 after
# the deductible: the plan pays 160.
PLAN = Line(5_000 * YUAN, tiers((0, 80), (5_000, 100)), by_year=True)


@pytest.mark.parametrize(("cost", "covered"), [(5_000, 0), (10_000, 4_000), (20_000, 14_000)])
def test_a_published_plan_with_a_deductible_and_an_upper_limit(cost, covered):
    assert settle(PLAN, Claim(cost * YUAN)).payout == covered * YUAN


def test_a_published_bill_after_the_deductible_of_the_year():
    assert settle(PLAN, Claim(200 * YUAN, loss_before=5_000 * YUAN)).payout == 160 * YUAN


# The lines and rates of Wei county (S66): above 5,000 yuan 50, 60 and 70 per cent.
WEI = Line(5_000 * YUAN, tiers((0, 50), (10_000, 60), (30_000, 70)))


@pytest.mark.parametrize(
    ("loss", "payout"), [(5_000, 0), (15_000, 5_000), (20_000, 8_000), (45_000, 24_000)]
)
def test_wei_county(loss, payout):
    assert settle(WEI, Claim(loss * YUAN)).payout == payout * YUAN


def test_every_step_is_told():
    worked = settle(WEI, Claim(50_000 * YUAN, other_paid=2_000 * YUAN))
    assert (worked.counted, worked.above) == (48_000 * YUAN, 43_000 * YUAN)
    assert [part.amount // YUAN for part in worked.parts] == [10_000, 20_000, 13_000]
    assert worked.payout == (5_000 + 12_000 + 9_100) * YUAN
    assert worked.outcome is PayoutOutcome.PAID


@pytest.mark.parametrize(
    ("line", "claim", "payout", "outcome"),
    [
        (Line(0, TAX[:1]), Claim(100, other_paid=100), 0, PayoutOutcome.MADE_GOOD),
        (WEI, Claim(1_000), 0, PayoutOutcome.BELOW_LINE),
        (Line(0, tiers((0, 50)), cap_claim=300), Claim(1_000), 300, PayoutOutcome.CAP_CLAIM),
        (Line(0, tiers((0, 50)), cap_year=300), Claim(1_000, paid_before=200), 100,
         PayoutOutcome.CAP_YEAR),
        (Line(0, tiers((0, 90)), others=OtherMoney.CEILING), Claim(1_000, other_paid=500), 500,
         PayoutOutcome.CEILING),
        (Line(0, tiers((0, 90)), others=OtherMoney.AFTER), Claim(1_000, other_paid=500), 400,
         PayoutOutcome.PAID),
        (Line(0, tiers((0, 50), (10, 90)), method=TierMethod.WHOLE), Claim(2_000), 1_800,
         PayoutOutcome.PAID),
        (Line(0, method=TierMethod.FIXED, fixed=700), Claim(2_000), 700, PayoutOutcome.PAID),
        (Line(0, method=TierMethod.FIXED, fixed=700, by_year=True), Claim(2_000, loss_before=1), 0,
         PayoutOutcome.MADE_GOOD),
        (Line(0, tiers((0, 33)), step=100), Claim(1_000), 300, PayoutOutcome.PAID),
        (Line(0, tiers((0, 50))), Claim(1), 1, PayoutOutcome.PAID),  # half a fen is a fen
    ],
)  # fmt: skip
def test_bounds(line, claim, payout, outcome):
    worked = settle(line, claim)
    assert (worked.payout, worked.outcome) == (payout, outcome)


@pytest.mark.parametrize("claim", [Claim(-1), Claim(1, other_paid=-1), Claim(MOST + 1)])
def test_what_is_out_of_range_is_refused(claim):
    with pytest.raises(ValueError, match="out of range"):
        settle(WEI, claim)
    columns = {
        "loss": np.array([claim.loss]),
        "other_paid": np.array([claim.other_paid]),
        "paid_before": np.array([0]),
        "loss_before": np.array([0]),
    }
    with pytest.raises(ValueError, match="out of range"):
        settle_many([WEI], np.array([0]), columns)


amounts = st.integers(0, MOST)
caps = st.none() | st.integers(1, MOST)


@st.composite
def lines(draw):
    starts = sorted(draw(st.sets(st.integers(1, 10**8), max_size=4)))
    bounds = [0, *starts, None]
    return Line(
        deductible=draw(st.integers(0, 10**7)),
        tiers=tuple(
            Tier(start, end, draw(st.integers(0, WHOLE)))
            for start, end in itertools.pairwise(bounds)
        ),
        method=draw(st.sampled_from(TierMethod)),
        share=draw(st.integers(1, WHOLE)),
        fixed=draw(st.integers(0, 10**7)),
        cap_claim=draw(caps),
        cap_year=draw(caps),
        others=draw(st.sampled_from(OtherMoney)),
        step=draw(st.sampled_from([1, 100, 1000])),
        by_year=draw(st.booleans()),
    )


@given(
    st.lists(lines(), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(-1, 2), amounts, amounts, amounts, amounts), max_size=20),
)
@settings(max_examples=300, deadline=None)
def test_columns_give_the_same_fen(product, rows):
    rows = [(min(of, len(product) - 1), *rest) for of, *rest in rows]
    names = ("loss", "other_paid", "paid_before", "loss_before")
    columns = {
        name: np.array([row[place] for row in rows], dtype=np.int64)
        for place, name in enumerate(names, 1)
    }
    payout, outcome = settle_many(
        product, np.array([row[0] for row in rows], dtype=np.intp), columns
    )
    for place, (of, *claim) in enumerate(rows):
        if of < 0:
            assert payout[place] == 0
            assert OUTCOMES[outcome[place]] is PayoutOutcome.NOT_COVERED
            continue
        worked = settle(product[of], Claim(*claim))
        assert payout[place] == worked.payout
        assert OUTCOMES[outcome[place]] is worked.outcome


@given(lines(), amounts, amounts, amounts)
def test_nobody_gets_more_than_is_left_of_the_loss(line, loss, other, before):
    worked = settle(line, Claim(loss, other, before))
    assert 0 <= worked.payout <= max(loss - other, 0)
    for cap in (line.cap_claim, line.cap_year):
        assert cap is None or worked.payout <= cap
