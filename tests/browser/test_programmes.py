"""The programmes in a browser: overview, map, records, a row, and every page of their own, both widths."""

import random

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from shouwang.lake.home import SHIPPED
from shouwang.rules.practice import load_practice
from shouwang.stages.board.models import Figure
from tests.office import both_sides, figures, lake, world

PRACTICE = load_practice(SHIPPED / "neimenggu")[1]
PROGRAMMES = PRACTICE.programmes
# Who looks at the pages of a programme: whoever may open a page and sees the most of it.
LOOKERS = ("region", "clerk", "approver", "league", "township", "village", "team")


@pytest.fixture
def lake_office(settings, transactional_db, lake_home, tmp_path, monkeypatch):
    """A home with a lake; the two sides of the world are villages in it."""
    home = lake.copied(lake_home, tmp_path / "home")
    settings.HOME = home.home.root
    sides = both_sides.settled(home)
    monkeypatch.setattr(world, "villages", lambda: tuple(village for village, _number in sides))
    for side, (_village, number) in enumerate(sides):
        world.indexed(number, side)
    return home


def keep(name):
    """Keep figures for all that a programme names."""
    made, rng, rows = figures.keep(), random.Random(name), []
    for level in ("region", "league", "banner"):
        for region in world.content().regions_of(level):
            for indicator in PROGRAMMES[name].named:
                value = float(rng.choice([0, 1, 2, 5, 13, 40]))
                if not Figure.objects.filter(
                    figure_set=made, indicator=indicator, place=region.code, area=""
                ).exists():
                    rows.append(Figure(figure_set=made, indicator=indicator, area="",
                                       level=level, place=region.code, value=value))  # fmt: skip
    Figure.objects.bulk_create(rows)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_is_looked_at(journey, lake_office, name):
    programme = PROGRAMMES[name]
    journey.sign_in("region")
    keep(name)

    journey.open("/programmes/")
    journey.sees(*(each.label for each in PROGRAMMES.values()))
    journey.follow(programme.label)
    journey.sees("等式", "指标", "规则", programme.balances[0].label)
    expect(journey.page.locator("[data-map]")).to_have_attribute("data-ready", "drawing")
    journey.look()

    for each in programme.records.values():
        journey.sign_in("clerk")
        journey.open(reverse("programmes:records", args=[name, each.feed]))
        journey.sees(each.label)
        journey.look(wide=False)
        rows = journey.page.locator("tbody th a")
        if rows.count():
            rows.first.click()
            journey.sees("内容")
            journey.look(wide=False)


@pytest.mark.parametrize("name", PROGRAMMES)
def test_its_own_pages_are_looked_at(journey, lake_office, name):
    signed_in = ""
    keep(name)
    for each in PROGRAMMES[name].pages:
        role = next(role for role in LOOKERS if role in each.roles)
        if role != signed_in:
            journey.sign_in(role)
            signed_in = role
        journey.open(reverse(each.url))
        journey.look()
