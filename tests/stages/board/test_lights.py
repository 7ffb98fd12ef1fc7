"""Lights of a cell: lines, intervals, and what cannot be seen."""

from dataclasses import replace
from datetime import date

import pytest

from shouwang.rules.areas import Area, Areas
from shouwang.rules.practice import load_practice
from shouwang.stages.board.lights import cells
from shouwang.stages.board.measured import Measured
from tests.office import world

DAY = date(2020, 6, 30)
BANNER = "150421"


@pytest.fixture(scope="module")
def areas():
    found = load_practice(world.content().root)[1].areas
    return replace(found, areas={"assurance": found.areas["assurance"]})


def figure(indicator, value, low=None, high=None, area="assurance"):
    return Measured(indicator, area, "", "banner", BANNER, value, low=low, high=high)


def lights(areas, *, known=1.0, acted=1.0, achieved=1.0, **ends):
    told = [
        figure("area_evaluable_share", known),
        figure("area_answered_share", acted, **ends),
        figure("area_clear_share", achieved),
    ]
    [cell] = cells(told, areas=areas, on=DAY)
    return {each.light: each.state for each in cell.lights}, cell.worst


def test_good_from_the_green_line_on(areas):
    assert lights(areas, acted=0.95) == (
        {"known": "good", "acted": "good", "achieved": "good"}, "good",
    )  # fmt: skip


def test_between_yellow_and_green_is_to_be_watched(areas):
    assert lights(areas, acted=0.9)[0]["acted"] == "watch"


@pytest.mark.parametrize(("high", "state"), [(0.79, "bad"), (0.81, "watch"), (None, "bad")])
def test_bad_only_if_the_better_end_is_beyond_the_line_too(areas, high, state):
    assert lights(areas, acted=0.5, high=high)[0]["acted"] == state


@pytest.mark.parametrize("known", [None, 0.5, 0.2])
def test_where_the_ground_is_not_known_nothing_is_good(areas, known):
    found, worst = lights(areas, known=known)
    assert found == {"known": "blind", "acted": "blind", "achieved": "blind"}
    assert worst == "blind"


def test_bad_stays_bad_where_the_ground_is_not_known(areas):
    found, worst = lights(areas, known=0.3, achieved=0.1)
    assert found["achieved"] == "bad"
    assert worst == "blind"


def test_what_has_no_figure_is_blind(areas):
    [cell] = cells([figure("area_clear_share", 1.0)], areas=areas, on=DAY)
    assert [each.state for each in cell.lights] == ["blind", "blind", "blind"]


def test_lower_may_be_better(areas):
    area = areas.areas["assurance"]
    line = {key: getattr(area.lights["acted"], key) for key in ("blind", "yellow", "green")}
    turned = replace(
        area.lights["acted"], indicator="x", yellow=line["green"], green=line["yellow"]
    )
    one = Areas(areas={"a": Area("a", "", "", (), {"acted": turned})}, is_there=True)
    for value, low, state in ((0.8, None, "good"), (0.9, None, "watch"), (0.99, None, "bad"),
                              (0.99, 0.9, "watch")):  # fmt: skip
        [cell] = cells([figure("x", value, low=low, area="a")], areas=one, on=DAY)
        assert cell.lights[0].state == state
