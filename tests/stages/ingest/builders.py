"""A small invented country, people with valid ID numbers, and the files that are sent."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from shouwang.base.access import Actor
from shouwang.base.codes import check_character
from shouwang.lake import sql
from shouwang.lake.folder import Home
from shouwang.lake.home import create_home
from shouwang.lake.snapshots import Lake, Snapshot
from shouwang.lake.workspace import open_workspace
from shouwang.stages.ingest import operations
from shouwang.stages.ingest.review import Review

COUNTRY = Path(__file__).parent / "country"
LI = Actor("李")
WANG = Actor("王")
JUNE_30 = date(2020, 6, 30)
NOON = datetime(2020, 6, 30, 12, tzinfo=UTC)
VILLAGES = {1: "160101001001", 2: "160102001001", 3: "160201001001"}


def id_number(sequence: int, *, county: str = "160101", birth: str = "19800101") -> str:
    """A valid ID number; the sequence tells people apart."""
    first = f"{county}{birth}{sequence:03d}"
    return first + check_character(first)


def write_csv(path: Path, *rows: Sequence[Any], encoding: str = "utf-8") -> Path:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def write_workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, place, value)
    return path


HOUSEHOLD_HEADINGS = ("户编号", "嘎查村", "脱贫属性", "家庭人口", "工资性收入", "联系电话")
PERSON_HEADINGS = ("证件号码", "户编号", "姓名", "性别", "出生日期")
WATER_HEADINGS = ("户编号", "日用水量")
CLAIM_HEADINGS = ("结算单号", "证件号码", "结算日期", "个人自付金额")


def household(number: int, village: str = "", income: Any = 8000) -> tuple[Any, ...]:
    return (number, village or VILLAGES[number], "一般农户", 2, income, "13812345678")


def person(sequence: int, number: int = 1, name: str = "巴特尔") -> tuple[Any, ...]:
    return (id_number(sequence), number, name, "男", "1980-01-01")


@dataclass(frozen=True)
class Desk:
    """A home and short words for what is done in it."""

    home: Home
    folder: Path

    @property
    def lake(self) -> Lake:
        return Lake(self.home.lake, ("league", "banner"))

    def receive(self, path: Path, feed: str, *, on: date = JUNE_30, **more: Any) -> Review:
        return operations.receive_delivery(
            home=self.home, path=path, feed=feed, at=NOON, by=LI, on=on, **more
        )

    def receive_rows(
        self, feed: str, headings: Sequence[str], *rows: Sequence[Any], **more: Any
    ) -> Review:
        """Receive rows as a CSV file."""
        return self.receive(write_csv(self.folder / f"{feed}.csv", headings, *rows), feed, **more)

    def check(self, path: Path, feed: str, **more: Any) -> Review:
        return operations.check_delivery(
            home=self.home, path=path, feed=feed, by=LI, on=JUNE_30, **more
        )

    def publish(
        self, number: int | None, *, on: date = JUNE_30, because: str = "", by: Actor = WANG
    ) -> Snapshot:
        return operations.publish_delivery(
            home=self.home, delivery_id=number or 0, at=NOON, because=because, by=by, on=on
        )

    def withdraw(self, number: int) -> Snapshot:
        return operations.withdraw_delivery(
            home=self.home, delivery_id=number, at=NOON, by=LI, on=JUNE_30
        )

    def send(
        self,
        feed: str,
        headings: Sequence[str],
        *rows: Sequence[Any],
        on: date = JUNE_30,
        because: str = "",
        **more: Any,
    ) -> Review:
        """Receive and publish rows as a CSV file."""
        path = write_csv(self.folder / f"{feed}.csv", headings, *rows)
        review = self.receive(path, feed, on=on, **more)
        self.publish(review.delivery, on=on, because=because)
        return review

    def register(self) -> None:
        """Three households in three banners, each with one person."""
        self.send("household", HOUSEHOLD_HEADINGS, *(household(each) for each in VILLAGES))
        self.send("person", PERSON_HEADINGS, *(person(each, each) for each in VILLAGES))

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table at the latest snapshot."""
        snapshot = self.lake.latest()
        source = self.lake.source(table, snapshot) if snapshot else None
        if source is None or not source.files:
            return []
        paths = [Path(file.path) for file in source.files]
        with open_workspace() as work:
            tree = sql.parquet(paths, hive=source.hive)
            found = sql.relation(work.connection, tree).to_arrow_table()
        return found.drop_columns(["filename"]).to_pylist()


def make_desk(folder: Path, *, demo: bool = False) -> Desk:
    home = create_home(folder / "home", content=str(COUNTRY), demo=demo, day=JUNE_30)
    return Desk(home, folder)


def write_parquet(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path
