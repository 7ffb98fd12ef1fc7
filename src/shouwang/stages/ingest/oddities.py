"""What is to be known of a sheet beside the values that its reader gives."""

from dataclasses import dataclass, field

from shouwang.base.words import _
from shouwang.stages.ingest.guards import refusal, too_large
from shouwang.stages.ingest.limits import LIMITS


@dataclass(slots=True)
class Oddities:
    """Rows and columns count from 0, as the spreadsheet has them.

    Attributes:
        hidden_columns: Those that are not shown.
        texts: Row and column → the text of a cell whose value the reader drops: an error, or
            the formula where no result is stored.
        merges: First row, last row, first column, last column, where the reader gives none.
    """

    hidden_columns: set[int] = field(default_factory=set)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def add_text(self, row: int, column: int, text: str) -> None:
        """Take in the text of a cell.

        Raises:
            FileFaulty: if there are too many of them.
        """
        self.texts[row, column] = text
        if len(self.texts) > LIMITS.strange_cells:
            raise refusal(
                _("more than {count} cells hold errors, or formulas without a result").format(
                    count=LIMITS.strange_cells
                ),
                _("open the workbook, let it calculate, save it again and send that"),
            )


def fail_if_too_large(rows: int, columns: int) -> None:
    """Refuse a sheet whose rectangle of cells the reader could not hold.

    Raises:
        FileFaulty: if it has more cells than the limit.
    """
    if rows * columns > LIMITS.cells:
        raise too_large(rows, columns)
