"""Lays a delivery's rows out beside the held rows of the same key, for what is to be said of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import pyarrow.parquet as pq
from sqlglot import exp

from shouwang.base.tables import Column, ColumnType, Personal, Replaces, Schema
from shouwang.lake import sql
from shouwang.lake.ground import Ground, held_rows
from shouwang.lake.landing import Landed, source_paths
from shouwang.lake.shapes import Shape
from shouwang.lake.snapshots import Snapshot
from shouwang.lake.workspace import Workspace

# Tables of the workspace: the rows that arrive; those whose key is held, with the row that holds
# it; of these, the ones that say something else, with a mark for each column.
ARRIVING, PAIRS, CHANGED, HELD = "arriving", "pairs", "changed", "held_near"
# The held rows by key, and the pairs that say something else, before they are looked at by column.
PRINTED, UNLIKE = "held_prints", "unlike"
SLICE = "slice"
ROWS_OF_A_SLICE = 1_000_000  # rows that are joined at a time, so that hash tables fit the memory
DIFFERS, EMPTIED = "differs_", "empties_"
ROLL = {ColumnType.HOUSEHOLD, ColumnType.PERSON, ColumnType.REGION, ColumnType.CODE}


class Basis(StrEnum):
    """What a delivery is compared with."""

    NOTHING = "nothing"  # the sender has not sent this feed before
    PART = "part"  # the sender's whole part
    PERIOD = "period"  # the sender's part of the same periods
    EARLIER_PERIOD = "earlier_period"  # the sender's part of the latest period before
    KEYS = "keys"  # the rows that are held under the same keys


@dataclass(frozen=True)
class Beside:
    """A delivery's staged rows and the lake they are held against.

    Attributes:
        sender: Who sends; rows of the same sender are its own part.
        whole: The sender of the same department that speaks for the whole region.
        base: The snapshot that is looked at.
    """

    ground: Ground
    contract: Schema
    landed: Landed
    sender: str
    whole: str
    base: Snapshot | None

    @property
    def shape(self) -> Shape:
        """How the lake keeps the feed."""
        return self.ground.plans[self.contract.name].shape

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name a row."""
        return self.contract.key

    @property
    def values(self) -> list[Column]:
        """The columns in which a row says something."""
        return [
            each for each in self.contract.columns if each.is_kept and each.name not in self.key
        ]

    @property
    def named_in_period(self) -> tuple[str, ...]:
        """The columns that name a row among those of all periods."""
        is_dated = self.contract.replaces is Replaces.PERIOD and self.contract.has_period
        return (*self.key, "period") if is_dated else self.key

    @property
    def version(self) -> int | None:
        """The version of the feed's table."""
        return self.base.tables.get(self.contract.name) if self.base else None

    @cached_property
    def is_held(self) -> bool:
        """Whether the table has any rows."""
        if self.base is None or self.version is None:
            return False
        return bool(self.ground.lake.source(self.shape.name, self.base).files)

    def held(self) -> exp.Select:
        """Return all rows that are held."""
        return held_rows(self.ground.lake, self.shape, self.base)


@dataclass(frozen=True, slots=True)
class Part:
    """What of the lake a delivery is compared with.

    Attributes:
        period: The one period compared with, where it is another than the delivery's.
        rows: How many rows the sender has in it.
    """

    basis: Basis
    period: date | None = None
    rows: int = 0


def is_roll(contract: Schema) -> bool:
    """Whether its keys name who is there, and not what has happened: the next period repeats them."""
    return all(contract.column(name).type in ROLL for name in contract.key)


def identity_columns(beside: Beside) -> tuple[str, ...]:
    """Return the columns by which a person is known beside the ID number; the register's only."""
    keys = [beside.contract.column(name) for name in beside.key]
    if not any(each.personal is Personal.ID for each in keys):
        return ()
    return tuple(
        each.name for each in beside.values if each.personal is Personal.NAME or each.from_id
    )


def lay_out(work: Workspace, beside: Beside) -> Part:
    """Lay rows out in the workspace and return what they are compared with."""
    if not beside.is_held or not beside.landed.files:
        return Part(Basis.NOTHING)
    names = [each.name for each in beside.values]
    keys = beside.named_in_period
    rows = beside.landed.rows(beside.shape, (*keys, "row", *names)).subquery()
    slices = 1 + _count_landed(beside) // ROWS_OF_A_SLICE
    fields = [
        *map(sql.column, (*keys, "row")),
        _print(names).as_("print", quoted=True),
        _slice(beside.key, slices).as_(SLICE, quoted=True),
    ]
    sql.keep(work.connection, ARRIVING, exp.select(*fields).from_(rows))
    part = _part(work, beside)
    _keep_near(work, beside, part)
    _print_held(work, beside, part, slices)
    _pair(work, beside, part, slices)
    _mark(work, beside, slices)
    return part


def own_part(work: Workspace, beside: Beside, part: Part) -> exp.Select:
    """Return the held rows that the delivery takes the place of, or is measured by."""
    rows = exp.select("*").from_(beside.held().subquery("h"))
    return rows.where(*_in_part(beside, part))


def count(work: Workspace, rows: exp.Select) -> int:
    """Return how many rows a query has."""
    counted = exp.select(exp.Count(this=exp.Star())).from_(rows.subquery("counted"))
    return int(str(sql.rows(work.connection, counted)[0][0]))


def _part(work: Workspace, beside: Beside) -> Part:
    """Find what of the lake a delivery is to be compared with."""
    contract = beside.contract
    if contract.replaces is Replaces.NOTHING:
        return _measured(work, beside, Part(Basis.KEYS))
    if "period" not in beside.named_in_period:
        found = _measured(work, beside, Part(Basis.PART))
        return found if found.rows else Part(Basis.NOTHING)
    found = _measured(work, beside, Part(Basis.PERIOD))
    if found.rows:
        return found
    latest = sql.query("select max(period) from arriving")
    before = exp.select(exp.Max(this=sql.column("period"))).from_(beside.held().subquery("h"))
    before = before.where(
        _is_own(beside), exp.LT(this=sql.column("period"), expression=exp.paren(latest))
    )
    period = sql.rows(work.connection, before)[0][0]
    if not isinstance(period, date):
        return Part(Basis.NOTHING)
    return _measured(work, beside, Part(Basis.EARLIER_PERIOD, period))


def _measured(work: Workspace, beside: Beside, part: Part) -> Part:
    rows = count(work, own_part(work, beside, part))
    return Part(part.basis, part.period, rows)


def _is_own(beside: Beside) -> exp.Expr:
    return sql.column("sender", "h").eq(beside.sender)


def _is_kin(beside: Beside) -> exp.Expr:
    """The sender itself, and whoever speaks for the same department of a place around or within."""
    if beside.sender != beside.whole:
        return sql.column("sender", "h").isin(beside.sender, beside.whole)
    department = f"{beside.contract.department}:"
    return exp.StartsWith(this=sql.column("sender", "h"), expression=exp.convert(department))


def _in_part(beside: Beside, part: Part) -> list[exp.Expr]:
    """The conditions under which a held row is of the part that is compared with."""
    conditions = [_is_own(beside)]
    if part.basis is Basis.PERIOD:
        periods = exp.select(sql.column("period")).from_(ARRIVING)
        conditions.append(exp.In(this=sql.column("period", "h"), query=periods.subquery()))
    elif part.basis is Basis.EARLIER_PERIOD:
        conditions.append(sql.column("period", "h").eq(exp.convert(part.period)))
    return conditions


def _keep_near(work: Workspace, beside: Beside, part: Part) -> None:
    """Leave out the files in which no key of the delivery stands: the others are read whole."""
    assert beside.base is not None  # noqa: S101 - something is held
    source = beside.ground.lake.source(beside.shape.name, beside.base)
    rows = sql.parquet(source_paths(source), hive=source.hive).subquery("h")
    tree = exp.select(sql.column("filename")).from_(rows).where(_has_key(beside)).distinct()
    files = [str(path) for (path,) in sql.rows(work.connection, tree)]
    near = held_rows(beside.ground.lake, beside.shape, beside.base, files=files)
    sql.keep(work.connection, HELD, near, view=True)


def _has_key(beside: Beside) -> exp.Expr:
    return exp.Exists(
        this=exp.select("1").from_(ARRIVING).where(sql.same(beside.key, ARRIVING, "h"))
    )


def _count_landed(beside: Beside) -> int:
    return sum(pq.read_metadata(path).num_rows for path in beside.landed.files)


def _slice(key: Sequence[str], slices: int) -> exp.Expr:
    """The slice of a row, from 0: rows of one key are in the same."""
    hashed = exp.func("hash", *(sql.column(each) for each in key))
    return exp.Mod(this=hashed, expression=exp.convert(slices))


def _print_held(work: Workspace, beside: Beside, part: Part, slices: int) -> None:
    """Keep of each held row of a key that arrives what is needed to compare it."""
    is_kin = _is_kin(beside) if part.basis is Basis.KEYS else _is_own(beside)
    columns = (*beside.named_in_period, "sender", "delivery", "row")
    held = (
        exp.select(
            *(sql.column(each, "h") for each in columns),
            is_kin.as_("own", quoted=True),
            _print([each.name for each in beside.values]).as_("print", quoted=True),
            _slice(beside.key, slices).as_(SLICE, quoted=True),
        )
        .from_(exp.to_table(HELD).as_("h"))
        .where(_may_pair(beside, part))
    )
    sql.keep(work.connection, PRINTED, held)


def _may_pair(beside: Beside, part: Part) -> exp.Expr:
    """Leave out what no row that arrives is laid beside: other periods, keys that do not arrive."""
    if "period" not in beside.named_in_period:
        return _has_key(beside)
    periods = exp.select(sql.column("period")).from_(ARRIVING).distinct()
    is_now = exp.In(this=sql.column("period", "h"), query=periods.subquery())
    if part.period is None:
        return is_now
    return exp.or_(is_now, sql.column("period", "h").eq(exp.convert(part.period)))


def _pair(work: Workspace, beside: Beside, part: Part, slices: int) -> None:
    """Put each row of the delivery beside the held rows of its key, a slice at a time."""
    here = sql.same(beside.key, "a", "h")
    if "period" in beside.named_in_period:
        same_period = sql.same(("period",), "a", "h")
        earlier = sql.column("period", "h").eq(exp.convert(part.period))
        is_own = exp.column("own", table="h")
        if part.period is not None and is_roll(beside.contract):
            same_period = exp.or_(
                exp.and_(is_own, earlier), exp.and_(exp.not_(is_own.copy()), same_period)
            )
        here = exp.and_(here, same_period)
    pairs = (
        exp.select(
            sql.column("row", "a"),
            exp.column("own", table="h"),
            sql.column("sender", "h"),
            sql.column("delivery", "h"),
            sql.column("row", "h").as_("held_row", quoted=True),
            sql.column("print", "a").eq(sql.column("print", "h")).as_("same", quoted=True),
            sql.column(SLICE, "a"),
        )
        .from_(exp.to_table(ARRIVING).as_("a"))
        .join(exp.to_table(PRINTED).as_("h"), on=here)
    )
    for number in range(slices):
        here_now = [sql.column(SLICE, side).eq(number) for side in ("a", "h")]
        _fill(work, PAIRS, pairs.where(*here_now), is_first=not number)
    sql.run(work.connection, sql.query("drop table held_prints"))


def _fill(work: Workspace, table: str, rows: exp.Select, *, is_first: bool) -> None:
    """Make a table of the first slice, and add those that follow."""
    if is_first:
        sql.keep(work.connection, table, rows)
    else:
        sql.run(work.connection, exp.insert(rows, table))


def _mark(work: Workspace, beside: Beside, slices: int) -> None:
    """Mark in which columns the rows of a pair differ, and where a known value is given up."""
    names = [each.name for each in beside.values]
    marks: list[exp.Expr] = []
    for name in names:
        new, old = sql.column(name, "n"), sql.column(name, "h")
        differs = exp.NullSafeNEQ(this=new, expression=old)
        empties = exp.and_(
            exp.Is(this=new.copy(), expression=exp.null()),
            exp.not_(exp.Is(this=old.copy(), expression=exp.null())),
        )
        marks += [
            differs.as_(DIFFERS + name, quoted=True),
            empties.as_(EMPTIED + name, quoted=True),
        ]
    other = [
        exp.NEQ(this=sql.column(name, "n"), expression=sql.column(name, "h"))
        for name in identity_columns(beside)
    ]
    stranger = exp.func("coalesce", exp.or_(*other), exp.false()) if other else exp.false()
    pair = [exp.column(each, table="p") for each in ("row", "own", "sender", "delivery")]
    arriving = beside.landed.rows(beside.shape, ("row", *names)).subquery("n")
    here = sql.same(("row",), "p", "n")
    there = exp.and_(
        sql.same(("delivery",), "p", "h"),
        sql.column("held_row", "p").eq(sql.column("row", "h")),
    )
    tree = (
        exp.select(*pair, *marks, stranger.as_("stranger", quoted=True))
        .from_(exp.to_table(UNLIKE).as_("p"))
        .join(arriving, on=here)
        .join(exp.to_table(HELD).as_("h"), on=there)
    )
    for number in range(slices):
        # Kept by itself, so that the engine knows how few these mostly are.
        unlike = exp.select("*").from_(PAIRS).where(exp.not_(exp.column("same")))
        sql.keep(work.connection, UNLIKE, unlike.where(sql.column(SLICE).eq(number)))
        _fill(work, CHANGED, tree, is_first=not number)


def _print(names: Sequence[str]) -> exp.Expr:
    if not names:
        return exp.convert(0)
    return exp.func("hash", *(sql.column(each) for each in names))
