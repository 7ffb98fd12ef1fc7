"""Enciphers uploaded files, chunk by chunk, so that no chunk can be changed, moved or cut off."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import PRIVATE_FILE
from shouwang.lake.keys import Key

CHUNK = 1 << 20  # bytes enciphered at a time
MAGIC = b"SWSEAL1\n"
PREFIX_BYTES = 7  # of a nonce: drawn for the file; then the chunk's number, then whether it is last
COUNT_BYTES = 4
TAG_BYTES = 16


class UploadBroken(ShouwangError):
    """The enciphered file is damaged, or of another key."""


def seal_file(source: Path, target: Path, key: Key) -> None:
    """Write an enciphered copy of a file."""
    cipher = AESGCM(key.secret)
    prefix = os.urandom(PREFIX_BYTES)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with source.open("rb") as plain, os.fdopen(descriptor, "wb") as sealed:
        sealed.write(MAGIC + prefix)
        for nonce, chunk in _numbered(plain, prefix, CHUNK):
            sealed.write(cipher.encrypt(nonce, chunk, MAGIC))


def open_sealed(source: Path, target: Path, key: Key) -> None:
    """Write the plain copy of an enciphered file.

    Raises:
        UploadBroken: if any of it has been changed, or the key is another.
    """
    cipher = AESGCM(key.secret)
    with source.open("rb") as sealed, target.open("wb") as plain:
        head = sealed.read(len(MAGIC) + PREFIX_BYTES)
        if not head.startswith(MAGIC):
            raise UploadBroken(_("{path} is no sealed upload").format(path=source.name))
        try:
            for nonce, chunk in _numbered(sealed, head[len(MAGIC) :], CHUNK + TAG_BYTES):
                plain.write(cipher.decrypt(nonce, chunk, MAGIC))
        except InvalidTag:
            raise UploadBroken(
                _("{path} is damaged, or sealed with another key").format(path=source.name)
            ) from None


def _numbered(file: BinaryIO, prefix: bytes, size: int) -> Iterator[tuple[bytes, bytes]]:
    chunk, count = file.read(size), 0
    while True:
        following = file.read(size)
        is_last = b"\0" if following else b"\1"
        yield prefix + count.to_bytes(COUNT_BYTES, "big") + is_last, chunk
        if not following:
            return
        chunk, count = following, count + 1
