"""What came out of reading a delivery, for the person who decides whether it is published."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from shouwang.stages.ingest.problems import RowProblem


@dataclass(frozen=True, slots=True)
class Review:
    """The outcome of a delivery.

    Attributes:
        delivery: Its number; ``None`` if it was only checked or could not be taken.
        read: Rows of the feed; accepted and rejected ones together.
        problems: The first of them; ``left_out`` says how many more there are.
        header_map: The heading in the file → the contract's column.
        ignored_rows: Rows that are no data, as the spreadsheet counts.
        absent_columns: Columns of the contract that the file does not have; they stay unknown.
        blanks: Column → how many empty cells were taken for a zero or a no.
    """

    delivery: int | None
    feed: str
    sender: str
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    warnings: int = 0
    problems: tuple[RowProblem, ...] = ()
    left_out: int = 0
    header_map: Mapping[str, str] = field(default_factory=dict)
    ignored_rows: tuple[int, ...] = ()
    ignored_sheets: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    absent_columns: tuple[str, ...] = ()
    blanks: Mapping[str, int] = field(default_factory=dict)

    @property
    def rejected_share(self) -> float:
        """The share of rejected rows among those read, from 0 to 1."""
        return self.rejected / self.read if self.read else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return asdict(self)
