"""``shouwang whatif``: a rehearsal on the latest run of a home."""

import json

import pytest

pytestmark = pytest.mark.slow


def whatif(call, home, *arguments):
    return call("whatif", "--home", home, *arguments)


class TestWhatif:
    def test_answers_for_the_checks_that_depend_on_it(self, call, screened_home):
        answer = whatif(call, screened_home, "--set", "hearth_money=20", "--json").json
        assert set(answer) == {"checks", "groups", "rebuilt", "seconds"}
        (change,) = answer["checks"]
        assert change["name"] == "poor_hearth"
        assert change["after"] == change["before"] + change["enter"] - change["leave"]
        assert change["enter"] > 0
        assert change["leave"] == 0
        assert answer["groups"] == {}
        assert answer["rebuilt"] == []

    def test_says_when_it_had_to_compute_again(self, call, screened_home):
        answer = whatif(call, screened_home, "--set", "year=2", "--json").json
        assert answer["rebuilt"] == ["income_per_hearth"]
        assert answer["checks"][0]["enter"] > 0
        assert (
            "A parameter sits inside income_per_hearth"
            in whatif(call, screened_home, "--set", "year=2").out
        )

    def test_groups_by_place(self, call, screened_home):
        answer = whatif(
            call, screened_home, "--set", "hearth_money=20", "--by", "district", "--json"
        ).json
        assert {code: group["name"] for code, group in answer["groups"].items()} == {
            "SK-N": "Northskerry", "SK-S": "Southskerry",
        }  # fmt: skip
        parts = [group["checks"][0]["after"] for group in answer["groups"].values()]
        assert sum(parts) == answer["checks"][0]["after"]
        done = whatif(call, screened_home, "--set", "hearth_money=20", "--by", "district")
        assert "Northskerry poor_hearth" in done.out

    def test_takes_several_at_once(self, call, screened_home):
        answer = whatif(
            call, screened_home, "--set", "hearth_money=1", "--set", "boat_age=10", "--json"
        ).json  # fmt: skip
        assert [change["name"] for change in answer["checks"]] == [
            "poor_hearth",
            "too_young_to_fish",
        ]

    def test_changes_nothing_in_the_home(self, call, screened_home):
        before = sorted(path for path in screened_home.rglob("*") if "db.sqlite3" not in path.name)
        whatif(call, screened_home, "--set", "year=2", "--json")
        assert before == sorted(
            path for path in screened_home.rglob("*") if "db.sqlite3" not in path.name
        )


class TestRefused:
    @pytest.mark.parametrize(
        ("setting", "fault"),
        [
            ("nobody=1", "there is no parameter 'nobody'"),
            ("hearth_money", "there is no parameter 'hearth_money'"),
            ("hearth_money=much", "'much' is no number"),
            ("hearth_money=1e999999999", "is no number"),
        ],
    )
    def test_settings_end_with_one(self, call, screened_home, setting, fault):
        done = whatif(call, screened_home, "--set", setting)
        assert done.code == 1
        assert fault in done.err

    def test_use_ends_with_two(self, call, screened_home):
        assert whatif(call, screened_home).code == 2
        done = whatif(call, screened_home, "--set", "hearth_money=1", "--by", "parish")
        assert done.code == 2
        assert "one of: district" in done.err

    def test_packs_that_have_changed_end_with_one(self, call, screened_home):
        runs = screened_home / "lake" / "runs"
        path = runs / (runs / "latest").read_text() / "run.json"
        text = path.read_text()
        path.write_text(json.dumps({**json.loads(text), "release": "0" * 64}))
        try:
            done = whatif(call, screened_home, "--set", "hearth_money=1")
        finally:
            path.write_text(text)
        assert done.code == 1
        assert "the packs have changed since the run" in done.err
