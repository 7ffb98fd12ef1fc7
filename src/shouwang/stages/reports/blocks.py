"""A document as blocks: what the writer of Word files and the preview in the page both show."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Literal

Align = Literal["left", "centre", "right"]
ROLES = ("body", "plain", "addressee", "centred", "note")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; a mark is the number of the note that says where it is from."""

    text: str
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; its number is written by whoever shows it."""

    text: str
    level: int = 1
    type: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `body` is indented by two characters."""

    runs: tuple[Run, ...]
    role: str = "body"
    type: str = "paragraph"

    @property
    def text(self) -> str:
        """Its words without the marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        group: The heading above it and its neighbours with the same one.
        form: How its cells are read: `text`, `whole`, `yuan`, `share`, `day`.
        share: The columns whose quotient it is.
    """

    label: str
    group: str = ""
    align: Align = "left"
    width: int = 10
    form: str = "text"
    is_total: bool = False
    share: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and a line that says the unit."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    caption: str = ""
    unit: str = ""
    total: str = ""
    type: str = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: an option of ECharts, and the same figures as a table."""

    caption: str
    option: Mapping[str, Any]
    table: Table
    type: str = "picture"


@dataclass(frozen=True, slots=True)
class Break:
    """The rest begins on a page of its own."""

    type: str = "break"


Block = Heading | Paragraph | Table | Picture | Break


@dataclass(frozen=True, slots=True)
class Paper:
    """A document.

    Attributes:
        number: As the office counts its papers; empty where the office still gives it one.
        lines: What stands below the title: as of which day.
        notes: What follows the day: the figures with their sources.
        foot: The snapshot, the figure set and the anchor it rests on, for the file's properties.
    """

    title: str
    day: date
    blocks: tuple[Block, ...]
    number: str = ""
    addressee: str = ""
    attachments: tuple[str, ...] = ()
    attachment_word: str = ""
    signer: str = ""
    day_text: str = ""
    notes: tuple[Block, ...] = ()
    foot: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it in a form that `read_paper` reads."""
        found = asdict(self)
        found["day"] = self.day.isoformat()
        return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    table: Table
    title: str = ""
    lines: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook."""

    title: str
    day: date
    sheets: tuple[Sheet, ...]
    foot: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it in a form that `read_book` reads."""
        found = asdict(self)
        found["day"] = self.day.isoformat()
        return found


def plain(text: str, role: str = "body") -> Paragraph:
    """Return a paragraph of one run."""
    return Paragraph((Run(text),), role)


def without_pictures(paper: Paper, said: str) -> Paper:
    """Return a paper whose charts are their tables, with a line that says why."""
    blocks: list[Block] = []
    for block in paper.blocks:
        if isinstance(block, Picture):
            blocks += [plain(said, "note"), replace(block.table, caption=block.caption)]
        else:
            blocks.append(block)
    return replace(paper, blocks=tuple(blocks))


def read_paper(kept: Mapping[str, Any]) -> Paper:
    """Return a paper that was kept as JSON."""
    return Paper(
        **{
            **kept,
            "day": date.fromisoformat(kept["day"]),
            "blocks": tuple(_block(each) for each in kept["blocks"]),
            "notes": tuple(_block(each) for each in kept["notes"]),
            "attachments": tuple(kept["attachments"]),
        }
    )


def read_book(kept: Mapping[str, Any]) -> Book:
    """Return a workbook that was kept as JSON."""
    sheets = tuple(
        Sheet(each["name"], _table(each["table"]), each["title"], tuple(each["lines"]))
        for each in kept["sheets"]
    )
    return Book(kept["title"], date.fromisoformat(kept["day"]), sheets, kept["foot"])


def _block(kept: Mapping[str, Any]) -> Block:
    match kept["type"]:
        case "heading":
            return Heading(kept["text"], kept["level"])
        case "paragraph":
            return Paragraph(tuple(Run(**each) for each in kept["runs"]), kept["role"])
        case "table":
            return _table(kept)
        case "picture":
            return Picture(kept["caption"], kept["option"], _table(kept["table"]))
        case _:
            return Break()


def _table(kept: Mapping[str, Any]) -> Table:
    columns = tuple(Column(**{**each, "share": tuple(each["share"])}) for each in kept["columns"])
    rows = tuple(tuple(row) for row in kept["rows"])
    return Table(columns, rows, kept["caption"], kept["unit"], kept["total"])


def numbers_of(headings: Sequence[Heading]) -> list[tuple[int, ...]]:
    """Return for each heading its counts, from the first level to its own.

    >>> numbers_of([Heading("a"), Heading("b", 2), Heading("c", 2), Heading("d")])
    [(1,), (1, 1), (1, 2), (2,)]
    """
    counts: list[int] = []
    found = []
    for heading in headings:
        counts = [*counts[: heading.level], *[0] * (heading.level - len(counts))]
        counts[heading.level - 1] += 1
        found.append(tuple(counts))
    return found


def written(value: Any, form: str = "text") -> str:
    """Return a cell as it is read.

    >>> written(0.5, "share"), written(12000, "whole"), written(None)
    ('50.0%', '12,000', '')
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        shapes = {"share": f"{value:.1%}", "yuan": f"{value:,.2f}", "whole": f"{value:,.0f}"}
        return shapes.get(form, str(value))
    return str(value)
