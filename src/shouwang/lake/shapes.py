"""The shape of a lake table: its columns, partition, order and key, from the feed's contract."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from shouwang.base.tables import ColumnType, Schema
from shouwang.lake.physical import lake_schema

DELIVERED = "delivered"
LARGE = "large"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table looks like on disk.

    Attributes:
        columns: Every column with its physical type, the partition columns among them.
        places: The levels that name the place of a row, the coarsest first.
        partition: The front part of the places that stands in the paths, not in the files.
        order: The columns by which the rows of a partition are sorted.
        group: The columns by which rows give way: a row that comes takes the place of all rows
            that are held with the same values.
    """

    name: str
    columns: pa.Schema
    places: tuple[str, ...] = ()
    partition: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    group: tuple[str, ...] = ()

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns that stand in the files."""
        return tuple(name for name in self.columns.names if name not in self.partition)


def table_shape(
    contract: Schema, *, places: tuple[str, ...], key_types: Mapping[str, str]
) -> Shape:
    """Return the shape of the table that a feed's deliveries fill.

    Args:
        places: The content's partition levels, the coarsest first.
        key_types: Subject → ``integer`` or ``text``: what households and persons are named by.
    """
    groups = {
        "all": ("sender",),
        "period": ("sender", "period"),
        "nothing": contract.key,
    }
    return Shape(
        name=contract.name,
        columns=lake_schema(contract, partition=places, key_types=key_types),
        places=places,
        partition=places if contract.size == LARGE else places[:-1],
        order=_order(contract),
        group=groups[contract.replaces],
    )


def delivered_shape(places: tuple[str, ...]) -> Shape:
    """Return the shape of the table that says what has been delivered where and when."""
    fields = [
        ("feed", pa.string()),
        (places[-1], pa.string()),
        ("period", pa.date32()),
        ("sender", pa.string()),
        ("delivery", pa.int32()),
    ]
    return Shape(DELIVERED, pa.schema(fields), order=tuple(name for name, _type in fields))


def _order(contract: Schema) -> tuple[str, ...]:
    """Subjects first, households before persons; then the key and the day; last the row."""
    kinds = (ColumnType.HOUSEHOLD, ColumnType.PERSON)
    subjects = [each.name for kind in kinds for each in contract.columns if each.type is kind]
    day = [contract.date] if contract.date else []
    return tuple(dict.fromkeys([*subjects, *contract.key, *day, "row"]))
