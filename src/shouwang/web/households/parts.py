"""What other stages say of a household, for its page and for lists of households."""

from collections.abc import Iterable
from datetime import date
from importlib import import_module
from typing import Any

from shouwang.base.access import Scope

CASES = "shouwang.stages.cases.queries"


def _asked(module: str, name: str, empty: Any, **wanted: Any) -> Any:
    try:
        query = getattr(import_module(f"{CASES}.{module}"), name)
    except (ImportError, AttributeError):
        return empty
    return query(**wanted)


def visits(household: int, *, on: date, scope: Scope) -> list[Any]:
    """Return the visits of a household, the latest first."""
    return list(_asked("visits", "visits_of", [], household=household, on=on, scope=scope))


def cases(household: int, *, on: date, scope: Scope) -> list[Any]:
    """Return the cases of a household, the latest first."""
    return list(_asked("cases", "cases_of", [], household=household, on=on, scope=scope))


def leads(household: int, *, on: date, scope: Scope) -> list[Any]:
    """Return the leads of a household, the latest first."""
    return list(_asked("leads", "leads_of", [], household=household, on=on, scope=scope))


def measures(household: int, *, on: date, scope: Scope) -> list[Any]:
    """Return the measures of a household."""
    return list(_asked("measures", "measures_of", [], household=household, on=on, scope=scope))


def standing(households: Iterable[int], *, on: date, scope: Scope) -> dict[int, dict[str, bool]]:
    """Return of each household whether it is watched and whether a lead is open."""
    numbers = list(households)
    watched = set(_asked("standing", "watched_among", (), households=numbers, on=on, scope=scope))
    open_ = set(_asked("leads", "open_among", (), households=numbers, on=on, scope=scope))
    return {number: {"watched": number in watched, "lead": number in open_} for number in numbers}
