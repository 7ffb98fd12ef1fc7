"""Where households and persons live: the place of a row of which only the number is given."""

from collections.abc import Mapping
from typing import Any

import pyarrow.parquet as pq

from shouwang.base.tables import ColumnType
from shouwang.lake.sources import Source
from shouwang.rules.content import Content

Place = tuple[str, ...]


class Homes:
    """The places of a folder's households and persons, read from their tables when asked for.

    Attributes:
        sources: The tables read so far; those of subjects come first.
        lost: Tables that could not be read, so that nobody can tell who lives where.
    """

    def __init__(self, content: Content, sources: Mapping[str, Source]) -> None:
        self.content = content
        self.sources = sources
        self.lost: set[str] = set()
        self._known: dict[str, dict[str, Place]] = {}

    def table(self, kind: ColumnType) -> str:
        """Return the table in which households or persons stand."""
        subject = self.content.subjects.get(kind.value)
        return subject.table if subject else ""

    def place(self, kind: ColumnType, key: Any) -> Place | None:
        """Return the place of a household or person, ``None`` if nobody knows it."""
        if kind.value not in self._known:
            self._known[kind.value] = self._read(kind)
        return self._known[kind.value].get(str(key))

    def _read(self, kind: ColumnType) -> dict[str, Place]:
        subject = self.content.subjects.get(kind.value)
        source = self.sources.get(subject.table) if subject else None
        if subject is None or source is None:
            return {}
        found: dict[str, Place] = {}
        for file in source.files:
            names = [subject.key, *self.content.partition]
            rows = pq.read_table(file.path, columns=names, partitioning=None)
            columns = [rows.column(name).to_pylist() for name in names]
            found |= {str(key): tuple(place) for key, *place in zip(*columns, strict=True)}
        return found
