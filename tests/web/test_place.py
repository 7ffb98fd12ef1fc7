"""How places are called on a page: as far as the reader's own area leaves it open."""

import pytest
from django.template import Context, Template

from shouwang.base.access import Scope
from shouwang.web import place
from tests.office import world

pytestmark = pytest.mark.django_db


def names(*levels):
    above = world.content().ancestors(world.villages()[0])
    return " ".join(world.content().regions[above[level]].name for level in levels)


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("", ("league", "banner", "township", "village")),
        ("region", ("league", "banner", "township", "village")),
        ("league", ("banner", "township", "village")),
        ("banner", ("township", "village")),
        ("township", ("village",)),
        ("village", ("village",)),
    ],
)
def test_a_village_is_named_below_the_area_of_the_reader(level, said):
    assert place.name_within(world.villages()[0], level) == names(*said)


def test_one_s_own_place_has_its_own_name():
    banner = world.place()["banner"]
    assert place.name_within(banner, "banner") == names("banner")
    assert place.name_within(banner, "township") == names("banner")


def test_what_is_no_place_has_no_name():
    assert place.name_within("nowhere", "banner") == ""


def test_the_tag_asks_whose_page_it_is(rf):
    request = rf.get("/")
    page = Template("{% where code %}")
    shown = {"code": world.villages()[0], "request": request}
    request.scope = Scope(frozenset({"1505"}), "league", frozenset({"1505"}))
    assert page.render(Context(shown)) == names("banner", "township", "village")
    request.scope = Scope(frozenset({"150521"}), "banner", frozenset({"150521"}))
    assert page.render(Context(shown)) == names("township", "village")


@pytest.mark.parametrize(
    ("role", "levels"), [("clerk", ("township", "village")), ("village", ("village",))]
)
def test_a_list_of_measures_says_where(sign_in, role, levels):
    world.indexed(150105000058)
    world.measure(150105000058)
    assert f"<small>{names(*levels)}</small>" in sign_in(role).get("/measures/").content.decode()
