"""Village teams: whole where nothing is wrong, and in the village as many days as they must."""

from types import SimpleNamespace

import numpy as np
import pytest

from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.poor_villages import poor_villages
from shouwang.synthetic.team_days import village_team_day_rows
from shouwang.synthetic.teams import FIRST, fill_posts, team_post_rows
from tests.synthetic.oversight_world import day, make_worlds, texts, values, words

SIZE, ENOUGH, LEAVE, TERM = 3, 20, 30, 730


@pytest.fixture(scope="module")
def teams(content):
    found = []
    for world in make_worlds(content, 0.6):
        posts = fill_posts(world)
        rows = team_post_rows(world, posts), village_team_day_rows(world, posts)
        villages = poor_villages(world.plan, world.streams)
        found.append(SimpleNamespace(villages=villages, posts=posts, rows=rows))
    return found


def counted(made, states, first, last):
    """Return how many days each term has in some states, between two days."""
    post, days = made.rows
    order = {number: place for place, number in enumerate(texts(post, "post"))}
    place = np.array([order[number] for number in texts(days, "post")])
    counts = np.isin(words(days, "state"), states)
    counts &= (values(days, "day", 0) > day(first)) & (values(days, "day", 0) <= day(last))
    return np.bincount(place[counts], minlength=post.count)


def test_poor_and_key_villages_have_teams_and_only_small_ones_are_faults(teams):
    for made in teams:
        now = made.posts.ended == NEVER
        size = np.bincount(made.posts.village[now], minlength=len(made.villages.poor))
        assert not size[~made.villages.either].any()
        small = made.villages.either & (size < SIZE)
        assert (small == made.villages.faults["team_too_small"]).all()


def test_only_a_fault_lacks_a_first_secretary(teams):
    for made in teams:
        first = (made.posts.ended == NEVER) & (made.posts.role == FIRST)
        count = np.bincount(made.posts.village[first], minlength=len(made.villages.poor))
        assert (count <= 1).all()
        lacks = made.villages.either & (count == 0)
        assert (lacks == made.villages.faults["no_first_secretary"]).all()


def test_who_is_not_away_is_there_enough(teams):
    for made in teams:
        there = counted(made, ("present", "duty"), "2020-04-30", "2020-05-30")
        settled = (made.posts.ended == NEVER) & (made.posts.started <= day("2020-04-30"))
        away = settled & (there < ENOUGH)
        assert (away == made.posts.has("team_member_away")).all()


def test_only_a_fault_is_absent(teams):
    for made in teams:
        absent = counted(made, ("absent",), "2020-04-30", "2020-05-30") > 0
        assert (absent == made.posts.has("team_member_absent")).all()


def test_only_a_fault_is_on_leave_too_long(teams):
    for made in teams:
        leave = counted(made, ("leave",), "2019-06-30", "2020-06-30")
        running = made.posts.ended == NEVER
        assert ((running & (leave > LEAVE)) == made.posts.has("team_leave_too_long")).all()


def test_terms_cut_short_are_faults_and_illness_is_not(teams):
    ill = 0
    for made in teams:
        reason = words(made.rows[0], "ended_reason")
        short = (made.posts.ended < NEVER) & (made.posts.ended - made.posts.started < TERM)
        wrong = short & np.isin(reason, ("transferred", "other"))
        assert (wrong == made.posts.cut_short).all()
        ill += (short & (reason == "illness")).sum()
    assert ill


def test_a_seat_is_not_held_by_two(teams):
    for made in teams:
        now = made.posts.ended == NEVER
        assert (made.posts.started[now] <= day("2020-06-30")).all()
        assert (made.posts.ended > made.posts.started).all()


def test_days_lie_within_the_term(teams):
    for made in teams:
        post, days = made.rows
        order = {number: place for place, number in enumerate(texts(post, "post"))}
        place = np.array([order[number] for number in texts(days, "post")])
        when = values(days, "day", 0)
        assert (when >= made.posts.started[place]).all()
        assert (when < made.posts.ended[place]).all()
        assert len(set(zip(place, when, strict=True))) == days.count


def by_post(made):
    """Return the place of the term of each day, the days, states and visits."""
    post, days = made.rows
    order = {number: place for place, number in enumerate(texts(post, "post"))}
    place = np.array([order[number] for number in texts(days, "post")])
    return place, values(days, "day", 0), words(days, "state"), values(days, "visits", 0)


def test_only_a_fault_has_no_visits_or_always_the_same(teams):
    found = 0
    for made in teams:
        place, when, state, visits = by_post(made)
        month = (when > day("2020-04-30")) & (when <= day("2020-05-30"))
        there = np.bincount(
            place[month & np.isin(state, ("present", "duty"))], minlength=made.posts.count
        )
        running = (made.posts.ended == NEVER) & (there >= ENOUGH)
        doors = np.bincount(place[month], visits[month], minlength=made.posts.count)
        without = running & (doors == 0)
        assert (without == (made.posts.has("team_without_visits") & running)).all()
        most, least = np.zeros(made.posts.count), np.full(made.posts.count, 99)
        present = month & (state == "present")
        np.maximum.at(most, place[present], visits[present])
        np.minimum.at(least, place[present], visits[present])
        alike = running & (most == least) & (most > 0)
        assert (alike == (made.posts.has("team_visits_alike") & running)).all()
        found += without.sum() + alike.sum()
    assert found


def test_only_a_fault_visits_while_on_leave(teams):
    for made in teams:
        place, when, state, visits = by_post(made)
        wrong = (state == "leave") & (visits > 0) & (when > day("2019-06-30"))
        shown = np.bincount(place[wrong], minlength=made.posts.count) > 0
        running = made.posts.ended == NEVER
        assert ((shown & running) == made.posts.has("team_visits_on_leave")).all()


def test_only_a_fault_has_not_been_relieved(teams):
    for made in teams:
        running = made.posts.ended == NEVER
        over = running & (day("2020-06-30") - made.posts.started > TERM + 90)
        assert (over == made.posts.has("team_term_over")).all()
