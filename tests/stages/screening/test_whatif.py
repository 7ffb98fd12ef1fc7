"""A rehearsal gives what two runs give: one before the change, one after it."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from shouwang.base.errors import InputProblems
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import screen_compiled
from shouwang.stages.screening.tables import open_folder
from shouwang.stages.screening.whatif import Change, parse_settings, rehearse
from tests.rules.vale import BASE, ON, check, policy_of, random_tables, run_tables, write_tables

CROSSING = (BASE / "crossing.yaml").read_text(encoding="utf-8")
CHECKS = "".join(
    check(*each)
    for each in (
        ("poor", "household", "wool_a_head < wool_line"),
        ("poor_and_grown", "household", "wool_a_head < wool_line and grown_heads > 0"),
        ("young", "person", "age < grown and (bed_nights >= few_nights or visits = 0)"),
        ("house_lively", "household", "lively"),
        ("well_walled", "household", "walls = good_walls"),
        ("long_here", "household", "built_on < months_before(as_of, window)"),
        ("lately", "person", "back_lately > 0"),
        ("other", "household", "moved"),
        ("later", "household", "wool > 0 and heads * late_law / heads > late_law / 2"),
        ("mill", "mill", "mill_net < wool_line * mill_heads / stones"),
    )
)
MORE = """\
- {name: back_lately, label: B, of: person, from: visit, count: rows, where: "seen_on > months_before(as_of, window)"}
- {name: mill_heads, label: M, of: mill, unit: person, formula: heads}
"""


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    return policy_of(tmp_path_factory.mktemp("policy"), CROSSING + MORE, CHECKS)


@pytest.fixture(scope="module")
def folder(policy, tmp_path_factory):
    tables = random_tables(Random(5), hearths=40)
    return write_tables(tmp_path_factory.mktemp("tables"), policy.content, tables)


@pytest.fixture(scope="module")
def before(policy, folder, tmp_path_factory):
    """The run that is rehearsed on, and the folder with the values it has kept."""
    scratch = tmp_path_factory.mktemp("before")
    return run_tables(policy, folder, scratch=scratch), scratch


def rehearsed(policy, folder, before, scratch, texts, *, by=""):
    tables = open_folder(folder, policy.content, scratch=scratch)
    _run, kept = before
    asked = []

    def rebuild(compiled, target):
        asked.append(compiled)
        paths = {f"values:{name}": target / f"{name}.parquet" for name in compiled.subjects}
        with FileSink(paths, keeps_values=True) as sink:
            screen_compiled(compiled, policy, tables, sink=sink, threads=1, memory="500MB")
        return {name.removeprefix("values:"): path for name, path in paths.items()}

    found = rehearse(
        policy, parse_settings(policy, texts), on=ON, by=by, scratch=scratch, rebuild=rebuild,
        values={name: kept / f"{name}.parquet" for name in {c.of for c in policy.checks.values()}},
    )  # fmt: skip
    return found, bool(asked)


def by_runs(policy, folder, before, scratch, texts):
    """Return what two runs say: check → change, and hundred → check → change."""
    changed = replace(policy, settings=parse_settings(policy, texts))
    (scratch / "after").mkdir()
    after = run_tables(changed, folder, scratch=scratch / "after").findings
    then = {(f["check"], f["key"], f["hundred"]) for f in before[0].findings}
    now = {(f["check"], f["key"], f["hundred"]) for f in after}
    sets = (then, now, now - then, then - now)
    all_ = [Counter(each[0] for each in found) for found in sets]
    places = [Counter((each[2], each[0]) for each in found) for found in sets]
    return (
        {name: Change(*(count[name] for count in all_)) for name in policy.checks},
        lambda place, name: Change(*(count[place, name] for count in places)),
    )


class TestRehearsal:
    @pytest.mark.parametrize(
        ("texts", "affected", "rebuilt"),
        [
            (["wool_line=20"], {"poor", "poor_and_grown", "mill"}, set()),
            (["wool_line=0"], {"poor", "poor_and_grown", "mill"}, set()),
            (["few_nights=1"], {"young"}, set()),
            (["good_walls=turf"], {"well_walled"}, set()),
            (["window=12"], {"long_here", "lately"}, {"back_lately"}),
            (["grown=30"], {"young", "house_lively", "poor_and_grown"},
             {"is_grown", "grown_heads", "of_lively_house", "lively"}),
            (["grown=3", "wool_line=15"], {"young", "house_lively", "poor_and_grown", "poor", "mill"},
             {"is_grown", "grown_heads", "of_lively_house", "lively"}),
            (["late_law=1"], {"later"}, set()),
        ],
    )  # fmt: skip
    def test_is_what_two_runs_say(self, policy, folder, before, tmp_path, texts, affected, rebuilt):
        found, was_rebuilt = rehearsed(policy, folder, before, tmp_path, texts)

        right, _places = by_runs(policy, folder, before, tmp_path, texts)
        assert dict(found.checks) == {name: right[name] for name in affected}
        assert set(found.rebuilt) == rebuilt
        assert was_rebuilt is (bool(rebuilt) or texts == ["late_law=1"])
        assert found.groups == {}

    @pytest.mark.parametrize("texts", [["wool_line=20"], ["grown=30"], ["late_law=1"]])
    def test_is_told_by_place_where_that_is_asked(self, policy, folder, before, tmp_path, texts):
        found, _again = rehearsed(policy, folder, before, tmp_path, texts, by="hundred")

        right, places = by_runs(policy, folder, before, tmp_path, texts)
        assert set(found.groups) == {"H11", "H12", "H21"}
        for place, checks in found.groups.items():
            for name, change in checks.items():
                assert change == places(place, name), (place, name)
        assert dict(found.checks) == {name: right[name] for name in found.checks}

    def test_of_the_same_value_changes_nothing(self, policy, folder, before, tmp_path):
        found, _again = rehearsed(policy, folder, before, tmp_path, ["wool_line=10"])
        assert all(c.enter == c.leave == 0 and c.before == c.after for c in found.checks.values())
        assert sum(change.before for change in found.checks.values()) > 0


class TestSettings:
    @pytest.mark.parametrize(
        ("texts", "faults"),
        [
            (["nobody=1"], ["nobody=1: there is no parameter 'nobody'"]),
            (["wool_line"], ["there is no parameter 'wool_line'"]),
            (["=5"], ["there is no parameter ''"]),
            (["wool_line=much"], ["'much' is no number"]),
            (["wool_line="], ["'' is no number"]),
            (["wool_line=nan"], ["'nan' is no number"]),
            (["wool_line=1e999999999"], ["is no number"]),
            (["first_day=soon"], ["'soon' is no date"]),
            (["first_day=1020-02-30"], ["is no date"]),
            (["wool_line=1", "wool_line=2"], ["wool_line is given twice"]),
            (["nobody=1", "wool_line=much"], ["no parameter", "no number"]),
            (["window=2.5"], ["whole number or a parameter"]),
            (["window=100000"], ["100000 months are no span of a policy"]),
            (["good_walls=straw"], ["'straw' is not in the code list: stone, turf"]),
        ],
    )
    def test_that_are_none_are_refused_all_at_once(self, policy, texts, faults):
        with pytest.raises(InputProblems) as error:
            parse_settings(policy, texts)
        found = [str(problem) for problem in error.value.problems]
        for fault in faults:
            assert any(fault in each for each in found), found

    def test_are_kept_as_the_run_keeps_them(self, policy):
        found = parse_settings(
            policy, [" wool_line = 12.5 ", "window=-2", "good_walls=turf", "grown=0"]
        )
        assert {name: str(value) for name, value in found.items()} == {
            "wool_line": "1250.0", "window": "-2", "good_walls": "turf", "grown": "0",
        }  # fmt: skip
