"""The secret that sessions and forms are signed with: of the environment, else of the home."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from shouwang.lake.folder import write_new

LENGTH = 50  # characters of randomness, as Django's own generator takes


def signing_secret(keys: Path) -> str:
    """Return the secret; drawn once and kept beside the other keys of the home.

    Outside a home (a test, a check of the code) it lasts as long as the process.
    """
    given = os.environ.get("SHOUWANG_SECRET_KEY")
    if given:
        return given
    path = keys / "pages"
    if not path.exists():
        if not keys.is_dir():
            return secrets.token_urlsafe(LENGTH)
        with suppress(FileExistsError):  # another process was quicker
            write_new(path, secrets.token_urlsafe(LENGTH).encode("ascii"))
    return path.read_text(encoding="ascii").strip()
