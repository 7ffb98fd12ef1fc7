"""Pages of the four that are not taken away: one page a banner, comparison, explanations."""

import pytest
from django.urls import reverse

from shouwang.stages.programmes.stability.models import Explanation
from tests.office import world

pytestmark = pytest.mark.django_db
BANNER = world.place()["banner"]


def path(name, *args):
    return reverse(f"stability:{name}", args=args)


def body(answer):
    return answer.content.decode()


@pytest.fixture
def in_lake(settings, lake_home):
    settings.HOME = lake_home.home.root
    return world.content().ancestors(lake_home.villages[0])["banner"]


@pytest.mark.parametrize("name", ["banner", "policies", "helpers", "heads"])
def test_a_banner_of_the_lake_is_shown_to_the_region(sign_in, in_lake, name):
    answer = sign_in("region").get(path(name, in_lake))
    assert answer.status_code == 200
    assert "<script>" not in body(answer)


def test_the_four_stand_on_one_page(sign_in, in_lake):
    text = body(sign_in("region").get(path("banner", in_lake)))
    for word in ("责任", "政策", "帮扶", "监管", "近 12 个月应发"):
        assert word in text


def test_the_people_of_a_policy_are_listed_and_an_unknown_policy_is_not_found(sign_in, in_lake):
    client = sign_in("region")
    assert (
        client.get(path("lost", in_lake, "living_subsidy"), {"basis": "lately"}).status_code == 200
    )
    assert client.get(path("lost", in_lake, "weather")).status_code == 404
    assert client.get(path("policies", in_lake), {"basis": "nonsense"}).status_code == 200


def test_all_banners_are_listed_for_the_region_and_ones_own_opened_for_the_banner(sign_in, in_lake):
    assert sign_in("region").get(path("banners")).status_code == 200
    answer = sign_in("clerk").get(path("banners"))
    assert (answer.status_code, answer.headers["Location"]) == (302, path("banner", BANNER))


def test_what_is_explained_goes_to_the_region_and_is_decided(sign_in):
    sent = {"matter": "leader", "key": "t1", "words": "组织需要", "document": "盟委12号"}
    answer = sign_in("clerk").post(path("explain", BANNER), sent)
    made = Explanation.objects.get()
    assert answer.headers["Location"] == path("explanation", made.pk)
    client = sign_in("region")
    assert "等着认定" in body(client.get(path("explanations")))
    answer = client.post(path("decide", made.pk), {"version": 1, "answer": "refuse"})
    assert answer.status_code == 422
    client.post(path("decide", made.pk), {"version": 1, "answer": "accept"})
    made.refresh_from_db()
    assert made.state == "accepted"


def test_a_bad_explanation_says_all_that_is_wrong_and_keeps_what_was_typed(sign_in):
    answer = sign_in("clerk").post(
        path("explain", BANNER),
        {"matter": "x", "key": "", "words": "<b>为什么</b>", "document": ""},
    )
    assert answer.status_code == 422
    assert "有 3 处要改" in body(answer)
    assert "&lt;b&gt;为什么" in body(answer)
    assert not Explanation.objects.exists()


def test_other_banners_are_not_found(sign_in):
    foreign = world.place(world.ABROAD)["banner"]
    client = sign_in("clerk")
    for name in ("banner", "policies", "helpers", "heads", "explain"):
        assert client.get(path(name, foreign)).status_code == 404, name
