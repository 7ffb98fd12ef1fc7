"""Matches the tables of a file to the columns of a feed contract, or says what does not fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shouwang.base.spelling import heading
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.stages.ingest.headings import Claims, Found, Nearly
from shouwang.stages.ingest.layout import (
    Band,
    Titles,
    bands,
    first_data_row,
    titles_of,
    whole,
)
from shouwang.stages.ingest.problems import (
    FileFaulty,
    RowProblem,
    Rule,
    column_letters,
    file_fault,
)
from shouwang.stages.ingest.proposals import Proposal, proposals
from shouwang.stages.ingest.review import Candidate, Question
from shouwang.stages.ingest.sheets import Book, Sheet

# Rows of several sheets are told apart by what their numbers hold above 32 bits.
TABLE_STEP = 1 << 32


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet, as the contract sees it.

    Attributes:
        number: Its place among the tables that are read, from 0.
        first_row: Its first row of data, from 0 inside the sheet's used range.
        positions: The contract's column → its place in the sheet, from 0.
        unit_words: The contract's column → what its plain numbers go on with.
    """

    number: int
    sheet: Sheet
    band: Band
    first_row: int
    positions: Mapping[str, int]
    unit_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def header_rows(self) -> tuple[int, int]:
        """The first and the last row of the headings, as the spreadsheet counts."""
        above = self.sheet.row_offset + 1
        return self.band.first + above, self.band.last + above

    @property
    def rows_above(self) -> tuple[int, ...]:
        """The rows above the data, as the spreadsheet counts."""
        return tuple(range(1, self.first_row + self.sheet.row_offset + 1))

    def heading(self, position: int) -> str:
        """Return the heading of a column with the groups it stands under."""
        return whole(self.band.paths[position])


@dataclass(frozen=True, slots=True)
class Match:
    """Which column of the file is which column of the contract.

    Attributes:
        schema: The contract, with the labels that count under the headings of this file.
        tables: The tables that are read, one a sheet; all have the same headings.
        ignored_columns: Headings that the contract does not know.
        fuzzy: Headings that were taken for nearly what they say.
        questions: Headings of which only a person can say what they are.
    """

    schema: Schema
    tables: tuple[Table, ...]
    titles: Titles
    ignored_columns: tuple[str, ...]
    ignored_sheets: tuple[str, ...]
    fuzzy: tuple[Nearly, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def table(self) -> Table:
        """The table that fits the contract best."""
        return self.tables[0]

    @property
    def sheet(self) -> Sheet:
        """The sheet of that table."""
        return self.table.sheet

    @property
    def positions(self) -> Mapping[str, int]:
        """The contract's column → its place in that sheet, from 0."""
        return self.table.positions

    @property
    def header_rows(self) -> tuple[int, int]:
        """The rows of its headings, as the spreadsheet counts."""
        return self.table.header_rows

    @property
    def headings(self) -> Mapping[str, str]:
        """The contract's column → the heading as it stands in the file, with its groups."""
        return {name: self.table.heading(place) for name, place in self.positions.items()}

    @property
    def header_map(self) -> dict[str, str]:
        """The heading in the file → the contract's column."""
        return {text: name for name, text in self.headings.items()}

    @property
    def hidden_columns(self) -> tuple[str, ...]:
        """The letters of the columns that the sheet does not show; they are read all the same."""
        places = sorted(self.sheet.hidden_columns)
        return tuple(column_letters(self.sheet.column_offset + place) for place in places)

    def named(self, row: int) -> int | str:
        """Return the number of a row as its sheet counts, with the sheet if it is not the first."""
        table, number = self.locate(row)
        return f"{table.sheet.name}!{number}" if table.number else number

    def locate(self, row: int) -> tuple[Table, int]:
        """Return the table of a row, and its number as that sheet counts."""
        number, place = divmod(row, TABLE_STEP)
        return self.tables[number], place


def match_book(book: Book, schema: Schema, *, answers: Mapping[str, str] | None = None) -> Match:
    """Return the tables that carry the feed, and how their columns are called.

    Args:
        answers: What a person has said of headings before: the heading → the contract's column,
            or ``""`` for none.

    Raises:
        FileFaulty: if no sheet has the required columns, or one stands there twice.
    """
    claims = Claims(schema, answers)
    ranked = [
        (rank, sheet, band)
        for order, sheet in enumerate(book.sheets)
        for rank, band in _best_band(sheet, claims, order)
    ]
    if not ranked:
        raise FileFaulty(_without_headings(book, claims))
    _rank, sheet, band = max(ranked, key=lambda each: each[0])
    found = claims.find(band)
    offered = proposals(sheet, band, claims, found) if found.positions else []
    faults = [*_doubled(band, found, schema), *_missing(band, found, schema, offered)]
    if faults:
        raise FileFaulty(faults)
    taken, questions = _judge_nearly(found, schema)
    positions = {**found.positions, **{each.column: each.position for each in taken}}
    first = _table(0, sheet, band, schema, replace(found, positions=positions))
    others = _tables_alike(first, found, ranked, claims)
    tables = (first, *others)
    read = {id(each.sheet) for each in tables}
    return Match(
        schema=_with_labels_under(schema, first),
        tables=tables,
        titles=titles_of(sheet, band),
        ignored_columns=tuple(_ignored(band, set(positions.values()))),
        ignored_sheets=tuple(each.name for each in book.sheets if id(each) not in read),
        fuzzy=tuple(taken),
        questions=(
            *questions,
            *_doubled_questions(band, found, schema),
            *(each.question(schema) for each in offered if each.column not in positions),
        ),
    )


def _without_headings(book: Book, claims: Claims) -> list[RowProblem]:
    if not any(any(map(any, sheet.top)) for sheet in book.sheets):
        return [file_fault(Rule.EMPTY, _("the file has no rows"))]
    return _missing(Band(0, 0, ()), Found(), claims.schema, [])


def absent(match: Match, schema: Schema) -> list[Column]:
    """Return the columns of the contract that the file does not have; none is required."""
    return [column for column in schema.columns if column.name not in match.positions]


def _best_band(sheet: Sheet, claims: Claims, order: int) -> Iterator[tuple[tuple[int, ...], Band]]:
    """The band that has most columns; of equal ones the first and then the narrowest."""
    rated = [
        ((claims.count(band), not sheet.is_hidden, -order, -band.first, -band.last), band)
        for band in bands(sheet, claims.tells)
    ]
    if rated:
        yield max(rated, key=lambda each: each[0])


def _table(number: int, sheet: Sheet, band: Band, schema: Schema, found: Found) -> Table:
    title_word = titles_of(sheet, band).unit_word
    words = {}
    for name in found.positions:
        stated = found.unit_words.get(name)
        is_money = schema.column(name).type is ColumnType.MONEY
        word = title_word if stated is None and is_money else stated
        if word:
            words[name] = word
    return Table(number, sheet, band, first_data_row(sheet, band), found.positions, words)


def _tables_alike(
    first: Table,
    found: Found,
    ranked: Iterable[tuple[tuple[int, ...], Sheet, Band]],
    claims: Claims,
) -> Iterator[Table]:
    """The sheets that go on with the same columns, as a village or a banner a sheet."""
    number = 1
    for _rank, sheet, band in ranked:
        if sheet is first.sheet or sheet.is_hidden:
            continue
        each = claims.find(band)
        if set(each.positions) == set(found.positions) and not each.doubled:
            positions = dict(each.positions)
            if len(first.positions) > len(positions):
                if first.band.paths != band.paths:
                    continue
                positions = dict(first.positions)
            in_order = {name: positions[name] for name in first.positions}
            yield _table(number, sheet, band, claims.schema, replace(each, positions=in_order))
            number += 1


def _with_labels_under(schema: Schema, table: Table) -> Schema:
    """The contract with the labels that stand for a code under a heading of this file only."""

    def adapted(column: Column) -> Column:
        position = table.positions.get(column.name)
        if position is None:
            return column
        forms = {heading(part) for part in table.band.paths[position]}
        codes = dict(column.codes)
        for text, labels in column.codes_under.items():
            if heading(text) in forms:
                for label, word in labels.items():
                    codes[word] = (*codes[word], label)
        return replace(column, codes=codes)

    columns = tuple(adapted(each) if each.codes_under else each for each in schema.columns)
    return replace(schema, columns=columns)


def _judge_nearly(found: Found, schema: Schema) -> tuple[list[Nearly], list[Question]]:
    """Take what is nearly right where no harm is done; of what matters a person is asked."""
    taken, questions = [], []
    for near in found.nearly:
        column = schema.column(near.column)
        if column.required or column.personal is None:
            taken.append(near)
        if column.required or column.personal is not None:
            candidate = Candidate(column.name, column.label)
            questions.append(Question(near.heading, "", 0, (candidate,)))
    return taken, questions


def _ignored(band: Band, used: set[int]) -> list[str]:
    return [whole(path) for place, path in enumerate(band.paths) if path and place not in used]


def _doubled_questions(band: Band, found: Found, schema: Schema) -> Iterator[Question]:
    for name, places in found.doubled.items():
        candidate = Candidate(name, schema.column(name).label)
        for place in places:
            yield Question(whole(band.paths[place]), "", 0, (candidate,))


def _doubled(band: Band, found: Found, schema: Schema) -> list[RowProblem]:
    return [
        file_fault(
            Rule.COLUMN_AMBIGUOUS,
            _("{headings} all mean {label}").format(
                headings=", ".join(whole(band.paths[place]) for place in places),
                label=schema.column(name).label,
            ),
            _("leave one of them, or say which it is: {answer}").format(
                answer=map_option(whole(band.paths[places[0]]), name)
            ),
            column=schema.column(name).label,
        )
        for name, places in found.doubled.items()
        if schema.column(name).required
    ]


def _missing(
    band: Band, found: Found, schema: Schema, offered: Sequence[Proposal]
) -> list[RowProblem]:
    # A row in which no heading is known may be somebody's data: it is not shown.
    there = ", ".join(whole(path) for path in band.paths if path) or _("none of them")
    there = there if found.positions or found.doubled else _("none of them")
    nearly = {each.column for each in found.nearly}
    known = {*found.positions, *found.doubled, *nearly}
    return [
        file_fault(
            Rule.COLUMN_MISSING,
            _("the column {label} is missing").format(label=column.label),
            _mend_of_missing(column, there, offered),
            column=column.label,
        )
        for column in schema.columns
        # What the ID number tells need not stand beside it.
        if column.required and column.name not in known and not column.from_id
    ]


def _mend_of_missing(column: Column, there: str, offered: Sequence[Proposal]) -> str:
    likely = next((each for each in offered if each.column == column.name), None)
    if likely is not None:
        return _("by its values {heading} may be it; if so, say {answer}").format(
            heading=likely.heading, answer=map_option(likely.heading, column.name)
        )
    return _(
        "it may also be called {names}; the file has {there}; if it is one of them, say {answer}"
    ).format(
        names=", ".join((*column.aliases, *column.codes_under, column.name)),
        there=there,
        answer=map_option(_("HEADING"), column.name),
    )


def map_option(text: str, name: str) -> str:
    """Return what a person writes to say that a heading is a column."""
    return f'--map "{text}={name}"'
