"""The folder of deliveries: what the departments send, in the order it is to be taken in."""

import csv
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from shouwang.base.tables import ColumnType, Schema
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.build import Built
from shouwang.synthetic.parquet import ParquetFile
from shouwang.synthetic.schedule import Delivery, Schedule
from shouwang.synthetic.sent import heading

MANIFEST = "manifest.csv"
MANIFEST_COLUMNS = ("order", "file", "feed", "banner", "period", "first_period", "lacking")
# A workbook says when it was made; this one always says the same.
MADE = datetime(2020, 6, 30)  # noqa: DTZ001 - a workbook knows no time zones


class DeliveryFolder:
    """Writes the deliveries, one file each for the whole region, banner after banner.

    A department with nothing to say sends no file.
    """

    def __init__(self, folder: Path, contracts: Mapping[str, Schema], schedule: Schedule) -> None:
        self._folder = folder
        self._contracts = contracts
        self._schedule = schedule
        self._files: dict[int, ParquetFile] = {}
        self._gathered: dict[int, list[pa.Table]] = {}
        self._sent: set[int] = set()
        for delivery in schedule.deliveries:
            if delivery.file.endswith(".parquet"):
                self._files[delivery.order] = self._parquet(delivery)
            else:
                self._gathered[delivery.order] = []

    def write(self, built: Built) -> None:
        """Write one banner's part of every delivery."""
        for order, table in built.deliveries.items():
            if not table.num_rows:
                continue
            self._sent.add(order)
            if order in self._files:
                self._files[order].write(table)
            else:
                self._gathered[order].append(table)

    def close(self) -> None:
        """Finish all files and write the manifest."""
        for file in self._files.values():
            file.close()
        for delivery in self._schedule.deliveries:
            if delivery.order in self._gathered and delivery.order in self._sent:
                self._write_other(delivery, self._gathered[delivery.order])
        self._write_manifest()

    def _parquet(self, delivery: Delivery) -> ParquetFile:
        contract = self._contracts[delivery.feed]
        words = {ColumnType.CODE, ColumnType.BOOLEAN, ColumnType.REGION, ColumnType.PERSON}
        dictionaries = [
            heading(each, drifts=delivery.drifts)
            for each in contract.columns
            if each.type in words
            or (each.type is ColumnType.TEXT and each.name not in contract.key)
        ]
        return ParquetFile(self._folder / delivery.file, dictionaries=dictionaries)

    def _write_other(self, delivery: Delivery, parts: list[pa.Table]) -> None:
        rows = pa.concat_tables([_plain(part) for part in parts])
        headings = list(rows.column_names)
        values = zip(*(column.to_pylist() for column in rows.columns), strict=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / delivery.file
        if path.suffix == ".csv":
            _write_csv(path, headings, values)
        else:
            _write_workbook(path, headings, values)

    def _write_manifest(self) -> None:
        with (self._folder / MANIFEST).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow(MANIFEST_COLUMNS)
            for each in self._schedule.deliveries:
                if each.order not in self._sent:
                    continue
                period = each.period.isoformat() if each.period else ""
                first = each.first_period.isoformat() if each.first_period else ""
                lacking = " ".join(sorted(each.lacking))
                row = (each.order, each.file, each.feed, "", period, first, lacking)
                writer.writerows([row] * each.times)


def _plain(table: pa.Table) -> pa.Table:
    """Return a table without dictionaries, so that the parts of several banners go together."""
    arrays = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return pa.table(dict(zip(table.column_names, arrays, strict=True)))


def _write_csv(path: Path, headings: list[str], rows: Any) -> None:
    encoding = str(assumptions("delivery").value("csv_encoding"))
    with path.open("w", encoding=encoding, newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(headings)
        writer.writerows([["" if cell is None else cell for cell in row] for row in rows])


def _write_workbook(path: Path, headings: list[str], rows: Any) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                _write_cell(sheet, number, place, cell)


def _write_cell(sheet: Any, number: int, place: int, cell: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        sheet.write_datetime(number, place, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
    elif isinstance(cell, int | Decimal):
        sheet.write_number(number, place, cell)
    else:
        sheet.write_string(number, place, str(cell))
