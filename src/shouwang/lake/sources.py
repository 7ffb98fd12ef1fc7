"""Which Parquet files hold a table, and which partition each belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TableFile:
    """One Parquet file of a table.

    Attributes:
        partition: The values of the content's partition columns as far as the file fixes them
            (all of them, or only the first), or ``None`` if rows of several are mixed.
        rows: The number of rows in it.
        columns: The columns that its rows have, those of its path among them; ``None`` where
            nobody has looked, and then all that are asked for are taken to be there.
    """

    path: str
    partition: tuple[str, ...] | None
    rows: int
    columns: frozenset[str] | None = field(default=None, compare=False, repr=False)

    def has(self, column: str) -> bool:
        """Tell whether its rows have a column, as far as anybody knows."""
        return self.columns is None or column in self.columns


@dataclass(frozen=True, slots=True)
class Source:
    """A table as a list of files.

    Attributes:
        hive: Whether the partition columns stand in the paths (a Delta table) and not in the
            files.
        columns: Name → DuckDB type of what its readers may ask for: a contract may have got
            columns since the files were written, and in those such a column is unknown.
    """

    name: str
    files: tuple[TableFile, ...]
    hive: bool = False
    columns: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def rows(self) -> int:
        """The number of rows in all its files."""
        return sum(file.rows for file in self.files)

    @property
    def lacking(self) -> dict[str, str]:
        """Name → type of the columns that none of its files has."""
        if any(file.columns is None for file in self.files):
            return {}
        there: frozenset[str] = frozenset().union(*{file.columns or () for file in self.files})
        return {name: type_ for name, type_ in self.columns.items() if name not in there}

    @property
    def is_mixed(self) -> bool:
        """Whether its files have different columns."""
        return len({file.columns for file in self.files}) > 1
