"""Matches a sheet's headings to the columns of a feed contract, or says what does not fit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shouwang.base.spelling import heading
from shouwang.base.tables import Column, Schema
from shouwang.base.words import _
from shouwang.stages.ingest.problems import FileFaulty, RowProblem, Rule, file_fault
from shouwang.stages.ingest.sheets import Book, Sheet
from shouwang.stages.ingest.vocabulary import WORDS

IN_BRACKETS = re.compile(r"^(.+?)[(\[]([^()\[\]]*)[)\]]$")


@dataclass(frozen=True, slots=True)
class Match:
    """Which column of the sheet is which column of the contract.

    Attributes:
        header: The place of the headings among the sheet's top rows.
        positions: The contract's column → its place in the sheet, from 0.
        ignored_columns: Headings that the contract does not know.
        ignored_rows: The rows above the headings, as the spreadsheet counts.
    """

    sheet: Sheet
    header: int
    positions: Mapping[str, int]
    ignored_columns: tuple[str, ...]
    ignored_rows: tuple[int, ...]
    ignored_sheets: tuple[str, ...]

    @property
    def headings(self) -> Mapping[str, str]:
        """The contract's column → the heading as it stands in the file."""
        row = self.sheet.top[self.header]
        return {name: row[position].strip() for name, position in self.positions.items()}

    @property
    def header_map(self) -> dict[str, str]:
        """The heading in the file → the contract's column."""
        return {text: name for name, text in self.headings.items()}


def match_book(book: Book, schema: Schema) -> Match:
    """Return the sheet that carries the feed, and how its columns are called.

    Raises:
        FileFaulty: if no sheet has the required columns, or a column stands there twice.
    """
    claims = _claims(schema)
    candidates = [
        (len(_found(row, claims)), -order, -place, sheet, place)
        for order, sheet in enumerate(book.sheets)
        for place, row in enumerate(sheet.top)
    ]
    if not candidates:
        raise FileFaulty([file_fault(Rule.EMPTY, _("the file has no rows"))])
    *_rank, sheet, place = max(candidates, key=lambda each: each[:-2])
    row = sheet.top[place]
    found = _found(row, claims)
    faults = [*_doubled(row, found, schema), *_missing(row, found, schema)]
    if faults:
        raise FileFaulty(faults)
    positions = {name: places[0] for name, places in found.items()}
    used = set(positions.values())
    return Match(
        sheet=sheet,
        header=place,
        positions=positions,
        ignored_columns=tuple(
            text.strip() for each, text in enumerate(row) if each not in used and text.strip()
        ),
        ignored_rows=tuple(range(1, sheet.row_offset + place + 1)),
        ignored_sheets=tuple(each.name for each in book.sheets if each is not sheet),
    )


def absent(match: Match, schema: Schema) -> list[Column]:
    """Return the columns of the contract that the file does not have; none is required."""
    return [column for column in schema.columns if column.name not in match.positions]


def _claims(schema: Schema) -> dict[str, str]:
    """Every heading by which a column goes, as it is compared."""
    return {
        heading(text): column.name
        for column in reversed(schema.columns)
        for text in (*reversed(column.aliases), column.label, column.name)
    }


def _found(row: Sequence[str], claims: Mapping[str, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for position, text in enumerate(row):
        name = next((claims[form] for form in _forms(text) if form in claims), None)
        if name is not None:
            found.setdefault(name, []).append(position)
    return found


def _forms(text: str) -> Iterator[str]:
    """A heading as it stands, and without a unit in brackets that says nothing new."""
    form = heading(text)
    yield form
    bracketed = IN_BRACKETS.match(form)
    if bracketed and bracketed[2] in WORDS.heading_units:
        yield bracketed[1]


def _doubled(
    row: Sequence[str], found: Mapping[str, list[int]], schema: Schema
) -> list[RowProblem]:
    return [
        file_fault(
            Rule.COLUMN_AMBIGUOUS,
            _("{headings} all mean {label}").format(
                headings=", ".join(row[place].strip() for place in places),
                label=schema.column(name).label,
            ),
            _("leave one of them"),
            column=schema.column(name).label,
        )
        for name, places in found.items()
        if len(places) > 1
    ]


def _missing(
    row: Sequence[str], found: Mapping[str, list[int]], schema: Schema
) -> list[RowProblem]:
    # A row in which no heading is known may be somebody's data: it is not shown.
    headings = [" ".join(text.split()) for text in row if text.strip()]
    there = ", ".join(headings) if found else _("none of them")
    return [
        file_fault(
            Rule.COLUMN_MISSING,
            _("the column {label} is missing").format(label=column.label),
            _("it may also be called {names}; the file has {there}").format(
                names=", ".join((*column.aliases, column.name)), there=there
            ),
            column=column.label,
        )
        for column in schema.columns
        if column.required and column.name not in found
    ]
