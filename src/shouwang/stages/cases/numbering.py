"""The numbers of cases, by which people and feeds name them."""

from datetime import date


def case_number(letter: str, day: date, count: int) -> str:
    """Return the number of the so-manieth case of a year.

    >>> case_number("S", date(2020, 6, 30), 17)
    'S2020-000017'
    """
    return f"{letter}{day.year}-{count:06d}"


def series(letter: str, day: date) -> str:
    """Return the series within which numbers are counted.

    >>> series("S", date(2020, 6, 30))
    'S2020'
    """
    return f"{letter}{day.year}"
