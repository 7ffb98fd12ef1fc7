"""The pages of all programmes, over a small lake: figures, records, single rows; nothing foreign."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from shouwang.lake.home import SHIPPED
from shouwang.rules.practice import load_practice
from shouwang.stages.register.queries import index
from shouwang.stages.register.queries.rows import Wanted, rows
from shouwang.web.record_keys import token_of
from tests.office import both_sides, lake, world

pytestmark = pytest.mark.django_db
PROGRAMMES = load_practice(SHIPPED / "neimenggu")[1].programmes
LISTS = [(each.name, feed) for each in PROGRAMMES.values() for feed in each.records]
ROLES = ("village", "township", "clerk", "league", "region")
BAD_TOKENS = ("x", "W10", "WzFd", "WyJhIiwiYiJd", "WyJub25lIl0", "%00", "[[[[", quote("好"))


@pytest.fixture(scope="module")
def home(lake_home, tmp_path_factory):
    return lake.copied(lake_home, tmp_path_factory.mktemp("programmes") / "home")


@pytest.fixture(autouse=True)
def settled(settings, home, monkeypatch):
    settings.HOME = home.home.root
    sides = both_sides.settled(home)
    monkeypatch.setattr(world, "villages", lambda: tuple(village for village, _number in sides))
    for side, (_village, number) in enumerate(sides):
        world.indexed(number, side)
    both_sides.plant_figures(world.HOME)
    return home.home


def found_rows(home, feed, role, *, is_shared, side=world.HOME):
    return rows(
        home=home, content=world.content(), feed=feed, on=world.DAY,
        wanted=Wanted(limit=1000, is_shared=is_shared), scope=world.actor(role, side).scope,
    )  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMMES)
@pytest.mark.parametrize("role", [*ROLES, "auditor"])
def test_the_overview_answers_whoever_may_read_it(sign_in, name, role):
    answer = sign_in(role).get(reverse("programmes:overview", args=[name]))

    assert answer.status_code == 200
    assert PROGRAMMES[name].label in answer.content.decode()


def test_the_list_names_every_programme(sign_in):
    body = sign_in("region").get(reverse("programmes:list")).content.decode()

    assert all(each.label in body for each in PROGRAMMES.values())


@pytest.mark.parametrize(("name", "feed"), LISTS)
@pytest.mark.parametrize("role", ROLES)
def test_every_row_shown_lies_in_the_readers_area(settled, name, feed, role):
    content, scope = world.content(), world.actor(role).scope
    is_shared = PROGRAMMES[name].records[feed].is_shared
    for each in found_rows(settled, feed, role, is_shared=is_shared):
        if each.household is not None:
            family = index.households(numbers=[each.household], on=world.DAY, scope=scope)
            around = family[each.household].place if family else None
            # Those beside the planted two are in no index here: their place is in the lake.
            assert around is None or scope.covers(around, each.household)
        elif scope.level in each.place:
            assert scope.covers(each.place)
        else:
            assert is_shared or role == "region"
            own = content.ancestors(world.region_of(role))
            assert role == "region" or each.place["banner"] == own["banner"]


@pytest.mark.parametrize(("name", "feed"), LISTS)
def test_lists_and_rows_open(settled, sign_in, name, feed):
    client = sign_in("clerk")
    records = PROGRAMMES[name].records[feed]
    assert client.get(reverse("programmes:records", args=[name, feed])).status_code == 200
    seen = found_rows(settled, feed, "clerk", is_shared=records.is_shared)
    for each in seen[:2]:
        address = reverse("programmes:record", args=[name, feed, token_of(each.key)])
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(("name", "feed"), LISTS)
def test_a_row_abroad_is_not_there(settled, sign_in, name, feed):
    records = PROGRAMMES[name].records[feed]
    here = {each.key for each in found_rows(settled, feed, "clerk", is_shared=records.is_shared)}
    abroad = [each for each in found_rows(settled, feed, "clerk", is_shared=records.is_shared,
                                          side=world.ABROAD) if each.key not in here]  # fmt: skip
    client = sign_in("clerk")
    for each in abroad[:2]:
        address = reverse("programmes:record", args=[name, feed, token_of(each.key)])
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", BAD_TOKENS)
def test_what_is_no_key_is_not_there(sign_in, token):
    address = f"/programmes/industry/records/project/{token}/"

    assert sign_in("clerk").get(address).status_code in {400, 404}


@pytest.mark.parametrize(
    "address",
    ["/programmes/none/", "/programmes/none/records/project/", "/programmes/industry/records/x/",
     "/programmes/industry/?place=999999", "/programmes/industry/records/project/?place=999999",
     "/programmes/industry/records/project/?after=x"],
)  # fmt: skip
def test_what_is_not_there_is_told_so(sign_in, address):
    assert sign_in("clerk").get(address).status_code == 404


def test_a_foreign_place_is_not_there(sign_in):
    foreign = world.place(world.ABROAD)["banner"]
    client = sign_in("clerk")

    assert client.get(f"/programmes/industry/?place={foreign}").status_code == 404
    assert client.get(
        f"/programmes/industry/records/project/?place={foreign}"
    ).status_code == 404  # fmt: skip


def test_a_large_feed_is_not_browsed_over_the_region(sign_in):
    large = [
        (name, feed) for name, feed in LISTS if world.content().contracts[feed].size == "large"
    ]
    client = sign_in("region")

    assert large
    for name, feed in large:
        body = client.get(reverse("programmes:records", args=[name, feed])).content.decode()
        assert "先选一个地方" in body


def test_words_that_are_no_filter_change_nothing(sign_in):
    client = sign_in("clerk")
    address = reverse("programmes:records", args=["industry", "project"])
    plain = client.get(address).context["count"]

    for query in ("state=<script>", "category=nothing", "q=%3Cscript%3E", "page=7"):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
    assert client.get(f"{address}?state=nothing").context["count"] == plain
