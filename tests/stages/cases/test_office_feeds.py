"""What was decided before is taken over once; what is decided is told to the lake, once."""

from datetime import timedelta

import pytest
from sqlglot import exp

from shouwang.base.access import SYSTEM
from shouwang.lake import sql
from shouwang.lake.ground import held_rows
from shouwang.lake.workspace import open_workspace
from shouwang.stages.cases.enums import CaseState, MeasureState
from shouwang.stages.cases.models import Case, Measure, Visit
from shouwang.stages.cases.operations.adopting import adopt
from shouwang.stages.cases.operations.office_feeds import publish_decisions
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.receiving import ground_in
from tests.office import lake, world

pytestmark = pytest.mark.django_db
WHO = {"at": world.AT, "by": SYSTEM, "on": world.DAY}


@pytest.fixture
def office(own_lake_home):
    lake.keep_deliveries(own_lake_home.home)
    return own_lake_home.home


def rows(home, feed):
    ground = ground_in(home)
    with open_workspace() as work:
        held = held_rows(ground.lake, ground.plans[feed].shape, ground.lake.latest())
        found = sql.relation(work.connection, exp.select("*").from_(held.subquery("h")))
        return found.to_arrow_table()


def told(home, feed):
    """What a feed says, without where and when it came."""
    table = rows(home, feed)
    table = table.drop_columns(["sender", "delivery", "row"])
    return sorted(table.to_pylist(), key=str)


def visit_on(day, household, **fields):
    made = world.visit(household, **fields)
    Visit.objects.filter(pk=made.pk).update(visited_date=day)


def test_what_was_decided_before_is_taken_over_and_told_again_without_a_change(office):
    before = {feed: told(office, feed) for feed in ("case", "watch", "measure", "visit")}
    made = adopt(home=office, content=world.content(), **WHO)
    assert made.cases == len(before["case"]) == Case.objects.count()
    watched = Case.objects.filter(state=CaseState.IDENTIFIED).count()
    assert watched == sum(row["ended_date"] is None for row in before["watch"])
    assert made.measures == Measure.objects.count() > 0
    open_ones = Case.objects.filter(state=CaseState.OPEN)
    assert open_ones
    assert all(case.next_steps for case in open_ones)
    assert publish_decisions(home=office, content=world.content(), **WHO) == {}
    assert {feed: told(office, feed) for feed in before} == before


def test_it_is_taken_over_once(office):
    adopt(home=office, content=world.content(), **WHO)
    counts = Case.objects.count(), Measure.objects.count()
    again = adopt(home=office, content=world.content(), **WHO)
    assert (again.cases, again.measures) == (0, 0)
    assert (Case.objects.count(), Measure.objects.count()) == counts


def test_a_decision_reaches_the_feeds_and_nothing_stands_twice(office):
    adopt(home=office, content=world.content(), **WHO)
    case = Case.objects.filter(state=CaseState.IDENTIFIED).first()
    before = len(told(office, "watch"))
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.ENDED, closed_date=world.DAY, ended_way="helped"
    )
    written = publish_decisions(home=office, content=world.content(), **WHO)
    assert set(written) == {"watch", "case"}
    watch = told(office, "watch")
    assert len(watch) == before
    row = next(each for each in watch if each["household"] == case.household)
    assert (row["ended_date"], row["ended_way"]) == (world.DAY, "helped")
    delivery = Delivery.objects.get(snapshot=written["watch"])
    assert (delivery.sender, delivery.feed) == ("office:150000", "watch")
    assert publish_decisions(home=office, content=world.content(), **WHO) == {}


def test_visits_of_ours_join_those_that_came_from_elsewhere(office):
    before = told(office, "visit")
    household = before[0]["household"]
    visited = world.DAY - timedelta(days=3)
    visit_on(visited, household, trouble=True, income_per_head=430_000)
    written = publish_decisions(home=office, content=world.content(), **WHO)
    assert set(written) == {"visit"}
    after = told(office, "visit")
    assert len(after) == len(before) + 1
    new = next(row for row in after if row["visit"].startswith("SW-"))
    assert (new["household"], new["trouble"], new["income_per_person"]) == (
        household,
        True,
        430_000,
    )
    assert publish_decisions(home=office, content=world.content(), **WHO) == {}
    # A second one joins the first.
    visit_on(visited, household)
    publish_decisions(home=office, content=world.content(), **WHO)
    assert len(told(office, "visit")) == len(before) + 2


def test_help_that_was_decided_here_is_told_by_its_number_and_a_mere_plan_given_up_is_not(office):
    household = told(office, "household")[0]["household"]
    world.measure(household, state=MeasureState.DELIVERED, delivered_date=world.DAY, amount=50_000)
    world.measure(2, state=MeasureState.CANCELLED)
    before = len(told(office, "measure"))
    written = publish_decisions(home=office, content=world.content(), **WHO)
    assert set(written) == {"measure"}
    assert len(told(office, "measure")) == before + 1


def test_an_office_that_has_decided_nothing_leaves_the_feeds_alone(office):
    assert publish_decisions(home=office, content=world.content(), **WHO) == {}
