"""Numbers and days out of what a form or a link sends; what is none counts as nothing."""

from datetime import date

# A version or a key of the database has fewer digits: more are no number of ours.
MOST_DIGITS = 18


def whole(text: str | None) -> int:
    """Return a whole number from 0; 0 for what is none.

    >>> whole("17"), whole("-1"), whole("x"), whole("9" * 30), whole(None)
    (17, 0, 0, 0, 0)
    """
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def day(text: str | None) -> date | None:
    """Return a day written as 2020-06-30; nothing for what is none.

    >>> day("2020-06-30"), day("2020-02-30"), day("")
    (datetime.date(2020, 6, 30), None, None)
    """
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None
