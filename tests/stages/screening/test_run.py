"""A run: the same inputs give the same findings, and every subject is counted once."""

import datetime
import json
import shutil
from functools import partial
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from shouwang.rules.load import load_policy
from shouwang.stages.screening.evidence import findings_schema
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import FINDINGS, findings_sha256, screen
from shouwang.stages.screening.tables import open_folder
from tests.rules.vale import (
    BASE,
    ON,
    check,
    policy_of,
    random_tables,
    run_tables,
    write_tables,
)
from tests.stages.screening import island

CROSSING = (BASE / "crossing.yaml").read_text(encoding="utf-8")
# Conditions over columns, formulas, totals, parents, a third subject and the rows of feeds.
CHECKS = "".join(
    check(*each)
    for each in (
        ("poor", "household", "wool_a_head < wool_line"),
        ("tight", "household", "rent > wool and visits_of_all > 0"),
        ("bare", "household", "walls = 'turf' and not sound or grade = 'a'"),
        ("wet", "household", "taste = 'salt' or by_water = 'bad'"),
        ("doses", "household", "mean_doses * 2 > mean_doses and share_covered < 1"),
        ("young", "person", "age < grown and (bed_nights >= few_nights or visits = 0)"),
        ("motto", "person", "motto is not null and able and latest_back > born_on"),
        ("lone", "person", "of_lively_house or net_here < 0 * net_here"),
        ("gone", "departed", "gone_visits >= 0 and gone_on <= as_of"),
        ("mill", "mill", "mill_sacks > 0 or mill_net > 0"),
        ("grist", "grist", "grist_lively or grist_age > grown"),
    )
)
NEVER = check("never", "household", "wool > 0 and late_law * heads / heads > late_law / 2")


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    return policy_of(tmp_path_factory.mktemp("policy"), CROSSING, CHECKS)


@pytest.fixture(scope="module")
def tables():
    return random_tables(Random(11), hearths=30)


@pytest.fixture(scope="module")
def folder(policy, tables, tmp_path_factory):
    return write_tables(tmp_path_factory.mktemp("tables"), policy.content, tables)


SOUL = {"called": "x", "born_on": ON, "sex": "man", "trade": None, "able": None, "purse": None,
        "motto": None, "gone_on": None}  # fmt: skip
VISIT = {"soul": 1, "kind": "bed", "ill": None, "cost": 1, "paid": None, "urgent": None, "weight": None,
         "seen_on": ON, "back_on": None}  # fmt: skip


def sha256_of(policy, folder, scratch, **more):
    scratch.mkdir(exist_ok=True)
    run_tables(policy, folder, scratch=scratch, **more)
    return findings_sha256(scratch / "findings.parquet")


@pytest.fixture(scope="module")
def usual(policy, folder, tmp_path_factory):
    return sha256_of(policy, folder, tmp_path_factory.mktemp("usual"))


def split(folder, target, pieces):
    """Write each table of a folder again, in the pieces that a function makes of it."""
    for path in folder.glob("*.parquet"):
        (target / path.stem).mkdir(parents=True)
        for number, piece in enumerate(pieces(pq.read_table(path))):
            pq.write_table(piece, target / path.stem / f"{number}.parquet")
    return target


def by_hundred(table):
    for hundred in sorted(set(table["hundred"].to_pylist())):
        yield table.filter(pc.equal(table["hundred"], hundred))


def by_shire(table):
    for shire in sorted(set(table["shire"].to_pylist())):
        yield table.filter(pc.equal(table["shire"], shire))


def shuffled(table):
    order = list(range(len(table)))
    Random(1).shuffle(order)
    yield table.take(order)


def in_fives(table):
    for start in range(0, len(table), 5):
        yield table.slice(start, 5)


def with_dictionaries(table):
    for number, name in enumerate(table.column_names):
        if pa.types.is_string(table.schema.field(name).type):
            table = table.set_column(number, name, table[name].dictionary_encode())
    yield table


def with_large_texts(table):
    for number, name in enumerate(table.column_names):
        if pa.types.is_string(table.schema.field(name).type):
            table = table.set_column(number, name, table[name].cast(pa.large_string()))
    yield table


def with_short_keys(table):
    for number, name in enumerate(table.column_names):
        if name in {"hearth", "soul", "heads", "nights", "year"} and pa.types.is_integer(
            table.schema.field(name).type
        ):
            table = table.set_column(number, name, table[name].cast(pa.int32()))
    yield table


class TestReplay:
    @pytest.mark.parametrize(
        "more",
        [{"threads": 2}, {"rows_of_a_batch": 1}, {"threads": 2, "rows_of_a_batch": 1},
         {"memory": "200MB"}, {"threads": 2, "rows_of_a_batch": 200, "memory": "300MB"}],
    )  # fmt: skip
    def test_is_the_same_whatever_the_machine(self, policy, folder, usual, tmp_path, more):
        assert sha256_of(policy, folder, tmp_path / "other", **more) == usual

    @pytest.mark.parametrize(
        "pieces",
        [by_hundred, by_shire, shuffled, in_fives, with_dictionaries, with_large_texts, with_short_keys],
    )  # fmt: skip
    def test_is_the_same_whatever_the_files(self, policy, folder, usual, tmp_path, pieces):
        other = split(folder, tmp_path / "split", pieces)
        assert sha256_of(policy, other, tmp_path / "other", rows_of_a_batch=1) == usual

    @pytest.mark.parametrize("lacking", [1, 3])
    def test_is_as_if_unknown_where_files_lack_a_column(self, policy, folder, tmp_path, lacking):
        def pieces(table, *, is_dropped):
            for number, part in enumerate(by_hundred(table)):
                names = {"motto", "purse", "rent", "built_on", "taste"} & set(part.column_names)
                for name in names if number < lacking else ():
                    place, field = part.column_names.index(name), part.schema.field(name)
                    unknown = pa.nulls(len(part), field.type)
                    part = part.set_column(place, field, unknown)  # noqa: PLW2901
                    part = part.drop_columns([name]) if is_dropped else part  # noqa: PLW2901
                yield part

        found = {
            sha256_of(
                policy,
                split(folder, tmp_path / name, partial(pieces, is_dropped=is_dropped)),
                tmp_path / f"run-{name}",
            )
            for name, is_dropped in (("unknown", False), ("lacking", True))
        }
        assert len(found) == 1

    @pytest.mark.xfail(strict=True, reason="the executor binds views to the types of a batch")
    def test_is_the_same_where_one_part_has_shorter_keys(self, policy, folder, usual, tmp_path):
        def pieces(table):
            for number, part in enumerate(by_hundred(table)):
                yield from with_short_keys(part) if number == 1 else [part]

        other = split(folder, tmp_path / "split", pieces)
        assert sha256_of(policy, other, tmp_path / "other", rows_of_a_batch=1) == usual

    def test_adds_fractions_alike_in_any_order(self, tmp_path):
        variables = (
            "- {name: rate, label: R, of: person, unit: dose/night, from: visit, total: doses / nights}\n"
            "- {name: mean_rate, label: R, of: person, unit: dose/night, from: visit, mean: doses / nights}\n"
        )
        policy = policy_of(tmp_path / "p", variables)
        random = Random(2)
        tables = random_tables(random, hearths=1)
        tables["soul"] = [{**SOUL, "soul": 1, "hearth": 1}]
        tables["hearth"][0]["left_on"] = None
        hashes = set()
        visits = [
            {
                **VISIT,
                "visit": str(n),
                "doses": random.randrange(1, 100),
                "nights": random.randrange(1, 99),
            }
            for n in range(300)
        ]
        for order in range(4):
            random.shuffle(visits)
            folder = tmp_path / f"t{order}"
            write_tables(folder, policy.content, {**tables, "visit": visits})
            hashes.add(sha256_of(policy, folder, tmp_path / f"s{order}"))
        assert len(hashes) == 1

    def test_is_another_where_a_value_is_another(self, policy, tables, usual, tmp_path):
        changed = {**tables, "hearth": [{**row, "rent": 999_999} for row in tables["hearth"]]}
        other = write_tables(tmp_path / "changed", policy.content, changed)
        assert sha256_of(policy, other, tmp_path / "other") != usual

    def test_has_the_same_name_on_the_same_inputs_only(self, policy, folder, tmp_path):
        def name(**more):
            scratch = tmp_path / f"s{len(list(tmp_path.iterdir()))}"
            scratch.mkdir()
            return run_tables(policy, folder, scratch=scratch, **more).screening.run

        assert name() == name(threads=2)
        assert name() != name(on=ON + datetime.timedelta(days=1))


class TestCounts:
    def test_of_every_check_add_up_to_its_subjects(self, policy, folder, tmp_path):
        run = run_tables(policy, folder, scratch=tmp_path, rows_of_a_batch=1)

        subjects = run.screening.subjects
        for each in policy.checks.values():
            count = run.screening.coverage.total(each.name)
            assert count.hit + count.clear + count.not_evaluable == subjects[each.of]
        assert run.screening.findings == len(run.findings)
        assert {each["check"] for each in run.findings} == set(policy.checks)

    def test_name_each_subject_once_by_check(self, policy, folder, tmp_path):
        findings = run_tables(policy, folder, scratch=tmp_path).findings
        keys = [(each["check"], each["key"]) for each in findings]
        assert len(keys) == len(set(keys))


class TestEvidence:
    def test_is_what_the_condition_names_with_values_as_kept(self, policy, folder, tmp_path):
        run = run_tables(policy, folder, scratch=tmp_path)
        for each in run.findings:
            evidence = json.loads(each["evidence"])
            values = run.values[each["subject"]][_key(run, each)]
            assert list(evidence) == sorted(evidence)
            for name, value in evidence.items():
                if name in values:
                    assert _as_json(values[name]) == value, (name, each)
        poor = next(each for each in run.findings if each["check"] == "poor")
        assert json.loads(poor["evidence"])["wool_line"] == 1000

    def test_keeps_quotes_backslashes_and_newlines(self, policy, folder, tables, tmp_path):
        mottoes = {row["soul"]: row["motto"] for row in tables["soul"]}
        found = [
            f
            for f in run_tables(policy, folder, scratch=tmp_path).findings
            if f["check"] == "motto"
        ]
        assert (
            len(
                {json.loads(f["evidence"])["motto"] for f in found} & {'a "b"', "e\nf\tg", "k\x01l"}
            )
            > 1
        )
        assert all(json.loads(f["evidence"])["motto"] == mottoes[int(f["key"])] for f in found)

    def test_shows_unknowns_as_null(self, tmp_path):
        checks = check("c", "household", "walls is null or built_on is null or wool is null")
        policy = policy_of(tmp_path / "p", "[]", checks)
        folder = write_tables(tmp_path / "t", policy.content, random_tables(Random(3)))
        evidence = [
            json.loads(f["evidence"]) for f in run_tables(policy, folder, scratch=tmp_path).findings
        ]
        assert evidence
        assert all(None in each.values() for each in evidence)

    def test_quotes_keys_that_are_texts(self, tmp_path):
        content = tmp_path / "island"
        tables = island.tables_copy(tmp_path / "tables")
        policy = _island_with(
            content, "fails_when: hearths > 0 * hearths and homestead = homestead"
        )

        _done, findings = island.run(tables, tmp_path / "s", policy_=policy)

        poor = [each for each in findings if each["check"] == "poor_hearth"]
        assert poor
        assert [json.loads(each["evidence"])["homestead"] for each in poor] == [
            each["key"] for each in poor
        ]

    def test_holds_nothing_personal(self):
        for each in island.policy().content.contracts.values():
            for column in each.columns:
                assert column.personal is None or column.name in {"islander", "called"}


def _key(run, finding):
    key = finding["key"]
    return int(key) if key.isdigit() else key


def _as_json(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    return (
        float(value)
        if value is not None and not isinstance(value, bool | str | int | float)
        else value
    )


def _island_with(folder, text):
    shutil.copytree(island.ISLAND, folder)
    path = folder / "packs/fishing/checks.yaml"
    path.write_text(path.read_text().replace("fails_when: income_per_hearth < hearth_money", text, 1)
                    .replace("{income_per_hearth} crowns a hearth, less than {hearth_money}", "m"))  # fmt: skip
    return load_policy(folder)


class TestTime:
    @pytest.mark.parametrize(
        ("day", "line"), [("1909-12-31", 12_500), ("1910-01-01", 14_125), ("1910-01-02", 14_125)]
    )
    def test_decides_which_value_is_in_force(self, tmp_path, day, line):
        tables = island.tables_copy(tmp_path / "tables")
        on = datetime.date.fromisoformat(day)
        _done, findings = island.run(tables, tmp_path / "s", on=on)
        lines = {
            json.loads(f["evidence"])["hearth_money"]
            for f in findings
            if f["check"] == "poor_hearth"
        }
        assert lines == {line}

    def test_before_the_first_value_takes_a_check_out_of_force(self, tmp_path):
        policy = policy_of(tmp_path / "p", CROSSING, CHECKS + NEVER)
        folder = write_tables(tmp_path / "t", policy.content, random_tables(Random(3)))

        run = run_tables(policy, folder, scratch=tmp_path)

        assert run.screening.compiled.not_in_force == ("never",)
        assert "never" not in {outcome.check.name for outcome in run.screening.compiled.outcomes}

    def test_before_all_values_leaves_nothing_but_an_empty_file(self, tmp_path):
        tables = island.tables_copy(tmp_path / "tables")
        day = datetime.date(1800, 1, 1)
        done, findings = island.run(tables, tmp_path / "s", on=day)
        assert findings == []
        assert done.compiled.not_in_force == tuple(island.policy().checks)
        schema = pq.read_schema(tmp_path / "s" / "findings.parquet")
        assert schema.equals(findings_schema(("district",)))
        assert len(findings_sha256(tmp_path / "s" / "findings.parquet")) == 64


class TestFile:
    def test_is_there_whole_or_not_at_all(self, policy, folder, tmp_path):
        path = tmp_path / "findings.parquet"
        opened = open_folder(folder, policy.content, scratch=tmp_path / "none")
        seen = []

        def stop(length):
            seen.append(length)
            if len(seen) == 3:
                assert not path.exists()
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), FileSink({FINDINGS: path}) as sink:
            screen(policy, opened, on=ON, sink=sink, threads=1, memory="500MB", progress=stop,
                   rows_of_a_batch=1)  # fmt: skip
        assert not path.exists()
        assert not list(tmp_path.glob(".*unfinished"))

    def test_of_before_stays_when_a_run_fails(self, tmp_path):
        path = tmp_path / "findings.parquet"
        path.write_bytes(b"before")
        rows = pa.table({"a": ["x"]})
        with pytest.raises(RuntimeError), FileSink({FINDINGS: path}) as sink:
            sink.write(FINDINGS, rows)
            raise RuntimeError
        assert path.read_bytes() == b"before"

    def test_has_the_columns_that_are_promised(self, policy, folder, tmp_path):
        run_tables(policy, folder, scratch=tmp_path)
        schema = pq.read_schema(tmp_path / "findings.parquet")
        assert schema.equals(findings_schema(("shire", "hundred")))
