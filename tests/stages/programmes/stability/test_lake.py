"""The four of a banner from the lake, against the same counted row by row."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from shouwang.base.access import EVERYWHERE, NotFound
from shouwang.base.dates import months_before
from shouwang.lake.duck import read_parquet
from shouwang.stages.programmes.stability import facts, policies
from shouwang.stages.programmes.stability.places import banners_in
from shouwang.stages.programmes.stability.queries import four
from shouwang.stages.register.held import engine, held
from tests.office import world

pytestmark = pytest.mark.django_db
CONTENT = world.content()
ON = world.DAY


def rows(found, table, banner):
    source = found.files(table, facts.place_of(CONTENT, banner))
    if source is None:
        return []
    query = f"SELECT * FROM {read_parquet(source)}"
    return engine().execute(query).to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def ground(lake_home):
    found = held(lake_home.home, CONTENT)
    banners = sorted({CONTENT.ancestors(code)["banner"] for code in lake_home.villages})
    helped = [each for each in banners if rows(found, "helper", each)]
    return lake_home.home, found, (helped or banners)[0]


@pytest.mark.parametrize("basis", policies.BASES)
def test_policies_are_compared_as_they_are_row_by_row(ground, basis):
    _home, found, banner = ground
    place = facts.place_of(CONTENT, banner)
    windows = policies.windows_of(
        policies.months_delivered(found, place), basis=basis, months=6, on=ON
    )
    paid = {side: defaultdict(int) for side in ("before", "now")}
    for row in rows(found, "policy_payment", banner):
        month = row["due_date"].replace(day=1)
        for side, months in (("before", windows.before), ("now", windows.now)):
            if month in months:
                paid[side][row["kind"], row["person"]] += row["paid"] or 0
    told = policies.compared(found, CONTENT, place, windows)
    assert told
    for each in told:
        before = {p: v for (k, p), v in paid["before"].items() if k == each.kind and v}
        now = {p: v for (k, p), v in paid["now"].items() if k == each.kind and v}
        assert (each.people_before, each.paid_before) == (len(before), sum(before.values()))
        assert (each.people_now, each.paid_now) == (len(now), sum(now.values()))
        assert each.lost == len(set(before) - set(now))
        assert each.lost == each.cut + each.stopped + each.waiting + each.gone + each.silent
        assert each.less == sum(now.get(p, v) < v for p, v in before.items() if p in now)
        people = policies.lost_people(
            found, CONTENT, place, windows, kind=each.kind,
            fates=("cut", "stopped", "waiting", "gone", "silent", "less"),
        )  # fmt: skip
        assert len(people) == each.lost + each.less


def test_what_was_due_is_paid_pending_returned_lowered_or_stopped(ground):
    _home, found, banner = ground
    since = months_before(ON, 12)
    told = policies.by_state(found, facts.place_of(CONTENT, banner), since=since, on=ON)
    due = sum(
        row["due_amount"] or 0
        for row in rows(found, "policy_payment", banner)
        if since < row["due_date"] <= ON
    )
    assert set(told) <= set(policies.STATES)
    assert sum(told.values()) == due


def test_gaps_are_as_they_are_household_by_household(ground):
    _home, found, banner = ground
    homes = {
        row["household"]: row for row in rows(found, "household", banner)
        if row["status"] in facts.STATUSES
    }  # fmt: skip
    helped = defaultdict(list)
    for row in rows(found, "helper", banner):
        if row["household"] in homes and row["started_date"] <= ON:
            helped[row["household"]].append((row["started_date"], row["ended_date"] or date.max))
    expected = set()
    for number in homes:
        if not helped[number]:
            expected.add((number, None, None))
            continue
        until = None
        for start, ended in sorted(helped[number]):
            if until is not None and until < start:
                expected.add((number, until, start))
            until = ended if until is None else max(until, ended)
        if until <= ON:
            expected.add((number, until, None))
    long = {
        each for each in expected
        if each[1] is None or ((each[2] or ON) > _later(each[1]) and (each[2] or ON) > months_before(ON, 12))
    }  # fmt: skip
    told = facts.gaps_of(found, CONTENT, banner, months=1, since=months_before(ON, 12), on=ON)
    assert {(each.household, each.since, each.until) for each in told} == long


def _later(day):
    month = day.month % 12 + 1
    year = day.year + (day.month == 12)
    last = (date(year + (month == 12), month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def test_a_banner_has_four_panels_and_other_banners_are_not_found(ground):
    home, _found, banner = ground
    told = four.four(home=home, content=CONTENT, banner=banner, on=ON, scope=EVERYWHERE)
    assert [each.value for each in told.panels] == ["leader", "policy", "helper", "inspection"]
    assert told.due == sum(told.money.values())
    for each in told.panels.values():
        assert len(each.trend) == 4
    away = world.actor("clerk", world.ABROAD).scope
    if banner not in banners_in(CONTENT, away):
        with pytest.raises(NotFound):
            four.four(home=home, content=CONTENT, banner=banner, on=ON, scope=away)
    for role in ("township", "village"):
        with pytest.raises(NotFound):
            four.gaps(home=home, content=CONTENT, banner=banner, on=ON,
                      scope=world.actor(role, world.ABROAD).scope)  # fmt: skip


def test_a_whole_league_is_compared_for_whoever_sees_it_and_several_banners_are_not(ground):
    home, _found, _banner = ground
    league = world.actor("league", world.HOME).scope
    four.comparison(home=home, content=CONTENT, place="", basis="same", on=ON, scope=league)
    with pytest.raises(NotFound):
        four.comparison(home=home, content=CONTENT, place="", basis="same", on=ON,
                        scope=world.actor("township").scope)  # fmt: skip
