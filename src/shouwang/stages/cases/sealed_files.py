"""Small files enciphered at rest under their digest; a changed one, or another key, is noticed."""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home, make_private_folder, write_new
from shouwang.lake.keys import read_keys

FOLDER = "files"
MAGIC = b"SWFILE1\n"
NONCE_BYTES = 12  # of AES-GCM, as NIST SP 800-38D recommends


class FileBroken(ShouwangError):
    """The enciphered file is gone, damaged, or of another key."""


def write_sealed(home: Home, digest: str, data: bytes) -> None:
    """Keep a file under its digest; one that is there already is the same one."""
    path = _path(home, digest)
    if path.exists():
        return
    make_private_folder(home.uploads)
    make_private_folder(path.parent)
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(read_keys(home.keys).seal.secret).encrypt(nonce, data, _bound(digest))
    try:
        write_new(path, MAGIC + nonce + sealed)
    except FileExistsError:
        return


def read_sealed(home: Home, digest: str) -> bytes:
    """Return a file as it was kept.

    Raises:
        FileBroken: if it is gone or any of it has been changed.
    """
    try:
        sealed = _path(home, digest).read_bytes()
    except OSError:
        raise FileBroken(_("the file is no longer there")) from None
    head = len(MAGIC)
    if not sealed.startswith(MAGIC):
        raise FileBroken(_("the file is damaged"))
    nonce, rest = sealed[head : head + NONCE_BYTES], sealed[head + NONCE_BYTES :]
    try:
        return AESGCM(read_keys(home.keys).seal.secret).decrypt(nonce, rest, _bound(digest))
    except (InvalidTag, ValueError):
        raise FileBroken(_("the file is damaged, or sealed with another key")) from None


def remove_sealed(home: Home, digest: str) -> None:
    """Remove a file; it may be gone already."""
    _path(home, digest).unlink(missing_ok=True)


def _bound(digest: str) -> bytes:
    return MAGIC + digest.encode("ascii")


def _path(home: Home, digest: str) -> Path:
    return home.uploads / FOLDER / digest
