"""The chain of the audit log: what an entry says, and the hash that seals it to the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

START = "0" * 64  # what stands before the first entry: as long as a SHA-256 in hexadecimal


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the hash of an entry is made of."""

    position: int
    kind: str
    who: str
    what: str
    subject: str
    purpose: str
    detail: Mapping[str, Any]
    on_date: date
    at: datetime
    previous_hash: str

    @classmethod
    def of(cls, entry: Any) -> Self:
        """Return what is sealed of an entry."""
        names = cls.__dataclass_fields__
        return cls(**{name: getattr(entry, name) for name in names})

    @property
    def hash(self) -> str:
        """The SHA-256 of all of it, in hexadecimal."""
        words = {
            **asdict(self),
            "on_date": self.on_date.isoformat(),
            "at": self.at.astimezone(UTC).isoformat(),
        }
        text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
