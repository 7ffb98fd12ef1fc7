"""The rows of a feed that a reader may see: a page of them, one of them, their sums."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from shouwang.base.access import NotFound, Scope
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.folder import Home
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import is_near
from shouwang.stages.register.held import Held, RegisterEmpty, engine, held, rows_with
from shouwang.stages.register.reading import Conditions, Ground, by_place, by_scope, partition_of

PAGE = 50  # rows
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows.

    Attributes:
        place: The code of the place they lie in; everywhere in the scope if empty.
        equal: Column → value; a row counts if all of them fit.
        search: The columns of text in one of which the text stands.
        after: The key of the last row of the page before.
        latest: The column by which the newest come first; by key if empty.
        is_shared: Whether rows known by the banner only count for its villages too.
    """

    place: str = ""
    equal: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    search: tuple[str, ...] = ()
    after: Key | None = None
    limit: int = PAGE
    latest: str = ""
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a feed.

    Attributes:
        key: The values of the key's columns.
        place: Level → code, as far as the row says where it lies.
        household: Whose it is, if it is somebody's.
    """

    key: Key
    values: Mapping[str, Any]
    place: Mapping[str, str]
    household: int | None = None


def rows(
    *, home: Home, content: Content, feed: str, wanted: Wanted, on: date, scope: Scope
) -> list[Row]:
    """Return a page of the rows of a feed that a scope covers, by their key.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    found, source, conditions = _asked(home, content, feed, wanted, scope)
    if source is None or found is None:
        return []
    contract = content.contracts[feed]
    key = ", ".join(quoted(name) for name in contract.key)
    if wanted.after is not None:
        places = ", ".join("?" for _each in wanted.after)
        conditions.add(f"({key}) > ({places})", *wanted.after)
    order = f"{quoted(wanted.latest)} DESC NULLS LAST, {key}" if wanted.latest else key
    fields = ", ".join(quoted(each.name) for each in contract.columns if each.is_kept)
    query = (
        f"SELECT {fields} FROM {read_parquet(source)} WHERE {conditions.where} "  # noqa: S608
        f"ORDER BY {order} LIMIT {int(wanted.limit)}"
    )
    told: pa.Table = engine().execute(query, conditions.values).to_arrow_table()
    return _placed(found, content, contract, told.to_pylist())


def row(
    *, home: Home, content: Content, feed: str, key: Key, is_shared: bool = False, on: date,
    scope: Scope,
) -> Row:  # fmt: skip
    """Return the one row that a key names.

    Raises:
        NotFound: if there is none, or only outside the scope.
    """
    contract = content.contracts[feed]
    if len(key) != len(contract.key):
        raise NotFound(_("there is no such record in your area"))
    wanted = Wanted(equal=dict(zip(contract.key, key, strict=True)), limit=1, is_shared=is_shared)
    found = rows(home=home, content=content, feed=feed, wanted=wanted, on=on, scope=scope)
    if not found:
        raise NotFound(_("there is no such record in your area"))
    return found[0]


def sums(
    *, home: Home, content: Content, feed: str, wanted: Wanted, columns: Sequence[str], on: date,
    scope: Scope,
) -> tuple[int, dict[str, int | Decimal | None]]:  # fmt: skip
    """Return how many rows there are, and the sums of some columns; unknown values are left out."""
    _found, source, conditions = _asked(home, content, feed, wanted, scope)
    if source is None:
        return 0, dict.fromkeys(columns)
    fields = "".join(f", sum({quoted(name)})" for name in columns)
    query = (
        f"SELECT count(*){fields} FROM {read_parquet(source)} "  # noqa: S608 - names are quoted
        f"WHERE {conditions.where}"
    )
    told = engine().execute(query, conditions.values).fetchall()[0]
    return int(told[0]), dict(zip(columns, told[1:], strict=True))


def _asked(
    home: Home, content: Content, feed: str, wanted: Wanted, scope: Scope
) -> tuple[Held | None, Source | None, Conditions]:
    contract, conditions = content.contracts[feed], Conditions()
    try:
        found = held(home, content)
    except RegisterEmpty:
        return None, None, conditions
    ground = Ground(found, content)
    inside = by_scope(ground, contract, scope, is_shared=wanted.is_shared)
    conditions.add(inside.where, *inside.values)
    codes = sorted(scope.places)
    if wanted.place:
        region = content.regions.get(wanted.place)
        if region is None or not is_near(wanted.place, content, scope):
            raise NotFound(_("there is no such place in your area"))
        if region.level != content.levels[0]:
            here = by_place(ground, contract, level=region.level, places=[region.code],
                            is_shared=wanted.is_shared)  # fmt: skip
            conditions.add(here.where, *here.values)
            codes = [region.code]
    for name, value in wanted.equal.items():
        conditions.add(f"{quoted(name)} = ?", value)
    if wanted.text and wanted.search:
        parts = " OR ".join(f"contains({quoted(name)}, ?)" for name in wanted.search)
        conditions.add(parts, *(wanted.text for _name in wanted.search))
    return found, found.files(feed, partition_of(content, codes)), conditions


def _placed(
    found: Held, content: Content, contract: Schema, told: list[dict[str, Any]]
) -> list[Row]:
    homes = _homes(found, content, contract, told)
    return [
        Row(
            key=tuple(each[name] for name in contract.key),
            values=each,
            place=_place(content, contract, each),
            household=homes.get(number),
        )
        for number, each in enumerate(told)
    ]


def _place(content: Content, contract: Schema, values: Mapping[str, Any]) -> dict[str, str]:
    chains = [
        content.ancestors(values[each.name])
        for each in contract.columns
        if each.type is ColumnType.REGION and values.get(each.name)
    ]
    return max(chains, key=len, default={})


def _homes(
    found: Held, content: Content, contract: Schema, told: list[dict[str, Any]]
) -> dict[int, int]:
    """Return the number of a row → whose household it is of."""
    kinds: dict[ColumnType, Column] = {each.type: each for each in reversed(contract.columns)}
    own = kinds.get(ColumnType.HOUSEHOLD)
    if own is not None:
        return {number: each[own.name] for number, each in enumerate(told)}
    person = kinds.get(ColumnType.PERSON)
    if person is None:
        return {}
    subject = content.subjects["person"]
    people = sorted({each[person.name] for each in told if each[person.name] is not None})
    known = rows_with(
        found.files(subject.table), {subject.key: people},
        columns=[subject.key, subject.parent_column],
    )  # fmt: skip
    pairs = known.to_pylist() if known is not None else []
    of = {each[subject.key]: each[subject.parent_column] for each in pairs}
    return {number: of[each[person.name]] for number, each in enumerate(told)
            if each[person.name] in of}  # fmt: skip
