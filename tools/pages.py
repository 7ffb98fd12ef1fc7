"""Pages of the docs that are made from the content: `update` writes them, `check` compares.

A page is a function that returns its text. Its Chinese words (title, introduction, headings of the
columns) stand in pages.yaml beside this module, under the name of the page.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shouwang.rules.load import load_policy
from shouwang.rules.pack import Policy

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "src" / "shouwang" / "content" / "neimenggu"
WORDS = Path(__file__).with_name("pages.yaml")

Page = Callable[[], str]


@cache
def policy() -> Policy:
    """Return the content the pages are about, read once."""
    return load_policy(CONTENT)


@cache
def words(page: str) -> Mapping[str, Any]:
    """Return the Chinese words of a page: `title`, `about`, and what else its function asks for."""
    found: Mapping[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))[page]
    return found


def head(page: str) -> str:
    """Return how a page begins: its title, that it is made, and what it is about."""
    own = words(page)
    return f"# {own['title']}\n\n{words('every_page')['made']}\n\n{own['about'].strip()}\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return a table.

    >>> print(table(["a", "b"], [["1|2", "3\n4"]]), end="")
    | a | b |
    | --- | --- |
    | 1\|2 | 3 4 |
    """
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(cell, line))} |\n" for line in lines)


def cell(value: object) -> str:
    """Return a value as it may stand in a table: on one line, its bars escaped."""
    return " ".join(str(value).split()).replace("|", "\\|")


def pages() -> dict[str, Page]:
    """Return every page: its path from the root → the function that makes it."""
    from tools import feed_pages, practice_pages  # noqa: PLC0415 - their makers use this module

    return {
        "docs/content/areas.md": practice_pages.areas,
        "docs/content/indicators.md": practice_pages.indicators,
        "docs/content/procedures.md": practice_pages.procedures,
        "docs/content/calendar.md": practice_pages.calendar,
        **feed_pages.pages(),
    }


def faults(made: Mapping[str, Page], root: Path = ROOT) -> Iterator[str]:
    """Say which pages are not what their functions make of the content."""
    for name, page in made.items():
        path = root / name
        if not path.exists() or path.read_text(encoding="utf-8") != page():
            yield f"{name} is not what the content says (run `make pages`)"


def update(made: Mapping[str, Page], root: Path = ROOT) -> None:
    """Write every page anew."""
    for name, page in made.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), encoding="utf-8")


def main() -> int:
    """Update or check; the exit code says whether a page is out of date."""
    parser = argparse.ArgumentParser(description="The pages of the docs made from the content.")
    parser.add_argument("act", choices=["update", "check"])
    made = pages()
    if parser.parse_args().act == "update":
        update(made)
    found = list(faults(made))
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
