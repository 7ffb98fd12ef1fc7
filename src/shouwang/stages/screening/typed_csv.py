"""A CSV table read as its contract types it; every cell that does not fit is reported."""

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.errors import Problem
from shouwang.base.money import minor_units
from shouwang.base.tables import Blank, Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.lake.physical import PRECISION, lake_schema
from shouwang.rules.content import Content
from shouwang.rules.source import shown
from shouwang.stages.screening.homes import Homes, Place

YES_NO: Mapping[str, bool] = {"true": True, "1": True, "yes": True,
                              "false": False, "0": False, "no": False}  # fmt: skip
WHOLE = re.compile(r"^[-+]?[0-9]+$")
NUMBER = re.compile(r"^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$")
DAY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
LARGEST_32 = 2**31 - 1  # of the lake's narrow integers
LARGEST_64 = 2**63 - 1  # of its wide ones

UNTOLD: Place = ()

Row = dict[str, Any]


def typed_csv(
    path: Path, content: Content, name: str, *, homes: Homes, scratch: Path
) -> tuple[Path | None, list[Problem]]:
    """Return a Parquet file with the rows of a CSV table, or ``None`` and what is wrong with it.

    Without a fault of its own it is ``None`` where a table it hangs on could not be read.
    """
    reading = _Reading(path, content, content.contracts[name], homes, [])
    rows = reading.rows()
    if reading.problems or any(level not in row for row in rows for level in content.partition):
        return None, reading.problems
    schema = lake_schema(reading.contract, partition=content.partition, key_types=content.key_types)
    result = scratch / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), result)
    return result, []


def is_read(column: Column) -> bool:
    """Tell whether a folder of tables has a column: all but the personal ones."""
    return column.personal is None or column.is_reference


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file being read, and what is wrong with it so far."""

    path: Path
    content: Content
    contract: Schema
    homes: Homes
    problems: list[Problem]

    def rows(self) -> list[Row]:
        """Return the typed rows with their places."""
        seen: dict[tuple[Any, ...], int] = {}
        rows = []
        for line, cells in self._cells():
            row = self._typed(line, cells)
            key = tuple(row.get(name) for name in self.contract.key)
            first = seen.setdefault(key, line)
            if first != line:
                self._fault(
                    line,
                    _("the key {key} is there already, in line {line}").format(
                        key="/".join(str(part) for part in key), line=first
                    ),
                )
            self._put_in_place(line, cells, row)
            rows.append(row)
        return rows

    def _fault(self, line: int, message: str, mend: str = "") -> None:
        where = f"{self.path.name}:{line}" if line else self.path.name
        self.problems.append(Problem(where, message, mend))

    # ------------------------------------------------------------------- cells

    def _cells(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row as cells by column, with its line."""
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self._fault(0, _("the file is not UTF-8"), _("save it as UTF-8"))
            return
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            names = self._names(next(reader, []))
            yield from self._rows_under(names, reader) if names else ()
        except csv.Error as error:
            self._fault(reader.line_num, _("no CSV: {fault}").format(fault=error))

    def _rows_under(self, names: list[str], reader: Any) -> Iterator[tuple[int, dict[str, str]]]:
        line = reader.line_num + 1
        is_empty = True
        for cells in reader:
            is_empty = is_empty and not cells
            if len(cells) == len(names):
                stripped = (cell.strip() for cell in cells)
                yield line, dict(zip(names, stripped, strict=True))
            elif cells:
                message = _("{count} cells under {wanted} headings")
                self._fault(line, message.format(count=len(cells), wanted=len(names)))
            line = reader.line_num + 1
        if is_empty:
            self._fault(0, _("the file has no rows"))

    def _names(self, headings: list[str]) -> list[str]:
        """Return the columns that headings stand for; none if the file cannot be read by them."""
        if not headings:
            self._fault(0, _("the file is empty"))
            return []
        meanings = {
            heading: column.name
            for column in self.contract.columns
            for heading in (column.name, column.label, *column.aliases)
        }
        names = [meanings.get(heading.strip(), heading.strip()) for heading in headings]
        known = {*meanings.values(), *self.content.partition}
        before = len(self.problems)
        for name in dict.fromkeys(names):
            if name in known and names.count(name) > 1:
                self._fault(1, _("two headings stand for {column}").format(column=name))
        for column in self.contract.columns:
            if column.required and is_read(column) and column.name not in names:
                self._fault(0, _("the column {column} is missing").format(column=column.name))
        return names if len(self.problems) == before else []

    def _typed(self, line: int, cells: Mapping[str, str]) -> Row:
        row: Row = {}
        for column in self.contract.columns:
            if not is_read(column):
                continue
            text = cells.get(column.name, "")
            try:
                row[column.name] = typed_value(text, column, self.content)
            except (ValueError, ArithmeticError):
                self._fault(
                    line,
                    _("{column}: {value} is no {type}").format(
                        column=column.name, value=shown(text), type=column.type
                    ),
                    _one_of(column),
                )
                continue
            if column.required and row[column.name] is None:
                self._fault(line, _("{column} is empty").format(column=column.name))
            elif not _is_within(row[column.name], column, self.content):
                self._fault(
                    line,
                    _("{column}: {value} is not between {least} and {most}").format(
                        column=column.name,
                        value=shown(text),
                        least=column.minimum or "-∞",
                        most=column.maximum or "∞",
                    ),
                )
        return row

    # ------------------------------------------------------------------ places

    def _put_in_place(self, line: int, cells: Mapping[str, str], row: Row) -> None:
        """Fill in the partition columns: where the subject lives, or as the row itself says."""
        found = self._place(line, row)
        if found == UNTOLD:
            return
        for number, level in enumerate(self.content.partition):
            given = cells.get(level, "")
            region = self.content.regions.get(given)
            row[level] = given or (found[number] if found else None)
            if given and (region is None or region.level != level):
                self._fault(
                    line, _("{code} is no {level} here").format(code=shown(given), level=level)
                )
            elif given and found and given != found[number]:
                self._fault(
                    line,
                    _("the {level} is {given}, but it belongs to {found}").format(
                        level=level, given=given, found=found[number]
                    ),
                )
            elif row[level] is None:
                self._fault(
                    line,
                    _("the {level} is not known").format(level=level),
                    _("give the column {level}").format(level=level),
                )

    def _place(self, line: int, row: Row) -> Place | None:
        """Return where a row belongs, ``UNTOLD`` if what is wrong has been said already."""
        for column in self.contract.columns:
            table = self.homes.table(column.type)
            if not table or table == self.contract.name:
                continue
            key = row.get(column.name)
            if key is None or table in self.homes.lost:
                return UNTOLD
            place = self.homes.place(column.type, key)
            if place is None:
                message = _("{table} does not hold the {kind} {key}")
                self._fault(
                    line, message.format(table=table, kind=column.type, key=shown(str(key)))
                )
            return place or UNTOLD
        for column in self.contract.columns:
            if column.type is ColumnType.REGION:
                code = row.get(column.name)
                above = self.content.ancestors(code) if code else {}
                places = tuple(above.get(level, "") for level in self.content.partition)
                return places if all(places) else UNTOLD if code is None else None
        return None


# ------------------------------------------------------------------------ values


def typed_value(text: str, column: Column, content: Content) -> Any:
    """Return a cell as its column is kept; a blank as the contract says.

    Raises:
        ValueError: if the text is no value of the column's type.
        ArithmeticError: if it is a number that nobody can count with.
    """
    if not text:
        return {Blank.ZERO: 0, Blank.NO: False}.get(column.blank)
    return _READ[column.type](text, column, content)


def _one_of(column: Column) -> str:
    if column.type is ColumnType.CODE:
        return _("one of: {words}").format(words=", ".join(column.codes))
    return "2020-06-30" if column.type is ColumnType.DATE else ""


def _is_within(value: Any, column: Column, content: Content) -> bool:
    if value is None:
        return True
    least, most = (
        typed_value(bound, column, content) if bound else None
        for bound in (column.minimum, column.maximum)
    )
    return (least is None or value >= least) and (most is None or value <= most)


def _code(text: str, column: Column, _content: Content) -> str:
    for word, labels in column.codes.items():
        if text == word or text in labels:
            return word
    raise ValueError(text)


def _key(text: str, column: Column, content: Content) -> int | str:
    is_whole = content.key_types.get(column.type.value) == "integer"
    return _whole(text, LARGEST_64) if is_whole else text


def _region(text: str, column: Column, content: Content) -> str:
    region = content.regions.get(text)
    if region is None or (column.level and region.level != column.level):
        raise ValueError(text)
    return text


def _boolean(text: str, _column: Column, _content: Content) -> bool:
    try:
        return YES_NO[text.lower()]
    except KeyError:
        raise ValueError(text) from None


def _whole(text: str, largest: int) -> int:
    if not WHOLE.match(text) or abs(number := int(text)) > largest:
        raise ValueError(text)
    return number


def _money(text: str, _column: Column, content: Content) -> int:
    if not NUMBER.match(text):
        raise ValueError(text)
    return _whole(str(minor_units(text, per_unit=content.money_minor)), LARGEST_64)


def _fixed(text: str, column: Column, _content: Content) -> Decimal:
    value = Decimal(text) if NUMBER.match(text) else None
    step = Decimal(1).scaleb(-column.scale)
    if value is None or value != value.quantize(step):
        raise ValueError(text)
    if abs(value) >= Decimal(1).scaleb(PRECISION - column.scale):
        raise ValueError(text)
    return value.quantize(step)


def _date(text: str, _column: Column, _content: Content) -> datetime.date:
    if not DAY.match(text):
        raise ValueError(text)
    return datetime.date.fromisoformat(text)


_READ: Mapping[ColumnType, Callable[[str, Column, Content], Any]] = {
    ColumnType.TEXT: lambda text, _column, _content: text,
    ColumnType.CODE: _code,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.INTEGER: lambda text, _column, _content: _whole(text, LARGEST_32),
    ColumnType.DECIMAL: _fixed,
    ColumnType.MONEY: _money,
    ColumnType.DATE: _date,
    ColumnType.REGION: _region,
    ColumnType.HOUSEHOLD: _key,
    ColumnType.PERSON: _key,
}
