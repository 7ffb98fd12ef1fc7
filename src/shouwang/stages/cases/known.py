"""What register and feeds hold of one household: shown at the door so that nobody asks for it."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shouwang.base.tables import Column, ColumnType
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.shapes import DELIVERED
from shouwang.rules.content import Content
from shouwang.rules.questions import Bank
from shouwang.stages.register import held
from shouwang.stages.screening.delivered import Delivered, read_delivered

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """One of the people of a household."""

    person: int
    name: str
    relation: str
    birth_date: datetime.date | None = None

    def age_on(self, day: datetime.date) -> int | None:
        """Return the age in whole years."""
        if self.birth_date is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (0 if had_birthday else 1)


@dataclass(frozen=True, slots=True)
class Known:
    """The rows of a household by feed.

    Attributes:
        household: Its number.
        is_read: Whether there is a register to read at all.
        rows: Feed → its rows of this household and of its people.
        late: Feeds that have not come for the household's banner, or not their latest period: what
            they hold, if anything, is in doubt.
    """

    household: int
    is_read: bool = False
    members: tuple[Member, ...] = ()
    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    late: frozenset[str] = frozenset()

    @property
    def people(self) -> frozenset[int]:
        """The numbers of its people."""
        return frozenset(member.person for member in self.members)

    def member(self, person: int | None) -> Member | None:
        """Return one of its people, ``None`` if the number is nobody's."""
        return next((each for each in self.members if each.person == person), None)

    def value(self, feed: str, column: str, person: int | None = None) -> Any:
        """Return what a feed holds in a column, ``None`` if it holds nothing."""
        rows = self.rows.get(feed, ())
        if person is not None:
            rows = tuple(row for row in rows if row.get("person") == person)
        return next((row[column] for row in rows if row.get(column) is not None), None)


def read_known(
    *,
    home: Home,
    content: Content,
    bank: Bank,
    household: int,
    place: Mapping[str, str],
    on: datetime.date,
) -> Known:
    """Read what is held of a household; nothing if the register has not been delivered.

    Args:
        bank: Whose questions say which feeds are looked into, beside register and people.
        place: Level → code of the household's place; only its part of the tables is read.
    """
    try:
        there = held.held(home, content)
    except held.RegisterEmpty:
        return Known(household)
    partition = [place.get(level, "") for level in content.partition]
    families, persons = content.subjects["household"], content.subjects["person"]
    rows: dict[str, tuple[Row, ...]] = {}

    def read(feed: str, where: Mapping[str, list[int]]) -> None:
        table = held.rows_with(there.files(feed, partition), where)
        rows[feed] = tuple(table.to_pylist()) if table is not None else ()

    read(families.table, {families.key: [household]})
    read(persons.table, {persons.parent_column: [household]})
    rows[persons.table] = tuple(row for row in rows[persons.table] if row.get("left_date") is None)
    numbers = [row[persons.key] for row in rows[persons.table]]
    asked = sorted({question.feed for question in bank.questions.values() if question.feed})
    for feed in asked:
        if feed in rows:
            continue
        names = {column.name for column in content.contracts[feed].columns}
        where = {families.key: [household]} if families.key in names else {persons.key: numbers}
        read(feed, where)
    members = tuple(
        Member(
            row[persons.key],
            row.get("name") or "",
            row.get("relation") or "",
            row.get("birth_date"),
        )
        for row in rows[persons.table]
    )
    late = _late(there, content, asked, place, on)
    return Known(household, is_read=True, members=members, rows=rows, late=late)


def _late(
    there: held.Held,
    content: Content,
    feeds: Sequence[str],
    place: Mapping[str, str],
    on: datetime.date,
) -> frozenset[str]:
    """Return those of some feeds of which the latest period is not there for a place."""
    level = content.coverage_level
    rows = held.rows_with(
        there.files(DELIVERED), {"feed": feeds}, columns=("feed", level, "period")
    )
    delivered = read_delivered(rows, level) if rows is not None else Delivered()
    return frozenset(
        feed
        for feed in feeds
        if not delivered.is_there(content.contracts[feed], place.get(level, ""), count=1, on=on)
    )


def as_held(value: Any) -> str:
    """Return a value of the lake as corrections write it: a word, whole fen, a date in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def as_read(value: Any, column: Column, content: Content) -> str:
    """Return a value of the lake as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column.type is ColumnType.MONEY:
        return f"{Decimal(value) / content.money_minor:,.0f}"
    labels = column.codes.get(value) if column.type is ColumnType.CODE else None
    return labels[0] if labels else as_held(value)


def shown_columns(
    known: Known, content: Content, wanted: Collection[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield label and value of the wanted columns of which something is held."""
    for feed, name in wanted:
        column = content.contracts[feed].column(name) if feed in content.contracts else None
        value = known.value(feed, name)
        if column is not None and value is not None:
            yield column.label, as_read(value, column, content)
