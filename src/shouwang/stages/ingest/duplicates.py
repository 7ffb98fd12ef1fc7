"""Rows that stand twice: in the file, or in the lake under another sender or another name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from shouwang.lake import sql
from shouwang.lake.workspace import Workspace
from shouwang.stages.ingest.beside import CHANGED, DIFFERS, PAIRS, Basis, Beside, Part, count
from shouwang.stages.ingest.check import OPEN, ROW, SHEET_ROW
from shouwang.stages.ingest.staging import CHECKED, COPIES, Rejected, reject, summary

CONFLICTING = "conflicting"
COPY, CONFLICT = "copy", "conflict"


@dataclass(frozen=True, slots=True)
class Repeats:
    """Rows of this file whose key stands more than once in it.

    Attributes:
        conflicting: Rows that contradict each other: nobody knows which of them is right.
        copies: Rows that say exactly what an earlier one says.
    """

    conflicting: Rejected
    copies: Rejected

    @property
    def count(self) -> int:
        """How many rows there are that should not be."""
        return self.conflicting.count + self.copies.count

    def listed(self, most: int) -> tuple[Mapping[str, Any], ...]:
        """Return the first of them by row, as a review lists them."""
        rows = sorted(
            (row, first, kind)
            for kind, found in ((CONFLICT, self.conflicting), (COPY, self.copies))
            for row, first in found.rows
        )
        return tuple({"row": row, "first": first, "kind": kind} for row, first, kind in rows[:most])


def repeats_in(work: Workspace, columns: Sequence[str], key: Sequence[str]) -> Repeats:
    """Look for keys that stand more than once; copies wait aside, contradictions are rejected.

    Args:
        columns: The columns of the checked rows.
    """
    connection = work.connection
    suspects = (
        exp.select(_hash(key).as_("h"))
        .from_(CHECKED)
        .group_by("h")
        .having(sql.query("count(*) > 1"))
    )
    sql.keep(connection, "suspects", suspects)
    values = [each for each in columns if each not in {*key, ROW, SHEET_ROW, OPEN}]
    among = exp.In(this=_hash(key), query=exp.select("h").from_("suspects").subquery())
    named = [sql.column(each) for each in (*key, ROW, SHEET_ROW)]
    sql.keep(
        connection,
        "suspected",
        exp.select(*named, _hash(values).as_("print")).from_(CHECKED).where(among),
    )
    sql.keep(connection, "repeated", _judged(key))
    for table, condition in (
        (CONFLICTING, "least_print <> greatest_print"),
        (COPIES, "least_print = greatest_print and number > 1"),
    ):
        rows = exp.select(sql.column(ROW), sql.column(SHEET_ROW), "first").from_("repeated")
        sql.keep(connection, table, rows.where(sql.query(f"times > 1 and {condition}")))
    reject(work, CONFLICTING, stranger=False)
    return Repeats(summary(work, CONFLICTING), summary(work, COPIES))


def _judged(key: Sequence[str]) -> exp.Select:
    """Every suspected row with what is known of the rows that share its key."""

    def over(function: exp.Expr, *, order: str = "") -> exp.Window:
        by = exp.Order(expressions=[sql.column(order)]) if order else None
        return exp.Window(this=function, partition_by=[sql.column(each) for each in key], order=by)

    prints = sql.column("print")
    return exp.select(
        sql.column(ROW),
        sql.column(SHEET_ROW),
        over(exp.Min(this=sql.column(SHEET_ROW))).as_("first"),
        over(exp.Count(this=exp.Star())).as_("times"),
        over(exp.RowNumber(), order=ROW).as_("number"),
        over(exp.Min(this=prints)).as_("least_print"),
        over(exp.Max(this=prints.copy())).as_("greatest_print"),
    ).from_("suspected")


def _hash(columns: Sequence[str]) -> exp.Expr:
    if not columns:
        return exp.convert(0)
    return exp.func("hash", *(sql.column(each) for each in columns))


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row whose key the lake holds from another sender, or for another person.

    Attributes:
        row: The row as the delivery counts.
        sender: Who holds it.
        columns: The columns that differ.
        is_own: Whether it may be corrected by this sender.
        is_stranger: Whether the person that is held goes by another name.
    """

    row: int
    sender: str
    delivery: int
    columns: tuple[str, ...]
    is_own: bool
    is_stranger: bool


@dataclass(frozen=True, slots=True)
class HeldRows:
    """Rows that would take the place of somebody else's, or stand beside them.

    Attributes:
        others: How many are held by another sender.
        strangers: How many are held for a person of another name.
        rows: The first of both.
    """

    others: int = 0
    strangers: int = 0
    rows: tuple[HeldRow, ...] = ()


def held_by_others(work: Workspace, beside: Beside, part: Part, most: int) -> HeldRows:
    """Look for rows that another sender holds, and for persons who go by another name there.

    A sender may correct its own rows, and those that were sent for the whole region; that
    another place or another department holds the key is never passed over.
    """
    if not beside.is_held or not beside.landed.files:
        return HeldRows()
    # Where rows give way by key, another's row that says the same does no harm.
    by_key = part.basis is Basis.KEYS
    other = sql.query("not own and not same" if by_key else "not own")
    others = count(work, exp.select("*").from_(PAIRS).where(other))
    stranger = exp.column("stranger")
    strangers = count(work, exp.select("*").from_(CHANGED).where(stranger))
    if not others and not strangers:
        return HeldRows()
    names = [each.name for each in beside.values]
    pair = [exp.column(each, table="p") for each in ("row", "sender", "delivery", "own")]
    marks = [sql.column(DIFFERS + name, "c") for name in names]
    is_stranger = exp.func("coalesce", exp.column("stranger", table="c"), exp.false())
    tree = (
        exp.select(*pair, is_stranger, *marks)
        .from_(exp.to_table(PAIRS).as_("p"))
        .join(
            exp.to_table(CHANGED).as_("c"),
            on=sql.same(("row", "sender", "delivery"), "p", "c"),
            join_type="left",
        )
        .where(
            exp.or_(
                exp.column("stranger", table="c"),
                exp.and_(
                    exp.not_(exp.column("own", table="p")),
                    exp.or_(exp.not_(exp.column("same", table="p")), exp.convert(not by_key)),
                ),
            )
        )
        .order_by(sql.column("row", "p"))
        .limit(most)
    )
    rows = [
        HeldRow(
            row=int(str(row)),
            sender=str(sender),
            delivery=int(str(delivery)),
            columns=tuple(name for name, differs in zip(names, marks, strict=True) if differs),
            is_own=bool(is_own),
            is_stranger=bool(is_stranger),
        )
        for row, sender, delivery, is_own, is_stranger, *marks in sql.rows(work.connection, tree)
    ]
    return HeldRows(others, strangers, tuple(rows))
