"""Short messages to phones: a text that can only say how many, and who carries it."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.offices import ShortMessages

# Four digits are a count; a longer run of them may be a household, a phone, a card.
LONG_NUMBER = re.compile(r"\d{5,}")
PRIVATE_FILE = 0o600  # only its owner reads it


class TextTellsTooMuch(ShouwangError):
    """A short message holds what is not for foreign wires."""


class Sender(Protocol):
    """Carries a text to a phone."""

    def send(self, phone: str, text: str) -> None:
        """Carry it, or raise `OSError`."""


class Console:
    """Prints, for a trial; of the phone only the end."""

    def send(self, phone: str, text: str) -> None:
        """Print the text."""
        sys.stdout.write(f"…{phone[-2:]} {text}\n")


@dataclass(frozen=True, slots=True)
class Outbox:
    """Appends to a file that another program sends from."""

    path: Path

    def send(self, phone: str, text: str) -> None:
        """Append a line."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(f"{phone}\t{text}\n")


def sender_of(rules: ShortMessages, outbox: Path) -> Sender | None:
    """Return who carries short messages by what `offices.yaml` says; nobody, if none do."""
    if rules.by == "console":
        return Console()
    return Outbox(outbox) if rules.by == "file" else None


def short_text(rules: ShortMessages, count: int) -> str:
    """Return the one text there is, with how many.

    It is made of the content's own words and a number, never of a message's, so it names nobody.

    Raises:
        TextTellsTooMuch: if it holds a long number all the same.
    """
    text = rules.text.format(count=count)
    if LONG_NUMBER.search(text):
        raise TextTellsTooMuch(_("a short message holds no long number"))
    return text
