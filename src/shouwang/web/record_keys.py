"""The key of a row as a part of an address, and back."""

import datetime
from typing import Any

from shouwang.base.access import NotFound
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.stages.register.queries.rows import Key
from shouwang.web.tokens import packed, unpacked


def token_of(key: Key) -> str:
    """Return the key of a row as a part of an address."""
    parts = [each.isoformat() if isinstance(each, datetime.date) else each for each in key]
    return packed(parts)


def key_of(token: str, contract: Schema) -> Key:
    """Return the key that an address names.

    Raises:
        NotFound: if it is none of this feed.
    """
    try:
        values = [_typed(each, contract.column(name))
                  for each, name in zip(unpacked(token), contract.key, strict=True)]  # fmt: skip
    except (ValueError, TypeError):
        raise NotFound(_("there is no such record in your area")) from None
    return tuple(values)


def _typed(value: Any, column: Column) -> Any:
    if column.type is ColumnType.DATE:
        return datetime.date.fromisoformat(value)
    if column.is_reference or column.type is ColumnType.INTEGER:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError
        return value
    if not isinstance(value, str):
        raise TypeError
    return value
