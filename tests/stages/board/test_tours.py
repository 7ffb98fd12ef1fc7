"""Tours: a sample that can be drawn again, doors gone to, shares told, faults made issues."""

import datetime

import pytest
from hypothesis import given, strategies as st

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.load import load_policy
from shouwang.rules.sources import DECISIONS
from shouwang.rules.tours import load_tours
from shouwang.stages.board.models import Issue, Stop, StopResult, Tour
from shouwang.stages.board.operations import tours
from shouwang.stages.board.operations.tour_issues import raise_issues
from shouwang.stages.board.queries import tours as known
from shouwang.stages.board.tour_draw import closer_looks, draw_households, draw_villages, numbers_of
from shouwang.stages.board.tour_results import lots, summed, verdicts
from shouwang.stages.cases.models import Lead
from tests.office import world
from tests.office.world import ABROAD, AT, DAY

WHEN = {"at": AT, "on": DAY}
database = pytest.mark.django_db


def rules():
    return load_tours(world.content())


def frame_of(sizes):
    """Villages of two banners with households of two kinds."""
    villages = {f"{code}": (f"b{code % 2}", size) for code, size in enumerate(sizes)}
    households = [
        (village, "general" if number % 3 else "exited", int(village) * 1000 + number)
        for village, (_banner, size) in villages.items()
        for number in range(size)
    ]
    return villages, households


def sampled(villages, households, seed="s", **weights):
    numbers = numbers_of(rules(), DAY)
    sample = draw_villages(villages, numbers=numbers, weights=weights, seed=seed)
    chosen = {each.village for each in sample.villages}
    own = [each for each in households if each[0] in chosen]
    return draw_households(sample, own, numbers=numbers, seed=seed)


class TestSample:
    @given(st.lists(st.integers(0, 30), min_size=1, max_size=25), st.text(max_size=6))
    def test_the_same_seed_and_frame_give_the_same(self, sizes, seed):
        villages, households = frame_of(sizes)
        if not any(sizes):
            return
        first = sampled(villages, households, seed)
        again = sampled(dict(reversed(villages.items())), households[::-1], seed)
        assert [each.household for each in first.households] == [
            each.household for each in again.households
        ]
        assert first.design == again.design

    @given(st.lists(st.integers(1, 30), min_size=4, max_size=25))
    def test_what_was_drawn_stands_for_all_there_are(self, sizes):
        """By villages: their weights add up to as many as the frame has, banner by banner."""
        villages, households = frame_of(sizes)
        sample = sampled(villages, households)
        assert sum(each.weight for each in sample.villages) == pytest.approx(len(sizes))
        for village in sample.villages:
            own = [each for each in sample.households if each.village == village.village]
            told = sum(each.weight for each in own) / village.weight
            assert told == pytest.approx(village.households)

    def test_a_banner_that_is_blind_is_drawn_more(self):
        villages, households = frame_of([30] * 80)
        plain = sampled(villages, households)
        closer = sampled(villages, households, b0=2.0)
        count = lambda sample: sum(each.stratum == "b0" for each in sample.villages)  # noqa: E731
        assert count(closer) > count(plain)
        assert sum(each.weight for each in closer.villages) == pytest.approx(80)

    def test_the_stated_error_is_kept(self):
        villages, households = frame_of([40] * 60)
        design = sampled(villages, households).design
        assert design["stated_error"] <= design["error"]
        assert all(each["rule"]["pass_from"] > 0 for each in design["strata"])

    def test_who_looks_too_good_is_looked_at_closer(self):
        found = closer_looks(
            {"a": ["good", "good"], "b": ["blind", "bad"], "c": ["good", "bad"]},
            blind=1, too_good=0.5,
        )  # fmt: skip
        assert found == {"a": 1.5, "b": 1.5, "c": 1.0}


class TestAnswers:
    def test_a_household_passes_if_nothing_is_at_fault(self):
        items = rules().asked("tour", "exited")
        good = {item.name: "good" for item in items}
        assert all(each.holds for each in verdicts(items, good) if each.measure == "pass")
        told = {
            (each.measure, each.area): each.holds
            for each in verdicts(items, {**good, "water": "bad"})
        }
        assert told["pass", "assurance"] is False
        assert told["pass", ""] is False
        assert told["pass", "village_team"] is True

    def test_what_nobody_saw_does_not_count(self):
        items = [rules().items["water"]]
        assert verdicts(items, {"water": "unseen"}) == []

    def test_the_exit_check_asks_by_status(self):
        of = {status: {each.name for each in rules().asked("exit_check", status)}
              for status in ("exited", "general")}  # fmt: skip
        assert "income_over" in of["exited"] - of["general"]
        assert "should_be_in" in of["general"] - of["exited"]


@pytest.fixture
def households(db):
    for number in range(1, 13):
        world.indexed(number, status="exited" if number % 2 else "general")
    world.indexed(50, ABROAD, status="exited")


def plan(by=None, **fields):
    said = {"kind": "tour", "title": "六月巡回督", "banners": [world.place()["banner"]], "seed": "1",
            "team": ["赵处长", "钱主任"], "start_date": DAY,
            "end_date": DAY + datetime.timedelta(days=5), **fields}  # fmt: skip
    return tours.plan_tour(content=world.content(), by=by or world.actor("region"), **WHEN, **said)


def answer(stop, by=None, **given):
    stop.refresh_from_db()
    items = rules().asked(stop.tour.kind, stop.status)
    answers = {item.name: given.get(item.name, "good") for item in items}
    return tours.record_stop(
        content=world.content(), stop_id=stop.pk, version=stop.version, answers=answers,
        by=by or world.actor("region"), **WHEN,
    )  # fmt: skip


@database
class TestTour:
    def test_is_drawn_when_it_is_planned(self, households):
        tour = plan()
        assert tour.number == "T2020-000001"
        assert tour.stops.count() == tour.design["drawn"] == 8
        assert {each.status for each in tour.stops.all()} == {"exited", "general"}
        again = plan()
        assert list(tour.stops.values_list("household", flat=True)) == list(
            again.stops.values_list("household", flat=True)
        )

    def test_everything_wrong_is_said_at_once(self, households):
        with pytest.raises(InputProblems) as wrong:
            plan(kind="x", title="", banners=[], team=[" "], end_date=DAY - datetime.timedelta(1),
                 seed="\0", area="y")  # fmt: skip
        where = {each.where for each in wrong.value.problems}
        assert where >= {"kind", "title", "banners", "team", "end_date", "seed", "area"}
        assert not Tour.objects.exists()

    def test_is_for_region_and_league_in_their_reach(self, households):
        with pytest.raises(NotAllowed):
            plan(world.actor("approver"))
        with pytest.raises(NotFound):
            plan(world.actor("league", ABROAD))
        with pytest.raises(NotFound):
            plan(banners=["150000"])

    def test_of_nobody_there_is_no_sample(self, db):
        world.IndexState.objects.create(snapshot=1, households=0, refreshed_date=DAY)
        with pytest.raises(InputProblems):
            plan()
        assert not Tour.objects.exists()

    def test_doors_are_told_on_the_board(self, households):
        policy = load_policy(world.content().root, known_release="")
        tour = plan(kind="exit_check")
        stops = list(tour.stops.all())
        exited = next(each for each in stops if each.status == "exited")
        for stop in stops[1:] if stops[0] is exited else stops:
            answer(stop)
        answer(exited, income_over="bad", water="bad", approves="bad")
        tell = lambda measure, area="", scope=None: known.tallies(  # noqa: E731
            measure=measure, level="banner", policy=policy, on=DAY, area=area,
            scope=scope or world.actor("region").scope,
        ).get(world.place()["banner"])  # fmt: skip
        count = sum(each.status == "exited" for each in stops)
        assert tell("wrongly_exited_share") == (1, count)
        assert tell("approval_share") == (len(tour.stops.all()) - 1, len(stops))
        assert tell("pass_share", "assurance")[1] == len(stops)
        assert tell("held") == (1, None)
        assert tell("households") == (len(stops), None)
        assert tell("held", scope=world.actor("league", ABROAD).scope) is None
        for measure in DECISIONS["tours"]:
            for level in ("region", "league", "township", "village"):
                known.tallies(measure=measure, level=level, policy=policy, on=DAY,
                              scope=world.actor("region").scope)  # fmt: skip
        rows = known.rows_of(tour_id=tour.pk, on=DAY, scope=world.actor("region").scope)
        told = {(each.measure, each.area): each for each in summed(rows, {})}
        found = told["wrongly_exited", ""].estimate
        assert 0 < found.low < found.value < found.high < 1
        terms = {"good": 0.9, "bad": 0.6}
        banner = world.place()["banner"]
        assert lots(told.values(), tour.design, is_complete=True, **terms)[banner] is not None
        few = {**tour.design, "strata": [{"banner": banner, "households": 40}]}
        assert lots(told.values(), few, is_complete=False, **terms)[banner] is None

    def test_an_answer_may_be_mended_until_the_end(self, households):
        tour = plan()
        stop = tour.stops.first()
        answer(stop, water="bad")
        answer(stop)
        assert StopResult.objects.filter(stop=stop, measure="pass", holds=False).count() == 0
        with pytest.raises(Stale):
            tours.record_stop(content=world.content(), stop_id=stop.pk, version=1, answers={},
                              is_absent=True, by=world.actor("region"), **WHEN)  # fmt: skip
        tour.refresh_from_db()
        tours.end_tour(tour_id=tour.pk, version=tour.version, report="总体较好",
                       by=world.actor("region"), **WHEN)  # fmt: skip
        with pytest.raises(tours.TourEnded):
            answer(stop)

    def test_a_door_wants_every_answer(self, households):
        stop = plan().stops.first()
        with pytest.raises(InputProblems):
            tours.record_stop(content=world.content(), stop_id=stop.pk, version=1,
                              answers={"water": "<script>"}, by=world.actor("region"), **WHEN)  # fmt: skip
        assert Stop.objects.get(pk=stop.pk).state == "waiting"
        with pytest.raises(NotFound):
            answer(stop, world.actor("league", ABROAD))
        with pytest.raises(NotAllowed):
            answer(stop, world.actor("clerk"))

    def test_faults_become_issues_in_one_act_and_not_twice(self, households):
        tour = plan()
        stops = list(tour.stops.all())
        for stop in stops[:3]:
            answer(stop, water="bad")
        take = lambda: raise_issues(  # noqa: E731
            content=world.content(), tour_id=tour.pk, by=world.actor("region"), **WHEN
        )
        assert take() == (1, 0)
        issue = Issue.objects.get()
        assert (issue.source, issue.kind, issue.area) == ("inspection", "policy", "assurance")
        assert issue.households.count() == Lead.objects.count() == 3
        assert take() == (0, 0)
        answer(stops[3], water="bad")
        assert take() == (0, 1)
        assert issue.households.count() == 4

    def test_an_office_s_own_draws_nobody(self, households):
        with pytest.raises(InputProblems):
            plan(kind="office")
        tour = plan(kind="office", area="industry")
        assert (tour.office, tour.stops.count()) == ("development", 0)

    def test_only_who_sees_all_of_it_ends_it(self, households):
        tour = plan(banners=[world.place()["banner"], world.place(ABROAD)["banner"]])
        scope = world.actor("league").scope
        assert [each.pk for each in known.tours(on=DAY, scope=scope)] == [tour.pk]
        assert len(known.stops_of(tour_id=tour.pk, on=DAY, scope=scope)) < tour.stops.count()
        with pytest.raises(NotFound):
            tours.end_tour(
                tour_id=tour.pk, version=1, report="完", by=world.actor("league"), **WHEN
            )
        with pytest.raises(InputProblems):
            tours.end_tour(tour_id=tour.pk, version=1, report="", by=world.actor("region"), **WHEN)
