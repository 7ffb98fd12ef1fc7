"""Decisions counted for indicators: each measure against records made by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from shouwang.base.access import EVERYWHERE, Scope
from shouwang.rules.load import load_policy
from shouwang.rules.sources import DECISIONS
from shouwang.stages.cases.models import (
    Attachment,
    Campaign,
    CampaignVillage,
    LeadFinding,
    Notice,
    Pause,
)
from shouwang.stages.cases.queries.tallies import tallies
from tests.office import world

DAY, AT = world.DAY, world.AT
EARLIER = date(2020, 6, 1)
KINDS = ("leads", "visits", "cases", "measures", "campaigns", "notices")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def policy():
    return load_policy(world.content().root)


@pytest.fixture
def tally(policy):
    def asking(kind, measure, *, level="region", area="", scope=EVERYWHERE, on=DAY):
        found = tallies(kind=kind, measure=measure, level=level, policy=policy, on=on,
                        scope=scope, area=area)  # fmt: skip
        return found.get("150000") if level == "region" else found

    return asking


def made(kind, number, side=world.HOME, **fields):
    """Return a record of the world with other fields."""
    record = getattr(world, kind)(number, side)
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()
    return record


def proved(measure):
    return Attachment.objects.create(
        owner=f"measure:{measure.pk}", kind="evidence", name="a.jpg", media_type="image/jpeg",
        size=1, digest="0", kept_by="x", kept_at=AT, household=measure.household, **world.place(),
    )  # fmt: skip


def of_check(lead, name):
    LeadFinding.objects.filter(lead=lead).update(check_name=name)
    return lead


@pytest.mark.parametrize("level", ["region", "league", "banner", "township", "village"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_measure_can_be_asked_at_every_level(tally, kind, level):
    for record in ("lead", "visit", "case", "measure"):
        made(record, 1)
    for measure in DECISIONS[kind]:
        found = tally(kind, measure, level=level)
        assert found is None or isinstance(found, tuple if level == "region" else dict)


def test_leads_by_what_became_of_them(tally):
    made("lead", 1)
    made("lead", 2, state="waiting", sent_date=None, due_date=None)
    made("lead", 3, due_date=EARLIER)
    made("lead", 4, state="closed", verdict="confirmed", closed_date=DAY)
    made("lead", 5, state="closed", verdict="not_so", closed_date=DAY, due_date=EARLIER)
    made("lead", 6, state="closed", verdict="not_found", closed_date=DAY)
    made("lead", 7, raised_date=DAY + timedelta(days=1))
    assert tally("leads", "raised") == (6, None)
    assert tally("leads", "waiting") == (1, None)
    assert tally("leads", "overdue") == (1, None)
    assert tally("leads", "verified") == (2, None)
    assert tally("leads", "confirmed") == (1, None)
    assert tally("leads", "verified_share") == (2, 5)
    assert tally("leads", "confirmed_share") == (1, 2)
    assert tally("leads", "in_time_share") == (2, 4)


def test_a_finding_is_answered_by_a_measure_that_is_alive_proved_and_in_time(tally):
    for number in range(1, 8):
        made("lead", number, due_date=EARLIER)
    made("lead", 8)  # still within its term
    made("lead", 9)
    good = {"risk": "other", "state": "under_way"}
    proved(made("measure", 1, **good))
    proved(made("measure", 2, **{**good, "risk": ""}))
    made("measure", 3, **good)  # no proof
    proved(made("measure", 4, **{**good, "state": "planned"}))
    proved(made("measure", 5, **{**good, "risk": "illness"}))
    proved(made("measure", 6, **good, due_date=EARLIER))
    proved(made("measure", 7, **{**good, "state": "delivered"}, due_date=EARLIER,
                         delivered_date=EARLIER))  # fmt: skip
    proved(made("measure", 9, **good))  # answered before its term is over
    assert tally("leads", "answered_share") == (4, 8)


def test_what_is_settled_need_not_be_answered(tally):
    made("lead", 1, state="dismissed")
    made("lead", 2, state="closed", verdict="not_so", closed_date=DAY)
    made("lead", 3, state="closed", verdict="confirmed", closed_date=DAY, due_date=EARLIER)
    LeadFinding.objects.filter(lead=made("lead", 4, due_date=EARLIER)).update(is_current=False)
    assert tally("leads", "answered_share") == (0, 1)


def test_an_area_is_asked_through_the_checks_it_has(tally, policy):
    mine, other = (
        next(each.name for each in policy.checks.values() if each.area == area)
        for area in ("employment", "assurance")
    )
    of_check(made("lead", 1, due_date=EARLIER), mine)
    of_check(made("lead", 2, due_date=EARLIER), other)
    proved(made("measure", 1, risk="", state="under_way"))
    assert tally("leads", "overdue", area="employment") == (1, None)
    assert tally("leads", "answered_share", area="employment") == (1, 1)
    assert tally("leads", "answered_share", area="assurance") == (0, 1)
    assert tally("visits", "made", area="employment") is None


def test_nothing_is_told_of_what_lies_outside(tally):
    made("lead", 1, due_date=EARLIER)
    made("lead", 2, world.ABROAD, due_date=EARLIER)
    home = world.place()
    scope = Scope(frozenset({home["banner"]}), "banner", frozenset({home["banner"]}))
    assert tally("leads", "raised", level="banner", scope=scope) == {home["banner"]: (1, None)}
    assert tally("leads", "answered_share", level="league", scope=scope) == {home["league"]: (0, 1)}
    assert tally("leads", "raised") == (2, None)


def test_visits_of_the_year(tally):
    for number in (1, 2, 3):
        world.indexed(number)
    for number in (1, 1, 2):
        made("visit", number)
    made("visit", 3, visited_date=date(2019, 12, 31))
    assert tally("visits", "made") == (3, None)
    assert tally("visits", "households") == (2, None)
    assert tally("visits", "households_share") == (2, 3)
    assert tally("visits", "households_share", level="banner") == {
        world.place()["banner"]: (2, 3)
    }  # fmt: skip


def test_visits_of_one_minute_by_one_person(tally):
    for number in range(1, 4):
        made("visit", number, visited_at=AT + timedelta(seconds=number))
    for number in range(4, 7):
        made("visit", number, visited_at=AT + timedelta(minutes=number))
    made("visit", 7, visited_by="another")
    assert tally("visits", "same_minute_share") == (3, 7)


def test_visits_of_the_end_of_the_month(tally):
    for number, day in enumerate((27, 28, 29, 30), start=1):
        made("visit", number, visited_date=date(2020, 6, day))
    made("visit", 5, visited_date=date(2020, 2, 27))
    assert tally("visits", "month_end_share") == (4, 5)


def test_notes_that_are_copied(tally):
    long = "家里三口人，老人身体不好，住房安全，饮水正常"
    for number in range(1, 4):
        made("visit", number, note=long if number > 1 else f" {long} ")
        made("visit", number + 10, note="无异常")
    made("visit", 20, note="只有这一户这样写的一段比较长的话")
    made("visit", 21, note="")
    assert tally("visits", "copied_share") == (3, 7)


def test_the_same_note_in_one_household_is_no_copy(tally):
    for _time in range(3):
        made("visit", 1, note="每次都是同样的情况，没有新的变化，已经告知")
    assert tally("visits", "copied_share") == (0, 1)


def test_cases_by_what_became_of_them(tally):
    made("case", 1, due_date=EARLIER)
    made("case", 2, state="identified", opened_date=EARLIER, decided_date=date(2020, 6, 16))
    late = made("case", 3, state="identified", opened_date=EARLIER, decided_date=date(2020, 6, 21))
    paused = made("case", 4, state="rejected", opened_date=EARLIER, decided_date=date(2020, 6, 21))
    Pause.objects.create(case=paused, reason="away", start_date=date(2020, 6, 2),
                         end_date=date(2020, 6, 8), paused_by="x")  # fmt: skip
    made("case", 5, state="ended", opened_date=EARLIER, decided_date=EARLIER, relapsed_date=DAY)
    Pause.objects.create(case=made("case", 6), reason="away", start_date=DAY, paused_by="x")
    made("case", 7, procedure="exit")
    assert late.decided_date
    assert tally("cases", "opened") == (6, None)
    assert tally("cases", "open") == (3, None)
    assert tally("cases", "overdue") == (1, None)
    assert tally("cases", "paused") == (1, None)
    assert tally("cases", "identified") == (3, None)
    assert tally("cases", "refused") == (1, None)
    assert tally("cases", "identified_share") == (3, 4)
    assert tally("cases", "in_time_share") == (3, 4)
    assert tally("cases", "ended_share") == (1, 3)
    assert tally("cases", "relapsed_share") == (1, 1)


def test_measures_by_what_became_of_them(tally):
    made("measure", 1)
    made("measure", 2, due_date=EARLIER)
    proved(made("measure", 3, state="delivered", delivered_date=DAY))
    made("measure", 4, state="ended", delivered_date=DAY, due_date=EARLIER)
    made("measure", 5, state="cancelled")
    assert tally("measures", "agreed") == (4, None)
    assert tally("measures", "delivered") == (2, None)
    assert tally("measures", "overdue") == (1, None)
    assert tally("measures", "delivered_share") == (2, 4)
    assert tally("measures", "in_time_share") == (1, 3)
    assert tally("measures", "evidenced_share") == (1, 2)


def test_campaigns_that_run(tally):
    campaign = Campaign.objects.create(
        name="摸底", region="150000", level="region", who="all", start_date=EARLIER, until_date=DAY,
        state="running", made_by="x", made_date=EARLIER,
    )  # fmt: skip
    CampaignVillage.objects.create(
        campaign=campaign, households=4, visited=4, township_signed_date=DAY, **world.place()
    )
    CampaignVillage.objects.create(
        campaign=campaign, households=6, visited=3, **world.place(world.ABROAD)
    )
    assert tally("campaigns", "running") == (1, None)
    assert tally("campaigns", "villages_share") == (1, 2)
    assert tally("campaigns", "signed_off_share") == (1, 2)
    assert tally("campaigns", "households_share") == (7, 10)


def test_notices_that_hang(tally):
    hung = {"level": "village", "procedure": "identification", "step": "post", "title": "公示",
            "text": "…", "made_by": "x", "made_date": EARLIER, **world.place()}  # fmt: skip
    Notice.objects.create(token="a", posted_date=DAY, state="posted", **hung)
    Notice.objects.create(token="b", posted_date=EARLIER, state="taken_down", **hung)
    Notice.objects.create(token="c", warnings=["门牌号"], **hung)
    assert tally("notices", "posted") == (2, None)
    assert tally("notices", "taken_down") == (1, None)
    assert tally("notices", "leaks_stopped") == (1, None)


def test_the_day_is_the_day_of_the_question(tally):
    made("visit", 1, visited_date=DAY, visited_at=datetime(2020, 6, 30, tzinfo=UTC))
    assert tally("visits", "made", on=date(2020, 6, 29)) == (0, None)
