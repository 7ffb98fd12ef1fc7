"""Counts of wide areas: told again for a minute, each for itself; narrow ones are always of now."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from shouwang.base.access import EVERYWHERE, Scope
from shouwang.web import lately

NOON = datetime(2020, 6, 30, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_kept():
    lately._kept.clear()


@pytest.fixture(autouse=True)
def many_leads(monkeypatch):
    monkeypatch.setattr(lately.leads, "latest_number", lambda **_asked: lately.FEW_LEADS)


@pytest.fixture
def told():
    """Asks for a count that is one greater each time it is counted."""
    counted = []

    def ask(name="open", *, after=timedelta(0), scope=EVERYWHERE):
        request = SimpleNamespace(
            home=SimpleNamespace(root="home"), day=NOON.date(), moment=NOON + after, scope=scope
        )
        return lately.lately(request, name, count=lambda: counted.append(name) or len(counted))

    return ask


def test_is_told_again_for_a_minute_and_then_counted_anew(told):
    assert [told(after=timedelta(seconds=each)) for each in (0, 59, 60, 119, 120)] == [
        1,
        1,
        2,
        2,
        3,
    ]


def test_each_count_has_a_minute_of_its_own(told):
    assert told("open") == 1
    assert told("late", after=timedelta(seconds=50)) == 2
    assert told("open", after=timedelta(seconds=70)) == 3
    assert told("late", after=timedelta(seconds=100)) == 2


def test_a_clock_that_was_set_back_does_not_keep_a_count(told):
    assert told(after=timedelta(hours=1)) == 1
    assert told() == 2


def test_another_area_has_another_count(told):
    league = Scope(frozenset({"9925"}), "league", frozenset({"9925"}))
    assert told() == 1
    assert told(scope=league) == 2
    assert told() == 1


@pytest.mark.parametrize("level", ["village", "township", "banner"])
def test_where_people_act_it_is_counted_every_time(told, level):
    own = Scope(frozenset({"99"}), level, frozenset({"99"}))
    assert told(scope=own) == 1
    assert told(scope=own) == 2


def test_few_leads_are_counted_every_time(told, monkeypatch):
    monkeypatch.setattr(lately.leads, "latest_number", lambda **_asked: lately.FEW_LEADS - 1)
    assert told() == 1
    assert told() == 2


def test_only_so_many_are_remembered(told, monkeypatch):
    monkeypatch.setattr(lately, "KEPT", 2)
    assert [told(each) for each in ("a", "b", "c")] == [1, 2, 3]
    assert told("c") == 3
    assert told("a") == 4
