"""The deliveries, taken in one after the other, come to what the tables say."""

import csv
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.base.codes import IdNumber
from shouwang.base.tables import Blank, ColumnType, Replaces
from shouwang.synthetic.build import FEEDS

READ = {
    ColumnType.BOOLEAN: {"是": True, "否": False}.__getitem__,
    ColumnType.MONEY: lambda cell: int(Decimal(str(cell)) * 100),
    ColumnType.DECIMAL: lambda cell: Decimal(str(cell)),
    ColumnType.INTEGER: int,
    ColumnType.HOUSEHOLD: int,
    ColumnType.DATE: lambda cell: date.fromisoformat(str(cell)[:10]),
}


NAMED = {ColumnType.PERSON, ColumnType.CODE, ColumnType.REGION, ColumnType.HOUSEHOLD}


class Unreadable(Exception):
    """A key or code that nobody can read: the row is rejected."""


def cell(cells, column):
    """Return the cell under the column's label or one of the headings agreed beside it."""
    return next(cells[name] for name in (column.label, *column.aliases) if name in cells)


class Intake:
    """A plain taker-in of files, written apart from the one that is shipped."""

    def __init__(self, made, content):
        self.contracts = content.contracts
        self.folder = made.root / "deliveries"
        ids = pq.read_table(made.root / "truth" / "person_ids.parquet")
        self.numbers = dict(zip(*(ids.column(name).to_pylist() for name in ("id_number", "person")),
                                strict=True))  # fmt: skip
        self.known, self.homes, self.regions = set(), set(), set(content.regions)
        self.rejected = Counter()
        self.rows = {feed: {} for feed in FEEDS}

    def manifest(self):
        with (self.folder / "manifest.csv").open(encoding="utf-8") as lines:
            return list(csv.DictReader(lines))

    def take(self, delivery):
        contract = self.contracts[delivery["feed"]]
        held = self.rows[contract.name]
        self.registering = contract.name == "household"
        taken, twice = {}, set()
        for number, cells in enumerate(self.cells(delivery["file"]), start=1):
            try:
                row = {each.name: self.value(each, cell(cells, each)) for each in contract.columns}
            except Unreadable:
                self.rejected[contract.name] += 1
                continue
            kept = {
                each.name for each in contract.columns if each.is_reference or not each.personal
            }
            row = {name: value for name, value in row.items() if name in kept}
            row |= {"delivery": int(delivery["order"]), "row": number}
            if contract.name == "person":
                self.known.add(row["person"])
            elif "person" in row:
                assert row["person"] in self.known, "named before the register knew them"
            if contract.name == "household":
                self.homes.add(row["household"])
            key = tuple(row[name] for name in contract.key)
            if key not in taken:
                taken[key] = row
            elif row | {"row": 0} != taken[key] | {"row": 0}:
                twice.add(key)
        # Of two rows that bear one key and differ nobody knows which is meant.
        taken = {key: row for key, row in taken.items() if key not in twice}
        if contract.replaces is Replaces.ALL:
            held.clear()
        elif contract.replaces is Replaces.PERIOD:
            months = {row[contract.date].replace(day=1) for row in taken.values()}
            held = {
                key: row for key, row in held.items()
                if row[contract.date].replace(day=1) not in months
            }  # fmt: skip
            self.rows[contract.name] = held
        held.update(taken)

    def cells(self, name):
        path = self.folder / name
        if path.suffix == ".parquet":
            return pq.read_table(path).to_pylist()
        if path.suffix == ".csv":
            with path.open(encoding="gb18030", newline="") as lines:
                return [{key: text or None for key, text in row.items()}
                        for row in csv.DictReader(lines)]  # fmt: skip
        rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def value(self, column, cell):
        if cell is None:
            return {Blank.ZERO: 0, Blank.NO: False}.get(column.blank)
        known = None
        if column.type is ColumnType.PERSON:
            known = self.numbers.get(cell)
        elif column.type is ColumnType.CODE:
            known = next((word for word, labels in column.codes.items() if cell in labels), None)
        elif column.type is ColumnType.REGION:
            known = cell if cell in self.regions else None
        elif column.type is ColumnType.HOUSEHOLD:
            known = int(cell) if self.registering or int(cell) in self.homes else None
        if column.type in NAMED:
            if known is None:
                raise Unreadable
            return known
        read = READ.get(column.type)
        return read(cell) if read else cell


@pytest.fixture(scope="module")
def intake(made, content):
    intake = Intake(made, content)
    for delivery in intake.manifest():
        intake.take(delivery)
    return intake


def test_nobody_sends_an_empty_file(made):
    for path in (made.root / "deliveries").glob("*.parquet"):
        assert pq.read_metadata(path).num_rows > 0


@pytest.mark.parametrize("feed", FEEDS)
def test_after_all_deliveries_the_rows_are_those_of_the_table(made, intake, feed):
    contract = intake.contracts[feed]
    table = made.table(feed)
    wanted = {tuple(row[name] for name in contract.key): row for row in table.to_pylist()}
    found = intake.rows[feed]
    assert set(found) == set(wanted)
    for key, row in found.items():
        same = {name: wanted[key][name] for name in row}
        assert row == same


def test_every_file_is_in_the_manifest_in_order_and_some_come_twice(made):
    with (made.root / "deliveries" / "manifest.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    files = {path.name for path in (made.root / "deliveries").iterdir()} - {"manifest.csv"}
    orders = [int(row["order"]) for row in rows]
    assert orders == sorted(orders)
    assert {row["file"] for row in rows} == files
    twice = [row["file"] for row, other in pairwise(rows) if row == other]
    assert 0 < len(twice) < len(files) / 4
    assert all(name.startswith("12_") for name in twice)
    assert [row["file"] for row in rows[:2]] == ["01_household.parquet", "01_person.parquet"]


def test_a_few_rows_bear_a_key_or_a_code_that_nobody_can_read(intake):
    assert intake.rejected["household"] == intake.rejected["person"] == 0
    rejected = sum(intake.rejected.values())
    taken = sum(len(rows) for rows in intake.rows.values())
    assert 0 < rejected < taken / 100


def test_the_register_is_a_full_state_and_eleven_files_of_changes(made):
    deliveries = made.root / "deliveries"
    for feed in ("household", "person"):
        sizes = [
            pq.read_metadata(deliveries / f"{month:02d}_{feed}.parquet").num_rows
            for month in range(1, 13)
        ]
        assert all(0 < size < sizes[0] / 2 for size in sizes[1:])
        assert sizes[0] > made.table(feed).num_rows * 0.95


def test_headings_are_agreed_ones_and_drift_for_some_in_the_last_month(made, content):
    drifting = 0
    for path in (made.root / "deliveries").glob("*.parquet"):
        month, feed = path.stem.split("_", 1)
        columns = content.contracts[feed].columns
        names = pq.read_schema(path).names
        labels = [each.label for each in columns]
        if names != labels:
            assert month == "12"
            assert names == [(*each.aliases, each.label)[0] for each in columns]
            drifting += 1
    assert 3 < drifting < len(FEEDS) / 2


def test_id_numbers_are_valid_invented_and_say_birth_and_sex(made, content):
    people = pq.read_table(made.root / "deliveries" / "01_person.parquet")
    low, high = content.id_rule.invented
    seen, differs = set(), 0
    for row in people.to_pylist():
        number = IdNumber.parse(row["证件号码"])
        assert number.value == row["证件号码"]
        assert low <= number.county <= high
        assert number.county not in content.regions
        differs += number.birth_date != row["出生日期"]
        differs += number.sex != {"男": "male", "女": "female"}[row["性别"]]
        seen.add(number.value)
    assert len(seen) == people.num_rows
    assert 0 < differs < len(seen) / 100  # the register's own mistakes


def test_people_have_names_of_their_people(made):
    people = pq.read_table(made.root / "deliveries" / "01_person.parquet").to_pylist()
    names = [row["姓名"] for row in people]
    assert all(re.fullmatch(r"[一-龥]{2,9}", name) for name in names)
    mongol = [row["姓名"] for row in people if row["民族"] == "蒙古族"]
    han = [row["姓名"] for row in people if row["民族"] == "汉族"]
    assert sum(len(name) for name in mongol) / len(mongol) > sum(map(len, han)) / len(han)
    assert {"达斡尔族", "鄂温克族"} <= {row["民族"] for row in people}


def test_telephone_and_account_numbers_are_nobodys(made):
    homes = pq.read_table(made.root / "deliveries" / "01_household.parquet").to_pylist()
    assert all(re.fullmatch(r"100\d{8}", row["联系电话"]) for row in homes)
    assert all(re.fullmatch(r"0000\d{15}", row["银行账号"] or "0" * 19) for row in homes)


def test_money_is_in_yuan_and_dates_are_dates(made):
    schema = pq.read_schema(made.root / "deliveries" / "11_medical_claim.parquet")
    assert schema.field("个人自付金额").type == pa.decimal128(18, 2)
    assert schema.field("结算日期").type == pa.date32()


def test_some_departments_send_no_parquet(made):
    kinds = {path.name for path in (made.root / "deliveries").iterdir()}
    assert {"11_disaster.xlsx", "12_disability.csv"} <= kinds
    text = (made.root / "deliveries" / "12_disability.csv").read_bytes()
    assert text.decode("gb18030").startswith("证件号码,残疾类别")


def test_some_zeros_and_noes_are_left_blank(made):
    homes = pq.read_table(made.root / "deliveries" / "01_household.parquet")
    moved = homes.column("是否搬迁户").to_pylist()
    assert moved.count(None) > len(moved) / 4
    property_income = homes.column("财产性收入").to_pylist()
    assert property_income.count(None) > 0
    assert property_income.count(Decimal("0.00")) > 0
