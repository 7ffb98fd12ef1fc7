"""Areas, indicators and procedures: read with their lines, linted beside the packs, all at once."""

import datetime
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from shouwang.base.errors import InputProblems
from shouwang.rules.duration import Duration
from shouwang.rules.indicator_lint import lowest_level
from shouwang.rules.load import load_policy
from shouwang.rules.practice import Practice, load_practice, unverified
from shouwang.rules.procedures import Procedure, Step, Version
from shouwang.rules.vocabulary import Vocabulary

ISLAND = Path(str(files("shouwang") / "content" / "island"))
FILES = ("areas.yaml", "indicators.yaml", "calendar.yaml", "procedures/hearth_relief.yaml")
INDICATOR = """\
- name: {name}
  label: L
  definition: D
  unit: "{unit}"
  office: hearth_office
  better: higher
  source: {{{source}}}
  basis: B
"""


@pytest.fixture
def isles(tmp_path):
    return Path(shutil.copytree(ISLAND, tmp_path / "isles"))


def problems_of(isles):
    try:
        load_practice(isles)
    except InputProblems as error:
        return [str(each) for each in error.problems]
    return []


def change(isles, name, old, new):
    path = isles / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return problems_of(isles)


def told(isles, name, old, new):
    """Return the problems of a file after a change; the line of the change is called HERE."""
    text = (isles / name).read_text(encoding="utf-8")
    line = text.count("\n", 0, text.index(old)) + 1
    return [each.replace(f"{name}:{line}:", "HERE:") for each in change(isles, name, old, new)]


def with_indicator(isles, source, unit="1"):
    path = isles / "indicators.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + INDICATOR.format(name="tried", unit=unit, source=source), "utf-8")
    first = text.count("\n") + 1
    return [each.replace(f"indicators.yaml:{first + 6}:", "SOURCE:")
            .replace(f"indicators.yaml:{first + 3}:", "UNIT:") for each in problems_of(isles)]  # fmt: skip


class TestTheIslands:
    def test_are_read(self):
        policy, practice = load_practice(ISLAND)
        assert list(practice.areas.areas) == ["hearths", "fishery"]
        assert practice.areas.areas["fishery"].checks == ("empty_nets", "too_young_to_fish")
        assert practice.areas.areas["hearths"].lights["achieved"].shows == ("poor_hearths",)
        assert practice.areas.areas["fishery"].lights["achieved"].shows == ()
        assert practice.indicators["evaluable_share"].is_by_area
        assert not practice.indicators["poor_hearths"].is_by_area
        assert lowest_level(practice.indicators["poor_hearths"], Vocabulary(policy)) == "parish"
        assert practice.procedures["hearth_relief"].versions[0].names == ("call", "notice", "grant")
        assert list(unverified(practice)) == []

    def test_a_content_may_do_without_procedures(self, isles):
        (isles / "procedures/hearth_relief.yaml").unlink()
        assert problems_of(isles) == []

    def test_what_others_need_is_missed(self, isles):
        (isles / "areas.yaml").unlink()  # the offices stand there
        (isles / "calendar.yaml").unlink()  # China's working days of 1900 are not known
        found = problems_of(isles)
        assert any("there is no office 'hearth_office'" in each for each in found)
        assert any("those of 1900 are not known" in each for each in found)

    def test_a_content_with_none_of_them_has_an_empty_practice(self, isles):
        for each in FILES:
            (isles / each).unlink()
        assert load_practice(isles)[1] == Practice()

    def test_none_of_it_is_part_of_the_release(self, isles):
        before = load_policy(isles).digest
        for each in FILES:
            (isles / each).unlink()
        assert load_policy(isles).digest == before


class TestAreas:
    def test_a_check_of_no_area_is_told_where_it_stands(self, isles):
        found = change(isles, "packs/fishing/checks.yaml", "area: fishery", "area: whaling")
        assert found == [
            "packs/fishing/checks.yaml:14: empty_nets counts for no area of areas.yaml"
            " → one of: hearths, fishery"
        ]

    def test_a_check_counts_once(self, isles):
        found = change(isles, "areas.yaml", "harbour_office, checks: all",
                       "harbour_office, checks: [empty_nets, too_young_to_fish, poor_hearth, none]")  # fmt: skip
        assert found == [
            "areas.yaml:24: poor_hearth counts for hearths already",
            "areas.yaml:24: there is no check 'none'",
        ]

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("office: harbour_office", "office: moon", "areas.yaml:24: there is no office 'moon' → one of: hearth_office, harbour_office"),
            ("indicator: clear_share", "indicator: glory", "areas.yaml:19: there is no indicator 'glory'"),
            ("shows: [poor_hearths]", "shows: [glory]", "areas.yaml:23: there is no indicator 'glory'"),
            ("value: 0.8, basis: \"Order of the Council, article 1\"", "value: 0.95, basis: x", "areas.yaml:11: from 1900-01-01 on green is no better than yellow"),
            ("value: 0.9, basis: \"Order of the Council, article 1\"", "value: 90, basis: x", "areas.yaml:11: a share lies between 0 and 1"),
            ("value: 0.5, basis: \"Order of the Council, article 2\"", "value: 0.5", "areas.yaml:15: a value cites no basis → basis: document, number, article"),
            ("name: achieved", "name: shining", "areas.yaml:17: 'shining' is no name → one of: known, acted, achieved"),
            ("checks: all, achieved", "checks: [], achieved", "areas.yaml:23: hearths rests on no check"),
            ("indicator: clear_share", "indicator: homesteads", "areas.yaml:19: homesteads has no better and no worse → better: higher"),
            ("name: fishery", "name: hearths", "areas.yaml:24: hearths is given twice"),
        ],
    )  # fmt: skip
    def test_faults_have_file_line_and_mend(self, isles, old, new, fault):
        assert fault in change(isles, "areas.yaml", old, new)

    def test_lower_may_be_better(self, isles):
        change(isles, "indicators.yaml", "better: higher\n  source: {checks: area, measure: clear_share}",
               "better: lower\n  source: {checks: area, measure: clear_share}")  # fmt: skip
        assert "areas.yaml:21: from 1900-01-01 on green is no better than yellow" in problems_of(
            isles
        )
        change(isles, "areas.yaml", "value: 0.6", "value: 0.9")
        assert problems_of(isles) == []


class TestIndicators:
    @pytest.mark.parametrize(
        ("source", "unit"),
        [
            ("of: household, measure: count", "homestead"),
            ("of: household, where: landings > 0, measure: share, value: fish_lately < lean_catch", "1"),
            ("of: person, measure: mean, value: age", "year"),
            ("of: catch, where: fish = 'ling', measure: total, value: weight", "kg"),
            ("of: catch, measure: total, value: paid", "SKC"),
            ("checks: [poor_hearth, empty_nets], measure: hit", "homestead"),
            ("feeds: [catch], measure: on_time_share", "1"),
            ("decisions: cases, measure: in_time_share", "1"),
            ("decisions: forms, measure: minutes", "minute"),
            ("ratio: [poor_share, homesteads]", "1/homestead"),
            ("nobody: no feed says so", "whale"),
        ],
    )  # fmt: skip
    def test_what_fits_is_read(self, isles, source, unit):
        assert with_indicator(isles, source, unit) == []

    @pytest.mark.parametrize(
        ("source", "unit", "fault"),
        [
            ("checks: [poor_heart], measure: hit", "1", "SOURCE: tried: there is no check 'poor_heart'"),
            ("checks: [poor_hearth], measure: clear_share", "kg", "UNIT: tried: the unit is [1], not [kg]"),
            ("feeds: [whales], measure: on_time_share", "1", "SOURCE: tried: there is no feed 'whales'"),
            ("of: whale, measure: count", "1", "SOURCE: 'whale' is no subject → one of: household, person, catch, homestead, islander"),
            ("of: household, where: whales > 0, measure: count", "1", "SOURCE: tried: 'whales' is no column, variable or parameter here"),
            ("of: household, where: fish_lately, measure: count", "1", "SOURCE: tried: `where` is no condition"),
            ("of: household, where: fish_lately < 12, measure: count", "1", "SOURCE: tried: 'fish_lately < 12' puts [kg] beside [1]"),
            ("of: household, measure: total, value: fish_lately", "SKC", "UNIT: tried: the unit is [kg], not [SKC]"),
            ("of: household, measure: total, value: tenure", "1", "SOURCE: tried: only numbers are added"),
            ("of: household, measure: share, value: fish_lately", "1", "SOURCE: tried: a share is of those that meet a condition"),
            ("of: household, measure: share, value: landings > 0", "kg", "UNIT: tried: a share has no unit"),
            ("of: household, measure: mean", "1", "SOURCE: a mean wants a value"),
            ("of: household, where: 'read_csv(1)', measure: count", "1", "SOURCE: "),
            ("decisions: leads, measure: glory", "1", "SOURCE: 'glory' is no measure → one of: raised,"),
            ("decisions: wars, measure: raised", "1", "SOURCE: 'wars' is no decisions → one of: leads,"),
            ("ratio: [poor_hearths, homesteads, poor_share]", "1", "SOURCE: a ratio is of two indicators"),
            ("ratio: [poor_hearths, glory]", "1", "SOURCE: tried: there is no indicator 'glory'"),
            ("ratio: [tried, homesteads]", "1", "SOURCE: a cycle: tried → tried"),
            ("ratio: [poor_hearths, homesteads]", "homestead", "UNIT: tried: the unit is [1], not [homestead]"),
            ("of: household, checks: area", "1", "SOURCE: a source says exactly one of: of, checks,"),
            ("measure: count", "1", "SOURCE: a source says exactly one of: of, checks,"),
        ],
    )  # fmt: skip
    def test_faults_have_file_line_and_mend(self, isles, source, unit, fault):
        assert any(each.startswith(fault) for each in with_indicator(isles, source, unit))

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("shows: [income_per_hearth]", "shows: [whales]", "HERE: 'whales' is no column, variable or parameter here"),
            ("shows: [income_per_hearth]", "down_to: village", "HERE: 'village' is no level → one of: country, district, parish"),
            ("name: homesteads", "name: poor_hearths", "HERE: poor_hearths is there already, at indicators.yaml:"),
            ("name: homesteads", "name: Homesteads!", "HERE: 'Homesteads!' is no name → small letters, digits and _, a letter first"),
            ("  basis: Hearth Act, article 1", "  note: said", "an indicator cites no basis"),
            ("office: hearth_office\n  better: lower", "office: moon\n  better: lower", "there is no office 'moon' →"),
        ],
    )  # fmt: skip
    def test_faults_of_the_entry_have_them_too(self, isles, old, new, fault):
        assert any(fault in each for each in told(isles, "indicators.yaml", old, new))


class TestProcedures:
    FILE = "procedures/hearth_relief.yaml"

    @pytest.mark.parametrize(
        ("old", "new", "fault"),
        [
            ("within: 20 workdays", "within: soon", "HERE: 'soon' is no number of days → 15 days, 10 workdays, or"),
            (", within: 20 workdays", "", "HERE: the clock has no days → within: 15 days, 10 workdays, or"),
            ("within: 20 workdays", "within: boat_age", "HERE: boat_age counts [year], not days → "),
            ("after: [], ", "after: [grant], ", "HERE: the step call can never be reached: it waits for grant →"),
            ("by: [village], notice", "by: [village], after: [feast], notice", "HERE: there is no step 'feast' → one of: call, notice, grant"),
            ("at_least: 5 days", "at_least: a while", "HERE: 'a while' is no number of days"),
            ("by: [approver]", "by: [king]", "HERE: nobody is a 'king' → one of: household, village,"),
            ("returns_to: call", "returns_to: grant", "HERE: grant sends back to grant, which does not come before it"),
            ("to: grant, within", "from: grant, to: call, within", "HERE: the clock runs from grant to call, which does not"),
            ("other_than: [call]", "other_than: [feast]", "HERE: there is no step 'feast' →"),
            ("other_than: [call]", "other_than: [grant]", "HERE: grant cannot be taken by somebody else than itself"),
            ("other_than: [call]", "checks: [no_such]", "HERE: there is no check 'no_such'"),
            ("other_than: [call], ", "", "HERE: a guard says exactly one of: other_than, apart,"),
            ("other_than: [call]", "record: moon_is_full", "HERE: 'moon_is_full' is no record → one of: objection_open,"),
            ("holds: income_per_hearth >= hearth_money", "holds: income_per_hearth >= 5", "HERE: not_poor: 'income_per_hearth >= 5' puts"),
            ("holds: income_per_hearth >= hearth_money", "holds: income_per_hearth", "HERE: not_poor: `holds` is no condition"),
            ("of: household", "of: whale", "HERE: 'whale' is no subject →"),
            ("area: hearths", "area: whaling", "HERE: there is no area 'whaling' → one of: hearths, fishery"),
            ("name: hearth_relief", "name: relief", "HERE: the name differs from the file's → hearth_relief"),
            ("from: 1900-01-01", "regions: [MOON]\n    from: 1900-01-01", "HERE: there is no region 'MOON'"),
            ("name: notice,", "name: call,", "HERE: call is given twice"),
            ("least_people: 2", "column: closed_on", "HERE: the procedure names no feed"),
        ],
    )  # fmt: skip
    def test_faults_have_file_line_and_mend(self, isles, old, new, fault):
        found = told(isles, self.FILE, old, new)
        assert any(each.startswith(fault) for each in found), found

    @pytest.mark.parametrize(
        ("added", "fault"),
        [
            ("decided_by: grant", "`decided_by` and `decides` go together"),
            ("decided_by: feast\n    decides: ended", "there is no step 'feast'"),
            ("decided_by: grant\n    decides: lost", "'lost' is no decides"),
            ("opened_by: [king]", "nobody is a 'king'"),
            ("aftercare: {rechecks: [{after: soon}], severities: [red], basis: B}", "'soon' is no number of days"),
            ("left_reasons: [{name: a, label: A}, {name: a, label: B}]", "a is given twice"),
            ("kinds: [{name: a, statuses: [x]}, {name: a, statuses: [y]}]", "a is given twice"),
        ],
    )  # fmt: skip
    def test_what_cases_need_has_faults_too(self, isles, added, fault):
        basis = "basis: Hearth Act, article 4"
        found = change(isles, self.FILE, basis, f"{basis}\n    {added}")
        assert any(fault in each for each in found), found

    def test_dates_go_into_dates_of_the_feed(self, isles):
        text = (isles / self.FILE).read_text()
        (isles / self.FILE).write_text(
            text.replace("area: hearths", "feed: homestead\narea: hearths").replace(
                "least_people: 2", "column: closed_on"
            )
        )
        assert problems_of(isles) == []
        found = told(isles, self.FILE, "column: closed_on", "column: tenure")
        assert found == ["HERE: 'tenure' is no date of homestead"]

    def test_workdays_of_a_year_nobody_knows_are_told(self, isles):
        found = change(isles, "calendar.yaml", "national: weekdays", "national: china")
        assert any("the clock counts working days, and those of 1900" in each for each in found)
        assert "calendar.yaml:3: the working days of 1900 are known neither" in "".join(found)

    def test_two_versions_from_one_day_are_told(self, isles):
        path = isles / self.FILE
        text = path.read_text(encoding="utf-8")
        version = text[text.index("  - from:") :]
        path.write_text(text + version, encoding="utf-8")
        lines = text.count("\n") + 1
        assert problems_of(isles) == [
            f"{self.FILE}:{lines}: two versions start on 1900-01-01 → see {self.FILE}:8"
        ]

    def test_everything_is_told_at_once(self, isles):
        change(isles, "areas.yaml", "indicator: clear_share", "indicator: glory")
        change(isles, "indicators.yaml", "where: income_per_hearth < hearth_money", "where: glory")
        change(isles, self.FILE, ", within: 20 workdays", "")
        change(isles, "packs/fishing/checks.yaml", "basis: Hearth Act, article 2", "note: x")
        found = change(isles, "calendar.yaml", "until: 1912", "until: x")
        assert {each.split(":")[0] for each in found} == {
            "areas.yaml", "indicators.yaml", self.FILE, "packs/fishing/checks.yaml",
            "calendar.yaml",
        }  # fmt: skip

    @pytest.mark.parametrize("name", FILES)
    @pytest.mark.parametrize("text", ["", "[]", "{}", "a: b", "- a", "- {a: b}", "versions: [1]",
                                      "areas: [{name: [a]}]", "steps: {}", "\x00", "a: [b"])  # fmt: skip
    def test_nonsense_is_no_traceback(self, isles, name, text):
        (isles / name).write_text(text, encoding="utf-8")
        problems_of(isles)


def version(start, *steps, regions=()):
    return Version(datetime.date.fromisoformat(start), regions, steps)


def step(name, *after, optional=False):
    return Step(name, name, ("village",), after, is_optional=optional)


class TestHowAProcedureRuns:
    def test_the_nearest_region_and_the_latest_day_decide(self):
        general, later = version("2020-01-01"), version("2021-01-01")
        league = version("2020-06-01", regions=("150100",))
        banner = version("2020-03-01", regions=("150121", "150122"))
        procedure = Procedure("p", "P", "household", "", "", (general, later, league, banner))
        places = ["150121", "150100", "150000"]

        def on(text, places=()):
            return procedure.on(datetime.date.fromisoformat(text), places)

        assert on("2019-12-31") is None
        assert on("2020-12-31") is general
        assert on("2021-01-01") is later
        assert on("2020-02-01", places) is general
        assert on("2022-01-01", places) is banner
        assert on("2022-01-01", ["150123", "150100"]) is league
        assert on("2020-05-31", ["150123", "150100"]) is general

    def test_steps_after_the_same_one_run_side_by_side(self):
        running = version(
            "2020-01-01", step("verify"), step("compare", "verify"), step("review", "verify"),
            step("approve", "compare", "review"),
        )  # fmt: skip

        def names(*done):
            return [each.name for each in running.open_steps(done)]

        assert names() == ["verify"]
        assert names("verify") == ["compare", "review"]
        assert names("verify", "review") == ["compare"]
        assert names("verify", "review", "compare") == ["approve"]
        assert names("verify", "review", "compare", "approve") == []

    def test_a_step_that_may_be_left_out_does_not_let_others_jump_the_queue(self):
        running = version(
            "2020-01-01", step("verify"), step("call", "verify", optional=True), step("end", "call")
        )
        assert [each.name for each in running.open_steps(())] == ["verify"]
        assert [each.name for each in running.open_steps(("verify",))] == ["call", "end"]

    def test_a_circle_of_steps_is_never_reached(self):
        running = version("2020-01-01", step("a"), step("b", "c"), step("c", "b"), step("d", "a"))
        assert running.reachable() == {"a", "d"}

    def test_a_duration_says_itself_as_it_is_written(self):
        said = [str(each) for each in (Duration(15), Duration(10, True), Duration(parameter="p"))]
        assert said == ["15 days", "10 workdays", "p"]
