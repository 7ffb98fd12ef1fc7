"""Issues and tours in the lake: what an older ledger said is taken over, and stays beside ours."""

import pytest
from sqlglot import exp

from shouwang.base.access import SYSTEM
from shouwang.lake import sql
from shouwang.lake.ground import held_rows
from shouwang.lake.workspace import open_workspace
from shouwang.rules.issues import load_issues
from shouwang.stages.board.models import Issue
from shouwang.stages.board.operations.adopting import adopt_issues
from shouwang.stages.board.operations.office_feeds import publish_supervision
from shouwang.stages.board.operations.tour_issues import raise_issues
from shouwang.stages.ingest.receiving import ground_in
from tests.office import lake, world
from tests.stages.board.test_issues import assign, find
from tests.stages.board.test_tours import answer, plan

pytestmark = pytest.mark.django_db
WHO = {"at": world.AT, "by": SYSTEM, "on": world.DAY}


@pytest.fixture
def office(own_lake_home):
    lake.keep_deliveries(own_lake_home.home)
    return own_lake_home.home


def told(home, feed, key):
    ground = ground_in(home)
    with open_workspace() as work:
        held = held_rows(ground.lake, ground.plans[feed].shape, ground.lake.latest())
        found = sql.relation(work.connection, exp.select("*").from_(held.subquery("h")))
        rows = found.to_arrow_table().drop_columns(["sender", "delivery", "row"]).to_pylist()
    return {row[key]: row for row in rows}


def test_what_was_found_here_stands_beside_what_an_older_ledger_said(office):
    before = told(office, "issue", "issue")
    assert before
    issue = assign(find())
    find(words="还没有交办的问题")
    written = publish_supervision(home=office, content=world.content(), **WHO)
    assert set(written) == {"issue"}
    after = told(office, "issue", "issue")
    assert set(after) == {*before, issue.number}
    assert after[issue.number]["state"] == "open"
    assert after[issue.number]["owner_set"] is True
    assert publish_supervision(home=office, content=world.content(), **WHO) == {}


def test_an_older_ledger_is_taken_over_once_and_told_as_it_was(office):
    before = told(office, "issue", "issue")
    made = adopt_issues(home=office, content=world.content(), **WHO)
    assert made == len(before) == Issue.objects.count()
    assert adopt_issues(home=office, content=world.content(), **WHO) == 0
    publish_supervision(home=office, content=world.content(), **WHO)
    after = told(office, "issue", "issue")
    for name in ("county", "area", "source", "state", "assigned_date", "closed_date", "recurred"):
        assert {key: row[name] for key, row in after.items()} == {
            key: row[name] for key, row in before.items()
        }, name
    open_ones = Issue.objects.exclude(state="closed")
    assert open_ones.exists()
    assert load_issues(world.content()).escalation


def test_tours_are_inspections_and_their_issues_findings(office):
    for number in range(1, 6):
        world.indexed(number, status="exited")
    tour = plan()
    for stop in tour.stops.all():
        answer(stop, water="bad")
    raise_issues(content=world.content(), tour_id=tour.pk, at=world.AT, on=world.DAY,
                 by=world.actor("region"))  # fmt: skip
    publish_supervision(home=office, content=world.content(), **WHO)
    inspections = told(office, "inspection", "inspection")
    mine = inspections[f"{tour.number}-{world.place()['banner']}"]
    assert (mine["kind"], mine["households_seen"], mine["found"]) == ("tour", 5, 1)
    findings = told(office, "inspection_issue", "finding")
    issue = Issue.objects.get()
    assert findings[f"F{issue.number}"]["handed_over"] is False
