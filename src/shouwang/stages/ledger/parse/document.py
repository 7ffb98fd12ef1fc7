"""What a file says before it is understood: paragraphs and tables in reading order."""

from dataclasses import dataclass

from shouwang.stages.ledger.parse.model import Unplaced


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``line`` is where it begins in the source."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a merged cell is repeated in every place it covers.

    ``wrapped`` says that a line break in a cell may be nothing but the width of the cell.
    """

    line: int
    rows: tuple[tuple[str, ...], ...]
    wrapped: bool = False


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read.

    Attributes:
        left_out: Page numbers and running heads: of the paper, not of the text.
        unread: Pieces that hold no readable text (a scanned page among others).
    """

    blocks: tuple[Block, ...]
    left_out: tuple[Paragraph, ...] = ()
    unread: tuple[Unplaced, ...] = ()
