"""Offers people of the register for rows whose ID number names nobody; a clerk has to say so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.spelling import clean
from shouwang.base.words import _
from shouwang.lake.rewrite import Progress
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.ingest.columns import as_text
from shouwang.stages.ingest.contract import TABLE_STEP, Match, Table
from shouwang.stages.ingest.layout import whole
from shouwang.stages.ingest.linking.columns import recognise, vocabulary
from shouwang.stages.ingest.linking.limits import shipped_limits
from shouwang.stages.ingest.problems import cell_name
from shouwang.stages.ingest.review import Link
from shouwang.stages.ingest.sheets import Request, RowNumbers
from shouwang.stages.ingest.unlinked import Unlinked
from shouwang.stages.ingest.values import Meaning, reader_of

PERSON, HOUSEHOLD = "person", "household"
ID, NAME, VILLAGE, HEAD = "id_number", "name", "village", "head"
# What tells one of several people of a name.
TELLING = ("birth_date", ID, VILLAGE, HOUSEHOLD, "phone")
ROW = "row"


@dataclass(frozen=True, slots=True)
class Offer:
    """Whom rows may be about.

    Attributes:
        note: Why nobody is offered, or not for all rows.
    """

    links: tuple[Link, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """What is known where people are offered.

    Attributes:
        sources: The register's tables at the snapshot in force.
        place: The code of the place whose people are looked at; everybody if not given.
        column: The contract's column of ID numbers.
    """

    content: Content
    meaning: Meaning
    sources: Mapping[str, Source]
    place: str
    column: str


def read_links(texts: Sequence[str], match: Match) -> dict[int, int]:
    """Return row → person from what a clerk has written: ``ROW=PERSON`` or ``SHEET!ROW=PERSON``.

    Raises:
        InputProblems: with every one that cannot be understood.
    """
    links: dict[int, int] = {}
    problems: list[Problem] = []
    sheets = {table.sheet.name: table.number for table in match.tables}
    for text in texts:
        place, _mark, person = (part.strip() for part in text.rpartition("="))
        sheet, mark, row = place.rpartition("!")
        table = sheets.get(sheet) if mark else 0
        if not (_is_number(row) and _is_number(person)):
            message = _("{text} is not ROW=PERSON").format(text=repr(text))
            problems.append(Problem("--link", message))
        elif table is None:
            message = _("no sheet {name} is read").format(name=repr(sheet))
            problems.append(Problem("--link", message))
        elif links.setdefault(table * TABLE_STEP + int(row), int(person)) != int(person):
            message = _("row {row} cannot be about two people").format(row=place)
            problems.append(Problem("--link", message))
    if problems:
        raise InputProblems(problems)
    return links


def offer_people(match: Match, unlinked: Unlinked, *, office: Office, progress: Progress) -> Offer:
    """Return the people of the register that rows may be about, and which of them were accepted.

    Raises:
        InputProblems: if a row was linked to somebody who is not offered for it.
    """
    offer = Offer()
    if unlinked.count:
        offer = _offer(match, unlinked, office, progress)
    fail_if_not_offered(offer, unlinked.links, match)
    accepted = {match.named(row): person for row, person in unlinked.links.items()}
    links = tuple(
        replace(each, accepted=name in accepted)
        for each in offer.links
        if accepted.get(name := _name(each, match), each.person) == each.person
    )
    return replace(offer, links=links)


def fail_if_not_offered(offer: Offer, links: Mapping[int, int], match: Match) -> None:
    """A row is linked to nobody but those who were offered for it."""
    offered = {(_name(each, match), each.person) for each in offer.links}
    problems = [
        Problem(
            "--link",
            _("row {row}: person {person} is not offered for it").format(
                row=match.named(row), person=person
            ),
            offer.note or _("choose one of the links that --check lists"),
        )
        for row, person in links.items()
        if (match.named(row), person) not in offered
    ]
    if problems:
        raise InputProblems(problems)


def _name(link: Link, match: Match) -> int | str:
    """The row of a link as a match names it."""
    is_first = link.sheet == match.sheet.name
    return link.row if is_first else f"{link.sheet}!{link.row}"


def _offer(match: Match, unlinked: Unlinked, office: Office, progress: Progress) -> Offer:
    reason = _why_nobody(office)
    if reason:
        return Offer(note=reason)
    said = _said(match, unlinked, office)
    if NAME in said.column_names:
        said = said.filter(_is_told(said))
    if NAME not in said.column_names or not said.num_rows:
        return Offer(note=_("the rows without a good ID number do not say enough to offer anybody"))
    # It brings a dictionary of readings and an engine with it; few deliveries need them.
    from shouwang.stages.ingest.linking.blocking import TooManyPairs  # noqa: PLC0415
    from shouwang.stages.ingest.linking.register import propose_links  # noqa: PLC0415

    try:
        found = propose_links(
            said[ROW].to_numpy(),
            {kind: said[kind].combine_chunks() for kind in said.column_names if kind != ROW},
            content=office.content,
            sources=office.sources,
            place=office.place,
            progress=progress,
        )
    except TooManyPairs as error:
        return Offer(note=str(error))
    links = [
        _link(match, office.column, each.row, each.person, each.probability, each.why)
        for each in found
    ]
    return Offer(tuple(links), _how_many(unlinked))


def _how_many(unlinked: Unlinked) -> str:
    kept = len(unlinked.rows)
    if kept == unlinked.count:
        return ""
    return _(
        "people are offered for the first {count} of {rows} rows without a good ID number"
    ).format(count=kept, rows=unlinked.count)


def _why_nobody(office: Office) -> str:
    """Why nobody can be offered; empty if somebody can."""
    subject = office.content.subjects.get(PERSON)
    source = office.sources.get(subject.table) if subject is not None else None
    if source is None or not source.files:
        return _("nobody is offered: the register has not been published")
    people = sum(
        file.rows
        for file in source.files
        if not office.place or file.partition is None or office.place in file.partition
    )
    if not people:
        return _("nobody is offered: the register has no people of {place}").format(
            place=office.place
        )
    most = shipped_limits().offered_people
    if people > most:
        return _(
            "nobody is offered: {people} people are more than {most}; name the banner (--banner)"
        ).format(people=people, most=most)
    return ""


def _link(match: Match, column: str, row: int, person: int, probability: float, why: str) -> Link:
    table, number = match.locate(row)
    place = table.positions.get(column)
    has_cell = table.sheet.has_cells and place is not None
    cell = cell_name(table.sheet.column_offset + (place or 0), number) if has_cell else ""
    return Link(table.sheet.name, cell, number, person, probability, why)


def _said(match: Match, unlinked: Unlinked, office: Office) -> pa.Table:
    """What the rows say of their person: ``row`` and a column a kind, as text."""
    rows = unlinked.rows
    tables = []
    for table in match.tables:
        mine = rows // TABLE_STEP == table.number
        if mine.any():
            kinds = _kinds(table, match, office)
            tables.append(_said_in(table, unlinked, mine, kinds))
    said = pa.concat_tables(tables, promote_options="default")
    if VILLAGE not in said.column_names:
        return said
    codes = _codes(said[VILLAGE].combine_chunks(), office)
    return said.set_column(said.column_names.index(VILLAGE), VILLAGE, codes)


def _kinds(table: Table, match: Match, office: Office) -> dict[str, int]:
    """Kind → the place of the column that says it, those the contract leaves out among them."""
    told = vocabulary()["register"]
    own = {ID: office.column}
    if match.schema.name == office.content.subjects[PERSON].table:
        own |= told[PERSON]
    kinds = {kind: table.positions[name] for kind, name in own.items() if name in table.positions}
    wanted = {*told[PERSON], *told[HOUSEHOLD]} - set(kinds)
    paths = ["" if _is_of_head(path) else whole(path) for path in table.band.paths]
    for kind, place in recognise(paths, [], {}, id_place=-1).kinds.items():
        if kind in wanted and place not in kinds.values():
            kinds[kind] = place
    return kinds


def _is_of_head(path: Sequence[str]) -> bool:
    """Whether a heading stands under that of the head of the household: it is of somebody else."""
    return HEAD in recognise(path[:-1], [], {}, id_place=-1).kinds


def _said_in(
    table: Table, unlinked: Unlinked, mine: npt.NDArray[np.bool_], kinds: Mapping[str, int]
) -> pa.Table:
    names = {place: name for name, place in table.positions.items()}
    rows = unlinked.rows[mine]
    others = {kind: place for kind, place in kinds.items() if place not in names}
    columns = {ROW: pa.array(rows)}
    for kind, place in kinds.items():
        if place in names:
            columns[kind] = unlinked.values(names[place]).filter(pa.array(mine))
    if others:
        again = _read_again(table, rows % TABLE_STEP, tuple(others.values()))
        columns |= dict(zip(others, again, strict=True))
    return pa.table(columns)


def _read_again(table: Table, rows: RowNumbers, places: Sequence[int]) -> list[pa.Array]:
    """Columns of some rows that were not read with the others, since the contract has them not."""
    last = int(rows.max())
    numbers: list[RowNumbers] = []
    pieces: list[list[pa.Array]] = [[] for _place in places]
    for block in table.sheet.read(Request(table.first_row, places, [])):
        is_wanted = np.isin(block.rows, rows)
        numbers.append(block.rows[is_wanted])
        for piece, raw in zip(pieces, block.columns, strict=True):
            piece.append(as_text(raw.filter(pa.array(is_wanted))).cast(pa.string()))
        if len(block.rows) and int(block.rows[-1]) >= last:
            break
    found = np.concatenate(numbers)
    order = np.argsort(found)
    at = pa.array(order[np.searchsorted(found[order], rows)])
    return [pa.concat_arrays(piece).take(at) for piece in pieces]


def _codes(texts: pa.Array, office: Office) -> pa.Array:
    """The codes of villages; unknown where a word says none, or several have the name."""
    subject = office.content.subjects[HOUSEHOLD]
    contract = office.content.contracts[subject.table]
    read = reader_of(contract.column(vocabulary()["register"][HOUSEHOLD][VILLAGE]), office.meaning)
    encoded = pc.fill_null(texts, "").dictionary_encode()
    codes = [read(clean(text))[0] if text else None for text in encoded.dictionary.to_pylist()]
    return pa.array(codes, pa.string()).take(encoded.indices)


def _is_told(said: pa.Table) -> pa.ChunkedArray:
    """Which rows say a name and something that tells people of one name apart."""
    telling = [_is_filled(said[kind]) for kind in TELLING if kind in said.column_names]
    return pc.and_(_is_filled(said[NAME]), _any(telling, said.num_rows))


def _any(masks: Iterable[pa.ChunkedArray], rows: int) -> pa.ChunkedArray:
    found = pa.chunked_array([pa.array(np.zeros(rows, dtype=np.bool_))])
    for mask in masks:
        found = pc.or_(found, mask)
    return found


def _is_filled(values: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.not_equal(pc.utf8_trim_whitespace(pc.fill_null(values, "")), "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0
