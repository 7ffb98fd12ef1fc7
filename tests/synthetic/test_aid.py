"""Assistance, subsidies and serious illness: right for all but those whom something befell."""

import numpy as np
import pytest

from shouwang.synthetic.aid import DESTITUTE, DIBAO, assist, assistance_rows
from shouwang.synthetic.claims import claim_rows
from shouwang.synthetic.cover import disability_rows
from shouwang.synthetic.folk import LEFT_REASONS
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.livelihood import earn
from shouwang.synthetic.months import told
from shouwang.synthetic.standing import REGISTERED
from shouwang.synthetic.work import employ
from shouwang.synthetic.world import make_world


class Banner:
    """A banner with its rows of assistance, cards and claims."""

    def __init__(self, plan):
        self.world = make_world(plan, seed=6)
        self.aid = assist(self.world)
        self.jobs = employ(self.world)
        self.rows = assistance_rows(self.world, self.aid)
        self.cards = disability_rows(self.world, self.aid)
        self.claims = claim_rows(self.world, self.aid, earn(self.world, self.aid, self.jobs))
        self.person = self.rows.places("person")
        self.kind = self.rows.columns["kind"].places
        ended = self.rows.columns["end_date"]
        self.running = ~ended.known | (ended.values > told("day"))
        self.ended = ended


@pytest.fixture(scope="module")
def banners(content):
    plans = plan_region(content, scale=0.04, seed=6, claims=None).banners
    return [Banner(plan) for plan in plans[::8]]


def test_one_row_a_person_and_kind(banners):
    for each in banners:
        pairs = set(zip(each.person, each.kind, strict=True))
        assert len(pairs) == each.rows.count
        assert each.rows.day.max() <= told("day")


def test_stopped_cover_is_shown_and_nobody_at_home_is_covered(banners):
    found = 0
    for each in banners:
        homes = each.world.hardships.homes("cover_stopped", shown=True)
        household = each.world.people.household[each.person]
        running = each.running & each.world.people.present[each.person] & (each.kind != 2)
        assert not np.isin(household[running], homes).any()
        stopped = household[each.ended.known & (each.kind == DIBAO)]
        assert set(homes) <= set(stopped)
        found += len(homes)
    assert found > 0


def test_dibao_of_the_dead_runs_on_only_by_a_fault(banners):
    odd_rows = 0
    for each in banners:
        people = each.world.people
        dead = people.left_reason[each.person] == LEFT_REASONS.index("death")
        dead &= people.left[each.person] <= told("day") - 92
        odd = each.rows.masks["fault:assisted_after_death"]
        assert np.array_equal(dead & each.running, odd)
        odd_rows += int(odd.sum())
        assert not np.any(people.left[each.person] < each.rows.places("start_date"))
    assert odd_rows > 0


def test_newly_helped_households_are_watched_unless_by_a_fault(banners):
    newly = 0
    for each in banners:
        standing = each.world.standing
        seen = standing.is_watched | (standing.status == REGISTERED)
        lately = each.rows.places("start_date") > told("day") - 60
        odd = each.rows.masks["fault:newly_assisted_not_watched"]
        household = each.world.people.household[each.person]
        assert np.array_equal(lately & ~seen[household], odd)
        newly += int(odd.sum())
    assert newly > 0


def test_the_destitute_do_not_work_unless_by_a_fault(banners):
    at_work = 0
    for each in banners:
        works = np.zeros(each.world.people.count, dtype=bool)
        works[each.jobs.person] = each.jobs.works[:, -2]
        odd = each.rows.masks["fault:destitute_at_work"]
        destitute = (each.kind == DESTITUTE) & works[each.person]
        assert np.all(odd[destitute])
        at_work += int(destitute.sum())
    assert at_work > 0


def test_subsidies_miss_only_those_whom_it_befell(banners):
    missing = 0
    for each in banners:
        person = each.cards.places("person")
        hit = each.world.person_mask("subsidy_missing", shown=True)[person]
        hit |= each.world.person_mask("uncovered_disabled", shown=True)[person]
        entitled = each.cards.places("level") <= 2
        without = entitled & ~each.cards.places("care_subsidy")
        assert np.array_equal(without, entitled & hit)
        poor = each.aid.kind[person] == DIBAO
        assert np.array_equal(poor & ~each.cards.places("living_subsidy"), poor & hit)
        missing += int(without.sum())
    assert missing > 0


def test_the_seriously_ill_of_the_watched_are_helped_unless_it_befell(banners):
    shown = 0
    for each in banners:
        world = each.world
        standing = world.standing
        group = standing.is_watched | (standing.status == REGISTERED)
        serious = each.claims.places("serious_illness")
        ill = np.unique(each.claims.places("person")[serious])
        hit = world.person_mask("uncovered_ill", shown=True)
        unhelped = ill[group[world.people.household[ill]] & (each.aid.kind[ill] < 0)]
        assert set(unhelped) == set(np.flatnonzero(hit))
        shown += len(unhelped)
    assert shown > 0


def test_labourless_households_of_the_poor_are_covered_unless_it_befell(banners):
    for each in banners:
        world = each.world
        poor = world.standing.was_poor | world.standing.is_watched
        bare = world.traits.labourless & poor & world.homes.living & ~each.aid.covers(world)
        allowed = world.home_mask("uncovered_no_labour", shown=True)
        allowed |= world.anyone(world.person_mask("uncovered_ill", shown=True))
        allowed |= world.anyone(world.person_mask("uncovered_disabled"))
        assert not np.any(bare & ~allowed)
