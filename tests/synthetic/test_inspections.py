"""Inspections, findings, issues and leaders: each finding has its issue, nothing healthy is late."""

from types import SimpleNamespace

import numpy as np
import pytest

from shouwang.synthetic.faults import plant
from shouwang.synthetic.inspections import inspect, inspection_issue_rows, inspection_rows
from shouwang.synthetic.issues import issue_rows
from shouwang.synthetic.leaders import post_holder_rows
from shouwang.synthetic.poor_villages import poor_villages
from tests.synthetic.oversight_world import day, make_worlds, texts, values, words

TODAY = day("2020-06-30")
FAR = TODAY + 10_000


@pytest.fixture(scope="module")
def made(content):
    found = []
    for world in make_worlds(content, 0.6):
        drawn = inspect(world)
        rows = {
            "inspection": inspection_rows(world, drawn),
            "finding": inspection_issue_rows(world, drawn),
            "issue": issue_rows(world, drawn),
            "post_holder": post_holder_rows(world),
        }
        found.append(SimpleNamespace(world=world, drawn=drawn, rows=rows))
    return found


def faulty(rows, world, kind):
    """Return the rows with the faults planted, and which of them show one."""
    planted, faults = plant(rows, world)
    mask = np.zeros(rows.count, dtype=bool)
    mask[faults.row[(faults.kind == kind) & faults.shown]] = True
    return planted, mask


def test_poor_and_key_villages_are_inspected_but_for_the_fault(made):
    for each in made:
        villages = poor_villages(each.world.plan, each.world.streams)
        lately = each.drawn.started > day("2019-12-30")
        seen = np.zeros(len(villages.poor), dtype=bool)
        seen[each.drawn.village[lately & (each.drawn.village >= 0)]] = True
        lacks = villages.either & ~seen
        assert (lacks == villages.faults["village_uninspected"]).all()


def test_findings_lie_within_their_inspection_and_add_up(made):
    for each in made:
        drawn = each.drawn
        counts = np.bincount(drawn.of, minlength=len(drawn.found))
        assert (counts == drawn.found).all()
        assert (drawn.found_date >= drawn.started[drawn.of]).all()
        assert (drawn.found_date <= drawn.ended[drawn.of]).all()


def test_what_is_handed_over_is_in_the_list(made):
    for each in made:
        finding, issue = each.rows["finding"], each.rows["issue"]
        area = dict(zip(texts(issue, "issue"), words(issue, "area"), strict=True))
        assigned = dict(zip(texts(issue, "issue"), values(issue, "assigned_date", 0), strict=True))
        handed = values(finding, "handed_over", False)
        facts = zip(
            handed,
            texts(finding, "issue"),
            words(finding, "area"),
            values(finding, "found_date", 0),
            strict=True,
        )
        for is_handed, number, of_area, found in facts:
            assert (number is not None) == is_handed
            assert not is_handed or (area[number] == of_area and assigned[number] >= found)


def test_only_faults_are_not_handed_over(made):
    for each in made:
        rows, fault = faulty(each.rows["finding"], each.world, "finding_not_handed_over")
        late = TODAY - values(rows, "found_date", 0) > 7
        assert ((late & ~values(rows, "handed_over", True)) == fault).all()


def test_only_faults_have_no_feedback(made):
    for each in made:
        rows, fault = faulty(each.rows["inspection"], each.world, "inspection_without_feedback")
        late = TODAY - values(rows, "ended_date", FAR) > 15
        silent = values(rows, "reported_date", 0) == 0
        assert ((late & silent & (values(rows, "found", 0) > 0)) == fault).all()


@pytest.mark.parametrize(
    "kind", ["issue_overdue", "issue_without_plan", "issue_closed_unproven", "issue_recurred"]
)
def test_issues_are_wrong_where_they_have_the_fault(made, kind):
    for each in made:
        rows, fault = faulty(each.rows["issue"], each.world, kind)
        state = words(rows, "state")
        old = TODAY - values(rows, "assigned_date", 0) > 10
        planned = values(rows, "has_measure", True) & values(rows, "owner_set", True)
        proven = values(rows, "has_evidence", True) & values(rows, "checked_by_other", True)
        wrong = {
            "issue_overdue": (state != "closed") & (values(rows, "due_date", FAR) < TODAY),
            "issue_without_plan": np.isin(state, ("open", "under_way")) & old & ~planned,
            "issue_closed_unproven": (state == "closed") & ~proven,
            "issue_recurred": np.isin(state, ("applied", "closed"))
            & values(rows, "recurred", False),
        }[kind]
        assert (wrong == fault).all()


def test_chiefs_stay_but_for_the_fault(made):
    faults = 0
    for each in made:
        rows = each.rows["post_holder"]
        ended = values(rows, "ended_date", 0)
        next_day = values(rows, "succeeded_date", 0)
        chief = np.isin(words(rows, "role"), ("secretary", "head"))
        moved = np.isin(words(rows, "ended_reason"), ("promoted", "transferred"))
        gap = np.where(next_day > 0, next_day - ended, TODAY - ended) > 30
        wrong = chief & (ended > day("2019-06-30")) & (moved | gap)
        assert (wrong == rows.masks["fault:leader_changed"]).all()
        faults += wrong.sum()
    assert faults


def test_deputies_and_offices_are_followed_but_for_the_fault(made):
    faults = 0
    for each in made:
        rows = each.rows["post_holder"]
        ended = values(rows, "ended_date", 0)
        other = np.isin(words(rows, "role"), ("deputy", "department"))
        nobody = values(rows, "succeeded_date", 0) == 0
        wrong = other & nobody & (ended > day("2019-06-30")) & (TODAY - ended > 30)
        assert (wrong == rows.masks["fault:post_vacant"]).all()
        faults += wrong.sum()
    assert faults


def test_only_faults_see_no_household_in_a_village(made):
    for each in made:
        rows, fault = faulty(each.rows["inspection"], each.world, "inspection_without_doors")
        to_doors = np.isin(words(rows, "kind"), ("tour", "office", "unannounced"))
        to_doors &= words(rows, "village") != ""
        assert ((to_doors & (values(rows, "households_seen", 1) == 0)) == fault).all()


def test_keys_are_unique(made):
    keys = {"inspection": "inspection", "finding": "finding", "issue": "issue"}
    for each in made:
        for feed, key in (*keys.items(), ("post_holder", "term")):
            assert len(set(texts(each.rows[feed], key))) == each.rows[feed].count
