"""What somebody typed into the search box: a number, an ID number, a masked one, or a name."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from shouwang.base.codes import IdNumber, IdNumberFaulty
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _

LONGEST = 60  # characters of a search: longer than any name of a person or place
# A number's beginning with fewer digits than a county's code would be half the region.
SHORTEST_PREFIX = 6
LONGEST_NUMBER = 18  # digits of a household's number in the database
FULL_ID = re.compile(r"^[0-9]{17}[0-9X]$")
OLD_ID = re.compile(r"^[0-9]{15}$")
MASKED_ID = re.compile(r"^[0-9]{3}[*]+[0-9][0-9X]$")
DIGITS = re.compile(r"^[0-9]{1,18}$")
# Blanks and the dots between the parts of a name, in all their forms.
UNSEEN = re.compile(r"[\s\u00b7\u2022\u30fb\u2027\u22c5.]+")
# The greatest character: every text that begins with x sorts before x and this.
LAST_CHARACTER = "\U0010ffff"


class Sought(StrEnum):
    """What a search asks for."""

    NOTHING = "nothing"
    NUMBER = "number"
    ID_NUMBER = "id_number"
    MASKED_ID = "masked_id"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was understood.

    Attributes:
        text: The normal form: a name's key, a number's digits; the ID number itself is in it too,
            so it is shown nowhere.
    """

    what: Sought
    text: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether the text belongs into no address and no log."""
        return self.what in {Sought.ID_NUMBER, Sought.MASKED_ID}

    def __repr__(self) -> str:
        return f"Asked({self.what!r})"


def asked(text: str) -> Asked:
    """Return what a text asks for.

    Raises:
        InputProblems: if it is too long, or looks like an ID number and is none.

    >>> asked(" Li Na ").text
    'lina'
    """
    typed = "".join(
        char for char in unicodedata.normalize("NFKC", text) if char.isprintable()
    ).strip()
    if len(typed) > LONGEST:
        raise _fault(_("a search has at most {count} characters").format(count=LONGEST))
    bare = "".join(typed.split()).upper()
    if not bare:
        return Asked(Sought.NOTHING)
    if MASKED_ID.match(bare):
        return Asked(Sought.MASKED_ID, bare)
    if FULL_ID.match(bare) or OLD_ID.match(bare):
        return _id_number(bare)
    if DIGITS.match(bare):
        return Asked(Sought.NUMBER, bare)
    key = name_key(typed)
    return Asked(Sought.NAME, key) if key else Asked(Sought.NOTHING)


def name_key(name: str) -> str:
    """Return a name as it is searched: without blanks and middle dots, in small letters.

    >>> name_key("Li. Na")
    'lina'
    """
    return UNSEEN.sub("", unicodedata.normalize("NFKC", name)).lower()


def end_of(prefix: str) -> str:
    """Return what every text that begins so sorts before."""
    return prefix + LAST_CHARACTER


def number_ranges(prefix: str) -> list[tuple[int, int]]:
    """Return the ranges, first and last, of the numbers that begin with these digits.

    >>> number_ranges("150102000051" + "0" * 5)
    [(15010200005100000, 15010200005100000), (150102000051000000, 150102000051000009)]
    """
    if prefix.startswith("0"):
        return []
    start = int(prefix)
    spans = (10**more for more in range(LONGEST_NUMBER - len(prefix) + 1))
    return [(start * span, start * span + span - 1) for span in spans]


def _id_number(text: str) -> Asked:
    try:
        return Asked(Sought.ID_NUMBER, IdNumber.parse(text).value)
    except IdNumberFaulty:
        if OLD_ID.match(text):
            return Asked(Sought.NUMBER, text)
    raise _fault(
        _("this looks like an ID number, but its date or its check character is wrong"),
        _("compare it with the ID card"),
    )


def _fault(message: str, mend: str = "") -> InputProblems:
    return InputProblems([Problem(_("search"), message, mend)])
