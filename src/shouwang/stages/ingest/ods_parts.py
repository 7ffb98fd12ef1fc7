"""Reads from the XML of an .ods what its reader drops, and how far its cells reach."""

from dataclasses import dataclass, field
from xml.parsers import expat
from zipfile import ZipFile

from shouwang.stages.ingest.guards import look_through
from shouwang.stages.ingest.oddities import Oddities, fail_if_too_large

CONTENT = "content.xml"
HIDDEN = {"collapse", "filter"}
LAST_COLUMN = 1 << 14  # a sheet of this format has no more
DIGITS = 9  # of a repetition; more are cut off, and still too many


@dataclass(slots=True)
class _Place:
    """Where the parser is.

    Attributes:
        row: The first row that the present one stands for.
        column: The column after the last cell.
        rows: How many rows the present one stands for.
        widest: The greatest column in which something stands, from 1.
        header: The next column that is described.
        error: The first column of the present cell, if it holds an error.
        text: What is read of it.
    """

    row: int = 0
    column: int = 0
    rows: int = 1
    widest: int = 0
    header: int = 0
    error: int | None = None
    text: list[str] = field(default_factory=list)


def look_at_tables(container: ZipFile) -> dict[str, Oddities]:
    """Return the oddities of every sheet by its name, and refuse what XML can be made to do.

    Raises:
        FileFaulty: if the file is an attack, or a sheet's cells lie too far apart.
        ValueError: if the XML is damaged.
    """
    look = _Look()

    def see(part: str, chunk: bytes) -> None:
        if part == CONTENT:
            look.take(chunk)

    look_through(container, see)
    return look.found


class _Look:
    """Looks at the content as its bytes come by."""

    def __init__(self) -> None:
        self.found: dict[str, Oddities] = {}
        self._now = Oddities()
        self._at = _Place()
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def take(self, chunk: bytes) -> None:
        """Look at the next bytes."""
        try:
            self._parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no names
        except expat.ExpatError as error:
            raise ValueError(str(error)) from None

    def _start(self, name: str, about: dict[str, str]) -> None:
        match name:
            case "table:table":
                self._now, self._at = Oddities(), _Place()
                self.found[about.get("table:name", "")] = self._now
            case "table:table-column":
                self._columns(about)
            case "table:table-row":
                self._at.column = 0
                self._at.rows = _times(about, "table:number-rows-repeated")
            case "table:table-cell" | "table:covered-table-cell":
                self._cell(about)
            case "text:p":
                self._fill()
            case _:
                pass

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            self._at.row += self._at.rows
        elif self._at.error is not None and name == "table:table-cell":
            self._parser.CharacterDataHandler = None
            text = "".join(self._at.text).strip() or "#ERROR"
            for row in range(self._at.row, self._at.row + self._at.rows):
                for column in range(self._at.error, self._at.column):
                    self._now.add_text(row, column, text)
            self._at.error = None

    def _columns(self, about: dict[str, str]) -> None:
        times = min(_times(about, "table:number-columns-repeated"), LAST_COLUMN)
        if about.get("table:visibility") in HIDDEN:
            self._now.hidden_columns.update(range(self._at.header, self._at.header + times))
        self._at.header += times

    def _cell(self, about: dict[str, str]) -> None:
        at = self._at
        first, at.column = at.column, at.column + _times(about, "table:number-columns-repeated")
        if "office:value-type" in about or "table:formula" in about:
            self._fill()
        if about.get("calcext:value-type") == "error":
            at.error, at.text = first, []
            self._parser.CharacterDataHandler = at.text.append
        down = _times(about, "table:number-rows-spanned")
        across = _times(about, "table:number-columns-spanned")
        if down * across > 1:
            self._now.merges.append((at.row, at.row + down - 1, first, first + across - 1))

    def _fill(self) -> None:
        at = self._at
        at.widest = max(at.widest, at.column)
        fail_if_too_large(at.row + at.rows, at.widest)


def _times(about: dict[str, str], name: str) -> int:
    text = about.get(name, "1")
    if not text.isdecimal():
        raise ValueError(f"{name}={text}")
    return max(int(text[:DIGITS]), 1)
