"""The list of problems in an answer: what was read, what is wrong, where, and how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

from shouwang.base.words import _
from shouwang.stages.ingest.marks import Place, asked_of, place_of
from shouwang.stages.ingest.problems import Severity, cell_name
from shouwang.stages.ingest.review import Review
from shouwang.stages.ingest.sheets import Book

TITLE, STRONG, PLAIN = "title", "strong", "plain"
LONGEST_NAME = 31  # characters of a sheet's name


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the list.

    Attributes:
        style: One of `TITLE`, `STRONG`, `PLAIN`, or a severity for its colour.
        link: The sheet and the place in this workbook that it leads to.
    """

    value: str | int
    style: str = PLAIN
    link: tuple[str, Place] | None = None


Line = tuple[Cell, ...]


def free_name(wanted: str, taken: list[str]) -> str:
    """Return a name for a sheet that no other has, as spreadsheets compare them."""
    used = {each.casefold() for each in taken}
    name, number = wanted[:LONGEST_NAME], 1
    while name.casefold() in used:
        number += 1
        name = f"{wanted[: LONGEST_NAME - len(str(number))]}{number}"
    return name


def lines_of(review: Review, book: Book | None, *, about: str) -> Iterator[Line]:
    """Yield the lines of the list, from above.

    Args:
        book: The file; ``None`` if it could not be opened, so that nothing leads into it.
        about: What the rest of the workbook holds.
    """
    yield (Cell(_("List of problems"), TITLE),)
    yield from _counts(review)
    yield ()
    yield (Cell(_("how to mend"), STRONG), Cell(about))
    yield (Cell("", PLAIN), Cell(_("red: the row was rejected"), Severity.ERROR))
    yield (Cell("", PLAIN), Cell(_("yellow: taken, but look at it"), Severity.WARNING))
    yield (Cell("", PLAIN), Cell(_("blue: answer the question first"), Severity.QUESTION))
    yield ()
    yield from _problems(review, book)
    yield from _questions(review)
    yield from _totals(review)


def _counts(review: Review) -> Iterator[Line]:
    pairs: list[tuple[str, str | int]] = [
        (_("feed"), review.feed),
        (_("sender"), review.sender),
        (_("delivery"), review.delivery or _("only checked")),
        (_("rows read"), review.read),
        (_("accepted"), review.accepted),
        (_("rejected"), review.rejected),
        (_("warnings"), review.warnings),
        (_("not listed"), review.left_out),
    ]
    for name, value in pairs:
        yield (Cell(name, STRONG), Cell(value))


def _problems(review: Review, book: Book | None) -> Iterator[Line]:
    titles = (_("no."), _("sheet"), _("cell"), _("row"), _("column"), _("value"), _("kind"),
              _("what is wrong"), _("how to mend it"))  # fmt: skip
    yield tuple(Cell(title, STRONG) for title in titles)
    kinds = {
        Severity.ERROR: _("error"),
        Severity.WARNING: _("warning"),
        Severity.QUESTION: _("question"),
    }
    for number, each in enumerate(review.problems, start=1):
        place = place_of(each, book) if book else None
        cell = each.cell or (cell_name(place[1][1] - 1, place[1][0]) if place else "")
        yield (
            Cell(number),
            Cell(each.sheet),
            Cell(cell, link=place),
            Cell(each.row or ""),
            Cell(each.column),
            Cell(each.value),
            Cell(kinds[each.severity], each.severity),
            Cell(each.message),
            Cell(each.mend),
        )
    if not review.problems:
        yield (Cell(""), Cell(_("nothing is wrong")))


def _questions(review: Review) -> Iterator[Line]:
    if not review.questions:
        return
    yield ()
    titles = (_("no."), _("column"), _("value"), _("rows"), _("question"))
    yield tuple(Cell(title, STRONG) for title in titles)
    headings = {name: text for text, name in review.header_map.items()}
    for number, each in enumerate(review.questions, start=1):
        yield (Cell(number), Cell(headings.get(each.column, each.column)), Cell(each.value), Cell(each.rows),
               Cell(asked_of(each), Severity.QUESTION))  # fmt: skip


def _totals(review: Review) -> Iterator[Line]:
    wrong = [each for each in review.totals if not each.ok]
    if not wrong:
        return
    yield ()
    titles = (_("no."), _("column"), _("cell"), _("stated"), _("recomputed"))
    yield tuple(Cell(title, STRONG) for title in titles)
    for number, each in enumerate(wrong, start=1):
        yield (Cell(number), Cell(each.column), Cell(each.cell), Cell(each.stated),
               Cell(each.recomputed, Severity.WARNING))  # fmt: skip
