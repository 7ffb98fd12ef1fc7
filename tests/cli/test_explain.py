"""``shouwang explain``: the tree of one household and one check."""

import pytest

from shouwang.cli import explain as module
from shouwang.cli.output import console
from shouwang.lake.home import create_home

pytestmark = pytest.mark.slow


class TestExplain:
    def test_shows_values_rows_parameters_and_articles(self, call, screened_home):
        done = call("explain", "kirk-2", "poor_hearth", "--home", screened_home)
        text = " ".join(done.out.replace("│", " ").split())
        assert done.code == 0
        for part in (
            "Income a hearth too low · kirk-2 · 1908-12-31", "Hearth Act, article 2", "kirk-2: hit",
            "5.25 crowns a hearth, less than 12.5", "Income from wool = 0 SKC/year", "delivery 1 row 2",
            "(wool_income + fish_paid / year - rent) / hearths", "Landed on 1908-03-02, Paid 10",
        ):  # fmt: skip
            assert part in text, part

    def test_gives_the_same_as_a_document(self, call, screened_home):
        answer = call("explain", "kirk-2", "poor_hearth", "--home", screened_home, "--json").json
        assert answer["outcome"] == "hit"
        assert answer["tables"] == "snapshot 3"
        wool = answer["subjects"][0]["tree"]["parts"][0]["parts"][0]
        assert wool["source"] == {
            "feed": "homestead", "label": "Homesteads", "department": "Crown Office",
            "version": "0", "period": wool["source"]["period"], "delivery": 1, "row": 2,
        } | {"version": wool["source"]["version"]}  # fmt: skip

    def test_of_persons_shows_each(self, call, screened_home):
        answer = call(
            "explain", "kirk-1", "too_young_to_fish", "--home", screened_home, "--json"
        ).json
        assert [each["key"] for each in answer["subjects"]] == ["b", "a"]
        assert [each["outcome"] for each in answer["subjects"]] == ["hit", "clear"]

    def test_of_a_household_that_left_shows_nobody(self, call, screened_home):
        done = call("explain", "bay-2", "poor_hearth", "--home", screened_home)
        assert done.code == 0
        assert "no subject" in done.out

    @pytest.mark.parametrize(
        ("arguments", "fault"),
        [
            (("nobody", "poor_hearth"), "the register does not know this household"),
            (("kirk-1", "no_such"), "there is no such check"),
        ],
    )
    def test_of_what_nobody_knows_ends_with_one(self, call, screened_home, arguments, fault):
        done = call("explain", *arguments, "--home", screened_home)
        assert done.code == 1
        assert fault in done.err
        assert call("explain", *arguments, "--home", screened_home, "--json").problems

    def test_without_a_run_says_what_to_do(self, call, tmp_path):
        create_home(tmp_path / "home", content="island")
        done = call("explain", "kirk-1", "poor_hearth", "--home", tmp_path / "home")
        assert done.code == 1
        assert "shouwang screen" in done.err


def test_brackets_in_data_are_no_markup():
    explanation = {
        "label": "[red]x[/red]", "household": "[/a]", "as_of": "1908-12-31", "basis": "[S1]", "outcome": "hit",
        "subjects": [{"subject": "household", "key": "[/b]", "outcome": "hit", "message": "[/c] said",
                      "tree": {"parts": [
                          {"kind": "column", "label": "[/d]", "value": "[/e]", "unit": "1",
                           "source": {"department": "[/f]", "label": "[/g]"}},
                          {"kind": "row", "label": "l", "values": {"[/h]": "[/i]"}, "counts": None,
                           "source": {"department": "d", "label": "l", "row": 3}},
                      ]}}],
    }  # fmt: skip
    with console.capture() as captured:
        module.show(explanation)
    for part in ("[red]x[/red]", "[/a]", "[S1]", "[/b]", "[/c]", "[/d]", "[/e]", "[/f]", "[/h] [/i]",
                 "row 3", "not known whether it counts"):  # fmt: skip
        assert part in captured.get(), part
