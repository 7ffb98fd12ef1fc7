"""Which Parquet files hold a table, and which partition each belongs to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableFile:
    """One Parquet file of a table.

    Attributes:
        partition: The values of the content's partition columns as far as the file fixes them
            (all of them, or only the first), or ``None`` if rows of several are mixed.
        rows: The number of rows in it.
    """

    path: str
    partition: tuple[str, ...] | None
    rows: int


@dataclass(frozen=True, slots=True)
class Source:
    """A table as a list of files.

    Attributes:
        hive: Whether the partition columns stand in the paths (a Delta table) and not in the
            files.
    """

    name: str
    files: tuple[TableFile, ...]
    hive: bool = False

    @property
    def rows(self) -> int:
        """The number of rows in all its files."""
        return sum(file.rows for file in self.files)
