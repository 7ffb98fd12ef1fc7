"""How texts are compared that people write: half width, without what cannot be seen."""

import re
import unicodedata

# Characters that cannot be seen but break comparisons: joiners, marks of direction and of order.
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")

# How a text begins that a spreadsheet would take for a formula, and the numbers that may begin so.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
SIGNED_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")


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


def as_text_cell(text: str) -> str:
    """Return a text as it may stand in a .csv file that somebody opens in a spreadsheet.

    What would be taken for a formula gets an apostrophe in front. In a workbook no such care is
    needed: there a text is written as a text (``write_string``), never by its looks.

    >>> as_text_cell("=1+1"), as_text_cell("-12.5"), as_text_cell("Oyun")
    ("'=1+1", '-12.5', 'Oyun')
    """
    if text.startswith(FORMULA_STARTS) and not SIGNED_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
