"""The forms that lose nothing when a value is brought into its normal form; they are counted."""

import re

import numpy as np
import numpy.typing as npt

from shouwang.base.spelling import UNSEEN

NAMES = ("full_width", "blanks", "apostrophe", "zero_width", "remark", "serial", "from_id")
# Flags in the order of their names.
FULL_WIDTH, BLANKS, APOSTROPHE, ZERO_WIDTH, REMARK, SERIAL, FROM_ID = (
    1 << place for place in range(len(NAMES))
)
APOSTROPHES = frozenset("'`’‘")
WIDE = re.compile("[\uff01-\uff5e\uffe0-\uffe6\u3000]")
PLAIN_BLANK = re.compile(r"^\s|\s$|\s\s|[^\S ]|(?<=[^!-~])\s|\s(?=[^!-~])")
DIGITS_PARTED = re.compile(r"\d\s+[\dXx]")

Forms = npt.NDArray[np.uint8]


def forms_of(text: str) -> int:
    """Return the forms of a text that are taken away, as flags."""
    forms = FULL_WIDTH if WIDE.search(text.strip("\u3000")) else 0
    if PLAIN_BLANK.search(text) or DIGITS_PARTED.search(text):
        forms |= BLANKS
    if text.lstrip()[:1] in APOSTROPHES:
        forms |= APOSTROPHE
    if UNSEEN.search(text):
        forms |= ZERO_WIDTH
    return forms


def forms_of_text(text: str) -> int:
    """Return the forms that are taken away of a free text, as flags: little is."""
    forms = BLANKS if text.strip() != text else 0
    return forms | ZERO_WIDTH if UNSEEN.search(text) else forms


def counted(forms: Forms) -> dict[str, int]:
    """Return how often each form occurs."""
    return {
        name: times
        for place, name in enumerate(NAMES)
        if (times := int(np.count_nonzero(forms & (1 << place))))
    }
