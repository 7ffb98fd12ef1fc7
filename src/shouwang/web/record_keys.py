"""The key of a row as a part of an address, and back."""

import base64
import binascii
import datetime
import json
from typing import Any

from shouwang.base.access import NotFound
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.stages.register.queries.rows import Key

GROUP = 4  # characters of base64 are three bytes


def token_of(key: Key) -> str:
    """Return the key of a row as a part of an address."""
    parts = [each.isoformat() if isinstance(each, datetime.date) else each for each in key]
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def key_of(token: str, contract: Schema) -> Key:
    """Return the key that an address names.

    Raises:
        NotFound: if it is none of this feed.
    """
    try:
        padded = token + "=" * (-len(token) % GROUP)
        parts = json.loads(base64.urlsafe_b64decode(padded.encode()))
        values = [_typed(each, contract.column(name))
                  for each, name in zip(parts, contract.key, strict=True)]  # fmt: skip
    except (ValueError, TypeError, RecursionError, binascii.Error):
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
