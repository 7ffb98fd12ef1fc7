"""What the page of a household shows is checked against packs and contracts."""

from dataclasses import replace

import pytest

from shouwang.lake.home import SHIPPED
from shouwang.rules.household_page import Line, lint_household_page, load_household_page, sentence
from shouwang.rules.load import load_policy


@pytest.fixture(scope="module")
def policy():
    return load_policy(SHIPPED / "neimenggu", known_release="known")


def test_the_shipped_page_is_sound(policy):
    page = load_household_page(policy)
    assert {light.name for light in page.lights} == {"education", "medical", "housing", "water"}


@pytest.mark.parametrize(
    "line",
    [
        Line("nothing", "day", sentence("x")),
        Line("medical_claim", "settled_date", sentence("{colour}")),
        Line("medical_claim", "colour", sentence("x")),
        Line("helper", "started_date", sentence("{helper_phone}")),
        Line("price", "priced_date", sentence("x")),
    ],
)
def test_what_nobody_knows_or_may_say_is_told(policy, line):
    page = replace(load_household_page(policy), timeline=(line,))
    assert list(lint_household_page(page, policy))
