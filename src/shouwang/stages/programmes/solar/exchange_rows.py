"""What of the decisions goes into the workbook for the national system."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows of three sheets, in the order of their headings."""

    faults: Rows
    standings: Rows
    tickets: Rows
