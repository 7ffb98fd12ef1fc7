"""Two lists held against each other: everybody has one reason, both sides add up, gaps are lines."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, strategies as st

from shouwang.rules.load import read_policy
from shouwang.stages.programmes.safety_net import paying
from shouwang.stages.programmes.safety_net.enums import Direction, Reason
from shouwang.stages.programmes.safety_net.facts import Someone
from shouwang.stages.programmes.safety_net.reconciling import reconcile
from shouwang.stages.programmes.safety_net.telling import told
from shouwang.stages.programmes.safety_net.terms import terms_on
from tests.office.world import DAY, content

BANNER = "150421"
VILLAGE = "150421100201"
LINE = 591_400  # fen: 5,914 yuan (S186)


@cache
def _terms():
    return terms_on(read_policy(content().root, []), DAY)


@pytest.fixture
def terms():
    return _terms()


def someone(**given_):
    plain = {
        "person": 1, "household": 10, "village": VILLAGE, "status": "exited", "attribute": "",
        "members": 1, "income": 900_000, "household_left": False, "present": True,
        "left_reason": "", "labour": "ordinary", "birth_date": date(1980, 1, 1),
        "watched": False, "was_watched": False, "watch_says_none": False, "kind": "",
        "amount": 0, "coming": None, "ended": None, "ended_amount": 0, "from_banner": "",
        "severe": False, "ill": False, "assets": 0, "checked": False,
    }  # fmt: skip
    return Someone(**{**plain, **given_})


def found(people, terms, strangers=(), waiting=()):
    return reconcile(people, strangers, banner=BANNER, terms=terms, waiting=waiting)


def test_the_terms_are_the_parameters_in_fen(terms):
    assert (terms.line, terms.low_income) == (LINE, 887_100)
    assert terms.exit_since == date(2019, 12, 30)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ({"kind": "dibao", "from_banner": BANNER}, Reason.COVERED),
        ({"coming": date(2020, 7, 1)}, Reason.WAITING),
        ({"ended": date(2020, 3, 31)}, Reason.GRADUAL),
        ({"ended": date(2020, 3, 31), "income": LINE - 1}, Reason.BELOW_LINE),
        ({"income": LINE}, Reason.ABOVE_LINE),
        ({"income": LINE - 1}, Reason.BELOW_LINE),
        ({"income": LINE - 1, "assets": 1}, Reason.HAS_ASSETS),
        ({"labour": "lost"}, Reason.NO_LABOUR),
        ({"income": None}, Reason.INCOME_UNKNOWN),
        ({"income": None, "labour": "none"}, Reason.NO_LABOUR),
        ({"status": "registered", "severe": True}, Reason.SINGLE_DISABLED),
        ({"status": "exited", "severe": True}, Reason.ABOVE_LINE),
        ({"status": "general", "watched": True, "severe": True}, Reason.SINGLE_DISABLED),
        ({"status": "registered", "ill": True, "income": 887_099}, Reason.SINGLE_ILL),
        ({"status": "registered", "ill": True, "income": 887_100}, Reason.ABOVE_LINE),
    ],
)
def test_who_is_registered_has_one_reason(who, reason, terms):
    assert found([someone(**who)], terms).registered == {reason: 1}


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ({"status": "registered"}, Reason.SUPPORTED),
        ({"status": "general", "watched": True}, Reason.SUPPORTED),
        ({"status": "general", "was_watched": True}, Reason.RISK_ENDED),
        ({"status": "general", "checked": True}, Reason.CHECKED),
        ({"status": "general"}, Reason.UNCHECKED),
        ({"present": False, "left_reason": "death"}, Reason.DIED),
        ({"present": False, "left_reason": "marriage"}, Reason.MOVED),
        ({"household_left": True}, Reason.MOVED),
    ],
)
def test_who_is_on_the_list_has_one_reason(who, reason, terms):
    covered = someone(kind="dibao", from_banner=BANNER, **who)
    assert found([covered], terms).listed == {reason: 1}


def test_who_has_applied_waits_and_is_no_line(terms):
    poor = someone(income=100_000)
    assert found([poor], terms, waiting={10}).registered == {Reason.WAITING: 1}
    assert not found([poor], terms, waiting={10}).lines


def test_a_line_says_by_how_much_and_what_cover_would_be(terms):
    (line,) = found([someone(income=400_000)], terms).lines
    assert (line.direction, line.reason) == (Direction.UNCOVERED, Reason.BELOW_LINE)
    assert line.evidence["gap"] == 191_400
    # 1,914 yuan over twelve months is 159.50, rounded up to whole yuan.
    assert line.evidence["monthly"] == 16_000
    assert "1914" in told(line.reason, line.people, line.evidence)


def test_people_of_one_household_are_one_line(terms):
    home = [someone(person=each, income=1_000_000, members=3) for each in (1, 2, 3)]
    (line,) = found(home, terms).lines
    assert (line.people, line.person) == (3, 0)


def test_one_covered_alone_leaves_the_others_beside(terms):
    home = [
        someone(person=1, members=2, income=2_000_000, kind="dibao", from_banner=BANNER),
        someone(person=2, members=2, income=2_000_000),
    ]
    assert found(home, terms).registered == {Reason.COVERED: 1, Reason.BESIDE_SINGLE: 1}


def test_who_lives_in_one_banner_and_is_covered_by_another_is_apart(terms):
    away = someone(status="general", kind="dibao", from_banner="150422", checked=True)
    result = found([away], terms)
    assert not result.listed
    (line,) = result.lines
    assert (line.direction, line.reason) == (Direction.APART, Reason.ELSEWHERE)


def test_strangers_on_the_list_are_counted_too(terms):
    strangers = [(7, "dibao", 30_000, "150422100201", 99), (8, "destitute", 70_000, "", 0)]
    result = found([], terms, strangers)
    assert result.listed == {Reason.ELSEWHERE: 1, Reason.NOT_HELD: 1}
    assert {line.direction for line in result.lines} == {Direction.APART}


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ({"attribute": "dibao"}, Reason.CALLED_COVERED),
        ({"attribute": "general", "kind": "dibao", "from_banner": BANNER}, Reason.CALLED_GENERAL),
        ({"attribute": "destitute", "kind": "dibao", "from_banner": BANNER}, Reason.OTHER_KIND),
        ({"watched": True, "watch_says_none": True}, Reason.LABOUR_DIFFERS),
    ],
)
def test_what_the_two_call_a_household(who, reason, terms):
    lines = found([someone(**who)], terms).lines
    assert [line.reason for line in lines if line.direction is Direction.IDENTITY] == [reason]


def test_the_fingerprint_changes_with_the_evidence_only(terms):
    first, same, other = (
        found([someone(income=income)], terms).lines[0] for income in (400_000, 400_000, 400_100)
    )
    assert first.fingerprint == same.fingerprint != other.fingerprint


people = st.lists(
    st.builds(
        someone,
        person=st.integers(1, 10**6),
        household=st.integers(1, 6),
        status=st.sampled_from(["general", "registered", "exited", "relapsed"]),
        attribute=st.sampled_from(["", "general", "dibao", "destitute"]),
        members=st.integers(1, 4),
        income=st.one_of(st.none(), st.integers(-100_000, 4_000_000)),
        present=st.booleans(),
        left_reason=st.sampled_from(["", "death", "marriage"]),
        labour=st.sampled_from(["", "ordinary", "lost", "none"]),
        watched=st.booleans(),
        was_watched=st.booleans(),
        kind=st.sampled_from(["", "dibao", "destitute"]),
        ended=st.sampled_from([None, date(2020, 3, 1)]),
        severe=st.booleans(),
        ill=st.booleans(),
        assets=st.integers(0, 1),
        checked=st.booleans(),
    ),
    max_size=20,
)


@given(people)
def test_both_sides_always_add_up(given_people):
    by_home = {each.household: each for each in given_people}
    # What is said of a household is said of all its people.
    same = ("status", "attribute", "members", "income", "watched", "was_watched", "assets",
            "checked")  # fmt: skip
    people_ = [
        replace(
            each,
            person=number,
            from_banner=BANNER if each.kind else "",
            **{name: getattr(by_home[each.household], name) for name in same},
        )
        for number, each in enumerate(sorted(given_people, key=lambda one: one.household), start=1)
    ]
    result = found(people_, _terms())
    registered = [each for each in people_ if each.is_registered and each.present]
    assert sum(result.registered.values()) == len(registered)
    assert sum(result.listed.values()) == sum(bool(each.kind) for each in people_)
    keys = [line.key for line in result.lines]
    assert len(keys) == len({*keys})


def test_the_gradual_exit_follows_the_income(terms):
    assert paying.exit_of(None, 1, terms).name == "same"
    assert paying.exit_of(LINE, 1, terms).name == "same"
    assert paying.exit_of(2 * LINE + 1, 1, terms).name == "steps"
    assert paying.exit_of(3 * LINE + 1, 1, terms) is None
    assert paying.paid_in_exit(terms.assistance.exit, 40_000, terms) == (40_000,) * 6
    steps = terms.assistance.exits["steps"]
    assert paying.paid_in_exit(steps, 40_000, terms) == (30_000, 20_000, 10_000, 0)


def test_a_destitute_person_draws_no_dibao_beside(terms):
    told_ = paying.stacked({"destitute": 81_000, "dibao": 30_000, "care_subsidy": 10_000},
                           terms.assistance)  # fmt: skip
    assert set(told_.paid) == {"destitute"}


def test_medical_aid_by_the_table_of_the_content(terms):
    """Guangde 2024 (S193): 3,000 yuan, 60 % for the watched; 1,500 and 70 % for who fell back."""
    groups = terms.assistance.medical_aid
    for name, wanted in (("watched", 600_000), ("dibao", 805_000)):
        aid = paying.medical_aid_of(
            groups[name], terms.assistance, cost=1_300_000, before=0, on=DAY
        )
        assert aid.paid == wanted
