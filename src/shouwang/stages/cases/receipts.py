"""Receipts and tokens that nobody can guess: of a form, of a notice, of a village."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
import uuid

from shouwang.lake.keys import Key

# Letters and digits that are not taken for each other on paper: Crockford's base 32.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # RFC 4648
AS_OURS = str.maketrans(PLAIN, ALPHABET)
GROUP = 4
RECEIPT_SIGNS = 16  # of 5 bits each: 80 bits
VILLAGE_SIGNS = 20  # of 5 bits each: 100 bits
NOTICE_BYTES = 24


def receipt_of(form: uuid.UUID, key: Key, *, about: str = "") -> str:
    """Return the receipt of a form: the same form sent twice has the same one.

    Args:
        about: What the form is about; sent about something else it has another.
    """
    signs = _signs(b"receipt:" + form.bytes + about.encode(), key)[:RECEIPT_SIGNS]
    return "-".join(signs[at : at + GROUP] for at in range(0, RECEIPT_SIGNS, GROUP))


def typed_receipt(text: str) -> str:
    """Return a receipt as it is kept, from how people type it."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(READ_AS)
    signs = "".join(char for char in plain if char in ALPHABET)[: RECEIPT_SIGNS + 1]
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def village_token(village: str, key: Key) -> str:
    """Return the token of a village's page: its code and a seal nobody else can make."""
    return f"{village}{_signs(f'village:{village}'.encode(), key)[:VILLAGE_SIGNS]}"


def village_of(token: str, key: Key) -> str | None:
    """Return the code of the village a token belongs to; ``None`` if we have not made it."""
    village = token[:-VILLAGE_SIGNS]
    is_ours = hmac.compare_digest(
        village_token(village, key).encode(), token.encode("utf-8", "replace")
    )
    return village if is_ours and village else None


def notice_token() -> str:
    """Draw the token of a notice's page."""
    return secrets.token_urlsafe(NOTICE_BYTES)


def sender_digest(address: str, day: str, key: Key) -> str:
    """Return a digest of an address that cannot be traced to it, and is another every day."""
    return hmac.new(key.secret, f"sender:{day}:{address}".encode(), hashlib.sha256).hexdigest()


def _signs(text: bytes, key: Key) -> str:
    digest = hmac.new(key.secret, text, hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").rstrip("=").translate(AS_OURS)
