"""From which day on somebody has kept a post."""

from datetime import date

from shouwang.rules.pack import Policy

KEPT_MONTHS = "kept_months"


def first_kept_day(policy: Policy, placed: date | None, *, on: date) -> date:
    """Return the first day on which a placement counts as kept.

    Args:
        placed: The first day of work; the day itself if nobody has begun yet.
    """
    value = policy.parameters[KEPT_MONTHS].on(on)
    months = int(str(value.value)) if value is not None else 0
    start = placed or on
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    day = start.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:  # the month has no such day
            day -= 1
