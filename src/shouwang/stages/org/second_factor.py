"""Secrets of the second factor as the database has them: enciphered, or as a keyed hash."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

from django_otp.oath import TOTP

from shouwang.lake.keys import Key
from shouwang.stages.org.sealing_words import open_words, seal_words

ISSUER = "Shouwang"  # what the app calls us
SECRET_BYTES = 20  # as RFC 4226 recommends
STEP_SECONDS = 30  # RFC 6238; apps know no other
DIGITS = 6
TOLERANCE = 1  # steps that a phone's clock may be off
DIGEST_SIGNS = 16  # of 5 bits each; as long as the column of a recovery code


def draw_secret(account: int, key: Key) -> bytes:
    """Draw the secret of an app; it is returned enciphered and belongs to that account alone."""
    return seal_words(secrets.token_bytes(SECRET_BYTES).hex(), bound_to=_bound_to(account), key=key)


def open_secret(sealed: bytes | memoryview, account: int, key: Key) -> bytes:
    """Return the secret of an app.

    Raises:
        WordsBroken: if it is another account's, or was sealed with another key.
    """
    return bytes.fromhex(open_words(sealed, bound_to=_bound_to(account), key=key))


def secret_to_type(secret: bytes) -> str:
    """Return a secret as it is typed into an app."""
    return base64.b32encode(secret).decode("ascii")


def address_of(secret: bytes, username: str) -> str:
    """Return the address that an app reads from the picture, ``otpauth://…``."""
    words = {
        "secret": secret_to_type(secret),
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": STEP_SECONDS,
        "issuer": ISSUER,
    }
    return f"otpauth://totp/{quote(f'{ISSUER}:{username}')}?{urlencode(words)}"


def step_of(token: str, secret: bytes, *, drift: int, after: int) -> tuple[int, int] | None:
    """Return the step a code is of, and the drift of the phone's clock; ``None`` if it is wrong.

    Args:
        after: The step of the latest code shown; a code of it or before does not count.
    """
    if not (token.isascii() and token.isdecimal()):
        return None
    now = TOTP(secret, STEP_SECONDS, 0, DIGITS, drift)
    if not now.verify(int(token), TOLERANCE, after + 1):
        return None
    return now.t(), now.drift


def recovery_digest(code: str, account: int, key: Key) -> str:
    """Return what the database keeps of a recovery code; the code cannot be read from it."""
    text = f"recovery:{account}:{code.strip().lower()}".encode()
    digest = hmac.new(key.secret, text, hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:DIGEST_SIGNS]


def _bound_to(account: int) -> str:
    return f"account:{account}:second factor"
