"""What the office asks of villages, in minutes: `burden.yaml`."""

from dataclasses import dataclass
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated
from shouwang.rules.source import Fields, read_entry

FILE = "burden.yaml"


@dataclass(frozen=True, slots=True)
class Burden:
    """How long what is asked takes.

    Attributes:
        minutes_a_field: For a cell that somebody in the village has to find out and write down.
        minutes_a_visit: For the form of a visit.
        too_much_a_month: From how many minutes a month on a village is asked too much.
    """

    minutes_a_field: Dated = NEVER
    minutes_a_visit: Dated = NEVER
    too_much_a_month: Dated = NEVER


def load_burden(content: Content) -> Burden:
    """Return the burden of a content.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    burden = read_burden(content, problems)
    if problems:
        raise InputProblems(problems)
    return burden


def read_burden(content: Content, problems: list[Problem]) -> Burden:
    """Return the burden of a content, an empty one if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return Burden()
    fields = Fields(entry, problems)
    burden = Burden(
        minutes_a_field=read_dated(fields, "minutes_a_field"),
        minutes_a_visit=read_dated(fields, "minutes_a_visit"),
        too_much_a_month=read_dated(fields, "too_much_a_month"),
    )
    for key in ("minutes_a_field", "minutes_a_visit", "too_much_a_month"):
        dated = getattr(burden, key)
        if not dated:
            fields.fault(key, _("{key} is missing").format(key=key))
        problems.extend(
            Problem(each.where, _("{key} is greater than 0").format(key=key))
            for each in dated.values
            if not isinstance(each.value, Decimal) or each.value <= 0
        )
    fields.close()
    return burden
