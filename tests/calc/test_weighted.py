"""Weighted shares beside Cochran's formulas, and what must hold of all of them."""

import math

from hypothesis import given, strategies as st

from shouwang.calc.proportions import wilson
from shouwang.calc.weighted import Seen, estimate

ROWS = st.lists(
    st.builds(
        Seen, st.sampled_from("ab"), st.sampled_from("pqrs"), st.floats(1, 50), st.booleans()
    ),
    min_size=1,
    max_size=40,
)


def test_one_stratum_drawn_simply_is_the_textbook_variance():
    """Cochran (1977), 3.6: of a share the variance is pq / (n - 1) without correction."""
    rows = [Seen("a", str(each), 1.0, each < 30) for each in range(100)]
    found = estimate(rows)
    assert math.isclose(found.error**2, 0.3 * 0.7 / 99)
    assert (found.value, found.count, found.held) == (0.3, 100, 30)


def test_strata_are_weighted_by_their_size():
    """Cochran (1977), 5.3: p = Σ W p, v = Σ W² (1 - f) pq / (n - 1)."""
    rows = [Seen("a", f"a{each}", 10.0, each < 5) for each in range(10)]
    rows += [Seen("b", f"b{each}", 30.0, each < 2) for each in range(10)]
    found = estimate(rows, drawn_of={"a": (10, 100), "b": (10, 300)})
    assert math.isclose(found.value, 0.25 * 0.5 + 0.75 * 0.2)
    variance = 0.25**2 * 0.9 * 0.25 / 9 + 0.75**2 * (1 - 10 / 300) * 0.16 / 9
    assert math.isclose(found.error**2, variance)


def test_a_census_has_no_error():
    rows = [Seen("a", str(each), 1.0, each < 3) for each in range(10)]
    assert estimate(rows, drawn_of={"a": (10, 10)}).error == 0


def test_neighbours_tell_less_than_strangers():
    """The same answers, in few villages: they are worth fewer, the interval is wider."""
    apart = estimate([Seen("a", str(each), 1.0, each < 20) for each in range(40)])
    together = estimate([Seen("a", str(each // 10), 1.0, each < 20) for each in range(40)])
    assert together.worth < apart.worth
    assert together.high - together.low > apart.high - apart.low


def test_all_alike_is_wilsons():
    found = estimate([Seen("a", str(each), 2.0, True) for each in range(10)])
    plain = wilson(10, 10)
    assert (found.high, round(found.low, 9)) == (1.0, round(plain.low, 9))


@given(ROWS)
def test_the_interval_holds_the_share(rows):
    found = estimate(rows)
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    assert 0 < found.worth <= len(rows) + 1e-9


def test_of_nobody_nothing_is_known():
    assert estimate([]) is None
