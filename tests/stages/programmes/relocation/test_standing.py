"""Three conditions a household, six aspects a site: what is not known is neither good nor bad."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, strategies as st

from shouwang.rules.load import read_policy
from shouwang.stages.programmes.relocation import standing
from shouwang.stages.programmes.relocation.enums import Aspect, Condition, Light
from shouwang.stages.programmes.relocation.facts import Mover, Site, by_site
from shouwang.stages.programmes.relocation.terms import terms_on
from tests.office.world import DAY, content

BANNER = "150421"


@cache
def _terms():
    return terms_on(read_policy(content().root, []), DAY)


@pytest.fixture
def terms():
    return _terms()


def mover(**given_):
    plain = {
        "household": 1, "site": "新村", "village": "150421100201", "people": 3,
        "area": Decimal(75), "handed_over_date": date(2018, 5, 1),
        "moved_in_date": date(2018, 6, 1), "occupied": True, "old_site": "reclaimed",
        "certificate": True, "sound_house": True, "school_joined": True, "care_joined": True,
        "follow_up": "industry", "debt": 0, "income": 3_000_000, "members": 3, "labour": 1,
        "workers": 1,
    }  # fmt: skip
    return Mover(**{**plain, **given_})


def site(**given_):
    plain = {
        "site": "新村", "village": None, "kind": "town", "built_date": None, "households": 50,
        "people": 120, "flats": 51, "flats_occupied": 50, "projects": 2,
        "project_households": 40, "posts": 30, "school_km": Decimal("1.2"),
        "clinic_km": Decimal("0.5"), "activities": 3, "heads": 2, "committee": True,
        "party_branch": True, "property": True, "old_due": 48, "old_down": 48,
        "mu_due": Decimal(30), "mu_reclaimed": Decimal(30), "mu_accepted": Decimal(29),
        "site_debt": 0, "banner": BANNER,
    }  # fmt: skip
    return Site(**{**plain, **given_})


def light(aspect, terms, movers=(), **given_):
    judged = standing.aspects_of(site(**given_), list(movers) or [mover()], terms)
    return next(each.light for each in judged if each.aspect is aspect)


def test_a_settled_household_meets_all_three(terms):
    assert set(standing.conditions_of(mover(), terms).values()) == {True}


@pytest.mark.parametrize(
    ("given_", "condition", "wanted"),
    [
        ({"occupied": False}, Condition.MOVED, False),
        ({"occupied": None}, Condition.MOVED, None),
        ({"old_site": "standing"}, Condition.MOVED, False),
        ({"old_site": "standing", "moved_in_date": date(2019, 7, 1)}, Condition.MOVED, True),
        ({"old_site": "standing", "moved_in_date": date(2019, 6, 30)}, Condition.MOVED, False),
        ({"old_site": "kept"}, Condition.MOVED, True),
        ({"sound_house": False}, Condition.STAYS, False),
        ({"care_joined": None}, Condition.STAYS, None),
        ({"care_joined": None, "sound_house": False}, Condition.STAYS, False),
        ({"certificate": False}, Condition.STAYS, False),
        ({"certificate": False, "handed_over_date": date(2020, 5, 1)}, Condition.STAYS, True),
        ({"follow_up": "none"}, Condition.PROSPERS, False),
        ({"workers": 0}, Condition.PROSPERS, False),
        ({"workers": 0, "labour": 0}, Condition.PROSPERS, True),
        ({"workers": None}, Condition.PROSPERS, None),
        ({"income": 1_499_999}, Condition.PROSPERS, False),
        ({"income": 1_500_000}, Condition.PROSPERS, True),
        ({"income": None}, Condition.PROSPERS, None),
    ],
)
def test_a_condition_holds_fails_or_is_not_known(given_, condition, wanted, terms):
    assert standing.conditions_of(mover(**given_), terms)[condition] is wanted


def test_a_small_site_is_not_bad_by_chance():
    """One of five is within the interval of 95 %, ten of fifty are not."""
    few = standing.share_of([True] * 4 + [False], Decimal("0.95"))
    many = standing.share_of([True] * 40 + [False] * 10, Decimal("0.95"))
    assert (few.light, many.light) == (Light.WATCH, Light.BAD)
    assert few.interval.high > 0.95 > many.interval.high


def test_the_interval_is_wilsons():
    """Wilson 1927: 48 of 50 lies between 86.5 % and 98.9 %."""
    found = standing.share_of([True] * 48 + [False] * 2, Decimal("0.95")).interval
    assert (round(found.low, 3), round(found.high, 3)) == (0.865, 0.989)


def test_nothing_known_is_blind_and_something_unknown_is_not_good():
    assert standing.share_of([None, None], Decimal("0.95")).light is Light.BLIND
    assert standing.share_of([True, None], Decimal("0.95")).light is Light.WATCH


def test_a_good_site_is_good_in_all(terms):
    judged = standing.aspects_of(site(), [mover()], terms)
    assert [each.aspect for each in judged] == list(Aspect)
    assert {each.light for each in judged} == {Light.GOOD}
    assert standing.worst(judged) is Light.GOOD


@pytest.mark.parametrize(
    ("aspect", "given_", "wanted"),
    [
        (Aspect.INDUSTRY, {"projects": 0, "project_households": 0}, Light.BAD),
        (Aspect.INDUSTRY, {"project_households": 29}, Light.WATCH),
        (Aspect.INDUSTRY, {"project_households": 30}, Light.GOOD),
        (Aspect.INDUSTRY, {"projects": None, "project_households": None}, Light.BLIND),
        (Aspect.JOBS, {"posts": 14}, Light.WATCH),
        (Aspect.SERVICES, {"school_km": Decimal("5.1")}, Light.BAD),
        (Aspect.SERVICES, {"school_km": None}, Light.WATCH),
        (Aspect.INTEGRATION, {"activities": 0}, Light.WATCH),
        (Aspect.INTEGRATION, {"activities": 0, "heads": 0}, Light.BAD),
        (Aspect.COMMUNITY, {"property": False}, Light.WATCH),
        (Aspect.COMMUNITY, {"party_branch": False}, Light.BAD),
        (Aspect.COMMUNITY, {"committee": None, "party_branch": None, "property": None},
         Light.BLIND),
        (Aspect.RECLAMATION, {"old_down": 43}, Light.BAD),
        (Aspect.RECLAMATION, {"mu_accepted": Decimal(26)}, Light.WATCH),
        (Aspect.RECLAMATION, {"old_due": 0, "old_down": 0, "mu_due": Decimal(0),
                              "mu_reclaimed": Decimal(0), "mu_accepted": Decimal(0)}, Light.GOOD),
    ],
)  # fmt: skip
def test_an_aspect_by_its_evidence(aspect, given_, wanted, terms):
    assert light(aspect, terms, **given_) is wanted


def test_a_household_with_labour_and_no_work_is_seen_and_many_are_bad(terms):
    idle, busy = mover(workers=0), mover()
    assert light(Aspect.JOBS, terms, movers=[idle] + [busy] * 9) is Light.WATCH
    assert light(Aspect.JOBS, terms, movers=[idle] * 5 + [busy] * 5) is Light.BAD
    assert light(Aspect.JOBS, terms, movers=[mover(workers=None)]) is Light.WATCH


def test_the_published_totals_are_within_the_norm():
    """124,900 people in 53,300 flats at 1,213 sites (nmgttcy.com 2020-01-09): 44 flats a site.

    At 25 square metres a head (S160) a flat holds 58.6 square metres at most.
    """
    people, flats, sites = 124_900, 53_300, 1_213
    assert round(flats / sites) == 44
    assert round(people / flats * 25, 1) == 58.6
    assert _terms().area_a_person == 25


def test_households_come_by_site():
    rows = [mover(site="甲", household=1), mover(site="甲", household=2), mover(site="乙")]
    assert [(name, len(group)) for name, group in by_site(rows)] == [("甲", 2), ("乙", 1)]


answers = st.lists(st.sampled_from([True, False, None]), max_size=60)


@given(answers)
def test_a_share_counts_everybody_once(told):
    found = standing.share_of(told, Decimal("0.95"))
    assert found.total + found.unknown == len(told)
    assert found.right <= found.total
    if found.light is Light.GOOD:
        assert None not in told
        assert found.right >= Decimal("0.95") * found.total
