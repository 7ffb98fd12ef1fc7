"""Weights are a document: what was written is read again, and nothing else is taken for one."""

import json
from datetime import date

import pytest

from shouwang.base.errors import InputProblems
from shouwang.calc.linkage.comparisons import all_comparisons, comparisons_of, splink_settings
from shouwang.calc.linkage.explain import why
from shouwang.calc.linkage.weights import (
    Weights,
    chances_of,
    read_weights,
    shipped_weights,
    write_weights,
)

WEIGHTS = Weights(
    "trial",
    "rows.csv",
    date(2020, 6, 30),
    "5.0.0",
    {"sex": {"same": (0.99, 0.5), "different": (0.01, 0.5)}},
)


def test_what_was_written_is_read_again(tmp_path):
    write_weights(WEIGHTS, tmp_path / "w.json")
    assert read_weights(tmp_path / "w.json") == WEIGHTS


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", "nonsense", json.dumps({**WEIGHTS.as_json(), "format": 99}),
     json.dumps({**WEIGHTS.as_json(), "comparisons": {"sex": {"same": {"m": 2, "u": 0.1}}}})],
)  # fmt: skip
def test_anything_else_is_refused(tmp_path, text):
    path = tmp_path / "w.json"
    path.write_text(text)
    with pytest.raises(InputProblems):
        read_weights(path)


def test_a_missing_file_is_a_problem(tmp_path):
    with pytest.raises(InputProblems, match=r"w\.json"):
        read_weights(tmp_path / "w.json")


def test_the_shipped_weights_know_every_level_of_their_comparisons():
    weights = shipped_weights("chinese")
    known = {each.name: {level.name for level in each.levels} for each in all_comparisons()}
    assert {name: set(levels) for name, levels in weights.chances.items()} == {
        name: known[name] for name in weights.chances
    }


@pytest.mark.parametrize("weights", [None, WEIGHTS, shipped_weights("chinese")])
def test_chances_add_up(weights):
    for levels in chances_of(all_comparisons(), weights).values():
        assert sum(m for m, _u in levels.values()) == pytest.approx(1)
        assert sum(u for _m, u in levels.values()) == pytest.approx(1)


def test_a_comparison_is_made_where_its_columns_are():
    made = comparisons_of(["sex", "village", "given_name"])
    assert [each.name for each in made] == ["given_name", "sex", "village"]
    assert "exchanged" not in [level.name for level in made[0].levels]


def test_settings_leave_nothing_to_train():
    made = comparisons_of(["sex"])
    settings = splink_settings(made, chances_of(made, None), prior=0.1)
    (comparison,) = settings["comparisons"]
    rest = comparison["comparison_levels"][1:]
    assert all(level["m_probability"] and level["u_probability"] for level in rest)


def test_every_level_has_its_words():
    for comparison in all_comparisons():
        for level in comparison.levels:
            said = why([(comparison, level)])
            assert f"{comparison.name}: {level.name}" not in said
