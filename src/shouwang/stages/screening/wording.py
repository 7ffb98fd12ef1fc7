"""Values as people read them: money in yuan, codes by their labels, the message of a finding."""

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.rules.content import Content, decimal_text
from shouwang.rules.pack import Check
from shouwang.rules.types import Kind, Type

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def shown(value: Any, type_: Type, content: Content) -> str:
    """Return a value as a person reads it; the unknown is said to be unknown."""
    if value is None:
        return _("unknown")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if type_.kind is Kind.TEXT and type_.codes and value in type_.codes:
        labels = type_.codes[value]
        return labels[0] if labels else str(value)
    if type_.is_number and type_.unit and type_.unit.power(content.money_unit) == 1:
        return major_units(int(value), per_unit=content.money_minor)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def message(
    check: Check, values: Mapping[str, Any], types: Mapping[str, Type], content: Content
) -> str:
    """Return the sentence of a finding with its values in place."""

    def put(match: re.Match[str]) -> str:
        name = match[1]
        return shown(values.get(name), types[name], content)

    return PLACEHOLDER.sub(put, check.message)
