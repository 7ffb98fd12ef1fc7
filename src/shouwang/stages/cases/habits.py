"""How visits are written down: many in a minute, at the end of the month, word for word the same."""

import calendar
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Length, Trim, TruncMinute

from shouwang.rules.dated import Dated
from shouwang.rules.signs import Signs

Tallies = dict[str, tuple[int, int | None]]
Grouped = Iterable[tuple[str, int, bool]]  # place, how many, whether they count


def share(measure: str, visits: "QuerySet[Any]", level: str, *, rules: Signs, on: date) -> Tallies:
    """Return place → how many of the visits show a habit, out of how many."""
    found: dict[str, tuple[int, int | None]] = {}
    for place, count, shows in SHARES[measure](visits, level, rules, on):
        above, below = found.get(place, (0, 0))
        found[place] = (above + (count if shows else 0), (below or 0) + count)
    return {place: (above, below) for place, (above, below) in found.items() if below}


def together(found: Tallies, root: str) -> Tallies:
    """Return the whole region's tally from its leagues'."""
    below = sum(below or 0 for _above, below in found.values())
    return {root: (sum(above for above, _below in found.values()), below)} if below else {}


def _same_minute(visits: "QuerySet[Any]", level: str, rules: Signs, on: date) -> Grouped:
    """By place, person and minute: from how many on they cannot have been made."""
    least = _number(rules.together, on)
    rows = (
        visits.order_by()
        .annotate(minute=TruncMinute("visited_at"))
        .values(level, "visited_by", "minute")
        .annotate(count=Count("pk"))
    )
    for row in rows.iterator():
        yield row[level], row["count"], least is not None and row["count"] >= least


def _month_end(visits: "QuerySet[Any]", level: str, rules: Signs, on: date) -> Grouped:
    """By place and day: whether it is one of the last of its month."""
    days = _number(rules.last_days, on)
    rows = visits.order_by().values(level, "visited_date").annotate(count=Count("pk"))
    for row in rows.iterator():
        day = row["visited_date"]
        left = calendar.monthrange(day.year, day.month)[1] - day.day
        yield row[level], row["count"], days is not None and left < days


def _copied(visits: "QuerySet[Any]", level: str, rules: Signs, on: date) -> Grouped:
    """By place and words: notes that are no mere "all well" and stand with several households."""
    length, times = _number(rules.copied_length, on), _number(rules.copied_times, on)
    rows = (
        visits.order_by()
        .annotate(words=Trim("note"))
        .exclude(words="")
        .values(level, "words")
        .annotate(count=Count("household", distinct=True), long=Length("words"))
    )
    for row in rows.iterator():
        is_long = length is not None and row["long"] >= length
        yield row[level], row["count"], is_long and times is not None and row["count"] >= times


def _number(dated: Dated, on: date) -> int | None:
    found = dated.number_on(on)
    return None if found is None else int(found)


SHARES: Mapping[str, Callable[["QuerySet[Any]", str, Signs, date], Grouped]] = {
    "same_minute_share": _same_minute,
    "month_end_share": _month_end,
    "copied_share": _copied,
}
