"""Money shared out by factors: every property an allocation must have, and published figures."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from shouwang.calc.allocation import (
    CannotShare,
    Claim,
    allocate,
    inverted,
    least,
    most,
    shares,
)

# The census of 1790 and the 120 seats of the bill of 26 March 1792, by Hamilton's method.
# COMAP, For All Practical Purposes, 10th ed., table 14.5; the populations are those of the census
# act (Balinski & Young, Fair Representation, appendix B).
STATES = {
    "Virginia": (630_560, 21),
    "Massachusetts": (475_327, 16),
    "Pennsylvania": (432_879, 14),
    "North Carolina": (353_523, 12),
    "New York": (331_589, 11),
    "Maryland": (278_514, 9),
    "Connecticut": (236_841, 8),
    "South Carolina": (206_236, 7),
    "New Jersey": (179_570, 6),
    "New Hampshire": (141_822, 5),
    "Vermont": (85_533, 3),
    "Georgia": (70_835, 2),
    "Kentucky": (68_705, 2),
    "Rhode Island": (68_446, 2),
    "Delaware": (55_540, 2),
}


def test_the_apportionment_that_washington_vetoed():
    claims = [Claim(name, Fraction(people)) for name, (people, _seats) in STATES.items()]
    assert {part.name: part.amount for part in allocate(120, claims)} == {
        name: seats for name, (_people, seats) in STATES.items()
    }


def test_the_constitution_s_floor_of_one_seat():
    """Of 30 seats Hamilton gives Delaware none; the floor of one comes from the others."""
    claims = [Claim(name, Fraction(people)) for name, (people, _) in STATES.items()]
    bare = {part.name: part.amount for part in allocate(30, claims)}
    floored = allocate(30, [Claim(each.name, each.share, floor=1) for each in claims])
    assert bare["Delaware"] == 0
    assert sum(part.amount for part in floored) == 30
    assert min(part.amount for part in floored) == 1
    assert {part.name for part in floored if part.bound == "floor"} >= {"Delaware", "Georgia"}


def test_the_weights_30_30_30_10_worked_by_hand():
    """Two banners, a million yuan: A has 3 of 4 poor people, income 5 000 against 10 000, 1 of 2
    tasks and 40 of 100 points: 0.3·3/4 + 0.3·2/3 + 0.3·1/2 + 0.1·4/10 = 0.615."""
    factors = {
        "poor": [Fraction(3), Fraction(1)],
        "income": inverted([Fraction(5000), Fraction(10000)]),
        "task": [Fraction(1), Fraction(1)],
        "points": [Fraction(40), Fraction(60)],
    }
    weights = {"poor": "0.3", "income": "0.3", "task": "0.3", "points": "0.1"}
    found = shares(factors, {name: Fraction(value) for name, value in weights.items()})
    assert found == [Fraction("0.615"), Fraction("0.385")]
    parts = allocate(100_000_000, [Claim("A", found[0]), Claim("B", found[1])])
    assert [part.amount for part in parts] == [61_500_000, 38_500_000]


def test_a_cap_passes_on_what_it_cuts_off():
    claims = [
        Claim("A", Fraction(5), cap=30),
        Claim("B", Fraction(3)),
        Claim("C", Fraction(2), floor=25),
    ]
    assert [(part.amount, part.bound) for part in allocate(100, claims)] == [
        (30, "cap"), (42, ""), (28, "")]  # fmt: skip


def test_what_is_equal_goes_by_name():
    claims = [Claim(name, Fraction(1)) for name in "CAB"]
    assert {part.name: part.amount for part in allocate(100, claims)} == {"A": 34, "B": 33, "C": 33}


def test_without_a_share_there_is_the_floor_only():
    claims = [Claim("A", Fraction(0), floor=5, cap=50), Claim("B", Fraction(1), cap=20)]
    assert (least(claims), most(claims)) == (5, 25)
    assert [part.amount for part in allocate(25, claims)] == [5, 20]
    with pytest.raises(CannotShare):
        allocate(26, claims)
    with pytest.raises(CannotShare):
        allocate(4, claims)


def test_a_factor_that_is_nothing_or_negative_is_refused():
    for values in ([0, 0], [-1, 2]):
        with pytest.raises(CannotShare):
            shares({"x": [Fraction(value) for value in values]}, {"x": Fraction(1)})
    with pytest.raises(CannotShare):
        inverted([Fraction(0), Fraction(1)])


@st.composite
def tasks(draw):
    """A total and claims between whose floors and caps it lies."""
    claims = []
    for number in range(draw(st.integers(1, 12))):
        share = Fraction(draw(st.integers(0, 1000)), draw(st.integers(1, 50)))
        floor = draw(st.integers(0, 500))
        cap = draw(st.one_of(st.none(), st.integers(floor, floor + 2000)))
        claims.append(Claim(f"{number:02}", share, floor, cap))
    low, high = least(claims), most(claims)
    total = draw(st.integers(low, low + 100_000 if high is None else high))
    return total, claims


@given(tasks())
def test_the_parts_are_the_whole_within_their_bounds(task):
    total, claims = task
    parts = allocate(total, claims)
    assert sum(part.amount for part in parts) == total
    for claim, part in zip(claims, parts, strict=True):
        assert claim.floor <= part.amount
        assert claim.cap is None or part.amount <= claim.cap
        assert abs(part.amount - part.exact) < 1
        assert isinstance(part.amount, int)


@given(tasks())
def test_who_is_held_by_no_bound_gets_one_rate(task):
    total, claims = task
    rates = {part.exact / part.share for part in allocate(total, claims)
             if part.share and not part.bound}  # fmt: skip
    assert len(rates) <= 1


@given(tasks())
def test_a_larger_share_never_gets_less(task):
    total, claims = task
    same = [Claim(each.name, each.share) for each in claims]
    if most(same) is not None:
        return
    parts = sorted(allocate(total, same), key=lambda part: (part.share, part.amount))
    assert [part.amount for part in parts] == sorted(part.amount for part in parts)


@given(tasks(), st.integers(1, 50))
def test_more_money_takes_nothing_from_anybody(task, more):
    total, claims = task
    limit = most(claims)
    if limit is not None and total + more > limit:
        return
    before, after = allocate(total, claims), allocate(total + more, claims)
    assert all(one.exact <= other.exact for one, other in zip(before, after, strict=True))


@given(tasks(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(task, random):
    total, claims = task
    mixed = random.sample(claims, len(claims))
    assert set(allocate(total, claims)) == set(allocate(total, mixed))


@given(tasks(), st.integers(1, 1000))
def test_the_scale_of_a_factor_changes_nothing(task, scale):
    total, claims = task
    other = [Claim(each.name, each.share * scale, each.floor, each.cap) for each in claims]
    assert [part.amount for part in allocate(total, claims)] == [
        part.amount for part in allocate(total, other)
    ]


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1))
def test_shares_add_up_to_the_weights(rows):
    factors = {name: [Fraction(row[place]) for row in rows] for place, name in enumerate("xy")}
    if not all(sum(values) for values in factors.values()):
        return
    weights = {"x": Fraction("0.3"), "y": Fraction("0.7")}
    assert sum(shares(factors, weights)) == 1
