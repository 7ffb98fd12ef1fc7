"""Top-up, gradual exit, medical aid, benefits side by side: published examples and what must hold."""

import pytest
from hypothesis import given, strategies as st

from shouwang.calc.assistance import (
    Exclusion,
    Supplement,
    gradual_exit,
    medical_aid,
    stack,
    top_up,
)

YUAN = 100  # fen
MONTHS = 12

LINES = st.integers(1, 3_000_000)
INCOMES = st.integers(-1_000_000, 20_000_000)
MEMBERS = st.integers(1, 15)


# --------------------------------------------------------------- published examples


def test_zhongshan_2020_three_people_one_of_them_a_minor():
    """bbbaike.com 340674: line 1100 yuan a month, 700 a head, three people: 1200, with 440: 1640."""
    found = top_up(
        line=1100 * MONTHS * YUAN,
        income=700 * 3 * MONTHS * YUAN,
        members=3,
        supplements=[Supplement("minor", 400, 1)],
    )
    assert found.basic == 1200 * YUAN
    assert found.supplements == {"minor": 440 * YUAN}
    assert found.monthly == 1640 * YUAN


@pytest.mark.parametrize(
    ("line", "income", "wanted"),
    [(500, 700, 800), (600, 1000, 800)],
    ids=["fudaoke.com 2662718", "mlnxb.com 3yvndd"],
)
def test_three_people_by_line_times_members_less_income(line, income, wanted):
    found = top_up(line=line * MONTHS * YUAN, income=income * MONTHS * YUAN, members=3)
    assert found.monthly == wanted * YUAN


def test_a_gap_below_a_fifth_of_the_line_counts_as_a_fifth():
    """Nanjing 2022 (yzzsnet.com 142281): line 1030 yuan a month; 1000 a head is 206 a head, not 30."""
    found = top_up(line=1030 * MONTHS * YUAN, income=1000 * 2 * MONTHS * YUAN, members=2, floor=200)
    assert found.monthly == 2 * 206 * YUAN


def test_inner_mongolia_2019_without_any_income_gets_the_average_line():
    """Xinhua 2019-09-19 (S186): 5,914 yuan a year on average."""
    assert top_up(line=5914 * YUAN, income=0, members=1).monthly == 49_284  # 492.833… rounded up


@pytest.mark.parametrize(
    ("cost", "deductible", "ratio", "wanted"),
    [
        (1_500, 1_500, 700, 0),
        (11_500, 1_500, 700, 7_000),
        (13_000, 3_000, 600, 6_000),
        (100_000, 1_500, 700, 50_000),
        (86_333, 3_000, 600, 49_999.8),
        (90_000, 3_000, 600, 50_000),
    ],
)
def test_guangde_2024_deductible_ratio_and_cap(cost, deductible, ratio, wanted):
    """S193: 1,500 yuan and 70 % for who fell back, 3,000 and 60 % for the watched, 50,000 a year."""
    found = medical_aid(
        cost=cost * YUAN, deductible=deductible * YUAN, ratio=ratio, cap=50_000 * YUAN
    )
    assert found.paid == round(wanted * YUAN)


# --------------------------------------------------------------- the top-up


def test_an_income_at_the_line_gets_nothing_and_no_supplement():
    found = top_up(line=600_000, income=1_200_000, members=2,
                   supplements=[Supplement("severe", 200, 1)])  # fmt: skip
    assert (found.gap, found.monthly, found.supplements) == (0, 0, {})


def test_one_fen_below_the_line_gets_one_fen():
    assert top_up(line=600_000, income=599_999, members=1).monthly == 1


def test_amounts_are_rounded_up_to_whole_yuan_where_the_unit_says_so():
    assert top_up(line=591_400, income=0, members=1, unit=YUAN).monthly == 49_300


def test_one_of_a_household_gets_their_part():
    whole = top_up(line=600_000, income=600_000, members=4)
    assert top_up(line=600_000, income=600_000, members=4, covered=1).basic * 4 == whole.basic


@given(LINES, INCOMES, MEMBERS)
def test_more_income_never_gets_more_and_no_loss_more_than_the_line(line, income, members):
    found = top_up(line=line, income=income, members=members)
    assert found.monthly >= top_up(line=line, income=income + 1, members=members).monthly
    assert found.monthly <= -(-line * members // MONTHS)
    assert found.monthly * MONTHS >= found.gap


@pytest.mark.parametrize(
    "wrong",
    [
        {"members": 0},
        {"line": 0},
        {"covered": 4},
        {"unit": 0},
        {"floor": 1001},
        {"supplements": [Supplement("severe", 200, 4)]},
        {"supplements": [Supplement("severe", -1, 1)]},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - numbers are told as they are
        top_up(**{"line": 600_000, "income": 0, "members": 3, **wrong})


# --------------------------------------------------------------- the gradual exit


def test_the_same_for_half_a_year():
    assert gradual_exit(40_000, months=6) == (40_000,) * 6


def test_a_quarter_less_every_three_months():
    """The step of 25 % that a county takes below twice the line (S189)."""
    found = gradual_exit(40_000, months=9, step=250, every=3)
    assert found == (30_000,) * 3 + (20_000,) * 3 + (10_000,) * 3


@given(st.integers(0, 10**7), st.integers(0, 36), st.integers(0, 1000), st.integers(1, 12))
def test_it_never_rises_and_never_falls_below_nothing(amount, months, step, every):
    paid = gradual_exit(amount, months=months, step=step, every=every)
    assert len(paid) == months
    assert list(paid) == sorted(paid, reverse=True)
    assert all(0 <= each <= amount for each in paid)


@pytest.mark.parametrize("wrong", [{"months": -1}, {"step": 1001}, {"every": 0}])
def test_an_exit_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - numbers are told as they are
        gradual_exit(1, **{"months": 1, **wrong})


# --------------------------------------------------------------- medical aid


@given(st.integers(0, 10**9), st.integers(0, 10**7), st.integers(0, 1000), st.integers(0, 10**7),
       st.integers(0, 10**7))  # fmt: skip
def test_what_is_paid_fits_the_cap_and_the_cost(cost, deductible, ratio, cap, before):
    found = medical_aid(cost=cost, deductible=deductible, ratio=ratio, cap=cap, before=before)
    assert 0 <= found.paid <= min(found.base, max(cap - before, 0))
    assert found.left == max(cap - before, 0) - found.paid
    assert found.is_capped == (found.paid < found.computed)


@pytest.mark.parametrize("key", ["cost", "deductible", "cap", "before"])
def test_negative_amounts_are_refused(key):
    told = {"cost": 1, "deductible": 1, "ratio": 1, "cap": 1, key: -1}
    with pytest.raises(ValueError):  # noqa: PT011 - numbers are told as they are
        medical_aid(**told)


# --------------------------------------------------------------- side by side


RULES = [
    Exclusion("destitute", "destitute", ("dibao", "living_subsidy")),
    Exclusion("care", "", ("care_subsidy", "old_care")),
]


def test_the_winner_takes_and_the_others_say_why():
    found = stack({"destitute": 80_000, "dibao": 30_000, "care_subsidy": 8_000}, RULES)
    assert found.paid == {"destitute": 80_000, "care_subsidy": 8_000}
    assert found.refused == {"dibao": "destitute"}
    assert found.total == 88_000


def test_of_two_for_care_the_higher_is_drawn():
    assert stack({"care_subsidy": 8_000, "old_care": 9_000}, RULES).paid == {"old_care": 9_000}


def test_what_has_lost_takes_nothing_from_others():
    rules = [Exclusion("a", "one", ("two",)), Exclusion("b", "two", ("three",))]
    assert stack({"one": 1, "two": 2, "three": 3}, rules).paid == {"one": 1, "three": 3}


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**6)))
def test_everything_claimed_is_paid_or_refused(claimed):
    rules = [Exclusion("x", "a", ("b", "c")), Exclusion("y", "", ("c", "d", "e"))]
    found = stack(claimed, rules)
    assert set(found.paid) | set(found.refused) == set(claimed)
    assert not set(found.paid) & set(found.refused)
    assert len({"c", "d", "e"} & set(found.paid)) <= 1
