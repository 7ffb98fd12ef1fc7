"""Rows of a feed as columns of numbers, before they become tables or deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from shouwang.synthetic.draw import Array


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of words: each cell the place of its word, -1 where it is not known."""

    places: Array
    words: tuple[str, ...]

    def take(self, chosen: Array) -> "Coded":
        return Coded(self.places[chosen], self.words)


@dataclass(frozen=True, slots=True)
class Known:
    """A column of values of which some are not known."""

    values: Array
    known: Array

    def take(self, chosen: Array) -> "Known":
        return Known(self.values[chosen], self.known[chosen])


Cells: TypeAlias = Array | Coded | Known | pa.Array


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one feed in one banner.

    Attributes:
        columns: By the contract's names; `household` and `person` hold places, not numbers.
        day: The day each row belongs to: what has happened later is not yet in an earlier
            delivery.
        masks: Rows picked out by name: for a fault's ``who``, or as ``fault:KIND`` the rows that
            the generator itself made to show a fault.
        lacking: By kind of fault, the households whose fault is that rows of theirs are missing.
    """

    feed: str
    columns: Mapping[str, Cells]
    day: Array
    masks: Mapping[str, Array] = field(default_factory=dict)
    lacking: Mapping[str, Array] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.day)

    def take(self, chosen: Array) -> "Rows":
        """Return some of the rows, by place."""
        return Rows(
            self.feed,
            {name: take(cells, chosen) for name, cells in self.columns.items()},
            self.day[chosen],
            {name: mask[chosen] for name, mask in self.masks.items()},
            self.lacking,
        )

    def places(self, name: str) -> Array:
        """Return a column of plain numbers, such as the places of the subject."""
        cells = self.columns[name]
        if not isinstance(cells, np.ndarray):
            raise TypeError(name)
        return cells

    def ordered(self, subject: str) -> "Rows":
        """Return the rows in the order of the places of their subject."""
        places = self.places(subject)
        if bool(np.all(places[1:] >= places[:-1])):
            return self
        return self.take(np.argsort(places, kind="stable"))


def take(cells: Cells, chosen: Array) -> Cells:
    """Return some cells of a column, by place."""
    if isinstance(cells, np.ndarray):
        picked: Array = cells[chosen]
        return picked
    if isinstance(cells, Coded | Known):
        return cells.take(chosen)
    return cells.take(pa.array(chosen))


def day_cells(days: Array, never: int) -> Known:
    """Return days as a column in which `never` means not known."""
    return Known(days, days != never)


def fen(yuan: Array) -> Array:
    """Return yuan as whole fen, rounded to the yuan."""
    whole: Array = np.rint(yuan).astype(np.int64) * 100
    return whole
