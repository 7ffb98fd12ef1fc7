"""Sites judged over a lake, and measures planned for them until somebody shows that they are done."""

from datetime import date

import pytest

from shouwang.base.access import EVERYWHERE, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.load import read_policy
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.relocation.models import SitePlan, SiteStanding
from shouwang.stages.programmes.relocation.operations import sites as acts
from shouwang.stages.programmes.relocation.operations.sites import PlanOver
from shouwang.stages.programmes.relocation.queries import sites as known
from tests.office import world
from tests.office.sides_relocation import plant_relocation

pytestmark = pytest.mark.django_db
PLAN = {"aspect": "jobs", "measure": "办一场招聘会", "office": "人社局",
        "due_date": date(2020, 7, 31)}  # fmt: skip


@pytest.fixture(scope="module")
def policy():
    return read_policy(world.content().root, [])


@pytest.fixture
def judged(lake_home, policy):
    banners = {world.content().ancestors(each)["banner"] for each in lake_home.villages}
    return sum(
        acts.judge_banner(
            home=lake_home.home, policy=policy, banner=banner, at=world.AT, by=world.SYSTEM,
            on=world.DAY,
        )
        for banner in sorted(banners)
    )  # fmt: skip


@pytest.fixture
def planted():
    return plant_relocation("本地", world.place())


def when(role="clerk", side=world.HOME):
    return {"at": world.AT, "by": world.actor(role, side), "on": world.DAY}


class TestJudge:
    def test_moved_households_are_those_there_and_those_not(self, judged):
        assert judged == SiteStanding.objects.count() > 0
        told = known.totals(content=world.content(), on=world.DAY, scope=EVERYWHERE)
        assert told["sites"] == judged
        assert told["households"] == told["occupied"] + told["empty"] + told["unknown"] > 0
        assert told["zero_work"] <= told["able"] <= told["households"]

    def test_every_condition_counts_every_household(self, judged):
        told = {"content": world.content(), "on": world.DAY, "scope": EVERYWHERE}
        households = known.totals(**told)["households"]
        for _right, total, unknown in known.condition_sums(**told).values():
            assert total + unknown == households

    def test_a_site_is_shown_with_its_evidence_and_households(self, lake_home, policy, judged):
        kept = SiteStanding.objects.first()
        found = known.shown(
            number=kept.pk, home=lake_home.home, policy=policy, on=world.DAY, scope=EVERYWHERE
        )
        assert len(found.judged) == 6
        assert {each.aspect.value: each.light.value for each in found.judged} == kept.lights
        assert len(found.movers) == kept.households
        assert found.hidden == 0
        near = world.actor("clerk", world.HOME).scope
        if kept.banner not in near.places:
            with pytest.raises(NotFound):
                known.shown(
                    number=kept.pk, home=lake_home.home, policy=policy, on=world.DAY, scope=near
                )

    def test_only_the_banner_and_above_judge_their_own(self, lake_home, policy):
        told = {"home": lake_home.home, "policy": policy}
        with pytest.raises(NotAllowed):
            acts.judge_banner(banner=world.place()["banner"], **when("township"), **told)
        with pytest.raises(NotFound):
            acts.judge_banner(banner=world.place(world.ABROAD)["banner"], **when(), **told)
        with pytest.raises(InputProblems):
            acts.judge_banner(banner=world.place()["league"], **when("league"), **told)


class TestPlans:
    def test_a_measure_goes_its_way(self, planted):
        made = acts.plan_follow_up(standing_id=planted["site_standing"].pk, **PLAN, **when())
        assert (made.state, made.place) == ("planned", planted["site_standing"].place)
        done = acts.finish_follow_up(
            plan_id=made.pk, version=1, evidence="六月二十日办了，去了四十人", **when("township")
        )
        assert (done.state, done.version, done.ended_date) == ("done", 2, world.DAY)
        assert AuditEntry.objects.filter(subject=f"site_plan:{made.pk}").count() == 2
        with pytest.raises(PlanOver):
            acts.cancel_follow_up(plan_id=made.pk, version=2, reason="重复", **when())

    def test_everything_wrong_is_said_at_once(self, planted):
        wrong = {"aspect": "weather", "measure": "", "office": "x" * 121,
                 "due_date": date(2020, 6, 1)}  # fmt: skip
        with pytest.raises(InputProblems) as refused:
            acts.plan_follow_up(standing_id=planted["site_standing"].pk, **wrong, **when())
        assert {each.where for each in refused.value.problems} == {
            "aspect", "measure", "office", "due_date",
        }  # fmt: skip
        assert SitePlan.objects.count() == 1

    def test_done_wants_something_that_shows_it(self, planted):
        with pytest.raises(InputProblems):
            acts.finish_follow_up(
                plan_id=planted["site_plan"].pk, version=1, evidence=" ", **when()
            )

    def test_two_at_once_strangers_and_villages(self, planted):
        plan = planted["site_plan"].pk
        with pytest.raises(Stale):
            acts.finish_follow_up(plan_id=plan, version=7, evidence="做了", **when())
        with pytest.raises(NotFound):
            acts.finish_follow_up(
                plan_id=plan, version=1, evidence="做了", **when("clerk", world.ABROAD)
            )
        with pytest.raises(NotAllowed):
            acts.plan_follow_up(standing_id=planted["site_standing"].pk, **PLAN, **when("village"))

    def test_late_measures_are_counted(self, planted):
        SitePlan.objects.update(due_date=date(2020, 6, 1))
        told = known.totals(content=world.content(), on=world.DAY, scope=EVERYWHERE)
        assert (told["late"], told["bad_jobs"], told["zero_work"]) == (1, 1, 1)


def test_the_worst_come_first_page_by_page(planted):
    base = SiteStanding.objects.get()
    for number in range(3):
        SiteStanding.objects.create(
            site=f"点{number}", day=world.DAY, snapshot=1, worst="good", bad_aspects=number,
            **base.place,
        )  # fmt: skip
    told = {"content": world.content(), "on": world.DAY, "scope": EVERYWHERE}
    first = known.sites(wanted=known.Wanted(), limit=2, **told)
    after = known.After(first[1].bad_aspects, first[1].pk)
    rest = known.sites(wanted=known.Wanted(), limit=2, after=after, **told)
    seen = [*first[:2], *rest]
    assert [each.bad_aspects for each in seen] == [2, 1, 1, 0]
    assert len({each.pk for each in seen}) == 4
    bad = known.sites(wanted=known.Wanted(aspect="jobs"), **told)
    assert [each.pk for each in bad] == [base.pk]
