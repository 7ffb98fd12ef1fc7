"""What is wrong with a pack is said at its file and line, all at once, and is never a traceback."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from shouwang.base.errors import InputProblems
from shouwang.rules.load import load_policy, read_policy
from tests.rules.vale import BASE, check, write_vale

ISLAND = Path(str(files("shouwang") / "content" / "island"))
VARIABLES = """\
- {name: age, label: Age, of: person, unit: year, formula: "age_on(born_on, as_of)"}
- {name: net, label: Net, of: household, unit: GLD/year, formula: wool - rent}
- {name: visits, label: Visits, of: person, from: visit, count: rows}
"""


def problems_of(content_dir):
    """Return the problems of a content directory, each as `where: message`."""
    try:
        load_policy(content_dir, examples=True)
    except InputProblems as error:
        return [f"{problem.where}: {problem.message}" for problem in error.problems]
    return []


@pytest.fixture
def vale(tmp_path):
    """The Vale, to which a test adds what is wrong."""
    return write_vale(tmp_path / "vale", variables=VARIABLES, checks="[]\n")


def with_variable(vale, text):
    path = vale / "packs/vale/variables.yaml"
    path.write_text(VARIABLES + text, encoding="utf-8")
    return problems_of(vale)


def with_check(vale, fails_when, of="household", **keys):
    lines = {
        "name": "c", "label": "C", "of": of, "area": "a", "fails_when": f"'{fails_when}'"
        if "'" not in fails_when else f'"{fails_when}"', "message": "m", "severity": "red",
        "answer": "{by: village, within: 1 days}", "basis": "b", **keys,
    }  # fmt: skip
    rows = [f"{key}: {value}" for key, value in lines.items() if value is not None]
    text = "- " + "\n  ".join(rows) + "\n"
    (vale / "packs/vale/checks.yaml").write_text(text, encoding="utf-8")
    return problems_of(vale)


def with_parameter(vale, text):
    path = vale / "packs/vale/parameters.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + text, encoding="utf-8")
    first = before.count("\n") + 1
    return [
        each.replace(f"parameters.yaml:{first}:", "parameters.yaml:+1:")
        for each in problems_of(vale)
    ]


CHECKS = "packs/vale/checks.yaml"
NEW = "packs/vale/variables.yaml:4"


class TestSound:
    def test_content_has_no_problems(self, vale):
        assert problems_of(vale) == []
        assert problems_of(ISLAND) == []


class TestConditions:
    @pytest.mark.parametrize(
        ("fails_when", "fault"),
        [
            ("walls > 1", "compares a text with a number"),
            ("heads = 'one'", "compares a number with a text"),
            ("walls = 'wood'", "is not in the code list: stone, turf"),
            ("walls in ('stone', 'wood')", "is not in the code list"),
            ("coalesce(walls, 'wood') = 'brick'", "is not in the code list"),
            ("walls = tenure", "code lists without a common word"),
            ("walls > 'stone'", "compares by size what has none"),
            ("least(walls, 'stone') = 'stone'", "compares by size what has none"),
            ("moved < true", "compares by size"),
            ("nobody > 1", "'nobody' is no column, variable or parameter here"),
            ("born_on is null", "'born_on' is no column"),
            ("called is null", "'called' is no column"),
            ("1=1; drop table hearth", "is not one expression"),
            ("read_csv('/etc/passwd') is null", "may not be used"),
            ("wool > few_nights", "puts [GLD/year] beside [night]"),
            ("wool > 5000", "puts [GLD/year] beside [1]"),
            ("wool + heads > 0", "puts [GLD/year] beside [person]"),
            ("rent between wool_line and 2", "beside"),
            ("wool", "fails_when is no condition"),
            ("heads + 1", "puts [person] beside [1]"),
            ("not heads", "is no condition"),
            ("heads and moved", "is no condition"),
            ("walls + 1 > 0", "is no number"),
            ("case when moved then 1 end = 1", "has no else"),
            ("case when moved then 1 else 'x' end = 1", "mixes number, text"),
            ("coalesce(wool, walls) is null", "mixes number, text"),
            ("heads in (rooms, heads)", "holds an unknown"),
            ("months_before(as_of, half) > built_on", "whole number or a parameter"),
            ("months_before(as_of, heads) > built_on", "whole number or a parameter"),
            ("months_before(as_of, few_nights) > built_on", "counts in [month], not [night]"),
            ("months_before(as_of, 99999) > built_on", "99999 months are no span"),
            (
                "months_before(first_day, 1200) > built_on and age_on(built_on, 1) = 1",
                "age_on takes",
            ),
            ("age_on(built_on) = 1", "age_on takes (date, date), not (date)"),
            ("year_of(walls) = 1", "year_of takes (date), not (text)"),
            ("round(land, 1) = land", "round takes one argument"),
            ("hearth > 5", "compares a key with a number"),
            ("wool > late_law", "puts [GLD/year] beside [GLD]"),
            ("x.y = 1", "may not be used"),
            ("wool > (", "cannot be read"),
        ],
    )
    def test_that_cannot_hold_are_reported_at_their_own_line(self, vale, fails_when, fault):
        found = with_check(vale, fails_when)

        assert found
        assert all(each.startswith(f"{CHECKS}:5: ") for each in found), found
        assert any(fault in each for each in found), found

    def test_read_a_word_of_a_text_parameter(self, vale):
        assert with_check(vale, "walls = good_walls") == []
        path = vale / "packs/vale/parameters.yaml"
        path.write_text(path.read_text().replace("value: stone", "value: straw"))
        assert any("'straw' is not in the code list" in each for each in problems_of(vale))

    def test_are_held_against_every_value_that_was_ever_in_force(self, vale):
        path = vale / "packs/vale/parameters.yaml"
        text = path.read_text()
        path.write_text(text.replace(
            "values: [{from: 1000-01-01, value: 3, basis: Custom 3}]",
            "values: [{from: 1000-01-01, value: 2.5, basis: b}, {from: 1010-01-01, value: 3, basis: b}]",
        ))  # fmt: skip
        found = with_check(vale, "months_before(as_of, window) > built_on")
        assert [each for each in found if "whole number" in each]

    def test_are_all_reported_at_once(self, vale):
        found = with_check(
            vale, "wool > few_nights and walls = 'wood' and nobody = 1 and born_on > as_of",
            basis=None, severity="pink", message="'{age} { x'", area=None,
        )  # fmt: skip
        found += with_variable(vale, "- {name: x, label: X, of: nobody, formula: able}\n")
        found += with_variable(vale, "- {name: y, label: Y, of: person, formula: 1 +}\n")
        text = "\n".join(found)
        for fault in (
            "beside [night]", "'wood'", "'nobody' is no column", "'born_on'", "cites no basis",
            "'pink' is no severity", "area is missing", "message shows {age}", "no subject",
            "cannot be read",
        ):  # fmt: skip
            assert fault in text, fault


class TestVariables:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("{name: net, label: N, of: household, formula: wool - rent}", "is there already"),
            ("{name: wool, label: W, of: household, formula: rent}", "column of hearth already"),
            ("{name: wool, label: W, of: person, formula: able}", "column of hearth already"),
            ("{name: as_of, label: D, of: person, formula: born_on}", "is the day of the run"),
            ("{name: hundred, label: H, of: person, formula: able}", "column of the system"),
            ("{name: New Name, label: N, of: person, formula: able}", "is no name"),
            ("{name: n, label: N, of: person, formula: able, colour: red}", "nobody knows the key"),
            ("{name: n, label: N, of: elf, formula: able}", "'elf' is no subject"),
            ("{name: n, label: N, of: storm, formula: roof}", "named by storm, hearth together"),
            ("{name: n, label: N, of: person, from: elves, count: rows}", "no feed 'elves'"),
            ("{name: n, label: N, of: person, from: well, count: rows}", "names a person"),
            ("{name: n, label: N, of: person, from: household, count: rows}", "names a person"),
            ("{name: n, label: N, of: mill, from: roll, count: rows}", "names a mill"),
            ("{name: n, label: N, of: person, from: visit}", "exactly one of"),
            ("{name: n, label: N, of: person, from: visit, count: rows, any: urgent}", "exactly one"),
            ("{name: n, label: N, of: person, from: visit, count: visits}", "goes over rows"),
            ("{name: n, label: N, of: person, unit: GLD, from: visit, count: rows}", "not money"),
            ("{name: n, label: N, of: person, from: visit, any: nights}", "`any` takes a condition"),
            ("{name: n, label: N, of: person, from: visit, total: urgent}", "takes a number"),
            ("{name: n, label: N, of: person, from: visit, mean: seen_on}", "takes a number"),
            ("{name: n, label: N, of: person, from: visit, max: kind}", "takes a number or a date"),
            ("{name: n, label: N, of: person, from: visit, count: rows, where: nights}", "no condition"),
            ("{name: n, label: N, of: person, from: visit, total: cost}", "[GLD], not [1]"),
            ("{name: n, label: N, of: person, unit: GLD, from: visit, any: urgent}", "has no unit"),
            ("{name: n, label: N, of: person, unit: G L, formula: age}", "is no unit"),
            ("{name: n, label: N, of: household, from: person, latest: able}", "neither the latest"),
            ("{name: n, label: N, of: mill, from: grist, covers: 0, count: rows}", "covers wants"),
            ("{name: n, label: N, of: household, from: storm, covers: 3, count: rows}", "no periods"),
            ("{name: n, label: N, of: person, from: cover, latest: basic}", "has no date"),
            ("{name: n, label: N, of: person, formula: able, where: able}", "nobody knows the key where"),
            ("{name: n, label: N, of: person, formula: [able]}", "wants a text"),
            ("{name: n, of: person, formula: able}", "label is missing"),
            ("{label: N, of: person, formula: able}", "name is missing"),
        ],
    )  # fmt: skip
    def test_that_mean_nothing_are_reported_at_their_line(self, vale, text, fault):
        found = with_variable(vale, f"- {text}\n")

        assert all(each.startswith(f"{NEW}: ") for each in found), found
        assert any(fault in each for each in found), found

    def test_of_several_lines_are_reported_at_the_line_of_the_key(self, vale):
        found = with_variable(
            vale,
            "- name: n\n  label: N\n  of: person\n  unit: GLD\n  from: visit\n"
            "  total: nights\n  where: >-\n    urgent and\n    nobody = 1\n",
        )
        assert found == [
            "packs/vale/variables.yaml:10: n: 'nobody' is no column, variable or parameter here"
        ]

    def test_that_need_each_other_are_shown_as_a_cycle(self, vale):
        found = with_variable(
            vale,
            "- {name: a, label: A, of: household, formula: c and moved}\n"
            "- {name: b, label: B, of: household, from: person, any: d}\n"
            "- {name: c, label: C, of: household, formula: b}\n"
            "- {name: d, label: D, of: person, formula: a}\n"
            "- {name: e, label: E, of: household, formula: e or a}\n"
            "- {name: f, label: F, of: household, formula: a}\n",
        )
        assert found == [
            "packs/vale/variables.yaml:4: a cycle: a → c → b → d → a",
            "packs/vale/variables.yaml:8: a cycle: e → e",
        ]


class TestParameters:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("values: [{from: 1000-01-01, value: 1}]", "cites no basis"),
            ("values: [{from: 1000-01-01, value: 1, basis: b}, {from: 1000-01-01, value: 2, basis: b}]",
             "two values from 1000-01-01"),
            ("values: []", "has no value"),
            ("values: [{value: 1, basis: b}]", "from is missing"),
            ("values: [{from: 1000-01-01, basis: b}]", "value is missing"),
            ("values: [{from: soon, value: 1, basis: b}]", "wants a date"),
            ("values: [{from: 1000-02-30, value: 1, basis: b}]", "'1000-02-30' is no date"),
            ("values: [{from: 1000-01-01, value: much, basis: b}]", "'much' is no number"),
            ("values: [{from: 1000-01-01, value: true, basis: b}]", "true is no number"),
            ("values: [{from: 1000-01-01, value: 010, basis: b}]", "'010' is no number"),
            ("values: [{from: 1000-01-01, value: 12:30, basis: b}]", "'12:30' is no number"),
            ("values: [{from: 1000-01-01, value: 1.0e+999999999, basis: b}]", "too long a number"),
            (f"values: [{{from: 1000-01-01, value: {'9' * 5000}, basis: b}}]", "too long a number"),
            ("values: [{from: 1000-01-01, value: 1, basis: b, status: maybe}]", "'maybe' is no status"),
            ("type: date\n  values: [{from: 1000-01-01, value: 5, basis: b}]", "5 is no date"),
            ("type: text\n  unit: GLD\n  values: [{from: 1000-01-01, value: a, basis: b}]", "no unit"),
            ("type: colour\n  values: [{from: 1000-01-01, value: 1, basis: b}]", "'colour' is no type"),
            ("unit: GLD/\n  values: [{from: 1000-01-01, value: 1, basis: b}]", "is no unit"),
            ("values: {from: 1000-01-01, value: 1, basis: b}", "wants a list of entries"),
        ],
    )  # fmt: skip
    def test_that_set_nothing_are_reported(self, vale, text, fault):
        found = with_parameter(vale, f"- name: p\n  label: P\n  {text}\n")

        assert found
        assert all("packs/vale/parameters.yaml:" in each for each in found)
        assert any(fault in each for each in found), found

    def test_must_not_hide_a_column(self, vale):
        value = "values: [{from: 1000-01-01, value: 1, basis: b}]"
        found = with_parameter(vale, f"- name: nights\n  label: N\n  {value}\n")
        assert found == ["packs/vale/parameters.yaml:+1: nights is a column of visit already"]


class TestChecks:
    @pytest.mark.parametrize(
        ("keys", "line", "fault"),
        [
            ({"basis": None}, 1, "c cites no basis"),
            ({"message": "'{net}'"}, 6, "the message shows {net}"),
            ({"message": "'a { b'"}, 6, "brace that encloses no name"),
            ({"message": "'{heads:.2f}'"}, 6, "brace that encloses no name"),
            ({"severity": "pink"}, 7, "'pink' is no severity"),
            ({"answer": "{by: nobody, within: 1 days}"}, 8, "'nobody' is no by"),
            ({"answer": "{by: village, within: soon}"}, 8, "'soon' is no number of days"),
            ({"answer": "{by: village, within: 99999 days}"}, 8, "is no number of days"),
            ({"answer": "tomorrow"}, 8, "answer wants keys and values"),
            ({"of": "elf"}, 3, "'elf' is no subject"),
            ({"mood": "glad"}, 10, "nobody knows the key mood"),
        ],
    )
    def test_that_cannot_be_answered_are_reported(self, vale, keys, line, fault):
        found = with_check(vale, "heads < heads", **keys)

        assert [
            each for each in found if each.startswith(f"{CHECKS}:{line}: ") and fault in each
        ], found

    def test_of_two_names_alike_are_reported_with_both_places(self, vale):
        text = check("c", "household", "moved") * 2
        (vale / CHECKS).write_text(text, encoding="utf-8")

        assert problems_of(vale) == [f"{CHECKS}:2: c is there already, at {CHECKS}:1"]

    def test_do_not_show_what_only_some_may_see(self, vale):
        path = vale / "feeds/visit.yaml"
        path.write_text(
            path.read_text().replace("{name: ill,", "{name: ill, visible_to: [healer],")
        )
        variables = (
            "- {name: last_ill, label: I, of: person, from: visit, latest: ill}\n"
            "- {name: same_ill, label: I, of: person, formula: last_ill}\n"
            "- {name: fevers, label: F, of: person, from: visit, count: rows, where: ill = 'fever'}\n"
            "- {name: feverish, label: F, of: person, formula: last_ill = 'fever'}\n"
        )
        assert with_variable(vale, variables) == []
        assert with_check(vale, "fevers > 3 and feverish", of="person") == []
        for text in ("last_ill = 'fever'", "same_ill = 'fever'"):
            found = with_check(vale, text, of="person")
            assert len(found) == 1
            assert "shows ill, which only healer may see" in found[0]
        found = with_check(vale, "ill = 'fever'", of="visit")
        assert "shows ill, which only healer may see" in found[0]


class TestFiles:
    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            (b"- name: [", "no YAML"),
            (b"- {name: a, name: b}", "name is given twice"),
            (b"name: a", "a list is wanted here"),
            (b"- a\n- [b]", "is no entry with keys"),
            ("- {name: 内}".encode("gb18030"), "the file is not UTF-8"),
            ("- {name: a}".encode("utf-16"), "the file is not UTF-8"),
            (b"- {name: a\x00}", "control characters"),
            (b"- &a [*a]", "is no entry with keys"),
            (b"- &a {b: *a}", "recursive"),
            (b"- !!python/object/apply:os.system [true]", "could not determine a constructor"),
            (b"[" * 100_000, "nests too deep"),
            (b"- " * 100_000, "nests too deep"),
            (b"{a: " * 2000 + b"}" * 2000, "nests too deep"),
            (b"a: 1\n---\nb: 2", "another document"),
            (b"? [1, 2]\n: x", "a key is a word"),
        ],
    )
    def test_that_are_no_packs_are_reported(self, vale, data, fault):
        (vale / "packs/vale/variables.yaml").write_bytes(data)

        found = problems_of(vale)

        assert any(fault in each for each in found), found
        assert all(each.startswith("packs/vale/variables.yaml") for each in found), found

    def test_that_unfold_without_end_take_no_time(self, vale):
        laughs = "- &a [ha, ha]\n" + "".join(
            f"- &{new} [{', '.join([f'*{old}'] * 10)}]\n"
            for old, new in zip("abcdefghijkl", "bcdefghijklm", strict=True)
        )
        (vale / "packs/vale/variables.yaml").write_text(laughs)
        found = problems_of(vale)
        assert found
        assert all(len(each) < 1000 for each in found)

    def test_that_are_missing_or_no_files_are_reported(self, vale):
        (vale / "packs/empty").mkdir()
        (vale / "packs/blank").mkdir()
        (vale / "packs/blank/pack.yaml").touch()
        (vale / "packs/vale/variables.yaml").unlink()
        (vale / "packs/vale/variables.yaml").mkdir()
        found = problems_of(vale)
        assert found == [
            "packs/blank/pack.yaml: keys and values are wanted here",
            "packs/empty/pack.yaml: the file is missing",
            "packs/vale/variables.yaml: the file cannot be read: Is a directory",
        ]

    def test_of_a_folder_that_is_empty_are_reported(self, tmp_path):
        assert problems_of(tmp_path) == ["content.yaml: the file is missing"]
        (tmp_path / "content.yaml").touch()
        assert problems_of(tmp_path) == ["content.yaml: keys and values are wanted here"]


class TestExamples:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("check: nobody\nexamples:\n  - {about: a, as_of: 1020-01-01, given: {}, expect: hit}",
             "there is no check 'nobody'"),
            ("check: c\nexamples:\n  - {about: a, as_of: 1020-01-01, given: {elf: []}, expect: hit}",
             "there is no feed 'elf'"),
            ("check: c\nexamples:\n  - {about: a, as_of: 1020-01-01, given: {}, undelivered: [elf], expect: hit}",
             "there is no feed 'elf'"),
            ("check: c\nexamples:\n  - {about: a, as_of: 0001-01-01, given: {}, expect: hit}",
             "no day of this age"),
            ("check: c\nexamples:\n  - {about: a, as_of: 1020-01-01, given: {}, expect: maybe}",
             "'maybe' is no expect"),
            ("check: c\nexamples:\n  - {about: a, as_of: 1020-01-01, given: {hearth: 5}, expect: hit}",
             "hearth wants a list of entries"),
            ("examples: []", "check is missing"),
            ("", "keys and values are wanted here"),
        ],
    )  # fmt: skip
    def test_that_show_nothing_are_reported(self, vale, text, fault):
        (vale / CHECKS).write_text(check("c", "household", "moved"))
        path = vale / "packs/vale/examples/c.yaml"
        path.parent.mkdir()
        path.write_text(text)

        found = problems_of(vale)

        assert any(fault in each for each in found), found
        assert all(each.startswith("packs/vale/examples/c.yaml") for each in found), found


class TestReading:
    def test_goes_as_far_as_it_can(self, vale):
        (vale / "packs/vale/variables.yaml").write_text(
            "- {name: n, label: N, of: person, formula: (}\n" + VARIABLES
        )
        (vale / CHECKS).write_text(check("c", "person", "n > visits and age > grown"))
        problems = []
        policy = read_policy(vale, problems)
        assert [problem.where for problem in problems] == ["packs/vale/variables.yaml:1"]
        assert problems_of(vale) == [str(problem) for problem in problems]
        assert set(policy.variables) == {"n", "age", "net", "visits"}

    def test_names_a_release_by_what_decides_it(self, vale, tmp_path):
        one = load_policy(vale).digest
        other = tmp_path / "other"
        shutil.copytree(vale, other)
        assert load_policy(other).digest == one
        path = other / "packs/vale/parameters.yaml"
        path.write_text(path.read_text().replace("value: 10,", "value: 11,"))
        assert load_policy(other).digest != one

    def test_leaves_the_shipped_base_of_the_tests_alone(self):
        assert not (BASE / "packs/vale/variables.yaml").exists()
