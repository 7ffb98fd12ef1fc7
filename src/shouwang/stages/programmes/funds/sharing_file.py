"""A file of places, factors, floors and caps, read for an allocation."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.programmes.funds.sharing import Entry, fen, number

ENCODINGS = ("utf-8-sig", "gb18030")
LARGEST = 64 << 20  # bytes of a file that is a list of places; more is something else
SHOWN = 40  # characters of a wrong value: enough to find it
WORDS = "words.yaml"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Floors and caps, each a column's name or an amount in yuan for all; the usual column if empty."""

    floor: str = ""
    cap: str = ""


def read_entries(
    path: Path, factors: Sequence[str], bounds: Bounds
) -> tuple[list[Entry], list[Problem]]:
    """Return the places of a file, and what is wrong with its cells.

    Args:
        factors: The columns that are weighed; others are not looked at.

    Raises:
        InputProblems: if the file cannot be read as a table at all.
    """
    heading, rows = _table(path)
    problems = [
        Problem(f"{path.name}:1", _("the column {name} stands here twice").format(name=name))
        for name in sorted({name for name in heading if name and heading.count(name) > 1})
    ]
    names = {what: _found(heading, what) for what in ("banner", "floor", "cap")}
    if not names["banner"]:
        problems.append(Problem(f"{path.name}:1", _("there is no column of places"),
                                _("call it banner")))  # fmt: skip
    given = {"floor": bounds.floor, "cap": bounds.cap}
    amounts = {}
    for what, text in given.items():
        amounts[what], column, faults = _bound(what, text, heading, names[what])
        names[what] = column
        problems.extend(faults)
    entries = []
    for line, cells in rows:
        where = f"{path.name}:{line}"
        if len(cells) > len(heading):
            problems.append(Problem(where, _("the row has more cells than the heading")))
        row = dict(zip(heading, cells, strict=False))
        entry, faults = _entry(where, row, factors, heading, names, amounts)
        entries.append(entry)
        problems.extend(faults)
    return entries, problems


def _entry(
    where: str,
    row: Mapping[str, str],
    factors: Sequence[str],
    heading: Sequence[str],
    names: Mapping[str, str],
    amounts: Mapping[str, int | None],
) -> tuple[Entry, list[Problem]]:
    problems: list[Problem] = []
    values: dict[str, Fraction | None] = {}
    for name in factors:
        if name not in heading:
            continue
        text = row.get(name, "")
        values[name] = number(text)
        if text.strip() and values[name] is None:
            problems.append(Problem(where, _("{name} is no number: {value}").format(
                name=name, value=text.strip()[:SHOWN])))  # fmt: skip
            values[name] = Fraction(1)
    bounds = dict(amounts)
    for what in ("floor", "cap"):
        text = row.get(names[what], "").strip() if names[what] else ""
        if text:
            bounds[what], faults = fen(text, where, names[what])
            problems.extend(faults)
    name = row.get(names["banner"], "").strip()
    return Entry(where, name, values, bounds["floor"] or 0, bounds["cap"]), problems


def _bound(
    what: str, text: str, heading: Sequence[str], usual: str
) -> tuple[int | None, str, list[Problem]]:
    """Return the amount for all, or the column, that an option or the heading names."""
    if not text:
        return None, usual, []
    if text in heading:
        return None, text, []
    if number(text) is None:
        return None, "", [Problem(f"--{what}", _("{text} is neither a column nor an amount").format(
            text=text[:SHOWN]))]  # fmt: skip
    amount, problems = fen(text, f"--{what}", what)
    return amount, usual, problems


def _found(heading: Sequence[str], what: str) -> str:
    return next((name for name in heading if name.lower() in _words()[what]), "")


@cache
def _words() -> dict[str, list[str]]:
    text = (files(__package__) / WORDS).read_text(encoding="utf-8")
    words: dict[str, list[str]] = yaml.safe_load(text)
    return words


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    text = _text(path)
    reader = csv.reader(text.splitlines(keepends=True))
    try:
        rows = list(_numbered(reader))
    except csv.Error as error:
        raise InputProblems([Problem(f"{path.name}:{reader.line_num}", str(error))]) from None
    if not rows:
        raise InputProblems([Problem(path.name, _("the file is empty"))])
    (_line, heading), *others = rows
    return [cell.strip() for cell in heading], others


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, cells


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise InputProblems([Problem(path.name, _("the file is too large for a list of places"))])
    data = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputProblems([Problem(path.name, _("the text is neither UTF-8 nor GB18030"),
                                 _("save the file as UTF-8 CSV"))])  # fmt: skip
