"""Folders of tables: what is wrong with a file is said with line and cell, and stops the run."""

import datetime

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from shouwang.base.errors import InputProblems
from shouwang.base.words import use_language
from shouwang.stages.screening.tables import NoTables, open_folder
from tests.stages.screening.island import policy, run, tables_copy


@pytest.fixture
def tables(tmp_path):
    return tables_copy(tmp_path / "tables")


def problems_of(tables, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    with pytest.raises(InputProblems) as error:
        open_folder(tables, policy().content, scratch=scratch)
    return [str(problem) for problem in error.value.problems]


def change(path, old, new, count=-1):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


class TestCsv:
    def test_is_read_as_the_contracts_type_it(self, tables, tmp_path):
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        opened = open_folder(tables, policy().content, scratch=scratch)

        rows = pq.read_table(opened.sources["catch"].files[0].path).to_pylist()

        assert rows[0]["landed_on"] == datetime.date(1908, 2, 10)
        assert rows[0]["paid"] == 7250
        assert rows[0]["district"] == "SK-N"
        assert {type(row["islander"]) for row in rows} == {str}
        assert set(opened.delivered.everywhere) == {"homestead", "islander", "catch"}

    def test_knows_columns_by_label_and_alias_codes_by_label(self, tables, tmp_path):
        before = run(tables, tmp_path / "a")[1]
        change(tables / "homestead.csv", "homestead,parish,tenure", "Holding,Parish,Tenure")
        change(tables / "homestead.csv", "strand", "Strand")
        change(tables / "islander.csv", "islander,homestead", "Number,Homestead")

        assert run(tables, tmp_path / "b")[1] == before

    def test_drops_personal_columns(self, tables, tmp_path):
        lines = (tables / "islander.csv").read_text().splitlines()
        named = [lines[0] + ",called", *(f"{line},Ann" for line in lines[1:])]
        (tables / "islander.csv").write_text("\n".join(named))
        scratch = tmp_path / "scratch"
        scratch.mkdir()

        opened = open_folder(tables, policy().content, scratch=scratch)

        rows = pq.read_table(opened.sources["islander"].files[0].path)
        assert set(rows.column("called").to_pylist()) == {None}

    @pytest.mark.parametrize(
        ("feed", "old", "new", "faults"),
        [
            ("homestead", "parish,", "village,", ["homestead.csv: the column parish is missing"]),
            ("homestead", "SK-N-KIRK,strand,1,2.5", "SK-X,strand,1,2.5",
             ["homestead.csv:2: parish: 'SK-X' is no region"]),
            ("homestead", "SK-N-KIRK,strand,1,2.5", "SK-N,strand,1,2.5",
             ["homestead.csv:2: parish: 'SK-N' is no region"]),
            ("homestead", "strand,1,2.5", "barn,1,2.5",
             ["homestead.csv:2: tenure: 'barn' is no code → one of: croft, udal, strand"]),
            ("homestead", "strand,1,2.5", "strand,one,2.5",
             ["homestead.csv:2: hearths: 'one' is no integer"]),
            ("homestead", "strand,1,2.5", "strand,0,2.5",
             ["homestead.csv:2: hearths: '0' is not between 1 and ∞"]),
            ("homestead", "strand,1,2.5", "strand,1_0,2.5",
             ["homestead.csv:2: hearths: '1_0' is no integer"]),
            ("homestead", "strand,1,2.5", "strand,99999999999,2.5",
             ["homestead.csv:2: hearths: '99999999999' is no integer"]),
            ("homestead", "strand,1,2.5", "strand,1,2.0005",
             ["homestead.csv:2: wool_income: '2.0005' is no money"]),
            ("homestead", "strand,1,2.5", "strand,1,1e999999999",
             ["homestead.csv:2: wool_income: '1e999999999' is no money"]),
            ("homestead", "strand,1,2.5", "strand,1,nan", ["homestead.csv:2: wool_income: 'nan' is no money"]),
            ("homestead", "strand,1,2.5", "strand,,2.5", ["homestead.csv:2: hearths is empty"]),
            ("homestead", "strand,1,2.5", "strand,1", ["homestead.csv:2: 6 cells under 7 headings"]),
            ("homestead", "strand,1,2.5", "strand,1,2,5", ["homestead.csv:2: 8 cells under 7 headings"]),
            ("homestead", "strand,1,2.5", 'strand,"1,2.5', ["homestead.csv:11: no CSV: unexpected end of data"]),
            ("homestead", "kirk-2,", "kirk-1,",
             ["homestead.csv:3: the key kirk-1 is there already, in line 2"]),
            ("homestead", ",rent,", ",Income from wool,",
             ["homestead.csv:1: two headings stand for wool_income"]),
            ("catch", "L2,a,ling,1908-09-01", "L2,a,ling,1908-02-30",
             ["catch.csv:3: landed_on: '1908-02-30' is no date → 2020-06-30"]),
            ("catch", "L2,a,ling,1908-09-01", "L2,a,ling,19080901", ["'19080901' is no date"]),
            ("catch", "L2,a,ling,1908-09-01,95.0", "L2,a,ling,1908-09-01,95.05",
             ["catch.csv:3: weight: '95.05' is no decimal"]),
            ("catch", "L2,a,ling", "L1,a,ling", ["catch.csv:3: the key L1 is there already, in line 2"]),
            ("catch", "L2,a,ling", "L2,zzz,ling",
             ["catch.csv:3: islander does not hold the person 'zzz'"]),
        ],
    )  # fmt: skip
    def test_with_a_fault_is_refused_at_its_line(self, tables, tmp_path, feed, old, new, faults):
        change(tables / f"{feed}.csv", old, new, 1)

        found = problems_of(tables, tmp_path)

        assert len(found) == len(faults), found
        for fault, each in zip(faults, found, strict=True):
            assert fault in each

    def test_with_many_faults_shows_them_all_at_once(self, tables, tmp_path):
        change(tables / "homestead.csv", "strand,1,2.5", "barn,one,nan", 1)
        change(tables / "catch.csv", "L1,a,herring,1908-02-10", "L1,a,cod,soon", 1)
        change(tables / "islander.csv", "1868-04-02", "long ago", 1)

        found = problems_of(tables, tmp_path)

        assert len(found) == 6
        assert {each.split(":")[0] for each in found} == {
            "homestead.csv",
            "catch.csv",
            "islander.csv",
        }

    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            (b"", "the file is empty"),
            (b"\n", "the file is empty"),
            (b"landing,islander,fish,landed_on,weight\n", "the file has no rows"),
            (
                "landing,islander,fish,landed_on,weight,\u91d1\u989d\n".encode("gb18030"),
                "not UTF-8",
            ),
            ("landing".encode("utf-16"), "not UTF-8"),
            (b"a;b;c\n1;2;3\n", "the column landing is missing"),
            (b"landing\x00,islander\n", "catch.csv"),
            (b"PK\x03\x04\x14\x00\x06\x00", "catch.csv"),
        ],
    )
    def test_that_is_none_is_refused(self, tables, tmp_path, data, fault):
        (tables / "catch.csv").write_bytes(data)
        assert any(fault in each for each in problems_of(tables, tmp_path))

    def test_takes_quotes_newlines_and_a_byte_order_mark(self, tables, tmp_path):
        before = run(tables, tmp_path / "a")[1]
        text = (tables / "catch.csv").read_text()
        (tables / "catch.csv").write_bytes(
            b"\xef\xbb\xbf" + text.replace("L1,", '"L\n1",', 1).replace("\n", "\r\n").encode()
        )
        assert run(tables, tmp_path / "b")[1] == before

    def test_may_say_the_district_but_must_not_contradict(self, tables, tmp_path):
        path = tables / "catch.csv"
        lines = path.read_text().splitlines()

        def with_district(code):
            rows = [
                f"{lines[0]},district",
                f"{lines[1]},{code}",
                *(f"{line}," for line in lines[2:]),
            ]
            path.write_text("\n".join(rows))

        with_district("SK-N")
        run(tables, tmp_path / "a")
        with_district("SK-S")
        assert problems_of(tables, tmp_path) == [
            "catch.csv:2: the district is SK-S, but it belongs to SK-N"
        ]
        with_district("110101")
        assert problems_of(tables, tmp_path) == ["catch.csv:2: '110101' is no district here"]

    def test_speaks_chinese_too(self, tables, tmp_path):
        (tables / "catch.csv").write_bytes(b"")
        use_language("zh_Hans")
        found = problems_of(tables, tmp_path)
        assert found
        assert all(not each.isascii() for each in found)


@pytest.fixture
def parquet(tables, tmp_path):
    """The same tables as Parquet files."""
    scratch = tmp_path / "typed"
    scratch.mkdir()
    opened = open_folder(tables, policy().content, scratch=scratch)
    folder = tmp_path / "parquet"
    folder.mkdir()
    for name, source in opened.sources.items():
        table = pq.read_table(source.files[0].path)
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


def rewrite(path, act):
    pq.write_table(act(pq.read_table(path)), path)


class TestParquet:
    def test_gives_the_same_findings_as_csv(self, tables, parquet, tmp_path):
        assert run(parquet, tmp_path / "a")[1] == run(tables, tmp_path / "b")[1]

    def test_and_csv_go_together(self, tables, parquet, tmp_path):
        before = run(parquet, tmp_path / "a")[1]
        for name in ("homestead", "islander"):
            (tables / f"{name}.csv").unlink()
            (parquet / f"{name}.parquet").rename(tables / f"{name}.parquet")
        assert run(tables, tmp_path / "b")[1] == before

    @pytest.mark.parametrize(
        ("feed", "act", "fault"),
        [
            ("catch", lambda t: t.drop_columns(["weight"]), "the column weight is missing"),
            ("catch", lambda t: t.drop_columns(["district"]), "the column district is missing"),
            ("catch", lambda t: t.set_column(3, "landed_on", t["landed_on"].cast(pa.string())),
             "landed_on is string, not date32[day]"),
            ("catch", lambda t: t.set_column(4, "weight", t["weight"].cast(pa.float64())),
             "weight is double, not decimal128(18, 1)"),
            ("catch", lambda t: t.set_column(4, "weight", t["weight"].cast(pa.decimal128(18, 2))),
             "weight is decimal128(18, 2), not decimal128(18, 1)"),
            ("catch", lambda t: t.set_column(4, "weight", pa.nulls(len(t), pa.decimal128(18, 1))),
             "weight is unknown in 9 rows, but it is required"),
            ("catch", lambda t: t.set_column(t.column_names.index("district"), "district", pc.replace_substring(t["district"], "SK-N", "XX")),
             "'XX' is no district here"),
            ("homestead", lambda t: t.set_column(t.column_names.index("district"), "district",
             pa.array([None, *t["district"].to_pylist()[1:]], pa.string())),
             "district is unknown in 1 rows"),
        ],
    )  # fmt: skip
    def test_with_a_fault_is_refused(self, parquet, tmp_path, feed, act, fault):
        rewrite(parquet / f"{feed}.parquet", act)
        assert any(fault in each for each in problems_of(parquet, tmp_path))

    @pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" * 100, b"landing,islander\n1,2\n"])
    def test_that_is_none_is_refused(self, parquet, tmp_path, data):
        (parquet / "catch.parquet").write_bytes(data)
        assert "catch.parquet: no Parquet file" in problems_of(parquet, tmp_path)[0]

    def test_may_lack_what_is_not_required_and_have_more(self, parquet, tmp_path):
        rewrite(
            parquet / "catch.parquet",
            lambda t: t.drop_columns(["paid"]).append_column("x", t["fish"]),
        )

        done, _findings = run(parquet, tmp_path / "a")

        count = done.coverage.total("poor_hearth")
        assert count.not_evaluable > 0
        assert done.coverage.total("empty_nets").not_evaluable == 0

    def test_without_households_are_none(self, parquet, tmp_path):
        rewrite(parquet / "homestead.parquet", lambda t: t.slice(0, 0))
        rewrite(parquet / "islander.parquet", lambda t: t.slice(0, 0))
        with pytest.raises(NoTables, match="nobody in the table homestead"):
            run(parquet, tmp_path / "a")

    def test_of_other_names_are_none(self, tmp_path):
        (tmp_path / "t").mkdir()
        (tmp_path / "t" / "fish.csv").write_text("a\n1\n")
        with pytest.raises(NoTables, match="holds no table of island"):
            run(tmp_path / "t", tmp_path / "a")


class TestDelivered:
    def delivered(self, folder, rows, **columns):
        table = pa.table({
            "feed": [row[0] for row in rows],
            "district": [row[1] for row in rows],
            "period": pa.array([row[2] for row in rows], pa.date32()),
            **columns,
        })  # fmt: skip
        pq.write_table(table, folder / "delivered.parquet")

    def test_makes_late_feeds_unknown_by_district(self, parquet, tmp_path):
        quarters = [datetime.date(1908, month, 1) for month in (1, 4, 7, 10)]
        year = datetime.date(1908, 1, 1)
        rows = [
            (feed, place, year) for feed in ("homestead", "islander") for place in ("SK-N", "SK-S")
        ]
        rows += [("catch", "SK-N", quarter) for quarter in quarters]
        rows += [("catch", "SK-S", quarter) for quarter in quarters[:2]]
        self.delivered(parquet, rows)

        done, _findings = run(parquet, tmp_path / "a")

        by_place = {
            place: c for (check, place), c in done.coverage.counts.items() if check == "empty_nets"
        }
        assert by_place["SK-N"].not_evaluable == 0
        assert by_place["SK-S"].hit == 0
        assert by_place["SK-S"].not_evaluable > 0

    def test_changes_the_name_of_the_run(self, parquet, tmp_path):
        year = datetime.date(1908, 1, 1)
        one = run(parquet, tmp_path / "a")[0]
        self.delivered(parquet, [("homestead", "SK-N", year)])
        other = run(parquet, tmp_path / "b")[0]
        assert one.run != other.run

    def test_without_its_columns_is_refused(self, parquet, tmp_path):
        pq.write_table(pa.table({"feed": ["catch"]}), parquet / "delivered.parquet")
        assert "told by the columns feed, district, period" in problems_of(parquet, tmp_path)[0]
        (parquet / "delivered.parquet").write_bytes(b"no")
        assert "no Parquet file" in problems_of(parquet, tmp_path)[0]
