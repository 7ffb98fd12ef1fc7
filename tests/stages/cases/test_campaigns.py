"""Campaigns: doors of those who are meant, visits tick them off, two people sign, then it is locked."""

import uuid
from datetime import timedelta

import pytest

from shouwang.base.access import EVERYWHERE, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.campaigns import load_campaigns
from shouwang.rules.load import load_policy
from shouwang.stages.cases.models import CampaignHousehold, CampaignVillage, Visit
from shouwang.stages.cases.operations import campaigns as operations, counts
from shouwang.stages.cases.operations.campaigns import CampaignStands
from shouwang.stages.cases.operations.visits import record_visit
from shouwang.stages.cases.queries import campaigns as queries, visits
from shouwang.stages.cases.questions import bank_of
from tests.office import world

pytestmark = pytest.mark.django_db
NUMBER = 150_421_000_001
WHEN = {"at": world.AT, "on": world.DAY}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return world.make_home(tmp_path_factory.mktemp("campaigns") / "home")


@pytest.fixture(scope="module")
def rules():
    return load_campaigns(load_policy(SHIPPED / "neimenggu"))


@pytest.fixture
def families(db):
    for number in range(4):
        status = "exited" if number % 2 else "general"
        world.indexed(NUMBER + number, status=status)
    world.indexed(NUMBER + 10, left=True)
    world.indexed(NUMBER + 20, world.ABROAD)


def make(rules, role="township", **fields):
    given = {
        "name": "六月排查", "region": world.region_of(role), "who": "all",
        "questions": ["water_source", "hardship"], "start_date": world.DAY,
        "until_date": world.DAY + timedelta(days=30), "by": world.actor(role), **WHEN, **fields,
    }  # fmt: skip
    return operations.make_campaign(
        content=world.content(), rules=rules, bank=bank_of(world.content()), **given
    )


def start(home, rules, campaign, role="township", **fields):
    given = {
        "campaign_id": campaign.pk, "version": campaign.version, "by": world.actor(role), **WHEN,
        **fields,
    }  # fmt: skip
    return operations.start_campaign(home=home, content=world.content(), rules=rules, **given)


@pytest.fixture
def running(home, rules, families):
    campaign = make(rules)
    assert start(home, rules, campaign) == 4
    campaign.refresh_from_db()
    return campaign


def go(home, campaign, number, answers, role="village", **fields):
    return record_visit(
        home=home, content=world.content(), household=NUMBER + number, purpose="survey",
        answers=answers, form=uuid.uuid4(), campaign_id=campaign.pk, people=1,
        **{"verdict": "", "by": world.actor(role), **WHEN, **fields},
    )  # fmt: skip


def part_of(campaign):
    return CampaignVillage.objects.get(campaign=campaign)


def sign(part, role="village", **fields):
    given = {"part_id": part.pk, "version": part.version, "by": world.actor(role), **WHEN, **fields}
    if role == "township":
        return counts.sign_for_township(**given)
    return counts.sign_for_village(held={"water_source": {"piped": 1}}, **given)


def test_every_household_that_is_meant_gets_a_door(running):
    part = part_of(running)
    assert (part.households, part.visited, running.state) == (4, 0, "running")
    doors = CampaignHousehold.objects.values_list("household", flat=True)
    assert set(doors) == {NUMBER + number for number in range(4)}


def test_only_the_registered_or_the_watched_are_meant(home, rules, families):
    assert start(home, rules, make(rules, who="registered")) == 2
    world.case(NUMBER, state="identified")
    assert start(home, rules, make(rules, who="watched")) == 1


def test_a_campaign_that_means_nobody_does_not_begin(home, rules, families):
    campaign = make(rules, who="watched")
    with pytest.raises(CampaignStands, match="no household"):
        start(home, rules, campaign)
    campaign.refresh_from_db()
    assert campaign.state == "draft"


def test_a_start_that_was_cut_short_can_be_begun_again(home, rules, families):
    campaign = make(rules)
    CampaignHousehold.objects.create(campaign=campaign, household=NUMBER, **world.place())
    assert start(home, rules, campaign) == 4
    assert CampaignHousehold.objects.count() == 4


def test_it_begins_only_once_and_tells_who_was_quicker(home, rules, running):
    with pytest.raises(CampaignStands):
        start(home, rules, running)
    other = make(rules)
    with pytest.raises(Stale):
        start(home, rules, other, version=7)


def test_a_start_tells_how_far_it_is(home, rules, families):
    told = []
    start(home, rules, make(rules), progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 1)]


@pytest.mark.parametrize("role", ["village", "team", "helper", "auditor", "sender", "admin"])
def test_who_runs_no_campaigns_makes_none(rules, role):
    with pytest.raises(NotAllowed):
        make(rules, region=world.region_of("township"), by=world.actor(role))


@pytest.mark.parametrize("region", ["150000", "nowhere", ""])
def test_a_region_that_is_not_theirs_is_not_there(rules, region):
    with pytest.raises(NotFound):
        make(rules, region=region)
    with pytest.raises(NotFound):
        make(rules, region=world.region_of("township", world.ABROAD))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"name": "a\0"},
        {"who": "everybody"},
        {"questions": []},
        {"questions": ["no_question"]},
        {"questions": ["insured"]},
        {"questions": [f"q{number}" for number in range(40)]},
        {"until_date": world.DAY - timedelta(days=1)},
        {"start_date": world.DAY - timedelta(9), "until_date": world.DAY - timedelta(days=1)},
    ],
)
def test_bad_input_makes_nothing(rules, fields):
    with pytest.raises(InputProblems):
        make(rules, **fields)


def test_a_visit_ticks_its_door_off_once(home, running):
    go(home, running, 0, {"water_source": "piped"})
    go(home, running, 0, {"water_source": "well"})
    go(home, running, 1, {}, verdict="not_found")
    part = part_of(running)
    assert part.visited == 1
    assert queries.counted(part=part, on=world.DAY, scope=EVERYWHERE) == {
        "water_source": {"well": 1}
    }
    by = world.actor("village")
    left = visits.campaign_doors(by=by, on=world.DAY, scope=by.scope)
    assert [door.household for door in left] == [NUMBER + number for number in (1, 2, 3)]
    after = visits.campaign_doors(by=by, after=left[0].key, limit=1, on=world.DAY, scope=by.scope)
    assert [door.household for door in after] == [NUMBER + 2]


def test_a_number_is_counted_by_how_often_and_its_sum(home, running):
    go(home, running, 0, {"wage_income": "100"})
    go(home, running, 1, {"wage_income": "50.5"})
    assert queries.counted(part=part_of(running), on=world.DAY, scope=EVERYWHERE) == {
        "wage_income": {"told": 2, "sum": 15050}
    }


def test_a_trouble_found_opens_a_lead(home, running):
    go(home, running, 0, {"hardship": "illness"})
    by = world.actor("village")
    (door,) = visits.lead_doors(by=by, on=world.DAY, scope=by.scope)
    assert (door.lead.source, door.lead.risk) == ("cadre", "illness")


def test_a_door_of_another_or_of_no_campaign_is_none(home, running):
    world.indexed(NUMBER + 30)
    with pytest.raises(NotFound):
        go(home, running, 30, {"hardship": "none"})
    with pytest.raises(CampaignStands):
        go(home, running, 0, {"hardship": "none"}, on=world.DAY + timedelta(days=99))


def test_two_people_sign_and_then_nothing_moves(home, running):
    go(home, running, 0, {"water_source": "piped"})
    part = sign(part_of(running))
    assert part.counts == {"water_source": {"piped": 1}}
    with pytest.raises(CampaignStands, match="has signed"):
        go(home, running, 1, {"water_source": "piped"})
    part = sign(part, "township")
    assert (part.village_signed_by, part.township_signed_by) == ("village-0", "township-0")
    with pytest.raises(Stale, match="locked"):
        sign(part, "township")
    with pytest.raises(Stale, match="locked"):
        counts.send_back_counts(
            part_id=part.pk, version=part.version, note="x", by=world.actor("township"), **WHEN
        )
    with pytest.raises(CampaignStands):
        sign(part)
    assert Visit.objects.count() == 1


def test_the_township_sends_back_with_a_reason_and_the_doors_open_again(home, running):
    go(home, running, 0, {"water_source": "piped"})
    part = sign(part_of(running))
    given = {"part_id": part.pk, "version": part.version, "by": world.actor("township"), **WHEN}
    for note in ("", "  ", "x" * 301, "a\0"):
        with pytest.raises(InputProblems):
            counts.send_back_counts(note=note, **given)
    counts.send_back_counts(note="水源数不对", **given)
    part.refresh_from_db()
    assert (part.village_signed_date, part.note, part.counts) == (None, "水源数不对", {})
    go(home, running, 1, {"water_source": "well"})
    assert sign(part_of(running)).note == ""


def test_who_signed_for_the_village_cannot_sign_for_the_township(home, running):
    go(home, running, 0, {"water_source": "piped"})
    both = world.account("township", username="both")
    both.roles = ["village", "township"]
    by = replace_roles(world.actor("township"), "both")
    part = sign(part_of(running), by=by)
    with pytest.raises(NotAllowed, match="cannot sign"):
        sign(part, "township", by=by)


def replace_roles(actor, name):
    from dataclasses import replace

    return replace(actor, name=name, roles=frozenset({"village", "township"}))


def test_who_may_not_sign_does_not(home, running):
    go(home, running, 0, {"water_source": "piped"})
    part = part_of(running)
    with pytest.raises(NotAllowed):
        sign(part, by=world.actor("township"))
    with pytest.raises(NotFound):
        sign(part, by=world.actor("village", world.ABROAD))
    with pytest.raises(CampaignStands, match="not signed"):
        sign(part, "township")
    with pytest.raises(Stale):
        sign(part, version=part.version + 5)


def test_nobody_signs_for_what_nobody_has_seen(running):
    with pytest.raises(CampaignStands, match="nobody has gone"):
        sign(part_of(running))


def test_an_ended_campaign_takes_no_visit_and_no_signature(home, running):
    go(home, running, 0, {"water_source": "piped"})
    given = {"content": world.content(), "campaign_id": running.pk, "version": running.version}
    with pytest.raises(NotAllowed):
        operations.end_campaign(by=world.actor("village"), **given, **WHEN)
    with pytest.raises(NotFound):
        operations.end_campaign(by=world.actor("township", world.ABROAD), **given, **WHEN)
    operations.end_campaign(by=world.actor("township"), **given, **WHEN)
    with pytest.raises(CampaignStands):
        go(home, running, 1, {"water_source": "piped"})
    with pytest.raises(CampaignStands):
        sign(part_of(running))


def test_it_is_seen_by_those_it_reaches_and_nobody_else(running):
    for role in ("village", "township", "clerk", "league", "region"):
        scope = world.actor(role).scope
        found = queries.campaigns(content=world.content(), on=world.DAY, scope=scope)
        assert found == [running], role
        reach = queries.reach(campaign=running, on=world.DAY, scope=scope)
        assert (reach.doors, reach.seen, reach.villages) == (4, 0, 1)
    for role in ("village", "township", "clerk", "league"):
        scope = world.actor(role, world.ABROAD).scope
        assert queries.campaigns(content=world.content(), on=world.DAY, scope=scope) == []
        with pytest.raises(NotFound):
            queries.campaign(
                campaign_id=running.pk, content=world.content(), on=world.DAY, scope=scope
            )
    with pytest.raises(NotFound):
        queries.campaign(
            campaign_id=10**30, content=world.content(), on=world.DAY, scope=EVERYWHERE
        )
