"""An explanation says what the run said: the same outcome, the same values, from the same rows."""

import datetime
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.physical import lake_schema
from shouwang.rules.load import load_policy
from shouwang.stages.screening.explain import explain
from shouwang.stages.screening.tables import open_folder
from shouwang.stages.screening.trial import _Home
from shouwang.stages.screening.wording import shown
from tests.rules.vale import BASE, ON, policy_of, random_tables, run_tables, write_tables
from tests.stages.screening import island

OUTCOMES = {True: "hit", False: "clear", None: "not_evaluable"}


def nodes(parts, subject, key):
    """Yield every node with the subject and key it is about."""
    for node in parts:
        if node["kind"] == "subject":
            yield from nodes(node["parts"], node["name"], node["label"])
            continue
        yield node, subject, key
        yield from nodes(node.get("parts", ()), subject, key)


def check_tree(policy, run, explanation, household):
    """Hold every variable of a tree against the values that the run has kept."""
    types = {name: t for o in run.screening.compiled.outcomes for name, t in o.types.items()}
    compared = 0
    for each in explanation["subjects"]:
        tree = each["tree"]["parts"]
        for node, subject, key in nodes(tree, each["subject"], str(each["key"])):
            if node["kind"] != "variable":
                continue
            of = policy.variables[node["name"]].of
            wanted = key if of == subject else household
            if of not in {subject, "household"}:
                continue  # a person behind the row of a feed
            rows = {str(number): row for number, row in run.values[of].items()}
            value = rows[wanted][node["name"]] if wanted in rows else None
            assert node["value"] == shown(value, types[node["name"]], policy.content), node["name"]
            compared += 1
    return compared


class TestTree:
    @pytest.mark.slow
    def test_agrees_with_the_run_whatever_a_check_names(self, tmp_path):
        text = (BASE / "crossing.yaml").read_text(encoding="utf-8")
        policy = policy_of(tmp_path / "p", text)
        tables = random_tables(Random(21), hearths=3)
        folder = write_tables(tmp_path / "t", policy.content, tables)
        run = run_tables(policy, folder, scratch=tmp_path)
        opened = open_folder(folder, policy.content, scratch=tmp_path)
        hits = {(f["check"], f["key"]) for f in run.findings}
        compared = 0
        for household in sorted(str(row["hearth"]) for row in tables["hearth"]):
            for check in policy.checks.values():
                found = explain(
                    policy, opened, household=household, check=check.name, on=ON
                ).as_json()
                compared += check_tree(policy, run, found, household)
                for each in found["subjects"]:
                    is_hit = (check.name, str(each["key"])) in hits
                    assert (each["outcome"] == "hit") is is_hit
        assert compared > 200

    @pytest.mark.parametrize("check", list(island.policy().checks))
    def test_of_every_check_of_the_islands_agrees_with_the_run(self, check, tmp_path):
        policy = island.policy()
        tables = island.tables_copy(tmp_path / "tables")
        (tmp_path / "a").mkdir()
        run = run_tables(policy, tables, on=island.ON, scratch=tmp_path / "a")
        (tmp_path / "b").mkdir()
        opened = open_folder(tables, policy.content, scratch=tmp_path / "b")
        hits = {f["key"] for f in run.findings if f["check"] == check}
        seen = set()
        for row in run.values["household"].values():
            household = row["homestead"]
            found = explain(
                policy, opened, household=household, check=check, on=island.ON
            ).as_json()
            for each in found["subjects"]:
                seen.add(each["key"])
                assert (each["outcome"] == "hit") is (each["key"] in hits)
                assert bool(each["message"]) is (each["outcome"] == "hit")
                values = run.values[each["subject"]][each["key"]]
                for node in each["tree"]["parts"]:
                    if node["kind"] == "variable":
                        type_ = run.screening.compiled.outcomes
                        named = next(o.types[node["name"]] for o in type_ if o.check.name == check)
                        assert node["value"] == shown(values[node["name"]], named, policy.content)
        assert seen == set(run.values[policy.checks[check].of])

    def test_shows_money_in_major_units_with_sources_and_articles(self, tmp_path):
        found = one_of_the_islands("kirk-2", "poor_hearth", tmp_path)

        assert found["outcome"] == "hit"
        assert found["subjects"][0]["message"] == "5.25 crowns a hearth, less than 12.5"
        income, line = found["subjects"][0]["tree"]["parts"]
        assert (income["value"], income["unit"]) == ("5.25", "SKC/hearth/year")
        assert (line["value"], line["basis"]) == ("12.5", "Hearth Act, article 2")
        assert line["from"] == "1900-01-01"
        wool, paid, year, rent, hearths = income["parts"]
        assert [part["value"] for part in (wool, paid, year, rent, hearths)] == [
            "0", "12.5", "1", "2", "2",
        ]  # fmt: skip
        assert wool["source"] == {
            "feed": "homestead", "label": "Homesteads", "department": "Crown Office", "version": "tables",
        }  # fmt: skip
        rows = [part for part in paid["parts"] if part["kind"] == "row"]
        assert [row["values"] for row in rows] == [
            {"Landed on": "1908-03-02", "Paid": "10"},
            {"Landed on": "1908-10-20", "Paid": "2.5"},
        ]

    def test_marks_what_is_still_to_be_verified(self, tmp_path):
        found = one_of_the_islands("kirk-1", "empty_nets", tmp_path)
        status = {
            part["name"]: part.get("status") for part in found["subjects"][0]["tree"]["parts"]
        }
        assert status["lean_catch"] == "to-verify"

    def test_leaves_out_rows_that_do_not_count(self, tmp_path):
        found = one_of_the_islands("kirk-3", "poor_hearth", tmp_path)
        paid = found["subjects"][0]["tree"]["parts"][0]["parts"][1]
        assert paid["value"] == "0"
        assert [part["kind"] for part in paid["parts"]] == ["day"]

    def test_says_which_feed_is_late(self, tmp_path):
        tables = island.tables_copy(tmp_path / "tables")
        (tables / "catch.csv").unlink()
        found = one_of_the_islands("kirk-1", "poor_hearth", tmp_path, tables)

        assert found["outcome"] == "not_evaluable"
        paid = found["subjects"][0]["tree"]["parts"][0]["parts"][1]
        assert paid["value"] == "unknown"
        assert paid["why"] == "Landings has not been delivered for SK-N"

    def test_does_not_show_what_only_some_may_see(self, tmp_path):
        tables = random_tables(Random(2), hearths=4)
        tables["visit"] = [row | {"ill": "fever", "seen_on": ON} for row in tables["visit"]]
        policy = policy_of(
            tmp_path / "p",
            "- {name: fevers, label: F, of: person, from: visit, count: rows, where: ill = 'fever'}\n",
        )
        path = tmp_path / "p/feeds/visit.yaml"
        path.write_text(
            path.read_text().replace("{name: ill,", "{name: ill, visible_to: [healer],")
        )
        policy = load_policy(tmp_path / "p")
        folder = write_tables(tmp_path / "t", policy.content, tables)
        opened = open_folder(folder, policy.content, scratch=tmp_path)
        shown_values = set()
        for row in tables["hearth"]:
            found = explain(
                policy, opened, household=str(row["hearth"]), check="known_person_0", on=ON
            )
            for each in found.subjects:
                for node, _subject, _key in nodes(each["tree"]["parts"], "person", ""):
                    shown_values |= set(node.get("values", {}).values())
        assert shown_values == {"not shown"}


def one_of_the_islands(household, check, tmp_path, tables=None):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    policy = island.policy()
    opened = open_folder(tables or island.ISLAND / "tables", policy.content, scratch=scratch)
    return explain(policy, opened, household=household, check=check, on=island.ON).as_json()


class TestRefused:
    @pytest.mark.parametrize(
        ("household", "check", "fault"),
        [
            ("nobody", "poor_hearth", "the register does not know this household"),
            ("kirk-1", "no_such", "there is no such check"),
            ("'; drop table x", "poor_hearth", "the register does not know this household"),
        ],
    )
    def test_is_what_nobody_knows(self, household, check, fault, tmp_path):
        with pytest.raises(InputProblems, match=fault):
            one_of_the_islands(household, check, tmp_path)

    @pytest.mark.parametrize("number", ["abc", "-1", "1.0", "9" * 40, ""])
    def test_is_a_number_that_is_none(self, number, tmp_path):
        policy = policy_of(
            tmp_path / "p",
            "- {name: net, label: N, of: household, unit: GLD/year, formula: wool}\n",
        )
        folder = write_tables(tmp_path / "t", policy.content, random_tables(Random(1)))
        opened = open_folder(folder, policy.content, scratch=tmp_path)
        with pytest.raises(InputProblems, match="has digits only"):
            explain(policy, opened, household=number, check="known_household_0", on=ON)

    def test_is_a_check_that_is_not_in_force(self, tmp_path):
        policy = island.policy()
        scratch = tmp_path / "s"
        scratch.mkdir()
        opened = open_folder(island.ISLAND / "tables", policy.content, scratch=scratch)
        with pytest.raises(InputProblems, match="has no value on 1899-12-31"):
            explain(
                policy,
                opened,
                household="kirk-1",
                check="poor_hearth",
                on=datetime.date(1899, 12, 31),
            )


SHIPPED = (
    "income_below_monitoring_line", "below_line_after_medical", "rigid_spending_over_income",
    "school_age_child_dropped_out", "not_in_basic_insurance", "lives_in_unsafe_house", "water_too_far",
    "earner_lost", "livestock_loss", "severely_disabled_uncovered", "watched_without_measure",
    "risk_ended_below_line",
)  # fmt: skip


@pytest.mark.slow
def test_of_the_shipped_checks_agree_with_the_run_on_their_examples(tmp_path):
    """Every example of a dozen checks becomes a household in a banner of its own."""
    policy = load_policy(island.ISLAND.parent / "neimenggu", examples=True)
    content = policy.content
    day = datetime.date(2020, 6, 30)
    villages = {}
    for region in content.regions_of("village"):
        above = content.ancestors(region.code)
        villages.setdefault((above["league"], above["banner"]), region.code)
    chosen = {
        (each.check, each.expect): each
        for each in policy.examples
        if each.check in SHIPPED
        and each.as_of == day
        and each.expect != "clear"
        and "household" not in each.undelivered
    }
    examples = list(zip(chosen.values(), villages.items(), strict=False))
    assert {each.check for each, _home in examples} >= set(SHIPPED[:6])
    rows = {name: [] for name in content.contracts}
    delivered = []
    problems = []
    for number, (example, ((league, banner), village)) in enumerate(examples, start=1):
        home = _Home(content, example, number, problems)
        given = {"household": [{}], **example.given}
        for feed, cells in given.items():
            for index, each in enumerate(cells, start=1):
                row = home.row(content.contracts[feed], each, index)
                row |= {"league": league, "banner": banner}
                if feed == "household":
                    row |= {
                        "village": village,
                        "status": row["status"] or "general",
                        "members": row["members"] or 1,
                    }
                if feed == "person":
                    row |= {"birth_date": row["birth_date"] or day, "sex": row["sex"] or "male",
                            "relation": row["relation"] or "head"}  # fmt: skip
                rows[feed].append(row)
        delivered += [
            (feed, banner) for feed in content.contracts if feed not in example.undelivered
        ]
    assert not problems
    folder = tmp_path / "tables"
    folder.mkdir()
    for feed, found in rows.items():
        schema = lake_schema(
            content.contracts[feed], partition=content.partition, key_types=content.key_types
        )
        table = pa.Table.from_pylist(found, schema=schema)
        required = [c.name for c in content.contracts[feed].columns if c.required]
        for name in required:  # an example need not give what its check does not read
            if table[name].null_count:
                table = table.set_column(table.column_names.index(name), name, _filled(table[name]))
        pq.write_table(table, folder / f"{feed}.parquet")
    months = [datetime.date(2020, m, 1) for m in range(1, 7)] + [
        datetime.date(2019, m, 1) for m in range(1, 13)
    ]
    pairs = [(feed, banner, month) for feed, banner in delivered for month in months]
    pq.write_table(
        pa.table({"feed": [p[0] for p in pairs], "banner": [p[1] for p in pairs],
                  "period": pa.array([p[2] for p in pairs], pa.date32())}),
        folder / "delivered.parquet",
    )  # fmt: skip
    run = run_tables(policy, folder, on=day, scratch=tmp_path)
    opened = open_folder(folder, content, scratch=tmp_path)
    outcomes = set()
    for number, (example, _home) in enumerate(examples, start=1):
        household = str(number * 1000)
        found = explain(policy, opened, household=household, check=example.check, on=day).as_json()
        outcomes.add(found["outcome"])
        hits = {
            f["key"]
            for f in run.findings
            if f["check"] == example.check and f["household"] == household
        }
        assert {str(s["key"]) for s in found["subjects"] if s["outcome"] == "hit"} == hits
        for each in found["subjects"]:
            named = next(
                o.types for o in run.screening.compiled.outcomes if o.check.name == example.check
            )
            values = run.values[each["subject"]][each["key"]]
            for node in each["tree"]["parts"]:
                if node["name"] in values:
                    assert node["value"] == shown(
                        values[node["name"]], named[node["name"]], content
                    )
    assert outcomes >= {"hit", "not_evaluable"}


def _filled(column):
    if pa.types.is_date(column.type):
        return column.fill_null(datetime.date(2020, 1, 1))
    if pa.types.is_string(column.type):
        return pa.chunked_array(
            [pa.array([v or f"x{n}" for n, v in enumerate(column.to_pylist())], column.type)]
        )
    return column.fill_null(pa.scalar(0, pa.int64()).cast(column.type))
