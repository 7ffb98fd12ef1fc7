"""Everything the lake holds of one household: its row, its people, and the rows of every feed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.base.errors import ShouwangError
from shouwang.base.money import major_units
from shouwang.base.tables import Column, ColumnType, Personal, Schema
from shouwang.base.words import _
from shouwang.lake import points
from shouwang.rules.content import Content
from shouwang.rules.household_page import PLACE, Sentence
from shouwang.stages.register.held import Held, rows_with

Row = Mapping[str, Any]
# Rows of one household and one feed: enough for years of claims, few enough for a page.
MOST_ROWS = 400  # rows
SECRET = frozenset({Personal.ID, Personal.PHONE, Personal.ACCOUNT})


class NotInRegister(ShouwangError):
    """The snapshot does not hold this household."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a snapshot says of a household.

    Attributes:
        people: The rows of its persons, those who have left too.
        rows: Feed → rows.
    """

    snapshot: int
    household: Row
    people: tuple[Row, ...]
    rows: Mapping[str, tuple[Row, ...]]

    @property
    def members(self) -> tuple[Row, ...]:
        """The persons who have not left."""
        return tuple(each for each in self.people if each["left_date"] is None)

    def name_of(self, person: int | None) -> str:
        """Return the name of one of its persons."""
        return next(
            (str(each["name"] or "") for each in self.people if each["person"] == person), ""
        )


def facts_of(found: Held, content: Content, *, household: int, place: Sequence[str]) -> Facts:
    """Read everything that a snapshot holds of a household.

    Args:
        place: Its places at the partition levels: only their files are opened.

    Raises:
        NotInRegister: if there is no such household.
    """
    home, person = content.subjects["household"], content.subjects["person"]
    rows = _rows(found, home.table, {home.key: [household]}, place)
    if not rows:
        raise NotInRegister(_("the register does not hold this household any more"))
    people = _rows(found, person.table, {person.parent_column: [household]}, place)
    numbers = [each[person.key] for each in people]
    feeds = {}
    for contract in content.contracts.values():
        where = _where(contract, household, numbers)
        if where and contract.name not in {home.table, person.table}:
            feeds[contract.name] = _rows(found, contract.name, where, place)
    return Facts(found.snapshot.id, rows[0], people, feeds)


def row_of(
    found: Held, content: Content, *, feed: str, key: str, place: Sequence[str] = ()
) -> Row | None:
    """Return the row of a feed that one number or word names, if it is held."""
    contract = content.contracts[feed]
    if len(contract.key) != 1:
        return None
    column = contract.column(contract.key[0])
    value: object = int(key) if column.is_reference and key.isdigit() else key
    rows = _rows(found, feed, {column.name: [value]}, place)
    return rows[0] if rows else None


def _where(contract: Schema, household: int, people: list[int]) -> dict[str, list[int]]:
    kinds = {ColumnType.HOUSEHOLD: [household], ColumnType.PERSON: people}
    # A row of a person counts by the person: they take it with them into another household.
    wanted = ColumnType.PERSON if _has(contract, ColumnType.PERSON) else ColumnType.HOUSEHOLD
    return {each.name: kinds[wanted] for each in contract.columns if each.type is wanted}


def _has(contract: Schema, kind: ColumnType) -> bool:
    return any(each.type is kind for each in contract.columns)


def _rows(
    found: Held, table: str, where: Mapping[str, list[Any]], place: Sequence[str]
) -> tuple[Row, ...]:
    source = found.files(table, place)
    if source is None:
        return ()
    are_numbers = all(isinstance(each, int) for keys in where.values() for each in keys)
    if are_numbers and points.suits(source, where):
        return tuple(points.rows_of(source, where, most=MOST_ROWS))
    rows = rows_with(source, where, most=MOST_ROWS)
    return tuple(rows.to_pylist()) if rows is not None else ()


# ------------------------------------------------------------------------ words


def shown(value: Any, column: Column, content: Content) -> str:
    """Return a value as people read it; the unknown is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    match column.type:
        case ColumnType.MONEY:
            return major_units(value)
        case ColumnType.CODE:
            labels = column.codes.get(value)
            return labels[0] if labels else str(value)
        case ColumnType.REGION:
            region = content.regions.get(value)
            return region.name if region else str(value)
        case _:
            pass
    return value.isoformat() if isinstance(value, date) else _plain(value)


def is_shown(column: Column, eyes: frozenset[str]) -> bool:
    """Tell whether a column may be seen with these eyes: the levels whose sight its contract names."""
    if column.personal in SECRET:
        return False
    return not column.visible_to or not column.visible_to.isdisjoint(eyes)


def told(text: Sentence, row: Row, contract: Schema, content: Content, eyes: frozenset[str]) -> str:
    """Return a sentence about a row, as far as the reader may know it."""
    said = []
    for part, may_go in text.parts:
        values = {name: _seen(row, contract.column(name), content, eyes)
                  for name in PLACE.findall(part)}  # fmt: skip
        if may_go and not all(values.values()):
            continue
        said.append(PLACE.sub(lambda found, known=values: known[found[1]] or _("unknown"), part))  # type: ignore[misc]
    return "".join(said)


def _seen(row: Row, column: Column, content: Content, eyes: frozenset[str]) -> str:
    if not is_shown(column, eyes):
        return ""
    return shown(row.get(column.name), column, content)


def _plain(value: Any) -> str:
    text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
