"""The two keys of a home: one finds an ID number by its hash, one seals what must be readable."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import make_private_folder, write_new

LENGTH = 32
ID_LENGTH = 4
KINDS = ("hash", "seal")


class KeyUnusable(ShouwangError):
    """A key is missing or damaged; without it no ID number can be found or read."""


@dataclass(frozen=True, slots=True)
class Key:
    """A secret with a name of its own, so that rows say which key they were made with."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys in use."""

    hash: Key
    seal: Key


def create_keys(folder: Path) -> None:
    """Draw both keys and write them, readable by their owner alone."""
    make_private_folder(folder)
    for kind in KINDS:
        text = f"{secrets.token_hex(ID_LENGTH)}:{secrets.token_hex(LENGTH)}\n"
        write_new(folder / kind, text.encode("ascii"))


def read_keys(folder: Path) -> Keys:
    """Return the keys of a home; ``SHOUWANG_KEY_HASH`` and ``SHOUWANG_KEY_SEAL`` go first.

    Raises:
        KeyUnusable: if one is missing or damaged.
    """
    return Keys(hash=_read(folder, "hash"), seal=_read(folder, "seal"))


def _read(folder: Path, kind: str) -> Key:
    name = f"SHOUWANG_KEY_{kind.upper()}"
    text = os.environ.get(name)
    where = name
    if text is None:
        where = str(folder / kind)
        try:
            text = (folder / kind).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            raise KeyUnusable(_("{where}: the key cannot be read").format(where=where)) from None
    identity, _colon, digits = text.strip().partition(":")
    try:
        secret = bytes.fromhex(digits)
    except ValueError:
        secret = b""
    if not identity or len(secret) != LENGTH:
        raise KeyUnusable(
            _("{where}: a key is written as id:hex, {count} bytes").format(
                where=where, count=LENGTH
            )
        )
    return Key(identity, secret)
