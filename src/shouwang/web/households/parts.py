"""What the cases say of households that are shown in a list."""

from collections.abc import Iterable
from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.cases.queries import households as asked


def standing(households: Iterable[int], *, on: date, scope: Scope) -> dict[int, dict[str, bool]]:
    """Return of each household whether it is watched and whether a lead is open."""
    numbers = list(households)
    watched = asked.watched_among(households=numbers, on=on, scope=scope)
    leads = asked.open_leads_among(households=numbers, on=on, scope=scope)
    return {number: {"watched": number in watched, "lead": number in leads} for number in numbers}
