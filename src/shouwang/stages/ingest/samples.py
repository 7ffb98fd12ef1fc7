"""Example rows of a feed: invented values of the right kind, the same every time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shouwang.base.codes import check_character
from shouwang.base.tables import Column, ColumnType, Personal, Schema
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.ingest.id_numbers import CHINESE_RULE
from shouwang.stages.ingest.terms import labels_of

ROWS = 2
AMOUNT = Decimal(1000)  # what an example says where the contract has no bounds: money,
SIZE = Decimal(10)  # a measured quantity,
NUMBER = Decimal(2)  # something counted

Sample = str | int | Decimal | date


@dataclass(frozen=True, slots=True)
class Row:
    """What the values of one example row are made from.

    Attributes:
        number: Its place, from 1.
        regions: Level → the code of the region the row is about.
    """

    contract: Schema
    content: Content
    number: int
    regions: Mapping[str, str]


def sample_rows(contract: Schema, content: Content) -> list[dict[str, Sample]]:
    """Return the example rows of a feed: column → value, as a cell of a workbook holds it.

    The first fills in every column, the others those that are required. People carry ID numbers of
    the invented block, households numbers that nobody has: a row about them that is left in a file
    is rejected at intake.
    """
    levels = [c.level for c in contract.columns if c.type is ColumnType.REGION]
    deepest = max(levels, key=content.levels.index, default="")
    regions = content.regions_of(deepest)
    rows = []
    for number in range(1, ROWS + 1):
        places = content.ancestors(regions[number % len(regions)].code) if regions else {}
        row = Row(contract, content, number, places)
        rows.append(
            {
                column.name: _value(column, row)
                for column in contract.columns
                if column.required or number == 1
            }
        )
    return rows


@cache
def _words() -> Mapping[str, Any]:
    path = Path(__file__).with_name("samples.yaml")
    words: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


def _value(column: Column, row: Row) -> Sample:
    if column.personal is Personal.ID:
        return _id_number(row)
    makers: Mapping[ColumnType, Callable[[Column, Row], Sample]] = {
        ColumnType.TEXT: _text,
        ColumnType.CODE: lambda column, row: _nth(labels_of(column), row),
        ColumnType.BOOLEAN: lambda _column, row: str(_nth([_("yes"), _("no")], row)),
        ColumnType.INTEGER: _whole,
        ColumnType.DECIMAL: lambda column, _row: _within(SIZE, column).quantize(
            Decimal(1).scaleb(-column.scale), ROUND_HALF_UP
        ),
        ColumnType.MONEY: lambda column, _row: _within(AMOUNT, column),
        ColumnType.DATE: _day,
        ColumnType.REGION: lambda column, row: row.regions[column.level],
        ColumnType.HOUSEHOLD: lambda _column, row: str(_words()["household"] + row.number),
        ColumnType.PERSON: lambda _column, row: str(_words()["household"] + row.number),
    }
    return makers[column.type](column, row)


def _id_number(row: Row) -> str:
    """An ID number of the invented block, born before anybody who lives; its check is right."""
    rule = row.content.id_rule
    county = rule.invented[0] if rule.invented else ""
    if rule.rule != CHINESE_RULE or not county:
        return f"{_words()['household'] + row.number}"
    first = f"{county}{_words()['born']:%Y%m%d}{row.number:03d}"
    return first + check_character(first)


def _text(column: Column, row: Row) -> str:
    if column.name in row.contract.key:
        return f"{row.contract.name}-{row.number}"
    words = _words()
    kinds = {
        Personal.NAME: str(_nth(words["names"], row)),
        Personal.PHONE: words["phone"],
        Personal.ACCOUNT: words["account"],
    }
    return str(kinds.get(column.personal, words["text"]) if column.personal else words["text"])


def _whole(column: Column, row: Row) -> int:
    day: date = _words()["day"]
    is_year = column.name in row.contract.key and column.unit == "year"
    return int(_within(Decimal(day.year) if is_year else NUMBER, column))


def _within(value: Decimal, column: Column) -> Decimal:
    """Return the value, or the bound of the column that it lies beyond."""
    if column.minimum is not None:
        value = max(value, Decimal(column.minimum))
    return min(value, Decimal(column.maximum)) if column.maximum is not None else value


def _day(column: Column, _row: Row) -> date:
    value: date = _words()["born" if column.from_id else "day"]
    if column.minimum is not None:
        value = max(value, date.fromisoformat(column.minimum))
    return min(value, date.fromisoformat(column.maximum)) if column.maximum is not None else value


def _nth(values: list[Any], row: Row) -> Any:
    return values[(row.number - 1) % len(values)]
