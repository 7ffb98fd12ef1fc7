"""What villages are asked: counted once, in minutes, within the scope."""

from datetime import timedelta

import pytest

from shouwang.base.access import EVERYWHERE, NotFound
from shouwang.lake.home import SHIPPED
from shouwang.rules.burden import load_burden
from shouwang.rules.load import load_policy
from shouwang.stages.board.models import Asked
from shouwang.stages.board.operations import burden
from shouwang.stages.board.queries import burden as known
from shouwang.stages.org.models import AuditEntry
from tests.office import world
from tests.office.world import ABROAD, AT, DAY, HOME

pytestmark = pytest.mark.django_db
WHEN = {"at": AT, "on": DAY}


@pytest.fixture(scope="module")
def policy():
    return load_policy(SHIPPED / "neimenggu")


def ask(fields, by=None, subject="form:1", **when):
    content = world.content()
    return burden.record_asked(
        content=content, burden=load_burden(content), subject=subject, name="月报表",
        fields=fields, by=by or world.actor("region"), **{**WHEN, **when},
    )  # fmt: skip


def test_what_is_asked_twice_on_a_day_counts_once():
    village = world.villages()[HOME]
    assert ask({village: 4}) == 1
    ask({village: 4})
    assert Asked.objects.count() == 1
    assert Asked.objects.get().minutes == 8  # burden.yaml: two minutes a cell


def test_nobody_asks_villages_outside_their_area():
    with pytest.raises(NotFound):
        ask(dict.fromkeys(world.villages(), 3), by=world.actor("clerk"))
    assert not Asked.objects.exists()
    assert not AuditEntry.objects.filter(what="record_asked").exists()


def test_the_load_of_a_village_is_its_forms_and_its_visits(policy):
    village = world.villages()[HOME]
    ask({village: 5})
    ask({village: 1}, subject="form:2")
    ask({village: 9}, subject="form:3", on=DAY - timedelta(days=40))  # another month
    world.visit(7)
    found = known.loads(
        burden=load_burden(policy.content), level="village", on=DAY, scope=EVERYWHERE
    )
    assert [(each.place, each.forms, each.fields, each.visits) for each in found] == [
        (village, 2, 6, 1)
    ]
    assert found[0].minutes == 2 * 6 + 6
    abroad = known.loads(
        burden=load_burden(policy.content), level="village", on=DAY,
        scope=world.actor("clerk", ABROAD).scope,
    )  # fmt: skip
    assert abroad == []


def test_a_form_asked_in_two_leagues_is_one_form_of_the_region(policy):
    ask(dict.fromkeys(world.villages(), 2))
    tell = {"policy": policy, "on": DAY, "scope": EVERYWHERE}
    assert list(known.tallies(measure="asked", level="region", **tell).values()) == [(1, None)]
    by_league = known.tallies(measure="asked", level="league", **tell)
    assert sorted(by_league.values()) == [(1, None), (1, None)]
    minutes = known.tallies(measure="minutes", level="region", **tell)
    assert list(minutes.values()) == [(8, None)]
