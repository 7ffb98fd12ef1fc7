"""Which questions a visit asks: what is in doubt, what a department has not told in time first."""

from datetime import date, timedelta

import pytest

from shouwang.rules.content import load_content
from shouwang.stages.cases.known import Known, Member, read_known
from shouwang.stages.cases.questions import Doubt, bank_of, chosen
from shouwang.stages.register import held
from tests.office import world

DAY = world.DAY
CHILD = Member(7, "李小明", "child", date(2010, 5, 1))
HELD = {"water_point": ({"source": "piped"},), "school_roll": ({"person": 7, "state": "enrolled"},)}


def asked(known, doubts=(), most=99):
    bank = bank_of(world.content())
    return [each.name for each in chosen(bank, doubts, known, on=DAY, most=most)]


def known(**fields):
    return Known(**{"household": 1, "is_read": True, "members": (CHILD,), "rows": HELD, **fields})


def test_what_is_known_and_came_in_time_is_not_asked():
    names = asked(known())
    assert "water_source" not in names
    assert "child_at_school:7" not in names


@pytest.mark.parametrize(
    ("feed", "name"), [("water_point", "water_source"), ("school_roll", "child_at_school:7")]
)
def test_what_a_late_feed_holds_is_asked_first(feed, name):
    assert asked(known(late=frozenset({feed})))[0] == name


def test_a_late_feed_is_asked_of_before_what_nobody_knows():
    bare = known(rows={}, late=frozenset({"school_roll"}))
    assert asked(bare)[0] == "child_at_school:7"
    assert "water_source" in asked(bare)
    assert len(asked(bare, most=3)) == 3


def test_a_finding_is_decided_before_anything_else():
    doubt = Doubt("water_too_far", "water", "household", "1")
    names = asked(known(late=frozenset({"school_roll"})), [doubt])
    assert names[0] == "water_source"
    assert names[1] == "child_at_school:7"
    assert "water_minutes" in names[2:]
    assert len(names) == len(set(names))


def test_without_a_register_nothing_is_made_up():
    assert asked(known(is_read=False, late=frozenset({"school_roll"}))) == []


def test_what_is_late_is_read_from_the_deliveries(lake_home):
    home = lake_home.home
    content = load_content(home.content_dir)
    bank = bank_of(content)
    [row] = held.rows_with(
        held.held(home, content).files("household"), {"village": [lake_home.villages[0]]}, most=1
    ).to_pylist()
    place = content.ancestors(row["village"])
    given = {"home": home, "content": content, "bank": bank, "household": row["household"]}
    now = read_known(**given, place=place, on=DAY).late
    later = read_known(**given, place=place, on=DAY + timedelta(days=900)).late
    asked_of = {each.feed for each in bank.questions.values() if each.feed}
    assert now < later <= asked_of
    # A banner that never sent anything is late with all of it.
    assert read_known(**given, place={**place, "banner": "159999"}, on=DAY).late == asked_of
