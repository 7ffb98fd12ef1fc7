"""Households and people: families that could exist, quotas met, rows of a banner consistent."""

import numpy as np
import pytest

from shouwang.base.dates import age_on
from shouwang.synthetic.folk import FEMALE, HEAD, MALE, NEVER, RELATIONS, SPOUSE
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.months import EPOCH, month_dates, told
from shouwang.synthetic.standing import EXITED, GENERAL, MARGINAL, REGISTERED, UNSTABLE
from shouwang.synthetic.traits import LABOUR, school_statuses
from shouwang.synthetic.world import make_world


@pytest.fixture(scope="module")
def plans(content):
    return plan_region(content, scale=0.01, seed=3).banners


@pytest.fixture(scope="module")
def worlds(plans):
    return [make_world(plan, 3) for plan in plans[::4]]


def test_each_household_has_one_head(worlds):
    for world in worlds:
        heads = world.people.household[world.people.relation == HEAD]
        assert np.array_equal(np.sort(heads), np.arange(world.homes.count))
        assert np.all(world.people.relation[world.homes.head] == HEAD)


def test_spouses_are_of_the_other_sex_and_one_at_a_time(worlds):
    for world in worlds:
        people = world.people
        spouses = np.flatnonzero((people.relation == SPOUSE) & people.present)
        heads = world.homes.head[people.household[spouses]]
        assert np.all(people.sex[spouses] != people.sex[heads])
        assert np.bincount(people.household[spouses]).max() == 1


def test_children_are_younger_and_parents_older_than_the_head(worlds):
    for world in worlds:
        people = world.people
        head_age = people.age[world.homes.head][people.household]
        for words, younger in ((("son", "daughter"), True), (("father", "mother"), False)):
            places = [RELATIONS.index(word) for word in words]
            those = np.isin(people.relation, places) & people.present
            gap = head_age[those] - people.age[those]
            assert np.all(gap > 15) if younger else np.all(gap < -15)


def test_sons_are_men_and_mothers_women(worlds):
    sexes = {"son": MALE, "daughter": FEMALE, "father": MALE, "mother": FEMALE}
    for world in worlds:
        for word, sex in sexes.items():
            those = world.people.relation == RELATIONS.index(word)
            assert np.all(world.people.sex[those] == sex)


def test_numbers_are_distinct_and_ascending(worlds):
    for world in worlds:
        assert np.all(np.diff(world.people.number) > 0)
        assert np.all(np.diff(world.homes.number) > 0)


def test_nobody_leaves_before_coming_or_after_the_day(worlds):
    for world in worlds:
        gone = world.people.left < NEVER
        assert np.all(world.people.left[gone] <= told("day"))
        assert np.all(world.people.birth <= told("day"))
        assert np.all(world.people.enters < len(month_dates()))
        assert np.all(world.people.enters[gone] == 0)


def test_nobody_comes_before_their_household(content):
    # The household that moves in during the year is rare: look at a large banner.
    largest = max(
        plan_region(content, scale=0.05, seed=3).banners, key=lambda each: each.households.sum()
    )
    world = make_world(largest, 3)
    home = world.homes.enters[world.people.household]
    assert np.count_nonzero(world.homes.enters) > 3
    assert np.all(world.people.enters >= home)
    assert np.all(world.people.left[home > 0] == NEVER)


def test_quotas_of_people_are_met_exactly(worlds):
    for world in worlds:
        members = world.people.members(world.homes.count)
        standing, quotas = world.standing, world.plan.quotas
        watched = standing.is_watched
        assert members[standing.status == REGISTERED].sum() == quotas["registered"]
        assert members[standing.status == EXITED].sum() == quotas["exited"]
        assert members[watched & (standing.watch == UNSTABLE)].sum() == quotas["unstable"]
        assert members[watched & (standing.watch == MARGINAL)].sum() == quotas["marginal"]


def test_the_unstable_got_out_and_the_marginal_never_were_poor(worlds):
    for world in worlds:
        standing = world.standing
        assert np.all(standing.status[standing.watch == UNSTABLE] == EXITED)
        assert np.all(standing.status[standing.watch == MARGINAL] == GENERAL)


def test_children_of_compulsory_age_all_attend(worlds):
    statuses = school_statuses()
    for world in worlds:
        people = world.people
        for place in np.flatnonzero(people.present):
            born = EPOCH + np.timedelta64(int(people.birth[place]), "D").item()
            age = age_on(born, EPOCH + np.timedelta64(told("day"), "D").item())
            if 6 <= age <= 15:
                assert statuses[world.traits.school[place]] not in ("none", "preschool_age")


def test_nobody_under_sixteen_or_at_school_works(worlds):
    for world in worlds:
        works = world.traits.works
        assert np.all(world.people.age[works] >= 16)
        assert np.all(world.traits.school[works] == 0)
        assert np.all(world.traits.labour[works] < LABOUR.index("weak"))


def test_hardships_befall_households_of_the_register(worlds):
    kinds = 0
    for world in worlds:
        hardships = world.hardships
        of_person = hardships.person >= 0
        homes = world.people.household[hardships.person[of_person]]
        assert np.array_equal(homes, hardships.household[of_person])
        kinds += len(np.unique(hardships.kind))
        pairs = list(zip(hardships.kind.tolist(), hardships.household.tolist(), strict=True))
        assert len(set(pairs)) == len(pairs)
    assert kinds > 20


def test_one_banner_does_not_change_when_another_is_left_out(plans):
    alone = make_world(plans[5], 3)
    again = make_world(plans[5], 3)
    assert np.array_equal(alone.people.birth, again.people.birth)
    other = make_world(plans[5], 4)
    assert not np.array_equal(alone.people.number, other.people.number)
