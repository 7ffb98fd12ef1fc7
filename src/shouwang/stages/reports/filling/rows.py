"""The values of a form: read from measured indicators and register rows, in the form's own units."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shouwang.base.tables import Column, ColumnType
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.indicators import Indicator
from shouwang.rules.sources import Ratio, Records
from shouwang.stages.ingest.vocabulary import WORDS
from shouwang.stages.reports.filling.headings import is_of_money, is_share
from shouwang.stages.reports.filling.model import Slot

Value = str | int | float | datetime.date | None
SHARES = ("share", "_share")  # how measures of shares are called, and how they end
PERCENT = 100
PLACES = 4  # decimals of a number in a form: yuan in ten thousands, to the yuan


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A cell, or a whole column, that could not be filled, and why."""

    sheet: str
    slot: str
    heading: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Measured indicators by name and place; why there is no number, where there is none."""

    values: Mapping[tuple[str, str], float] = field(default_factory=dict)
    why: Mapping[tuple[str, str], str] = field(default_factory=dict)


def is_share_of(indicator: Indicator) -> bool:
    """Tell whether an indicator is a share: between nothing and one."""
    source = indicator.source
    if isinstance(source, Ratio):
        return not indicator.unit.powers
    if isinstance(source, Records):
        return source.measure == SHARES[0]
    return getattr(source, "measure", "").endswith(SHARES[1])


def in_units_of(slot: Slot, value: float, indicator: Indicator, money_unit: str) -> float | int:
    """Return a measured value as the form wants it: in ten thousands, in percent.

    What can be counted is written as a whole number. A unit of money that the whole sheet says is
    nothing to columns that count people.
    """
    if is_share_of(indicator):
        return (
            round(value * PERCENT, 2) if is_share(slot.heading, slot.unit) else round(value, PLACES)
        )
    number = Decimal(str(value))
    is_money = indicator.unit.power(money_unit) > 0
    if slot.unit_word and is_money == is_of_money(slot.unit):
        number /= WORDS.multipliers[slot.unit_word]
    rounded = round(number, PLACES)
    return int(rounded) if rounded == int(rounded) else float(rounded)


def as_written(content: Content, column: Column, value: Any, slot: Slot) -> Value:
    """Return a value of the register as people write it in forms: a label, yuan, a name of a place."""
    if value is None:
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if content.is_money(column):
        number = Decimal(value) / content.money_minor
        if slot.unit_word:
            number /= WORDS.multipliers[slot.unit_word]
        return float(number)
    if column.type is ColumnType.CODE:
        labels = column.codes.get(str(value), ())
        return next(iter(labels), str(value))
    if column.type is ColumnType.REGION:
        region = content.regions.get(str(value))
        return region.name if region else str(value)
    return float(value) if isinstance(value, Decimal) else value


def place_value(content: Content, code: str, wanted: str) -> str:
    """Return the name of a place, of one above it by its level, or its code; ``""`` for none."""
    if wanted == "code":
        return code
    if wanted == "name":
        return content.regions[code].name
    above = content.ancestors(code).get(wanted)
    return content.regions[above].name if above else ""


def rows_of(
    content: Content, place: str, level: str, written: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the places that get a row: those written already, or all of a level in the place.

    A place that lies at that level or deeper gets the one row.
    """
    if written:
        return tuple(written)
    levels = content.levels
    if levels.index(content.regions[place].level) >= levels.index(level):
        return (place,)
    return tuple(
        each.code
        for each in content.regions_of(level)
        if place in content.ancestors(each.code).values()
    )
