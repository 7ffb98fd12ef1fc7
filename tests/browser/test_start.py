"""Everybody signs in and stands before their first page, at the desk and on the phone."""

import pytest

from tests.office import world


@pytest.mark.parametrize("role", world.LEVELS)
def test_everybody_signs_in(journey, role):
    journey.sign_in(role)
    assert journey.page.locator("main h1").count() == 1
    journey.look()


def test_the_page_to_sign_in(journey):
    journey.open("/accounts/sign-in/")
    journey.look()


def test_a_wrong_password_is_told(journey):
    world.account("township")
    journey.open("/accounts/sign-in/")
    journey.page.fill("[name=username]", "township-0")
    journey.page.fill("[name=password]", "guess")
    journey.page.locator("main button").first.click()
    assert journey.page.locator("[name=password]").is_visible()
    journey.look(wide=False)
