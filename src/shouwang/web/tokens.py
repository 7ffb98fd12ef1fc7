"""Texts and numbers as one word of an address, and back."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

GROUP = 4  # characters of base64 are three bytes


def packed(values: Sequence[str | int]) -> str:
    """Return values as a word that may stand in an address.

    >>> unpacked(packed(["a", 7]))
    ['a', 7]
    """
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpacked(token: str) -> list[Any]:
    """Return the values of a word of an address.

    Raises:
        ValueError: if it is none of ours.
    """
    try:
        padded = token + "=" * (-len(token) % GROUP)
        found = json.loads(base64.urlsafe_b64decode(padded.encode()))
    except (ValueError, RecursionError, binascii.Error):
        found = None
    if isinstance(found, list):
        return found
    raise ValueError(token)
