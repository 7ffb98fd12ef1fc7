"""The risk of projects: closed forms and published examples."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, strategies as st

from shouwang.calc.risk import Exposed, Market, Trials, graded, herfindahl, rung, simulate

NORMAL = NormalDist()
CUTS = ((15, "high"), (6, "middle"), (1, "low"))


def households(count, **given):
    told = {"rest": 0.0, "promised": 1.0, "sells": 1.0, "floor": 0.0, "members": 1.0} | given
    return Exposed(
        **{name: np.full(count, value) for name, value in told.items()},
        market=np.zeros(count, dtype=np.int64),
        operator=np.zeros(count, dtype=np.int64),
    )


class TestConcentration:
    def test_the_published_example(self):
        # Horizontal Merger Guidelines (2010), footnote 9: four firms with 30, 30, 20 and 20 percent.
        assert herfindahl([30, 30, 20, 20]) == pytest.approx(2600)

    def test_one_has_everything(self):
        assert herfindahl([7]) == 10_000

    @given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=40))
    def test_it_lies_between_equal_parts_and_all(self, amounts):
        assert 10_000 / len(amounts) - 1e-6 <= herfindahl(amounts) <= 10_000 + 1e-6

    @pytest.mark.parametrize("amounts", [[], [0], [-1, 3], [math.nan], [math.inf]])
    def test_what_is_no_amount_is_refused(self, amounts):
        with pytest.raises(ValueError, match="an index"):
            herfindahl(amounts)


class TestMatrix:
    def test_each_cell_has_a_grade_and_none_falls_as_risk_rises(self):
        order = ["low", "middle", "high"]
        grid = [[order.index(graded(p, i, CUTS)) for i in range(1, 6)] for p in range(1, 6)]
        for row in (*grid, *zip(*grid, strict=True)):
            assert list(row) == sorted(row)

    @pytest.mark.parametrize(("probability", "impact"), [(0, 3), (6, 1), (1, 0)])
    def test_no_cell(self, probability, impact):
        with pytest.raises(ValueError, match="no cell"):
            graded(probability, impact, CUTS)

    def test_a_gap_between_grades(self):
        with pytest.raises(ValueError, match="no grade"):
            graded(1, 1, ((15, "high"),))

    @pytest.mark.parametrize("steps", [(1, 2, 3), (1, 2, 2, 3), (4, 3, 2, 1)])
    def test_steps_that_do_not_rise(self, steps):
        with pytest.raises(ValueError, match="steps"):
            rung(1, steps)


class TestSimulation:
    """Each part alone has a closed form."""

    def test_a_lognormal_price(self):
        # McNeil, Frey, Embrechts (2015), 2.3: quantile exp(mu + s z) and the mean of the tail
        # exp(mu + s2/2) N(z - s) / p of a lognormal amount; here mu = -s2/2, so that its mean is 1.
        spread, tail = 0.25, 0.05
        z = NORMAL.inv_cdf(tail)
        found = simulate(
            households(1), [Market(price_spread=spread)], [0.0], Trials(400_000, 2020), line=0.8
        )
        assert found.expected == pytest.approx(1, abs=4 * found.error)
        assert found.low == pytest.approx(math.exp(-(spread**2) / 2 + spread * z), rel=0.005)
        mean_of_tail = NORMAL.cdf(z - spread) / tail
        assert 1 - found.shortfall == pytest.approx(mean_of_tail, rel=0.005)
        falls = NORMAL.cdf((math.log(0.8) + spread**2 / 2) / spread)
        assert found.under[0] == pytest.approx(falls, abs=0.003)

    def test_operators_that_fail_together(self):
        # Vasicek (2002): of very many alike the share that fails is at the quantile q
        # N((N'(p) + sqrt(r) N'(q)) / sqrt(1 - r)); p = 0.02, r = 0.1, q = 0.95 gives 5.48 %.
        p, r, q, many = 0.02, 0.1, 0.95, 2_000
        exposed = households(many, sells=0.0)
        exposed = Exposed(
            **{name: getattr(exposed, name) for name in
               ("rest", "promised", "sells", "floor", "market", "members")},
            operator=np.arange(many),
        )  # fmt: skip
        found = simulate(exposed, [Market()], [p] * many, Trials(4_000, 7, correlation=r), line=0.0)
        limit = NORMAL.cdf(
            (NORMAL.inv_cdf(p) + math.sqrt(r) * NORMAL.inv_cdf(q)) / math.sqrt(1 - r)
        )
        assert found.expected / many == pytest.approx(1 - p, abs=0.002)
        assert 1 - found.low / many == pytest.approx(limit, abs=0.004)

    def test_deaths_have_the_mean_that_is_given(self):
        market = Market(death=0.08, death_alike=20)
        found = simulate(households(50), [market], [0.0], Trials(20_000, 1), line=0.0)
        assert found.expected == pytest.approx(50 * 0.92, rel=0.002)

    def test_a_guaranteed_price_holds(self):
        market = Market(price=0.5)
        found = simulate(households(3, floor=0.9), [market], [0.0], Trials(100, 1), line=0.0)
        assert found.low == pytest.approx(2.7)

    def test_what_does_not_sell_does_not_move(self):
        market = Market(price_spread=0.5, yield_spread=0.5, death=0.3, death_alike=5)
        found = simulate(households(3, sells=0.0), [market], [0.0], Trials(500, 1), line=0.5)
        assert (found.low, found.high, found.at_risk) == (3, 3, 0)
        assert found.under.sum() == 0

    def test_the_same_seed_gives_the_same_years(self):
        market = Market(price_spread=0.2, death=0.1, death_alike=9)
        one, other, third = (
            simulate(households(9), [market], [0.1], Trials(500, seed), line=0.9)
            for seed in (5, 5, 6)
        )
        assert one.expected == other.expected
        assert one.expected != third.expected

    def test_many_households_are_done_in_parts(self):
        market = Market(price_spread=0.2)
        found = simulate(households(3_000), [market], [0.05], Trials(2_000, 5), line=0.9)
        assert found.under.shape == (3_000,)
        assert np.allclose(found.under, found.under[0])
        assert found.shortfall >= found.at_risk

    def test_all_that_makes_no_sense_is_named(self):
        exposed = households(2, promised=-1.0, sells=1.5)
        with pytest.raises(ValueError, match=r"below zero.*outside.*no market 0.*fail: 2.*trials"):
            simulate(exposed, [Market(price=0)], [2.0], Trials(1, 1), line=0)

    def test_nobody(self):
        with pytest.raises(ValueError, match="empty"):
            simulate(households(0), [Market()], [0.0], Trials(10, 1), line=0)
