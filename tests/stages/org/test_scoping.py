"""The first filter: by place, by household, and nothing where a record is of no household."""

from dataclasses import replace

import pytest

from shouwang.base.access import EVERYWHERE, NOWHERE, Scope
from shouwang.stages.cases.models import Campaign, CampaignVillage, Lead, LeadFinding
from shouwang.stages.org.scoping import within
from tests.office import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads():
    return world.lead(1), world.lead(2), world.lead(3, world.ABROAD)


def seen(scope):
    return set(within(Lead.objects.all(), scope).values_list("household", flat=True))


def village_scope():
    village = world.place()["village"]
    return Scope(frozenset({village}), "village", frozenset({village}))


def test_a_place_sees_its_own(leads):
    assert seen(EVERYWHERE) == {1, 2, 3}
    assert seen(village_scope()) == {1, 2}
    assert seen(NOWHERE) == set()


def test_who_is_responsible_sees_their_households_alone(leads):
    only = replace(village_scope(), households=frozenset({2, 3}))
    assert seen(only) == {2}
    findings = within(LeadFinding.objects.all(), only, path="lead__")
    assert {each.lead.household for each in findings} == {2}


def test_who_is_responsible_sees_nothing_of_no_household(leads):
    campaign = Campaign.objects.create(
        name="x", region="150000", level="region", who="all", start_date=world.DAY,
        until_date=world.DAY, made_by="x", made_date=world.DAY,
    )  # fmt: skip
    CampaignVillage.objects.create(campaign=campaign, **world.place())
    parts = CampaignVillage.objects.all()
    assert within(parts, village_scope()).count() == 1
    only = replace(village_scope(), households=frozenset({2}))
    assert within(parts, only).count() == 0
