"""Who may take which post, and how well it fits; workshops against what they were recognised for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shouwang.calc.distance import great_circle_km
from shouwang.lake.home import SHIPPED
from shouwang.rules.load import load_policy
from shouwang.rules.matching import load_matching
from shouwang.stages.programmes.employment.eligibility import (
    Judge,
    Post,
    Seeker,
    bars_of,
    posts_for,
    seekers_for,
)
from shouwang.stages.programmes.employment.recognition import Workshop, recognise
from tests.office import world

DAY = date(2020, 6, 30)
SEEKER = Seeker(
    "Q1", 1, 11, {}, age=40, education="primary", labour="ordinary", status="exited",
    trade="缝纫工", reach=100, leaves_region=False, wish=300_000, care="none", has_earner=True,
)  # fmt: skip
POST = Post(
    "V1", 2, 0.0, employer="制衣厂", trade="缝纫工", wage=350_000, age_to=55, skill="无要求"
)


@pytest.fixture(scope="module")
def judge():
    return Judge(load_matching(world.content()), on=DAY)


def test_every_reason_counts_what_the_content_says(judge):
    verdict = judge.verdict(
        replace(SEEKER, skills="会缝纫", has_earner=False, months=2), POST
    )  # fmt: skip
    assert verdict.reasons == (
        "base", "trade", "skill", "near", "wage", "no_earner", "poor", "waited",
    )  # fmt: skip
    assert verdict.score == 10 + 30 + 25 + 20 + 15 + 40 + 10 + 5


@pytest.mark.parametrize(
    ("seeker", "post", "bar"),
    [
        ({"age": 56}, {}, "age"),
        ({"age": 15}, {}, "age"),
        ({"age": 66}, {"age_to": None}, "age"),
        ({}, {"distance": 101.0}, "distance"),
        ({"reach": None}, {"distance": 101.0}, "distance"),
        ({}, {"distance": None}, "region"),
        ({"care": "day"}, {"distance": 51.0}, "care"),
        ({"care": "home"}, {"distance": 1.0}, "care"),
        ({"care": "day", "leaves_region": True}, {"distance": None}, "care"),
        ({"labour": "weak"}, {"trade": "装卸工"}, "heavy"),
        ({}, {"skill": "初中以上文化"}, "education"),
        ({}, {"skill": "持有上岗证"}, "certificate"),
    ],
)
def test_what_keeps_somebody_from_a_post(judge, seeker, post, bar):
    verdict = judge.verdict(replace(SEEKER, **seeker), replace(POST, **post))
    assert (verdict.bar, verdict.score) == (bar, 0)


@pytest.mark.parametrize(
    ("seeker", "post"),
    [
        ({"age": 55}, {}),
        ({"age": None}, {}),
        ({}, {"distance": 100.0}),
        ({"leaves_region": True}, {"distance": None}),
        ({"care": "home"}, {}),
        ({"labour": "weak"}, {}),
        ({"education": "junior"}, {"skill": "初中以上文化"}),
        ({"education": None}, {"skill": "初中以上文化"}),
        ({"certified": ("缝纫",)}, {"skill": "持有上岗证"}),
    ],
)
def test_what_keeps_nobody(judge, seeker, post):
    assert not judge.verdict(replace(SEEKER, **seeker), replace(POST, **post)).bar


def test_the_unknown_is_not_held_against_anybody(judge):
    unknown = Seeker("Q2", 2, 12, {})
    verdict = judge.verdict(unknown, replace(POST, trade=None, wage=None, age_to=None))
    assert verdict.reasons == ("base", "near")


def test_a_household_without_earner_comes_before_a_better_skilled_one(judge):
    poor = replace(SEEKER, seeker="Q9", has_earner=False)
    skilled = replace(SEEKER, seeker="Q1", skills="缝纫")
    assert [each.seeker for each, _v in seekers_for(judge, POST, [skilled, poor])] == ["Q9", "Q1"]


def test_posts_are_offered_the_best_first_and_the_bars_are_counted(judge):
    posts = [replace(POST, vacancy="V2", trade="保安"), POST, replace(POST, vacancy="V3", left=0),
             replace(POST, vacancy="V4", distance=500.0)]  # fmt: skip
    assert [post.vacancy for post, _v in posts_for(judge, SEEKER, posts)] == ["V1", "V2"]
    assert bars_of(judge, SEEKER, posts) == {"distance": 1}


def test_the_distance_of_two_cities():
    # Hohhot and Baotou by their coordinates: some 150 km by the great circle.
    assert great_circle_km((111.75, 40.84), (109.84, 40.66)) == pytest.approx(162.4, abs=1)
    assert great_circle_km((111.75, 40.84), (111.75, 40.84)) == 0


WORKSHOP = Workshop("W1", None, "车间", "factory", date(2019, 1, 1), "running", 40, 10,
                    Decimal("6.0"), 0)  # fmt: skip


@pytest.fixture(scope="module")
def policy():
    return load_policy(SHIPPED / "neimenggu")


@pytest.mark.parametrize(
    ("changed", "holds", "failing"),
    [
        # Gansu 2018: ten poor workers or a fifth of the staff, six months, wages paid in full.
        ({}, True, set()),
        ({"poor_staff": 9}, True, set()),
        ({"poor_staff": 7}, False, {"workers"}),
        ({"contract_months": Decimal("5.9")}, False, {"contract"}),
        ({"owed": 1}, False, {"wages"}),
        ({"state": "stopped", "owed": None}, False, {"running"}),
        ({"poor_staff": None}, None, set()),
        ({"poor_staff": 9, "staff": None}, None, set()),
        ({"contract_months": None}, None, set()),
    ],
)
def test_recognition(policy, changed, holds, failing):
    found = recognise(policy, replace(WORKSHOP, **changed), on=DAY)
    assert found.holds is holds
    assert {each.name for each in found.conditions if each.holds is False} == failing
