"""Which rows of a feed lie in some places, as conditions for the engine."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shouwang.base.access import Scope
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.lake.duck import quoted, read_parquet
from shouwang.rules.content import Content
from shouwang.stages.register.held import Held

NONE = "FALSE"
# A village sees what is of its people now; offices see also those who have died or gone.
LIVING = "left_date IS NULL"


@dataclass(frozen=True, slots=True)
class Ground:
    """A snapshot with what its content says of places and subjects."""

    found: Held
    content: Content


@dataclass(slots=True)
class Conditions:
    """Conditions that all hold, with the values of their places."""

    texts: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, text: str, *values: Any) -> None:
        """Add a condition with a place for each value."""
        self.texts.append(text)
        self.values.extend(values)

    @property
    def where(self) -> str:
        """The clause."""
        return " AND ".join(f"({each})" for each in self.texts) or "TRUE"


def by_place(
    ground: Ground,
    contract: Schema,
    *,
    level: str,
    places: Collection[str],
    is_shared: bool = False,
) -> Conditions:
    """Return the conditions under which a row lies in one of some places of a level.

    A row that is known by a place above the level lies in none of them, unless it is shared:
    then it counts for all places in its own.
    """
    conditions, content = Conditions(), ground.content
    column = _column(contract, content, level)
    if column is not None:
        codes = _codes_below(content, column.level, level, places)
        conditions.add(f"{quoted(column.name)} IN (SELECT unnest(?))", codes)
        return conditions
    subject = _subject(contract)
    if subject is not None:
        _of_households(conditions, ground, subject, level, places)
        return conditions
    above = _column(contract, content, content.levels[0]) if is_shared else None
    if above is None:
        conditions.add(NONE)
        return conditions
    around = {content.ancestors(code).get(above.level, "") for code in places}
    conditions.add(f"{quoted(above.name)} IN (SELECT unnest(?))", sorted(around))
    return conditions


def by_scope(
    ground: Ground, contract: Schema, scope: Scope, *, is_shared: bool = False
) -> Conditions:
    """Return the conditions under which a scope covers a row."""
    conditions = Conditions()
    if scope.regions:
        inside = by_place(ground, contract, level=scope.level, places=scope.places,
                          is_shared=is_shared)  # fmt: skip
        conditions.add(inside.where, *inside.values)
    if scope.households is not None:
        subject = _subject(contract)
        if subject is None:
            conditions.add(NONE)
        else:
            _of_numbers(conditions, ground, subject, scope.households)
    return conditions


def partition_of(content: Content, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the partition that holds all rows of some places, as far as it is one.

    >>> partition_of(content, [])  # doctest: +SKIP
    ()
    """
    chains = [content.ancestors(code) for code in codes]
    found: list[str] = []
    for level in content.partition:
        names = {chain.get(level, "") for chain in chains}
        if len(names) != 1 or "" in names:
            break
        found.append(names.pop())
    return tuple(found)


def is_known_below(contract: Schema, content: Content, level: str) -> bool:
    """Tell whether a feed's rows are known by a place at a level or below it."""
    return _column(contract, content, level) is not None or _subject(contract) is not None


def _column(contract: Schema, content: Content, level: str) -> Column | None:
    """The highest place of a row that lies at a level or below it."""
    depth = content.levels.index(level)
    found = [each for each in _regions(contract, content)
             if content.levels.index(each.level) >= depth]  # fmt: skip
    return min(found, key=lambda each: content.levels.index(each.level), default=None)


def _regions(contract: Schema, content: Content) -> Iterator[Column]:
    for each in contract.columns:
        if each.type is ColumnType.REGION and each.level in content.levels:
            yield each


def _subject(contract: Schema) -> Column | None:
    kinds = (ColumnType.HOUSEHOLD, ColumnType.PERSON)
    found = [each for each in contract.columns if each.type in kinds]
    return min(found, key=lambda each: kinds.index(each.type), default=None)


def _codes_below(content: Content, level: str, of_level: str, places: Collection[str]) -> list[str]:
    if level == of_level:
        return sorted(places)
    return [
        region.code for region in content.regions_of(level)
        if content.ancestors(region.code).get(of_level) in places
    ]  # fmt: skip


def _of_households(
    conditions: Conditions, ground: Ground, subject: Column, level: str,
    places: Collection[str],
) -> None:  # fmt: skip
    content = ground.content
    home = content.subjects["household"]
    lowest = content.levels[-1]
    codes = _codes_below(content, lowest, level, places)
    source = ground.found.files(home.table, partition_of(content, sorted(places)))
    if source is None:
        conditions.add(NONE)
        return
    query = (
        f"SELECT {quoted(home.key)} FROM {read_parquet(source)} "  # noqa: S608 - names are quoted
        f"WHERE {quoted(home.region)} IN (SELECT unnest(?))"
    )
    is_wide = content.levels.index(level) <= content.levels.index(content.coverage_level)
    _of_query(conditions, ground, subject, (query, codes), () if is_wide else (LIVING,), places)


def _of_numbers(
    conditions: Conditions, ground: Ground, subject: Column,
    numbers: Collection[int],
) -> None:  # fmt: skip
    _of_query(conditions, ground, subject, ("SELECT unnest(?)", sorted(numbers)), (LIVING,), ())


def _of_query(
    conditions: Conditions, ground: Ground, subject: Column, households: tuple[str, Sequence[Any]],
    more: Sequence[str], places: Collection[str],
) -> None:  # fmt: skip
    query, value = households
    if subject.type is ColumnType.PERSON:
        person = ground.content.subjects["person"]
        source = ground.found.files(person.table, partition_of(ground.content, sorted(places)))
        if source is None:
            conditions.add(NONE)
            return
        conditions_of_person = " AND ".join((f"{quoted(person.parent_column)} IN ({query})", *more))
        query = (
            f"SELECT {quoted(person.key)} FROM {read_parquet(source)} "  # noqa: S608 - quoted
            f"WHERE {conditions_of_person}"
        )
    conditions.add(f"{quoted(subject.name)} IN ({query})", list(value))
