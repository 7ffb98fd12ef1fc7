"""Helpers, visits and cases: what hardships and faults say, and nothing else."""

from types import SimpleNamespace

import numpy as np
import pytest

from shouwang.synthetic.aid import assist, assistance_rows
from shouwang.synthetic.cases import case_rows
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.livelihood import earn
from shouwang.synthetic.pairings import helper_rows
from shouwang.synthetic.standing import GENERAL, REGISTERED
from shouwang.synthetic.visits import visit_rows
from shouwang.synthetic.work import employ
from tests.synthetic.oversight_world import day, make_worlds, texts, values, words

TODAY = day("2020-06-30")
LOW_INCOME = 8871


@pytest.fixture(scope="module")
def made(content):
    found = []
    for world in make_worlds(content):
        aid, jobs = assist(world), employ(world)
        living = earn(world, aid, jobs)
        assistance = assistance_rows(world, aid)
        found.append(
            SimpleNamespace(
                world=world,
                living=living,
                assistance=assistance,
                helper=helper_rows(world),
                visit=visit_rows(world, living, assistance),
                case=case_rows(world),
            )
        )
    return found


def helped(world):
    standing = world.standing
    return world.homes.living & (standing.was_poor | standing.is_watched)


def counted(world, rows, mask):
    return np.bincount(rows.places("household")[mask], minlength=world.homes.count)


def test_rows_follow_their_households_and_keys_are_unique(made):
    for each in made:
        for rows, key in ((each.helper, "pairing"), (each.visit, "visit"), (each.case, "case_id")):
            assert (np.diff(rows.places("household")) >= 0).all()
            assert len(set(texts(rows, key))) == rows.count


def test_only_the_hardship_lacks_a_helper(made):
    for each in made:
        rows, world = each.helper, each.world
        runs = values(rows, "ended_date", NEVER) > day("2020-05-30")
        runs &= values(rows, "started_date", 0) <= TODAY
        lacks = helped(world) & (counted(world, rows, runs) == 0)
        assert (lacks == world.home_mask("helper_missing", shown=True)).all()


def test_only_the_hardship_changes_helpers_often(made):
    for each in made:
        new = values(each.helper, "started_date", 0) > day("2019-06-30")
        often = helped(each.world) & (counted(each.world, each.helper, new) > 2)
        assert (often == each.world.home_mask("helper_changed_often", shown=True)).all()


def test_a_household_has_one_helper_at_a_time(made):
    for each in made:
        rows = each.helper
        home = rows.places("household")
        started, ended = values(rows, "started_date", 0), values(rows, "ended_date", NEVER)
        same = home[1:] == home[:-1]
        assert (ended[:-1][same] <= started[1:][same]).all()
        assert (ended > started).all()


def newly(each):
    people = each.world.people
    begun = values(each.assistance, "start_date", 0) > day("2020-04-30")
    person = each.assistance.places("person")[begun]
    mask = np.zeros(each.world.homes.count, dtype=bool)
    mask[people.household[person[people.present[person]]]] = True
    return mask


def test_only_the_hardship_is_unvisited(made):
    for each in made:
        world = each.world
        lately = values(each.visit, "visited_date", 0) > day("2020-05-30")
        key = world.standing.is_watched | (world.standing.status == REGISTERED) | newly(each)
        lacks = key & world.homes.living & (counted(world, each.visit, lately) == 0)
        assert (lacks == world.home_mask("unvisited", shown=True)).all()


def test_only_the_hardship_has_a_low_income_that_has_fallen(made):
    for each in made:
        world = each.world
        head = each.living.net() / np.maximum(world.people.members(world.homes.count), 1)
        surveys = (words(each.visit, "purpose") == "survey") & (
            values(each.visit, "visited_date", 0) <= day("2019-12-30")
        )
        found = np.zeros(world.homes.count)
        found[each.visit.places("household")[surveys]] = (
            values(each.visit, "income_per_person", 0)[surveys] / 100
        )
        fallen = helped(world) & (head < LOW_INCOME) & (head < found)
        assert (fallen == world.home_mask("income_fallen", shown=True)).all()


def test_only_the_fault_leaves_assisted_households_unchecked(made):
    for each in made:
        world = each.world
        people = world.people
        lasting = np.isin(words(each.assistance, "kind"), ("dibao", "destitute"))
        lasting &= values(each.assistance, "end_date", NEVER) > TODAY
        person = each.assistance.places("person")[lasting]
        assisted = np.zeros(world.homes.count, dtype=bool)
        assisted[people.household[person[people.present[person]]]] = True
        checks = np.isin(words(each.visit, "purpose"), ("verify", "survey"))
        checks &= values(each.visit, "visited_date", 0) > day("2019-06-30")
        lacks = assisted & world.homes.living & (world.standing.status == GENERAL)
        lacks &= ~world.standing.is_watched & (counted(world, each.visit, checks) == 0)
        assert (np.flatnonzero(lacks) == each.visit.lacking["unchecked_assisted"]).all()
        assert lacks.any()


def test_nobody_is_visited_before_being_in_the_register(made):
    for each in made:
        when = values(each.visit, "visited_date", 0)
        assert (when >= day("2019-06-01")).all()
        assert (when <= TODAY).all()


def test_everybody_on_the_list_has_a_case_of_that_day(made):
    for each in made:
        standing = each.world.standing
        state, rows = words(each.case, "state"), each.case
        decided = np.isin(state, ("identified", "ended"))
        home = rows.places("household")[decided]
        assert (home == np.flatnonzero(standing.watch >= 0)).all()
        sound = ~np.any([mask[decided] for mask in rows.masks.values()], axis=0)
        approved = values(rows, "approved_date", 0)[decided]
        assert (approved[sound] == standing.identified[home][sound]).all()


@pytest.mark.parametrize(
    "kind",
    ["case_too_slow", "case_notice_short", "case_approved_early", "case_compared_unauthorised"],
)
def test_cases_are_wrong_where_they_have_the_fault(made, kind):
    for each in made:
        rows = each.case
        state = words(rows, "state")
        decided = np.isin(state, ("identified", "ended"))
        usual = decided & ~values(rows, "green_channel", False)
        start, until = (values(rows, f"notice_{name}", 0) for name in ("from", "until"))
        opened, approved = values(rows, "opened_date", 0), values(rows, "approved_date", TODAY)
        consent, compared = (values(rows, f"{name}_date", 0) for name in ("consent", "compared"))
        wrong = {
            "case_too_slow": (state != "rejected") & (approved - opened > 15),
            "case_notice_short": usual & (until - start < 5),
            "case_approved_early": usual & (approved < until),
            "case_compared_unauthorised": decided & (compared < consent),
        }[kind]
        assert (wrong == rows.masks[f"fault:{kind}"]).all()
