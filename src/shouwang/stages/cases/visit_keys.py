"""How a visit of ours goes in the feed; those that came from elsewhere go otherwise."""

OURS = "SW-"


def visit_key(number: int) -> str:
    """Return the key of a visit.

    >>> visit_key(17)
    'SW-000000017'
    """
    return f"{OURS}{number:09d}"
