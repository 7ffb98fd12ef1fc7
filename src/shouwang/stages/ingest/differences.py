"""What a delivery changes: its rows beside what the lake holds of the same, column by column."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlglot import exp

from shouwang.lake import sql
from shouwang.lake.deliveries import Sent, covered_by
from shouwang.lake.ground import held_rows
from shouwang.lake.shapes import delivered_shape
from shouwang.lake.workspace import Workspace
from shouwang.stages.ingest.beside import (
    ARRIVING,
    CHANGED,
    DIFFERS,
    EMPTIED,
    PAIRS,
    Basis,
    Beside,
    Part,
    count,
    is_roll,
    own_part,
)
from shouwang.stages.ingest.problems import HIDDEN

DRIFT_DIGITS = 6  # technical: of a share as it is shown


@dataclass(frozen=True, slots=True)
class Difference:
    """A delivery beside what is held.

    Attributes:
        snapshot: The snapshot it was compared with; ``None`` if there was none.
        version: The version of the feed's table in it.
        period: The first day of the period compared with, if it is another than the delivery's.
        before: Rows that the sender has in force in what is compared.
        now: Rows of the delivery.
        appeared: Rows whose key is not held; likewise ``vanished``, ``changed``, ``unchanged``.
        by_column: Column → in how many rows its value changes.
        emptied: Column → in how many of these a known value becomes unknown.
        first: The first keys that appear, vanish and change, these with their columns.
        newly_covered: Places and periods that the sender has not delivered before.
        held_by: The delivery in force that says exactly the same; ``None`` if none does.
        drift: The share by which the sender's part changes in number, or has come and gone;
            ``None`` where there is nothing to measure it by.
    """

    basis: str
    snapshot: int | None = None
    version: int | None = None
    period: str | None = None
    before: int = 0
    now: int = 0
    appeared: int = 0
    vanished: int = 0
    changed: int = 0
    unchanged: int = 0
    by_column: Mapping[str, int] = field(default_factory=dict)
    emptied: Mapping[str, int] = field(default_factory=dict)
    first: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    newly_covered: int = 0
    held_by: int | None = None
    drift: float | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether the lake would say the same after a publish as before, and after withdrawals.

        Rows of several deliveries, or some of a larger one, are published again: they stand on
        their own then, whatever becomes of those.
        """
        same_part = self.basis in {Basis.PART, Basis.PERIOD, Basis.KEYS}
        moved = self.appeared + self.vanished + self.changed + self.newly_covered
        return same_part and self.held_by is not None and not moved

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return {**asdict(self), "changes_nothing": self.changes_nothing}


def difference_from(fields: Mapping[str, Any]) -> Difference:
    """Return a difference from its document."""
    return Difference(**{name: each for name, each in fields.items() if name != "changes_nothing"})


def difference(work: Workspace, beside: Beside, part: Part, *, sent: Sent, most: int) -> Difference:
    """Say how a delivery differs from what its sender's part holds.

    Args:
        part: What the rows have been laid out beside.
        sent: The delivery as the lake would note it.
        most: How many keys are listed of each kind.
    """
    now = count(work, beside.landed.rows(beside.shape, ["row"])) if beside.landed.files else 0
    found = Difference(
        basis=part.basis.value,
        snapshot=beside.base.id if beside.base else None,
        version=beside.version,
        period=part.period.isoformat() if part.period else None,
        before=part.rows,
        now=now,
        newly_covered=_newly_covered(work, beside, sent),
    )
    roll = is_roll(beside.contract)
    if part.basis is Basis.NOTHING:
        return _with(found, appeared=now)
    if part.basis is Basis.EARLIER_PERIOD and not roll:
        return _with(found, appeared=now, drift=_drift(found, part, 0, 0, is_roll=False))
    own = exp.select("*").from_(PAIRS).where(_own())
    paired = count(work, own)
    same = count(work, own.where(exp.column("same")))
    gone = _vanished(work, beside, part)
    vanished = count(work, gone) if gone is not None else 0
    by_column = _counted(work, beside, DIFFERS)
    appeared = now - paired
    return _with(
        found,
        appeared=appeared,
        vanished=vanished,
        changed=paired - same,
        unchanged=same,
        by_column=by_column,
        emptied=_counted(work, beside, EMPTIED) if by_column else {},
        first=_first(work, beside, gone, most),
        held_by=_held_by(work, beside, now) if same == now else None,
        drift=_drift(found, part, appeared, vanished, is_roll=roll),
    )


def _with(found: Difference, **more: Any) -> Difference:
    return Difference(**{**asdict(found), **more})


def _drift(
    found: Difference, part: Part, appeared: int, vanished: int, *, is_roll: bool
) -> float | None:
    """The greatest of the shares by which a part differs.

    Corrections by key are measured by nothing: a few of them after many are no drift.
    """
    if not part.rows or part.basis is Basis.KEYS:
        return None
    moved = [abs(found.now - part.rows), *([appeared, vanished] if is_roll else [])]
    return round(max(moved) / part.rows, DRIFT_DIGITS)


def _own() -> exp.Column:
    return exp.column("own")


def _vanished(work: Workspace, beside: Beside, part: Part) -> exp.Select | None:
    """The held rows of the part whose key does not arrive; by key, none gives way."""
    if part.basis is Basis.KEYS:
        return None
    names = beside.key if part.basis is Basis.EARLIER_PERIOD else beside.named_in_period
    arrives = exp.Exists(
        this=exp.select("1").from_(ARRIVING).where(sql.same(names, ARRIVING, "held"))
    )
    held = own_part(work, beside, part)
    return exp.select("*").from_(held.subquery("held")).where(exp.not_(arrives))


def _counted(work: Workspace, beside: Beside, mark: str) -> dict[str, int]:
    """Return column → how many of the sender's own rows carry a mark."""
    names = [each.name for each in beside.values]
    if not names:
        return {}
    counts = [
        exp.Filter(
            this=exp.Count(this=exp.Star()),
            expression=exp.Where(this=sql.column(mark + name)),
        )
        for name in names
    ]
    found = sql.rows(work.connection, exp.select(*counts).from_(CHANGED).where(_own()))[0]
    return {name: int(str(number)) for name, number in zip(names, found, strict=True) if number}


def _first(
    work: Workspace, beside: Beside, gone: exp.Select | None, most: int
) -> dict[str, list[dict[str, Any]]]:
    """The first keys that appear, vanish and change."""
    connection = work.connection
    keys = [sql.column(each, "a") for each in beside.key]
    paired = exp.Exists(
        this=exp.select("1").from_(PAIRS).where(sql.same(("row",), PAIRS, "a"), _own())
    )
    arriving = exp.select(*keys).from_(exp.to_table(ARRIVING).as_("a"))
    appeared = arriving.where(exp.not_(paired)).order_by(sql.column("row", "a")).limit(most)
    first = {"appeared": [_key(beside, row) for row in sql.rows(connection, appeared)]}
    vanished = []
    if gone is not None:
        tree = exp.select(*(sql.column(each) for each in beside.key)).from_(gone.subquery("gone"))
        order = [sql.column(each) for each in beside.key]
        vanished = sql.rows(connection, tree.order_by(*order).limit(most))
    first["vanished"] = [_key(beside, row) for row in vanished]
    names = [each.name for each in beside.values]
    marks = [sql.column(DIFFERS + name, "c") for name in names]
    changed = (
        exp.select(*keys, *marks)
        .from_(exp.to_table(CHANGED).as_("c"))
        .join(exp.to_table(ARRIVING).as_("a"), on=sql.same(("row",), "a", "c"))
        .where(exp.column("own", table="c"))
        .order_by(sql.column("row", "a"))
        .limit(most)
    )
    first["changed"] = [
        {
            **_key(beside, row[: len(keys)]),
            "columns": [name for name, is_so in zip(names, row[len(keys) :], strict=True) if is_so],
        }
        for row in sql.rows(connection, changed)
    ]
    return first


def _key(beside: Beside, values: Sequence[object]) -> dict[str, Any]:
    """A key as it may be shown: persons go by their number, which says nothing."""
    shown = {}
    for name, value in zip(beside.key, values, strict=True):
        column = beside.contract.column(name)
        is_hidden = column.personal is not None and not column.is_reference
        shown[name] = HIDDEN if is_hidden else value if isinstance(value, int) else str(value)
    return {"key": shown}


def _newly_covered(work: Workspace, beside: Beside, sent: Sent) -> int:
    """How many places and periods the sender has not delivered before."""
    delivers = covered_by(work, beside.shape, beside.landed, sent) if beside.landed.files else set()
    unit = beside.shape.places[-1]
    held = held_rows(beside.ground.lake, delivered_shape(beside.shape.places), beside.base)
    tree = exp.select(sql.column(unit), sql.column("period")).from_(held.subquery("d"))
    tree = tree.where(sql.column("feed").eq(sent.feed), sql.column("sender").eq(sent.sender))
    return len(delivers - set(sql.rows(work.connection, tree)))


def _held_by(work: Workspace, beside: Beside, now: int) -> int | None:
    """The one delivery whose rows in force are exactly those that arrive."""
    found = sql.rows(work.connection, sql.query("select distinct delivery from pairs where own"))
    if len(found) != 1:
        return None
    delivery = int(str(found[0][0]))
    rows = exp.select(sql.column("row")).from_(beside.held().subquery("h"))
    held = count(work, rows.where(sql.column("delivery", "h").eq(delivery)))
    return delivery if held == now else None
