"""``shouwang packs``: lint, test, list, todo, gaps."""

import shutil

import pytest

from tests.stages.screening.island import ISLAND


@pytest.fixture
def island(tmp_path):
    """A copy of the islands that a test may spoil."""
    folder = tmp_path / "island"
    shutil.copytree(ISLAND, folder)
    return folder


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


class TestLint:
    def test_of_sound_packs_ends_well(self, call):
        done = call("packs", "lint", "--content", ISLAND)
        assert done.code == 0
        assert "3 checks" in done.out
        answer = call("packs", "lint", "--content", ISLAND, "--json").json
        assert answer["problems"] == []
        assert (answer["content"], answer["feeds"], answer["checks"]) == ("island", 3, 3)
        assert len(answer["release"]) == 64

    def test_of_the_shipped_content_is_the_default(self, call):
        assert call("packs", "lint", "--json").json["content"] == "neimenggu"

    def test_names_every_problem_with_file_and_line_and_mend(self, call, island):
        change(
            island / "packs/fishing/checks.yaml",
            "income_per_hearth < hearth_money",
            "nobody < 5 [red]x[/red]",
        )
        change(island / "packs/fishing/parameters.yaml", ', basis: "Hearth Act, article 2"', "")
        done = call("packs", "lint", "--content", island)
        assert done.code == 1
        assert done.out == ""
        assert "packs/fishing/checks.yaml:5: " in done.err
        assert "packs/fishing/parameters.yaml:5: hearth_money cites no basis → basis:" in done.err
        assert "2 problem(s)." in done.err
        answer = call("packs", "lint", "--content", island, "--json")
        assert answer.code == 1
        assert len(answer.problems) == 2
        assert set(answer.json["problems"][0]) == {"where", "message", "mend"}

    def test_answers_in_chinese_by_default(self, call, island, monkeypatch):
        monkeypatch.delenv("SHOUWANG_LANG")
        change(island / "packs/fishing/checks.yaml", "red", "pink")
        assert not call("packs", "lint", "--content", island).err.isascii()

    @pytest.mark.parametrize("content", ["nowhere", "."])
    def test_of_no_content_says_so(self, call, tmp_path, content):
        done = call("packs", "lint", "--content", tmp_path / content)
        assert done.code == 1
        assert "this is no content directory" in done.err


class TestTest:
    def test_runs_the_examples(self, call):
        done = call("packs", "test", "--content", ISLAND)
        assert done.code == 0
        assert "18 examples of 3 checks" in done.out

    def test_shows_what_came_out_instead(self, call, island):
        change(island / "packs/fishing/parameters.yaml", "value: 12.5", "value: 10.5")
        done = call("packs", "test", "--content", island, "--json")
        assert done.code == 1
        assert done.json["right"] < done.json["examples"] == 18
        assert any("clear instead of hit" in each for each in done.problems)
        assert (
            "packs/fishing/examples/poor_hearth.yaml:3: "
            in call("packs", "test", "--content", island).err
        )

    def test_names_checks_that_are_not_shown(self, call, island):
        (island / "packs/fishing/examples/empty_nets.yaml").unlink()
        done = call("packs", "test", "--content", island)
        assert done.code == 1
        assert "empty_nets has no example that is: clear, hit, not_evaluable" in done.err


class TestList:
    def test_shows_the_checks(self, call, island):
        change(island / "packs/fishing/checks.yaml", "basis: Hearth Act, article 2",
               "basis: '[S1] Hearth Act, article 2'")  # fmt: skip
        done = call("packs", "list", "--content", island)
        assert done.code == 0
        assert "poor_hearth" in done.out
        assert "[S1] Hearth Act" in done.out

    def test_gives_what_each_rests_on(self, call):
        rows = {
            row["name"]: row for row in call("packs", "list", "--content", ISLAND, "--json").json
        }
        assert set(rows) == {"poor_hearth", "empty_nets", "too_young_to_fish"}
        assert rows["poor_hearth"]["feeds"] == ["catch", "homestead", "islander"]
        assert rows["empty_nets"]["status"] == "to-verify"
        assert rows["too_young_to_fish"]["of"] == "person"
        for row in rows.values():
            assert {"name", "label", "area", "severity", "basis", "status", "feeds"} <= set(row)
            assert row["label"]
            assert row["basis"]


class TestTodo:
    def test_lists_what_is_to_be_verified(self, call):
        (row,) = call("packs", "todo", "--content", ISLAND, "--json").json
        assert (row["name"], row["value"], row["unit"]) == ("lean_catch", "80", "kg")
        assert row["checks"] == ["empty_nets"]
        assert row["where"].startswith("packs/fishing/parameters.yaml:")
        done = call("packs", "todo", "--content", ISLAND)
        assert "1 value(s) to verify." in done.out

    def test_gives_money_as_it_is_written(self, call, island):
        change(island / "packs/fishing/parameters.yaml", 'basis: "Hearth Act, article 2"}',
               'basis: "Hearth Act, article 2", status: to-verify}')  # fmt: skip
        rows = call("packs", "todo", "--content", island, "--json").json
        assert {row["name"]: row["value"] for row in rows}["hearth_money"] == "12.5"


class TestGaps:
    def test_show_what_no_check_says_whole(self, call, island):
        why = "no feed tells it, and no officer could " * 5
        (island / "not_expressed.yaml").write_text(
            f"- {{what: Contentment, why: '{why}[so]'}}\n", encoding="utf-8"
        )
        done = call("packs", "gaps", "--content", island)
        assert done.code == 0
        assert "Contentment" in done.out
        assert "".join(done.out.split()).count("couldnofeed") == 4
        assert "[so]" in done.out
        assert "1 thing(s) no check says." in done.out
        (row,) = call("packs", "gaps", "--content", island, "--json").json
        assert row == {
            "what": "Contentment", "why": f"{why}[so]", "where": "not_expressed.yaml:1",
        }  # fmt: skip

    def test_are_none_where_none_are_listed(self, call):
        assert call("packs", "gaps", "--content", ISLAND, "--json").json == []

    def test_of_the_shipped_content_have_reasons(self, call):
        rows = call("packs", "gaps", "--json").json
        assert len(rows) > 30
        assert all(row["what"] and row["why"] for row in rows)

    def test_that_are_faulty_are_linted(self, call, island):
        (island / "not_expressed.yaml").write_text("- what: Contentment\n", encoding="utf-8")
        done = call("packs", "lint", "--content", island)
        assert done.code == 1
        assert "not_expressed.yaml:1: why is missing" in done.err
