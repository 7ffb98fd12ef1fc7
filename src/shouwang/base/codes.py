"""Codes: regions by parent, ID numbers by GB 11643, both shown masked unless there is a right."""

from dataclasses import dataclass
from datetime import date

# GB 11643-1999: weights 2^(17-i) mod 11 and the check characters of the remainders.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
LENGTH = 18
OLD_LENGTH = 15
SHOWN_FIRST = 3  # characters of a masked number that stay
SHOWN_LAST = 2


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative unit; containment is by ``parent``, never by the prefix of the code."""

    code: str
    name: str
    level: str
    parent: str | None
    kind: str = ""


class IdNumberFaulty(ValueError):
    """This is no valid ID number; the message names the fault, never the number."""


def check_character(first17: str) -> str:
    """Return the 18th character that belongs to the first seventeen digits (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_CHARACTERS[total % 11]


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A resident's ID number in its 18-character form; prints masked."""

    value: str

    @property
    def county(self) -> str:
        """The six-digit code of the county of first registration."""
        return self.value[:6]

    @property
    def birth_date(self) -> date:
        """The date of birth it carries."""
        return date.fromisoformat(self.value[6:14])

    @property
    def sex(self) -> str:
        """``male`` or ``female``, from the parity of the 17th digit."""
        return "male" if int(self.value[16]) % 2 else "female"

    def __str__(self) -> str:
        return mask_id(self.value)

    def __repr__(self) -> str:
        return f"IdNumber({mask_id(self.value)!r})"

    @classmethod
    def parse(cls, text: str) -> "IdNumber":
        """Return the number in its normal form, upgrading 15 digits, full width and lower x.

        Raises:
            IdNumberFaulty: if length, digits, date or check character are wrong.
        """
        value = _half_width(text).strip().strip("'").replace(" ", "").upper()
        if len(value) == OLD_LENGTH and value.isascii() and value.isdigit():
            value = value[:6] + "19" + value[6:]
            value += check_character(value)
        if len(value) != LENGTH:
            raise IdNumberFaulty("length")
        if not (value.isascii() and value[:17].isdigit() and value[17] in CHECK_CHARACTERS):
            raise IdNumberFaulty("characters")
        try:
            date.fromisoformat(value[6:14])
        except ValueError:
            raise IdNumberFaulty("date") from None
        if check_character(value[:17]) != value[17]:
            raise IdNumberFaulty("check character")
        return cls(value)


def mask_id(text: str) -> str:
    """Return an ID number with all but the first three and last two characters hidden."""
    hidden = len(text) - SHOWN_FIRST - SHOWN_LAST
    if hidden <= 0:
        return "*" * len(text)
    return text[:SHOWN_FIRST] + "*" * hidden + text[-SHOWN_LAST:]


def _half_width(text: str) -> str:
    return "".join(
        chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else " " if char == "\u3000" else char
        for char in text
    )
