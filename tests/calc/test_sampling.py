"""Sizes, draws and allocations beside published values, and what must hold of all of them."""

import pytest
from hypothesis import given, strategies as st

from shouwang.calc.sampling import allocate, draw, draw_number, error_of, quantile, sample_size

SIZES = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 400), min_size=1)


def test_cochrans_island():
    """Cochran (1977), section 4.4: of 3200 people within 5 points at t = 2: 400 become 356."""
    assert sample_size(0.5, 0.05, z=2) == 400
    assert sample_size(0.5, 0.05, z=2, population=3200) == 356


def test_the_size_every_handbook_has():
    assert sample_size(0.5, 0.05, z=quantile(0.95)) == 385
    assert sample_size(0.5, 0.05, z=quantile(0.95), population=1000) == 278


def test_neymans_allocation_of_the_caribou():
    """Lohr (1999), chapter 4, after Siniff and Skoog (1964): 96, 5, 44, 3, 67 and 10 of 225."""
    sizes = dict(zip("ABCDEF", (400, 30, 61, 18, 70, 120), strict=True))
    spread = dict(zip("ABCDEF", (3000, 2000, 9000, 2000, 12000, 1000), strict=True))
    found = allocate(sizes, 225, spread=spread)
    assert list(found.values()) == [96, 5, 44, 3, 67, 10]


def test_more_is_drawn_where_more_weight_lies():
    plain = allocate({"seen": 100, "blind": 100}, 20)
    closer = allocate({"seen": 100, "blind": 100}, 20, weight={"blind": 3.0})
    assert plain == {"seen": 10, "blind": 10}
    assert closer == {"seen": 5, "blind": 15}


@given(SIZES, st.integers(0, 500), st.integers(0, 3))
def test_an_allocation_adds_up_and_takes_no_more_than_there_are(sizes, total, least):
    found = allocate(sizes, total, least=least)
    assert all(min(least, size) <= found[key] <= size for key, size in sizes.items())
    wanted = max(min(total, sum(sizes.values())), sum(min(least, each) for each in sizes.values()))
    assert sum(found.values()) == wanted


@given(st.sets(st.integers(0, 10_000), max_size=80), st.integers(0, 90), st.text(max_size=8))
def test_the_same_seed_and_frame_give_the_same_sample(units, size, seed):
    found = draw(sorted(units), size, seed=seed)
    assert found == draw(sorted(units, reverse=True), size, seed=seed)
    assert len(found) == len(set(found)) == min(size, len(units))
    assert found[: size // 2] == draw(units, size // 2, seed=seed)


def test_every_unit_is_as_likely():
    counts = dict.fromkeys(range(10), 0)
    for seed in range(2000):
        for unit in draw(range(10), 3, seed=str(seed)):
            counts[unit] += 1
    # 600 expected, standard deviation 20.5 (binomial): five of them either side.
    assert all(497 < count < 703 for count in counts.values())


@given(st.text(max_size=5), st.text(max_size=5))
def test_a_random_number_lies_below_one(seed, key):
    assert 0 <= draw_number(seed, key) < 1


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.3), st.integers(1, 100_000))
def test_a_sample_of_the_size_keeps_the_error(share, error, population):
    size = sample_size(share, error, z=1.96, population=population)
    assert size <= population
    assert error_of(share, size, z=1.96, population=population) <= error + 1e-9


@pytest.mark.parametrize("values", [(0, 0.05), (0.5, 0), (1, 0.05), (0.5, 1)])
def test_what_makes_no_sense_is_refused(values):
    with pytest.raises(ValueError, match="share"):
        sample_size(*values, z=1.96)
    with pytest.raises(ValueError, match="confidence"):
        quantile(1)
