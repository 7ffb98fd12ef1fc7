"""The invented country: other levels, other money, other tables, and no change to code."""

import json

import pytest
from typer.testing import CliRunner

from shouwang.cli.main import app
from shouwang.rules.load import load_policy
from shouwang.stages.screening.trial import lacking_examples, run_examples


@pytest.fixture(scope="module")
def folder(root):
    return root.parent / "island"


@pytest.fixture(scope="module")
def island(folder):
    return load_policy(folder, examples=True)


@pytest.fixture(scope="module")
def answer(folder):
    result = CliRunner().invoke(
        app,
        ["--lang", "en", "screen", "--content", str(folder), "--tables", str(folder / "tables"),
         "--as-of", "1908-12-31", "--json"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_it_shares_nothing_with_inner_mongolia(island, content):
    assert not set(island.content.levels) & set(content.levels)
    assert island.content.money_unit != content.money_unit
    assert island.content.money_minor == 1000
    assert not set(island.content.contracts) & set(content.contracts)
    assert {each.key_type for each in island.content.subjects.values()} == {"text"}


def test_its_examples_come_out_as_they_say(island):
    wrong = [trial for trial in run_examples(island) if not trial.is_right]

    assert [(each.example.where, each.outcome) for each in wrong] == []
    assert lacking_examples(island) == []


def test_its_ten_homesteads_are_screened_as_worked_out_by_hand(answer):
    counted = {
        each["name"]: (each["hit"], each["clear"], each["not_evaluable"])
        for each in answer["checks"]
    }

    assert (answer["households"], answer["persons"]) == (9, 10)
    assert counted == {
        # kirk-2 has 5.250 crowns a hearth, moor-1 12.499, bay-1 8.875; moor-3 tells no wool
        "poor_hearth": (3, 5, 1),
        # kirk-2 landed 60 kg since July
        "empty_nets": (1, 8, 0),
        # b is twelve and gathered whelks
        "too_young_to_fish": (1, 9, 0),
    }
    assert answer["findings"] == 5
