"""Which feeds are there, late, partial or drifting, by place."""

from dataclasses import replace
from datetime import date

import pytest

from shouwang.base.access import Scope
from shouwang.base.errors import InputProblems
from shouwang.rules.content import load_content
from shouwang.stages.ingest.periods import due_day, latest_due, periods_between
from shouwang.stages.ingest.standing import standings
from shouwang.stages.ingest.status import Facts, State, late_ones, standing_of, together
from tests.stages.ingest.builders import (
    CLAIM_HEADINGS,
    COUNTRY,
    HOUSEHOLD_HEADINGS,
    VILLAGES,
    household,
    id_number,
    make_desk,
)

CONTRACTS = load_content(COUNTRY).contracts
CLAIM, WATER, DISASTER = CONTRACTS["claim"], CONTRACTS["water"], CONTRACTS["disaster"]
JUNE, MAY, APRIL = date(2020, 6, 1), date(2020, 5, 1), date(2020, 4, 1)
EVERYWHERE = Scope()
WATER_HEADINGS = ("户编号", "日用水量")


def facts(period=JUNE, rows=100, **more):
    fields = {
        "delivery": 1,
        "sender": "s",
        "period": period,
        "received": date(2020, 7, 3),
        "rows": rows,
    }
    return Facts(**fields | more)


class TestDays:
    def test_a_period_may_come_until_its_due_day(self):
        assert due_day(CLAIM, JUNE) == date(2020, 7, 5)
        assert due_day(replace(CLAIM, due_days=0), JUNE) == date(2020, 6, 30)
        assert due_day(replace(CLAIM, cadence="quarter"), APRIL) == date(2020, 7, 5)
        assert due_day(replace(CLAIM, cadence="year"), date(2019, 1, 1)) == date(2020, 1, 5)

    @pytest.mark.parametrize("day", [date(2020, 7, 5), date(2020, 7, 6), date(2020, 3, 1)])
    def test_what_is_due_is_what_may_not_come_any_more(self, day):
        due = latest_due(CLAIM, day)
        assert due_day(CLAIM, due) < day

    def test_all_periods_that_are_missing_are_named(self):
        assert periods_between(CLAIM, APRIL, JUNE) == [MAY, JUNE]
        assert periods_between(CLAIM, JUNE, JUNE) == []
        assert periods_between(CLAIM, None, JUNE) == [JUNE]
        assert periods_between(CLAIM, JUNE, APRIL) == []
        last = date(2019, 10, 1)
        assert periods_between(CLAIM, last, date(2020, 1, 1))[0] == date(2019, 11, 1)


class TestStandingOf:
    def test_what_has_come_is_on_time(self):
        found = standing_of(CLAIM, "b", facts(), date(2020, 7, 31))
        assert (found.state, found.days_late, found.due) == (State.ON_TIME, 0, date(2020, 7, 5))
        assert found.arrived_late == 0

    def test_what_came_after_its_day_says_by_how_much(self):
        late = facts(received=date(2020, 7, 9))
        assert standing_of(CLAIM, "b", late, date(2020, 7, 31)).arrived_late == 4

    def test_what_is_missing_is_late_since_the_first_of_it(self):
        found = standing_of(CLAIM, "b", facts(APRIL), date(2020, 7, 6))
        assert (found.state, found.missing) == (State.LATE, (MAY, JUNE))
        assert (found.due, found.days_late) == (date(2020, 6, 5), 31)

    def test_on_the_due_day_nothing_is_late_yet(self):
        assert standing_of(CLAIM, "b", facts(MAY), date(2020, 7, 5)).state is State.ON_TIME
        assert standing_of(CLAIM, "b", facts(MAY), date(2020, 7, 6)).days_late == 1

    def test_what_has_never_come_is_late_since_the_period_that_is_due(self):
        found = standing_of(CLAIM, "b", None, date(2020, 7, 10))
        assert (found.state, found.days_late, found.missing) == (State.NEVER, 5, (JUNE,))

    def test_events_are_never_late(self):
        found = standing_of(DISASTER, "b", None, date(2020, 7, 10))
        assert (found.state, found.due, found.missing) == (State.NEVER, None, ())
        assert standing_of(DISASTER, "b", facts(None), date(2020, 7, 10)).state is State.ON_TIME

    @pytest.mark.parametrize(
        ("rows", "expected", "state"),
        [(50, 100, State.ON_TIME), (49, 100, State.PARTIAL), (0, 0, State.ON_TIME),
         (0, None, State.ON_TIME)],
    )  # fmt: skip
    def test_fewer_rows_than_expected_are_partial_beyond_what_may_be_rejected(
        self, rows, expected, state
    ):
        found = standing_of(WATER, "b", facts(rows=rows, expected=expected), date(2020, 7, 1))
        assert found.state is state

    @pytest.mark.parametrize(
        ("rows", "before", "state"),
        [(150, 100, State.ON_TIME), (151, 100, State.DRIFTING), (49, 100, State.DRIFTING),
         (0, 29, State.ON_TIME), (0, 30, State.DRIFTING), (100, None, State.ON_TIME)],
    )  # fmt: skip
    def test_more_or_fewer_rows_than_before_drift_beyond_the_limit(self, rows, before, state):
        found = standing_of(CLAIM, "b", facts(rows=rows, before=before), date(2020, 7, 6))
        assert found.state is state
        unlimited = replace(CLAIM, drift_limit=None)
        assert standing_of(unlimited, "b", facts(rows=rows, before=before), date(2020, 7, 6)).state is State.ON_TIME  # fmt: skip


class TestTogether:
    def states(self, *found):
        day = date(2020, 7, 10)
        makers = {"on": facts(), "late": facts(MAY), "never": None}
        return together("claim", [standing_of(CLAIM, "b", makers[each], day) for each in found])

    @pytest.mark.parametrize(
        ("found", "state"),
        [(["on", "on"], State.ON_TIME), (["on", "late"], State.PARTIAL),
         (["on", "never"], State.PARTIAL), (["late", "late"], State.LATE),
         (["late", "never"], State.LATE), (["never", "never"], State.NEVER), ([], State.NEVER)],
    )  # fmt: skip
    def test_a_feed_that_some_places_lack_is_partial(self, found, state):
        assert self.states(*found).state is state

    def test_counts_places_and_rows(self):
        found = self.states("on", "late", "never")
        assert found.counts == {State.ON_TIME: 1, State.LATE: 1, State.NEVER: 1}
        assert (found.rows, found.period, found.days_late) == (200, JUNE, 5)
        assert found.as_json()["counts"] == {
            "never": 1, "late": 1, "partial": 0, "drifting": 0, "on_time": 1,
        }  # fmt: skip


@pytest.mark.django_db
class TestStandings:
    @pytest.fixture
    def desk(self, tmp_path):
        return make_desk(tmp_path)

    def ask(self, desk, *feeds, on=date(2020, 7, 10), banner="", scope=EVERYWHERE):
        found = standings(home=desk.home, feeds=feeds, banner=banner, on=on, scope=scope)
        return {(each.feed, each.place): each for each in found}

    def test_of_an_empty_lake_are_all_never(self, desk):
        found = self.ask(desk)
        assert {each.state for each in found.values()} == {State.NEVER}
        assert {feed for feed, _place in found} == set(CONTRACTS)

    def test_know_what_has_been_delivered_where(self, desk):
        desk.register()
        claims = [(f"c{each}", id_number(each), "2020-06-03", 10) for each in (1, 2)]
        sent = desk.send("claim", CLAIM_HEADINGS, *claims)
        found = self.ask(desk, "claim")
        here, gone = found["claim", "160101"], found["claim", "160201"]
        assert (here.state, here.facts.rows) == (State.ON_TIME, 1)
        assert (here.facts.delivery, here.facts.period) == (sent.delivery, JUNE)
        assert here.facts.received == date(2020, 6, 30)
        assert (gone.state, gone.facts) == (State.NEVER, None)

    def test_tell_what_was_known_on_an_earlier_day(self, desk):
        desk.register()
        assert self.ask(desk, "household")["household", "160101"].state is State.ON_TIME
        earlier = self.ask(desk, "household", on=date(2020, 6, 29))
        assert earlier["household", "160101"].state is State.NEVER

    def test_count_the_rows_of_the_period_and_of_the_one_before(self, desk):
        desk.register()
        for month, count in (("05", 40), ("06", 10)):
            rows = [
                (f"c{month}{each}", id_number(1), f"2020-{month}-03", 10) for each in range(count)
            ]
            day = date(2020, int(month), 30)
            desk.send("claim", CLAIM_HEADINGS, *rows, on=day, because="a quiet month")
        found = self.ask(desk, "claim")["claim", "160101"]
        assert (found.facts.rows, found.facts.before) == (10, 40)
        assert (found.state, found.drift) == (State.DRIFTING, 0.75)

    def test_count_what_a_whole_list_had_before(self, desk):
        many = [household(each, VILLAGES[1]) for each in range(1, 41)]
        desk.send("household", HOUSEHOLD_HEADINGS, *many, household(99, VILLAGES[2]))
        for count in (40, 30):
            rows = [(each, "50") for each in range(1, count + 1)]
            desk.send("water", WATER_HEADINGS, *rows, (99, "50"))
        found = self.ask(desk, "water", on=date(2020, 6, 30))["water", "160101"]
        assert (found.facts.rows, found.facts.before, found.facts.expected) == (30, 40, 40)
        assert (found.state, found.drift) == (State.ON_TIME, 0.25)

    def test_count_what_a_place_sent_for_itself_before(self, desk):
        many = [household(each, VILLAGES[1]) for each in range(1, 41)]
        desk.send("household", HOUSEHOLD_HEADINGS, *many)
        for count in (40, 25):
            rows = [(each, "50") for each in range(1, count + 1)]
            desk.send("water", WATER_HEADINGS, *rows, banner="160101")
        found = self.ask(desk, "water", on=date(2020, 6, 30))["water", "160101"]
        assert (found.facts.rows, found.facts.before) == (25, 40)

    def test_expect_a_row_for_every_household(self, desk):
        desk.send(
            "household", HOUSEHOLD_HEADINGS, *(household(each, VILLAGES[1]) for each in range(1, 5))
        )
        desk.send("water", WATER_HEADINGS, (1, "50"))
        found = self.ask(desk, "water")["water", "160101"]
        assert (found.state, found.facts.rows, found.facts.expected) == (State.PARTIAL, 1, 4)

    def test_expect_nothing_from_places_where_nobody_lives(self, desk):
        desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        assert {place for _feed, place in self.ask(desk, "water")} == {"160101"}
        assert len(self.ask(desk, "household")) > 1

    def test_forget_what_was_withdrawn(self, desk):
        desk.register()
        sent = desk.send("claim", CLAIM_HEADINGS, ("c1", id_number(1), "2020-06-03", 10))
        desk.withdraw(sent.delivery)
        assert self.ask(desk, "claim")["claim", "160101"].state is State.NEVER

    def test_keep_to_the_scope_and_the_place(self, desk):
        desk.register()
        only = Scope(frozenset({"160102"}))
        assert {place for _feed, place in self.ask(desk, scope=only)} == {"160102"}
        assert set(self.ask(desk, "claim", banner="160201")) == {("claim", "160201")}
        assert self.ask(desk, banner="160201", scope=only) == {}

    def test_of_what_there_is_not_are_refused_all_at_once(self, desk):
        with pytest.raises(InputProblems) as error:
            self.ask(desk, "taxes", banner="160100")
        assert [each.where for each in error.value.problems] == ["--banner", "--feed"]

    def test_of_which_something_is_missing_are_late(self, desk):
        desk.register()
        found = late_ones(self.ask(desk, "claim", "disaster").values())
        assert {each.feed for each in found} == {"claim"}
