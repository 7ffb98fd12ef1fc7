"""A CSV table read as its contract types it; every cell that does not fit is reported."""

import csv
import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.errors import Problem
from shouwang.base.money import minor_units
from shouwang.base.tables import Blank, Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.lake.physical import lake_schema
from shouwang.rules.content import Content

YES_NO: Mapping[str, bool] = {"true": True, "1": True, "yes": True,
                              "false": False, "0": False, "no": False}  # fmt: skip


def typed_csv(
    path: Path, content: Content, name: str, *, scratch: Path, problems: list[Problem]
) -> Path | None:
    """Return a Parquet file with the rows of a CSV table, or ``None`` with problems added."""
    contract = content.contracts[name]
    rows = _rows(path, contract, problems)
    if rows is None:
        return None
    typed = [_typed(row, contract, content, f"{path.name}:{line}", problems) for line, row in rows]
    _duplicates(path, contract, typed, [line for line, _row in rows], problems)
    _place(path, content, name, typed, [line for line, _row in rows], problems)
    schema = lake_schema(contract, partition=content.partition, key_types=content.key_types)
    if problems:
        return None
    table = pa.Table.from_pylist(typed, schema=schema)
    result = scratch / f"{name}.parquet"
    pq.write_table(table, result)
    return result


def _rows(
    path: Path, contract: Schema, problems: list[Problem]
) -> list[tuple[int, dict[str, str]]] | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(path.name, _("the file is not UTF-8"), _("save it as UTF-8")))
        return None
    reader = csv.DictReader(text.splitlines(), strict=True)
    headings = {
        heading: column.name
        for column in contract.columns
        for heading in (column.name, column.label, *column.aliases)
    }
    named = {heading: headings.get(heading, heading) for heading in reader.fieldnames or ()}
    missing = [
        column.name
        for column in contract.columns
        if column.required and is_read(column) and column.name not in named.values()
    ]
    problems.extend(
        Problem(path.name, _("the column {column} is missing").format(column=column))
        for column in missing
    )
    if missing:
        return None
    found = []
    try:
        for row in reader:
            cells = {named[key]: (value or "").strip() for key, value in row.items() if key}
            found.append((reader.line_num, cells))
    except csv.Error as error:
        problems.append(Problem(f"{path.name}:{reader.line_num}", str(error)))
        return None
    if not found:
        problems.append(Problem(path.name, _("the file has no rows")))
    return found


def is_read(column: Column) -> bool:
    """Tell whether a folder of tables has a column: all but the personal ones."""
    return column.personal is None or column.is_reference


def _typed(
    row: Mapping[str, str], contract: Schema, content: Content, where: str, problems: list[Problem]
) -> dict[str, Any]:
    typed: dict[str, Any] = {level: row.get(level) or None for level in content.partition}
    for column in contract.columns:
        if not is_read(column):
            continue
        text = row.get(column.name, "")
        try:
            typed[column.name] = typed_value(text, column, content)
        except (ValueError, InvalidOperation):
            problems.append(
                Problem(
                    where,
                    _("{column}: {value} is no {type}").format(
                        column=column.name, value=repr(text), type=column.type
                    ),
                )
            )
        if column.required and not text and column.blank is Blank.UNKNOWN:
            problems.append(Problem(where, _("{column} is empty").format(column=column.name)))
    return typed


def typed_value(text: str, column: Column, content: Content) -> Any:
    """Return a cell as its column is kept; a blank as the contract says.

    Raises:
        ValueError: if the text is no value of the column's type.
    """
    if not text:
        return {Blank.ZERO: 0, Blank.NO: False}.get(column.blank)
    return _READ[column.type](text, column, content)


def _code(text: str, column: Column, _content: Content) -> str:
    for word, labels in column.codes.items():
        if text == word or text in labels:
            return word
    raise ValueError(text)


def _key(text: str, column: Column, content: Content) -> int | str:
    return int(text) if content.key_types.get(column.type.value) == "integer" else text


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


_READ: Mapping[ColumnType, Callable[[str, Column, Content], Any]] = {
    ColumnType.TEXT: lambda text, _column, _content: text,
    ColumnType.CODE: _code,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.INTEGER: lambda text, _column, _content: int(text),
    ColumnType.DECIMAL: lambda text, column, _content: _fixed(text, column.scale),
    ColumnType.MONEY: lambda text, _c, content: minor_units(text, per_unit=content.money_minor),
    ColumnType.DATE: lambda text, _column, _content: datetime.date.fromisoformat(text),
    ColumnType.REGION: _region,
    ColumnType.HOUSEHOLD: _key,
    ColumnType.PERSON: _key,
}


def _fixed(text: str, scale: int) -> Decimal:
    value = Decimal(text)
    step = Decimal(1).scaleb(-scale)
    if not value.is_finite() or value != value.quantize(step):
        raise ValueError(text)
    return value.quantize(step)


def _duplicates(
    path: Path, contract: Schema, rows: list[dict[str, Any]], lines: list[int],
    problems: list[Problem],
) -> None:  # fmt: skip
    seen: dict[tuple[Any, ...], int] = {}
    for line, row in zip(lines, rows, strict=True):
        key = tuple(row.get(name) for name in contract.key)
        first = seen.setdefault(key, line)
        if first != line:
            problems.append(
                Problem(
                    f"{path.name}:{line}",
                    _("the key {key} is there already, in line {line}").format(
                        key="/".join(str(part) for part in key), line=first
                    ),
                )
            )


def _place(
    path: Path, content: Content, name: str, rows: list[dict[str, Any]], lines: list[int],
    problems: list[Problem],
) -> None:  # fmt: skip
    """Fill in the partition columns: from the region's column, else through the parents' rows."""
    region = next((s.region for s in content.subjects.values() if s.table == name and s.region), "")
    owners = _owners(path.parent, content, name)
    for line, row in zip(lines, rows, strict=True):
        if all(row[level] for level in content.partition):
            continue
        code = row.get(region) if region else owners.get(str(row.get(_relation(content, name))))
        above = content.ancestors(code) if code else {}
        for level in content.partition:
            row[level] = row[level] or above.get(level)
            if not row[level]:
                problems.append(
                    Problem(
                        f"{path.name}:{line}",
                        _("the {level} is not known").format(level=level),
                        _("give the column {level}").format(level=level),
                    )
                )
                break


def _relation(content: Content, name: str) -> str:
    types = {ColumnType(subject.name): subject for subject in content.subjects.values()
             if subject.name in list(ColumnType)}  # fmt: skip
    for column in content.contracts[name].columns:
        if column.type in types:
            return column.name
    return ""


def _owners(folder: Path, content: Content, name: str) -> dict[str, str]:
    """Return the region of each household or person that the rows of a table can name."""
    relation = _relation(content, name)
    if not relation:
        return {}
    kind = content.contracts[name].column(relation).type.value
    regions: dict[str, str] = {}
    for subject in content.subjects.values():
        path = folder / f"{subject.table}.csv"
        if not path.exists():
            continue
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found = {
                row.get(subject.key, ""): row.get(subject.region, "")
                if subject.region
                else regions.get(row.get(subject.parent_column, ""), "")
                for row in csv.DictReader(lines)
            }
        regions = found
        if subject.name == kind:
            return found
    return {}
