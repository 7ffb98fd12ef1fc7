"""Values as people read them: money in yuan, codes by their labels, the message of a finding."""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shouwang.base.words import _
from shouwang.rules.content import Content, decimal_text
from shouwang.rules.pack import Check
from shouwang.rules.types import Type

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def shown(value: Any, type_: Type, content: Content) -> str:
    """Return a value as a person reads it; the unknown is said to be unknown."""
    if value is None:
        return _("unknown")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if type_.is_number:
        return _number(value, type_, content)
    if type_.codes and value in type_.codes:
        labels = type_.codes[value]
        return labels[0] if labels else str(value)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _number(value: int | float | Decimal, type_: Type, content: Content) -> str:
    """Amounts of money in major units; what comes from a division with a few digits only."""
    power = type_.unit.power(content.money_unit) if type_.unit else 0
    if isinstance(value, int) and power in (0, 1):
        return _whole(value, content.money_minor if power else 1)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    number /= Decimal(content.money_minor) ** power
    if isinstance(value, float):
        number = round(number, max(2, 2 - number.adjusted()))
    return decimal_text(number or Decimal(0))


def _whole(value: int, parts: int) -> str:
    """Whole numbers are the most of what is worded, by the million: no decimals are made of them."""
    whole, rest = divmod(abs(value), parts)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    places = len(str(parts)) - 1
    if parts != 10**places:
        return decimal_text(Decimal(value) / parts)
    return f"{sign}{whole}.{rest:0{places}}".rstrip("0")


def message(
    check: Check, values: Mapping[str, Any], types: Mapping[str, Type], content: Content
) -> str:
    """Return the sentence of a finding with its values in place."""

    def put(match: re.Match[str]) -> str:
        name = match[1]
        return shown(values.get(name), types[name], content)

    return PLACEHOLDER.sub(put, check.message)
