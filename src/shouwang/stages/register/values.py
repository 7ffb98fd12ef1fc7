"""Values of a contract's columns as texts: as people write them, and in the form of the lake."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from shouwang.base.money import minor_units
from shouwang.base.tables import Column, ColumnType, Personal
from shouwang.base.words import _
from shouwang.rules.content import Content

LONGEST = 200  # characters of a corrected value
WHOLE = re.compile(r"^-?[0-9]{1,15}$")
WORDS = {"true": True, "false": False}
SECRET = frozenset({Personal.ID, Personal.ACCOUNT})
NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.MONEY, ColumnType.DECIMAL})


class ValueFaulty(ValueError):
    """A text is no value of the column; the message says why."""


def stored_text(value: Any) -> str:
    """Return a value of the lake as text; the unknown is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def is_correctable(column: Column) -> bool:
    """Tell whether somebody at the door may find another value: names of subjects never."""
    return not column.is_reference and column.personal not in SECRET


def entered_text(text: str, column: Column) -> str:
    """Return what a person wrote, money in major units, as a text in the form of the lake.

    Raises:
        ValueFaulty: if it is no amount.
    """
    if column.type is not ColumnType.MONEY or not text.strip():
        return text.strip()
    try:
        return str(minor_units(text.strip().replace(",", "")))
    except ValueError:
        raise ValueFaulty(_("an amount has at most two digits after the point")) from None


def value_of(text: str, column: Column, content: Content) -> Any:
    """Return the value that a text in the form of the lake stands for.

    Raises:
        ValueFaulty: if the contract does not allow it.
    """
    if not is_correctable(column):
        raise ValueFaulty(_("this column is not corrected at the door"))
    if not text or len(text) > LONGEST or not text.isprintable():
        raise ValueFaulty(
            _("a value has 1 to {count} characters, all of which can be seen").format(count=LONGEST)
        )
    value = _typed(text, column, content)
    _fail_if_outside(value, column, content)
    return value


def _typed(text: str, column: Column, content: Content) -> Any:
    match column.type:
        case ColumnType.BOOLEAN:
            return _among(text, WORDS)
        case ColumnType.CODE:
            _among(text, dict.fromkeys(column.codes))
        case ColumnType.REGION:
            region = content.regions.get(text)
            if region is None or (column.level and region.level != column.level):
                raise ValueFaulty(_("there is no such place"))
        case ColumnType.DATE:
            return _day(text)
        case _:
            return _number(text, column) if column.type in NUMBERS else text
    return text


def _number(text: str, column: Column) -> int | Decimal:
    if column.type is ColumnType.DECIMAL:
        return _decimal(text, column.scale)
    if not WHOLE.match(text):
        raise ValueFaulty(_("a whole number is wanted"))
    return int(text)


def _among(text: str, words: dict[str, Any]) -> Any:
    if text not in words:
        raise ValueFaulty(_("one of: {words}").format(words=_(", ").join(words)))
    return words[text]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueFaulty(_("a date like 2020-01-31 is wanted")) from None


def _decimal(text: str, scale: int) -> Decimal:
    try:
        value = Decimal(text)
        fixed = value.quantize(Decimal(1).scaleb(-scale))
    except InvalidOperation:
        raise ValueFaulty(_("a number is wanted")) from None
    if not value.is_finite() or fixed != value:
        raise ValueFaulty(_("at most {count} digits after the point").format(count=scale))
    return fixed


def _fail_if_outside(value: Any, column: Column, content: Content) -> None:
    is_number, is_date = column.type in NUMBERS, column.type is ColumnType.DATE
    if not is_number and not is_date:
        return
    factor = content.money_minor if column.type is ColumnType.MONEY else 1
    for text, is_low in ((column.minimum, True), (column.maximum, False)):
        if text is None:
            continue
        bound = date.fromisoformat(text) if is_date else Decimal(text) * factor
        if value < bound if is_low else value > bound:
            word = _("not below {bound}") if is_low else _("not above {bound}")
            raise ValueFaulty(word.format(bound=text))
