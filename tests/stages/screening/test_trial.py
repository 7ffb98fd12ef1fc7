"""The examples of packs: each is a household of its own, and must come out as it says."""

import pytest

from shouwang.base.errors import InputProblems
from shouwang.rules.load import load_policy
from shouwang.stages.screening.trial import lacking_examples, run_examples
from tests.rules.vale import check, write_vale
from tests.stages.screening import island

VARIABLES = """\
- {name: visits, label: V, of: person, from: visit, count: rows, where: "seen_on <= as_of"}
- {name: sick, label: S, of: household, unit: person, from: person, count: rows, where: visits > 0}
- {name: half_wool, label: H, of: household, unit: GLD/year, formula: wool / 2}
"""
CHECKS = (
    check("rich", "household", "half_wool > wool_line * heads / 2")
    + check("ill", "person", "visits > 0 and able")
    + check("sickly", "household", "sick > 0 and sick = sick")
    + check("later", "household", "late_law * heads / heads > late_law / 2")
    + check("mill", "mill", "flour > 0 * flour")
)


@pytest.fixture
def vale(tmp_path):
    return write_vale(tmp_path / "vale", variables=VARIABLES, checks=CHECKS)


def outcomes(vale, name, *texts):
    """Run examples of a check, each given as its lines, and return what came out."""
    folder = vale / "packs/vale/examples"
    folder.mkdir(exist_ok=True)
    rows = "".join(f"  - {{about: e, as_of: 1020-02-01, expect: hit, {text}}}\n" for text in texts)
    (folder / f"{name}.yaml").write_text(f"check: {name}\nexamples:\n{rows}", encoding="utf-8")
    policy = load_policy(vale, examples=True)
    return [trial.outcome for trial in run_examples(policy) if trial.example.check == name]


def problems(vale, name, text):
    with pytest.raises(InputProblems) as error:
        outcomes(vale, name, text)
    return [str(problem) for problem in error.value.problems]


class TestOutcomes:
    def test_of_the_islands_are_right(self):
        trials = run_examples(island.policy())
        assert trials
        assert all(trial.is_right for trial in trials)
        assert lacking_examples(island.policy()) == []

    def test_take_money_in_major_units(self, vale):
        assert outcomes(
            vale, "rich",
            "given: {hearth: {wool: 20.01, heads: 2}}",
            "given: {hearth: {wool: 20, heads: 2}}",
            "given: {hearth: {wool: 19.99, heads: 2}}",
            "given: {hearth: {heads: 2}}",
        ) == ["hit", "clear", "clear", "not_evaluable"]  # fmt: skip

    def test_fill_in_the_numbers_of_household_and_persons(self, vale):
        visits = "visit: [{soul: 2, kind: bed, cost: 1, nights: 1, seen_on: 1020-01-01}]"
        people = "soul: [{sex: man, able: true}, {sex: man, able: true}]"
        assert outcomes(vale, "sickly", f"given: {{hearth: {{heads: 2}}, {people}, {visits}}}") == [
            "hit"
        ]
        assert outcomes(vale, "ill", f"given: {{{people}, {visits}}}") == ["clear"]
        assert outcomes(
            vale, "ill", f"given: {{{people}, {visits.replace('soul: 2', 'soul: 1')}}}"
        ) == ["hit"]

    def test_take_rows_that_name_nobody_to_be_about_the_first(self, vale):
        people = "soul: [{sex: man, able: true}, {sex: man, able: true}]"
        visit = "{kind: bed, cost: 1, nights: 1, seen_on: 1020-01-01}"
        given = f"given: {{hearth: {{heads: 2}}, {people}, visit: [{visit}, {visit}]}}"
        assert outcomes(vale, "ill", given) == ["hit"]
        (vale / "packs/vale/variables.yaml").write_text(
            VARIABLES.replace("where: visits > 0", "where: visits > 1")
        )
        assert outcomes(vale, "sickly", given) == ["hit"]

    def test_keep_examples_apart(self, vale):
        people = "soul: [{sex: man, able: true}]"
        visit = "visit: [{kind: bed, cost: 1, nights: 1, seen_on: 1020-01-01}]"
        assert outcomes(
            vale, "sickly",
            f"given: {{hearth: {{heads: 1}}, {people}, {visit}}}",
            f"given: {{hearth: {{heads: 1}}, {people}}}",
            f"given: {{hearth: {{heads: 1}}, {people}, {visit}}}, undelivered: [visit]",
            f"given: {{hearth: {{heads: 1}}, {visit}}}, undelivered: [soul]",
            "given: {hearth: {heads: 1}}",
        ) == ["hit", "clear", "not_evaluable", "not_evaluable", "clear"]  # fmt: skip

    def test_say_when_a_check_is_not_in_force_or_nobody_is_there(self, vale):
        assert outcomes(vale, "later", "given: {hearth: {heads: 1}}") == ["not_in_force"]
        assert outcomes(vale, "rich", "given: {soul: [{sex: man}]}") == ["no_subject"]
        gone = "given: {hearth: {heads: 1, left_on: 1019-01-01}}"
        assert outcomes(vale, "rich", gone) == ["no_subject"]

    def test_are_of_the_rows_of_a_feed_too(self, vale):
        assert outcomes(vale, "mill", "given: {mill: [{stones: 1, flour: 0.1}]}") == ["hit"]

    def test_are_compared_with_what_is_expected(self, vale):
        outcomes(vale, "rich", "given: {hearth: {wool: 0, heads: 2}}")
        trials = [
            t for t in run_examples(load_policy(vale, examples=True)) if t.example.check == "rich"
        ]
        assert [trial.is_right for trial in trials] == [False]

    def test_that_are_not_shown_are_named(self, vale):
        outcomes(vale, "rich", "given: {hearth: {wool: 9, heads: 2}}")
        lacking = [str(problem) for problem in lacking_examples(load_policy(vale, examples=True))]
        assert len(lacking) == 5
        assert any("rich has no example that is: clear, not_evaluable" in each for each in lacking)


class TestGiven:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("given: {hearth: {colour: red}}", "'colour' is no column of hearth"),
            ("given: {hearth: {wool: much}}", "hearth.wool: 'much' is no money"),
            ("given: {hearth: {wool: 0.001}}", "hearth.wool: 0.001 is no money"),
            ("given: {hearth: {heads: 1.5}}", "hearth.heads: 1.5 is no integer"),
            ("given: {hearth: {heads: 99999999999}}", "is no integer"),
            ("given: {hearth: {wool: [1]}}", "hearth.wool: […] is no money"),
            ("given: {hearth: {tenure: palace}}", "hearth.tenure: 'palace' is no code"),
            ("given: {hearth: {left_on: soon}}", "hearth.left_on: 'soon' is no date"),
            (
                "given: {hearth: {}, soul: [{}], visit: [{soul: abc}]}",
                "visit.soul: 'abc' is no person",
            ),
            ("given: {hearth: {}, soul: [{}], visit: [{soul: 0}]}", "visit.soul: 0 is no person"),
            (
                "given: {hearth: {}, soul: [{}], visit: [{soul: 1000}]}",
                "visit.soul: 1000 is no person",
            ),
            ("given: {hearth: [{wool: 1}, {wool: 2}]}", "hearth: two rows have the same hearth"),
        ],
    )
    def test_that_no_contract_knows_is_refused(self, vale, text, fault):
        name = "sickly" if "visit" in text else "rich"
        found = problems(vale, name, text)
        assert any(fault in each for each in found), found
        assert all(each.startswith(f"packs/vale/examples/{name}.yaml:3") for each in found)
