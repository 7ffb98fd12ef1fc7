"""How texts are compared that people write: half width, without what cannot be seen."""

import re
import unicodedata

# Characters that cannot be seen but break comparisons: joiners, marks of direction and of order.
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


def clean(text: str) -> str:
    """Return a value in half width, without what cannot be seen and without blanks around it.

    >>> clean(" ５１００ ")
    '5100'
    """
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text)).strip()


def heading(text: str) -> str:
    """Return a heading or label as it is compared: clean, in small letters, no blanks anywhere.

    >>> heading(" Ｎａｍｅ of head")
    'nameofhead'
    """
    return "".join(clean(text).casefold().split())
