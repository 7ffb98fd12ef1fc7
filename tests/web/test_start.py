"""The frame of every page: who is signed in, what they may open, the day, the headers."""

import pytest

from tests.office import world

pytestmark = pytest.mark.django_db


def test_a_stranger_is_asked_to_sign_in(client):
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/sign-in/?next=/"


def test_the_password_opens(client):
    world.account("township")
    answer = client.post(
        "/accounts/sign-in/", {"username": "township-0", "password": world.PASSWORD}
    )
    assert answer.status_code == 302


def test_a_wrong_password_does_not(client):
    world.account("township")
    answer = client.post("/accounts/sign-in/", {"username": "township-0", "password": "guess"})
    assert answer.status_code == 200


def test_the_day_of_a_demo_is_shown(sign_in):
    page = sign_in("township").get("/").content.decode()
    assert "2020-06-30" in page
    assert "数据均为虚构" in page


def test_every_answer_carries_a_strict_policy(client):
    policy = client.get("/accounts/sign-in/").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_english_is_one_click_away(sign_in):
    client = sign_in("township")
    client.post("/language/", {"language": "en"})
    assert 'lang="en"' in client.get("/").content.decode()
