"""Weighs the rows that stand against each other and against the lake, and tells what is odd."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from sqlglot import exp

from shouwang.base.tables import Schema
from shouwang.base.words import _
from shouwang.lake import sql
from shouwang.lake.deliveries import Sent
from shouwang.lake.workspace import Workspace
from shouwang.stages.ingest.beside import Beside, identity_columns, lay_out
from shouwang.stages.ingest.check import ROW, SHEET_ROW, Checker
from shouwang.stages.ingest.contract import Match
from shouwang.stages.ingest.differences import Difference, difference
from shouwang.stages.ingest.duplicates import HeldRow, HeldRows, Repeats, held_by_others
from shouwang.stages.ingest.problems import Note, Rule, Severity
from shouwang.stages.ingest.review import Doubles
from shouwang.stages.ingest.staging import CHECKED


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a review looks.

    Attributes:
        first: How many of each kind are listed.
        effects_rows: Up to how many rows a delivery's effects are worked out unasked.
        fixes: How many rows of a fix list are kept with a delivery.
    """

    first: int
    effects_rows: int
    fixes: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a delivery is beside the lake."""

    difference: Difference
    held: HeldRows


@lru_cache(maxsize=1)
def limits() -> Limits:
    """Return how far a review looks."""
    path = Path(__file__).with_name("review.yaml")
    return Limits(**yaml.safe_load(path.read_text(encoding="utf-8")))


def weigh(work: Workspace, beside: Beside, sent: Sent, *, most: int = 0) -> Weighed:
    """Hold a delivery against the lake.

    Args:
        most: How many rows of others are returned one by one; as many as a review lists if 0.
    """
    first = limits().first
    part = lay_out(work, beside)
    return Weighed(
        difference(work, beside, part, sent=sent, most=first),
        held_by_others(work, beside, part, most or first),
    )


def tell_repeats(checker: Checker, repeats: Repeats, column: str) -> None:
    """Tell what rows of one file say twice."""
    for rejected, rule in ((repeats.conflicting, Rule.DUPLICATE_KEY),
                           (repeats.copies, Rule.DUPLICATE_ROW)):  # fmt: skip
        note = None
        for row, first in rejected.rows:
            is_same = row == first
            note = _repeated(rule, checker.task.match.named(first), is_same=is_same)
            checker.tell(note, row, column)
        severity = note.severity if note else Severity.ERROR
        checker.tally.count(severity, rejected.count - len(rejected.rows))


def tell_held(
    checker: Checker, work: Workspace, beside: Beside, held: HeldRows
) -> tuple[dict[str, object], ...]:
    """Tell which rows the lake holds of somebody else, and return the first of them as listed."""
    contract, column = beside.contract, beside.key[0]
    sheet_rows = _sheet_rows(work, [each.row for each in held.rows])
    listed: list[dict[str, object]] = []
    for each in held.rows:
        row = sheet_rows[each.row]
        for note in _notes(each, beside):
            checker.tell(note, row, column)
        listed.append(
            {
                "row": checker.task.match.named(row),
                "held_by": each.sender,
                "delivery": each.delivery,
                "columns": [contract.column(name).label for name in each.columns],
                "identity_differs": each.is_stranger,
            }
        )
    told = sum(len(_notes(each, beside)) for each in held.rows)
    checker.tally.count(Severity.WARNING, held.others + held.strangers - told)
    return tuple(listed[: limits().first])


def doubles(
    match: Match, repeats: Repeats, held: HeldRows, listed: tuple[dict[str, object], ...]
) -> Doubles:
    """Return the rows that stand twice as a review shows them."""
    in_file = tuple(
        {**each, "row": match.named(each["row"]), "first": match.named(each["first"])}
        for each in repeats.listed(limits().first)
    )
    return Doubles(
        in_file=in_file,
        in_file_count=repeats.count,
        in_lake=listed,
        in_lake_count=held.others,
        strangers=held.strangers,
    )


def _repeated(rule: Rule, first: int | str, *, is_same: bool) -> Note:
    if rule is Rule.DUPLICATE_ROW:
        message = _("row {first} says the same; it counts once").format(first=first)
        return Note(rule, message, _("leave one of them"), severity=Severity.WARNING)
    if is_same:
        message = _("its key stands in another row too")
    else:
        message = _("row {first} has the same key").format(first=first)
    return Note(rule, message, _("leave the row that is right"))


def _notes(held: HeldRow, beside: Beside) -> list[Note]:
    contract, notes = beside.contract, []
    if held.is_stranger:
        names = [name for name in identity_columns(beside) if name in held.columns]
        notes.append(
            Note(
                Rule.IDENTITY_DIFFERS,
                _("the register holds another {columns} under this number").format(
                    columns=_labels(contract, names)
                ),
                _("compare it with the ID card; whoever publishes it says why it is right"),
                severity=Severity.WARNING,
            )
        )
    if not held.is_own:
        message = (
            _("{sender} holds this row; {columns} differ").format(
                sender=held.sender, columns=_labels(contract, held.columns)
            )
            if held.columns
            else _("{sender} has delivered this row already").format(sender=held.sender)
        )
        mend = _("leave the row to them, or let whoever publishes it say why it is yours")
        notes.append(Note(Rule.HELD_BY_OTHER, message, mend, severity=Severity.WARNING))
    return notes


def _labels(contract: Schema, names: Iterable[str]) -> str:
    return ", ".join(contract.column(name).label for name in names)


def _sheet_rows(work: Workspace, rows: list[int]) -> dict[int, int]:
    """The rows as the spreadsheet counts them."""
    if not rows:
        return {}
    tree = exp.select(sql.column(ROW), sql.column(SHEET_ROW)).from_(CHECKED)
    found = sql.rows(work.connection, tree.where(sql.column(ROW).isin(*rows)))
    return {int(str(row)): int(str(sheet_row)) for row, sheet_row in found}
