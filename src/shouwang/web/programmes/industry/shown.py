"""How the project bank is shown: tags of states, the fields of the form, the words of codes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shouwang.base.errors import Problem
from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.stages.org.enums import Role
from shouwang.stages.programmes.industry.declared import LONGEST, OPTIONAL
from shouwang.stages.programmes.industry.enums import BankState
from shouwang.web import place

READERS = (Role.VILLAGE, Role.TEAM, Role.TOWNSHIP, Role.CLERK, Role.APPROVER, Role.LEAGUE,
           Role.REGION)  # fmt: skip
COMPARERS = (Role.TOWNSHIP, Role.CLERK, Role.APPROVER, Role.LEAGUE, Role.REGION)
PUBLISHERS = (Role.CLERK, Role.APPROVER, Role.LEAGUE, Role.REGION)
TAGS = {
    BankState.DRAFT: "watch",
    BankState.REVIEW: "watch",
    BankState.LISTED: "good",
    BankState.PLANNED: "good",
    BankState.BUILDING: "good",
    BankState.RUNNING: "good",
    BankState.REFUSED: "bad",
    BankState.DROPPED: "bad",
    BankState.WITHDRAWN: "bad",
}
GRADES = {"high": "bad", "middle": "watch", "low": "good", "excellent": "good", "good": "good",
          "fair": "watch", "poor": "bad", "": "blind"}  # fmt: skip
FEED = "project"
# In the order of the form.
ORDER = ("name", "project_year", "category", "line", "nature", "site", "responsible_unit", "task",
         "budget", "funding", "planned_start", "planned_end", "timetable", "beneficiaries",
         "households_planned", "target", "mechanism", "link", "asset_kind")  # fmt: skip
DATES, NUMBERS = ("planned_start", "planned_end"), ("project_year", "households_planned")
WIDE = 200  # characters from which on a field is an area
NAMES = {"name": "project_name"}  # as the feed calls them


def column_of(name: str) -> Any:
    """Return the column of the feed of projects that a field is."""
    return place.content().contracts[FEED].column(NAMES.get(name, name))


def code_label(column: str, word: Any, feed: str = FEED) -> str:
    """Return how a code is called."""
    labels = place.content().contracts[feed].column(column).codes.get(str(word or ""), ())
    return labels[0] if labels else str(word or "")


def form_fields(typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of the form with what stands in them."""
    found = []
    for name in ORDER:
        column = column_of(name)
        found.append({
            "name": name,
            "label": column.label,
            "kind": _kind(name),
            "options": [(word, labels[0] if labels else word)
                        for word, labels in column.codes.items()],
            "longest": LONGEST.get(name, WIDE),
            "is_wanted": name not in OPTIONAL,
            "value": "" if typed.get(name) is None else str(typed.get(name, "")),
        })  # fmt: skip
    return found


def _kind(name: str) -> str:
    if column_of(name).codes:
        return "choice"
    if name in DATES:
        return "date"
    if name in NUMBERS:
        return "number"
    if name == "budget":
        return "money"
    return "area" if LONGEST[name] > WIDE else "text"


def typed_of(found: Any) -> dict[str, Any]:
    """Return the fields of a project as they would be typed."""
    typed = {name: getattr(found, name) for name in ORDER}
    typed["budget"] = major_units(found.budget)
    return typed


def told_fields(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and words of what is declared."""
    found = []
    for name in ORDER:
        column, value = column_of(name), values.get(name)
        if column.codes:
            text = code_label(column.name, value)
        elif name == "budget":
            text = _("{amount} yuan").format(amount=f"{Decimal(major_units(int(value or 0))):,}")
        else:
            text = "" if value is None else str(value)
        found.append((column.label, text))
    return found


def of_the_feed(problems: Any) -> list[Problem]:
    """Return problems of fields, called as the feed calls them."""
    return [
        Problem(f"{FEED}.{NAMES.get(each.where, each.where)}", each.message, each.mend)
        if each.where in ORDER else each
        for each in problems
    ]  # fmt: skip
