"""Signs of ticking boxes: they show where the whole interval is beyond the line, of enough."""

from dataclasses import replace
from datetime import date

import pytest

from shouwang.base.errors import InputProblems
from shouwang.calc.proportions import wilson
from shouwang.rules.signs import FILE, Signs, lint_signs, load_signs
from shouwang.stages.board.measured import Measured
from shouwang.stages.board.signs import signs_in
from tests.office import world

DAY = date(2020, 6, 30)


def figure(above, below, indicator="visits_month_end_share"):
    share = wilson(above, below)
    return Measured(indicator, "", "", "banner", "150421", share.value, above, below, share.low,
                    share.high)  # fmt: skip


@pytest.mark.parametrize(
    ("above", "below", "names"),
    [
        (500, 1000, ["month_end"]),
        (100, 1000, []),
        (310, 1000, []),  # beyond the line, but not beyond chance
        (10, 10, []),  # too few to tell
    ],
)
def test_a_sign_shows_beyond_chance_and_of_enough(above, below, names):
    found = signs_in([figure(above, below)], rules=load_signs(world.content()), on=DAY)
    assert [each.sign.name for each in found] == names


def test_before_the_first_line_nothing_is_a_sign():
    rules = load_signs(world.content())
    assert signs_in([figure(900, 1000)], rules=rules, on=date(2019, 1, 1)) == []


def test_the_shipped_signs_rest_on_indicators_that_are_there():
    rules = load_signs(world.content())
    assert len(rules.signs) == 4
    assert list(lint_signs(rules, [each.indicator for each in rules.signs.values()])) == []
    assert len(list(lint_signs(rules, []))) == 4


def test_a_content_may_know_no_signs(tmp_path):
    assert load_signs(replace(world.content(), root=tmp_path)) == Signs()


def test_faults_are_told_together(tmp_path):
    text = (world.content().root / FILE).read_text(encoding="utf-8")
    text = text.replace("name: month_end", "name: same_minute").replace("together:", "to_gether:")
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        load_signs(replace(world.content(), root=tmp_path))
    assert len(caught.value.problems) == 3
