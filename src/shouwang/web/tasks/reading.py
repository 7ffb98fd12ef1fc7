"""Numbers and lists out of the forms of the ledger."""

import math
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django.http import HttpRequest

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger.operations.tasks import Aimed, Unit
from shouwang.web.reading import day

LONGEST_QUOTE = 20  # characters of what was typed that a complaint repeats
OUTSIDE = "-"  # of the choice of offices: none of ours
UNIT_FIELDS = ("unit", "part", "office")
TARGET_FIELDS = ("raw", "value", "value_to", "comparator", "unit_word", "what", "goal",
                 "indicator", "unbound_reason")  # fmt: skip


def number(text: str, where: str, problems: list[Problem]) -> float | None:
    """Return a number; nothing if nothing was typed, or what is none, which is told."""
    plain = text.replace(",", "").replace("\uff0c", "").removesuffix("%").strip()
    if not plain:
        return None
    try:
        found = float(plain) if plain.isascii() and "_" not in plain else math.nan
    except ValueError:
        found = math.nan
    if math.isfinite(found):
        return found
    message = _("“{text}” is no number").format(text=text[:LONGEST_QUOTE])
    problems.append(Problem(where, message))
    return None


def rows(sent: Any, fields: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a form that repeats its fields; a row begins with its first field."""
    columns = [sent.getlist(name) for name in fields]
    found = [
        dict(zip(fields, (text or "" for text in row), strict=True))
        for row in zip_longest(*columns, fillvalue="")
    ]
    return [row for row in found if row[fields[0]].strip()]


def units(sent: Any) -> list[Unit]:
    """Return the units of a task as they were chosen."""
    return [
        Unit(
            unit=row["unit"].strip(),
            part=row["part"],
            office="" if row["office"] == OUTSIDE else row["office"],
            is_outside=row["office"] == OUTSIDE,
        )
        for row in rows(sent, UNIT_FIELDS)
    ]


def targets(sent: Any, problems: list[Problem]) -> list[Aimed]:
    """Return the quantities of a task as they were typed; what is no number is told."""
    found = []
    for row in rows(sent, TARGET_FIELDS):
        value = number(row["value"], "value", problems)
        if value is None and not row["value"].strip():
            message = _("“{raw}”: give its number").format(raw=row["raw"][:LONGEST_QUOTE])
            problems.append(Problem("value", message))
        found.append(
            Aimed(
                raw=row["raw"],
                value=value or 0.0,
                value_to=number(row["value_to"], "value_to", problems),
                comparator=row["comparator"],
                unit=row["unit_word"],
                what=row["what"],
                goal=number(row["goal"], "goal", problems),
                indicator=row["indicator"],
                unbound_reason=row["unbound_reason"],
            )
        )
    return found


def one_file(request: HttpRequest, field: str) -> tuple[str, bytes]:
    """Return the name and the content of the file that was sent in a field.

    Raises:
        InputProblems: if none was.
    """
    sent = request.FILES.get(field)
    if sent is None:
        raise InputProblems([Problem(field, _("choose the file"))])
    return sent.name or "", sent.read()


@dataclass(frozen=True, slots=True)
class Corrected:
    """The form of a task, read."""

    due_date: date | None
    targets: list[Aimed]
    parts: list[Unit]


def corrected(sent: Any) -> Corrected:
    """Return what the form of a task says.

    Raises:
        InputProblems: with all that is no number and no day.
    """
    problems: list[Problem] = []
    due = day(sent.get("due_date"))
    if sent.get("due_date") and due is None:
        problems.append(Problem("due_date", _("choose a day")))
    aimed = targets(sent, problems)
    if problems:
        raise InputProblems(problems)
    return Corrected(due, aimed, units(sent))
