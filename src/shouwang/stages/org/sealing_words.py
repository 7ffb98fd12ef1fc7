"""Enciphers a few words of the database: what strangers leave with us, the key of a phone's app."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.keys import Key

NONCE_BYTES = 12  # as AES-GCM wants it (NIST SP 800-38D)
MOST_BYTES = 400  # that the columns take, enciphered
PLAIN_BYTES = MOST_BYTES - NONCE_BYTES - 16 - 16  # without the tag and the name of the key


class WordsBroken(ShouwangError):
    """The words cannot be opened: changed, moved to another record, or of another key."""


def seal_words(text: str, *, bound_to: str, key: Key, most: int = PLAIN_BYTES) -> bytes:
    """Return words enciphered, readable only together with the record they belong to.

    Args:
        bound_to: What names that record: its receipt, and the column.
        most: The longest text in bytes, for where they are kept.
    """
    plain = text.encode("utf-8")
    if len(plain) > most:
        raise ValueError(len(plain))
    nonce = os.urandom(NONCE_BYTES)
    mark = key.id.encode("ascii")
    sealed = AESGCM(key.secret).encrypt(nonce, plain, mark + bound_to.encode("utf-8"))
    return bytes([len(mark)]) + mark + nonce + sealed


def open_words(sealed: bytes | memoryview | None, *, bound_to: str, key: Key) -> str:
    """Return what was sealed; nothing if there was nothing.

    Raises:
        WordsBroken: if it is not this record's, or of another key.
    """
    if not sealed:
        return ""
    data = bytes(sealed)
    length = data[0]
    mark, rest = data[1 : 1 + length], data[1 + length :]
    nonce, text = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
    if mark != key.id.encode("ascii"):
        raise WordsBroken(_("these words were sealed with another key"))
    try:
        plain = AESGCM(key.secret).decrypt(nonce, text, mark + bound_to.encode("utf-8"))
    except (InvalidTag, ValueError):
        raise WordsBroken(_("these words cannot be opened")) from None
    return plain.decode("utf-8")
