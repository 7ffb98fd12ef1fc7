"""The workbook exchanged with the national monitoring system: out in its items, back as a delivery."""

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from shouwang.base.dates import UNDATED
from shouwang.base.money import major_units
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.lake.duck import quoted, read_parquet
from shouwang.rules.content import Content
from shouwang.stages.programmes.solar.exchange_rows import Decided
from shouwang.stages.register.held import Held, engine

FEEDS = {"base": "station", "generation": "station_day", "distribution": "station_payout"}
MOST_ROWS = 1_000_000  # of a sheet: one more is the limit of the format
WIDTH = 18  # of columns, in characters


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    return found


def book(lake: Held, content: Content, *, banner: str, decided: Decided) -> bytes:
    """Return the workbook of a banner.

    The first three sheets bear the headings of the feeds' contracts: each can be delivered again.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "remove_timezone": True}  # fmt: skip
    words = _words()
    with xlsxwriter.Workbook(out, options) as made:
        made.set_properties({"created": UNDATED})
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        strong = made.add_format({"bold": True})
        for name, feed in FEEDS.items():
            contract = content.contracts[feed]
            columns = [each for each in contract.columns if each.personal is None]
            _sheet(made, words["sheets"][name], [each.label for each in columns],
                   _rows(lake, content, contract, columns, banner), day, strong)  # fmt: skip
        for name, rows in (("faults", decided.faults), ("ability", decided.standings),
                           ("inspections", decided.tickets)):  # fmt: skip
            _sheet(made, words["sheets"][name], words["headings"][name], iter(rows), day, strong)
    return out.getvalue()


def _rows(
    lake: Held, content: Content, contract: Schema, columns: Sequence[Column], banner: str
) -> Iterator[Sequence[Any]]:
    chain = content.ancestors(banner)
    source = lake.files(contract.name, [chain[level] for level in content.partition])
    if source is None:
        return
    fields = ", ".join(quoted(each.name) for each in columns)
    order = ", ".join(quoted(name) for name in contract.key)
    told = engine().execute(
        f"SELECT {fields} FROM {read_parquet(source)} "  # noqa: S608 - names are quoted
        f"WHERE county = ? ORDER BY {order} LIMIT {MOST_ROWS}",
        [banner],
    )
    for row in told.fetchall():
        yield [_cell(value, column) for value, column in zip(row, columns, strict=True)]


def _cell(value: Any, column: Column) -> Any:
    if value is None:
        return None
    if column.type is ColumnType.CODE:
        return column.codes[value][0]
    if column.type is ColumnType.MONEY:
        return float(Decimal(major_units(int(value)).replace(",", "")))
    return value


def _sheet(
    made: Any, name: str, headings: Sequence[str], rows: Iterator[Sequence[Any]], day: Any,
    strong: Any,
) -> None:  # fmt: skip
    sheet = made.add_worksheet(name)
    sheet.set_column(0, len(headings) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, strong)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(sheet, line, place, value, day)


def _write(sheet: Any, line: int, place: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(line, place, _words()["words"]["yes" if value else "no"])
    elif isinstance(value, datetime.date):
        sheet.write_datetime(line, place, value, day)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(line, place, float(value))
    else:
        sheet.write_string(line, place, str(value))
