"""The board as content: `board.yaml`, the figures at its top and how the big screen turns."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "board.yaml"
USUAL_SECONDS = 60  # a minute, where the content says nothing


@dataclass(frozen=True, slots=True)
class Headline:
    """A card at the top: what is shown large, and what beside it, by names of indicators."""

    label: str
    show: tuple[str, ...]
    beside: tuple[str, ...] = ()
    where: str = FILE


@dataclass(frozen=True, slots=True)
class BoardPage:
    """What `board.yaml` holds.

    Attributes:
        seconds: How long a part of the big screen stands.
        cells: How many cells a part of it lists.
    """

    headline: tuple[Headline, ...] = ()
    seconds: int = USUAL_SECONDS
    cells: int = 12


def load_board_page(content: Content, indicators: Collection[str]) -> BoardPage:
    """Return the board of a content, linted.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_board_page(content, problems)
    problems.extend(lint_board_page(found, indicators))
    if problems:
        raise InputProblems(problems)
    return found


def read_board_page(content: Content, problems: list[Problem]) -> BoardPage:
    """Return the board as far as it can be read, a plain one if the file is not there."""
    path = content.root / FILE
    if not path.exists():
        return BoardPage()
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return BoardPage()
    fields = Fields(entry, problems)
    headline = tuple(_headline(each, problems) for each in fields.entries("headline"))
    seconds, cells = BoardPage().seconds, BoardPage().cells
    section = fields.section("screen")
    if section is not None:
        screen = Fields(section, problems)
        seconds, cells = screen.whole("seconds", seconds), screen.whole("cells", cells)
        screen.close()
        if seconds < 1 or cells < 1:
            problems.append(Problem(section.at(), _("a screen wants whole numbers from 1")))
    fields.close()
    return BoardPage(headline, seconds, cells)


def _headline(entry: Entry, problems: list[Problem]) -> Headline:
    fields = Fields(entry, problems)
    found = Headline(
        label=fields.text("label", required=True),
        show=fields.texts("show", required=True),
        beside=fields.texts("beside"),
        where=entry.at(),
    )
    fields.close()
    return found


def lint_board_page(found: BoardPage, indicators: Collection[str]) -> Iterator[Problem]:
    """Yield every indicator that is named and not there."""
    for each in found.headline:
        for name in (*each.show, *each.beside):
            if name not in indicators:
                yield Problem(
                    each.where, _("there is no indicator {name}").format(name=shown(name))
                )
