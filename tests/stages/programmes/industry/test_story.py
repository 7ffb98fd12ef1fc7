"""A project from the village's form into the lake, where it is judged like any other."""

import pytest

from shouwang.base.access import EVERYWHERE, NotFound
from shouwang.stages.programmes.industry.operations.publishing import publish_bank
from shouwang.stages.programmes.industry.queries import projects, sums
from tests.office import lake, world
from tests.stages.programmes.industry.test_bank import listed, step, when

pytestmark = pytest.mark.django_db


def test_from_the_form_to_the_judgement(own_lake_home):
    home = own_lake_home.home
    lake.keep_deliveries(home)
    found = listed()
    step(found, "fund", "approver", 30)
    step(found, "start", "township", 31)
    before = sums.concentration(
        home=home, content=world.content(), column="line", on=world.DAY, scope=EVERYWHERE
    )
    publish_bank(home=home, content=world.content(), by=world.actor("region"), **when(40))
    judged = projects.judged(
        home=home, content=world.content(), number=found.number, on=world.DAY,
        scope=world.actor("village").scope,
    )  # fmt: skip
    # Nobody benefits yet, so most of a hundred cannot be told, and nothing can be simulated.
    assert judged.row.values["state"] == "building"
    assert judged.outlook is None
    assert {"kept_share", "income_a_household", "satisfaction"} <= {
        each.item.name for each in judged.score.unknown
    }
    assert judged.cell.unknown > 0
    after = sums.concentration(
        home=home, content=world.content(), column="line", on=world.DAY, scope=EVERYWHERE
    )
    assert after.whole == before.whole + 12_000_050
    ranked = projects.ranked(
        home=home, content=world.content(), place=world.place()["banner"], on=world.DAY,
        scope=world.actor("clerk").scope,
    )  # fmt: skip
    assert found.number in [each.row.key[0] for each in ranked]
    with pytest.raises(NotFound):
        projects.judged(
            home=home, content=world.content(), number=found.number, on=world.DAY,
            scope=world.actor("village", world.ABROAD).scope,
        )  # fmt: skip
