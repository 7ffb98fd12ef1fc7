"""Reads the files whose rows are to be linked, and lays them out for comparison."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.spelling import clean, heading
from shouwang.base.words import _
from shouwang.calc.linkage.comparisons import UNIQUE_ID
from shouwang.lake import sql
from shouwang.lake.rewrite import Progress
from shouwang.stages.ingest.columns import as_text
from shouwang.stages.ingest.linking.columns import Recognised, count_recognised, recognise
from shouwang.stages.ingest.linking.prepare import are_han, prepared
from shouwang.stages.ingest.problems import HIDDEN, FileFaulty
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.sheets import Request, Sheet, Torn

KEY = "key"  # the column by which rows are named in what comes out
SAMPLE = 200  # rows by whose values a column is recognised
SHOWN = 5  # keys that a problem names


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of which the headings are known.

    Attributes:
        header: The place of the headings among the sheet's top rows.
        id_place: The column by which its rows are named, from 0; ``None`` if it is missing.
    """

    path: Path
    sheet: Sheet
    header: int
    id_place: int | None

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings as they stand in the file."""
        return self.sheet.top[self.header]


def open_file(path: Path, id_column: str) -> Opened:
    """Open a file and find its headings.

    Raises:
        InputProblems: if it cannot be read or has no rows.
    """
    try:
        book = read_book(path)
    except FileFaulty as fault:
        raise InputProblems(_named(path, fault)) from None
    sheets = [each for each in book.sheets if any("".join(row).strip() for row in each.top)]
    if not sheets:
        raise InputProblems([Problem(path.name, _("the file has no rows"))])
    candidates = [
        (count_recognised(row), -order, -place, sheet, place)
        for order, sheet in enumerate(sheets)
        for place, row in enumerate(sheet.top)
        if "".join(row).strip()
    ]
    *_rank, sheet, place = max(candidates, key=lambda each: each[:-2])
    forms = [heading(text) for text in sheet.top[place]]
    if not id_column:
        id_place: int | None = 0
    else:
        wanted = heading(id_column)
        id_place = forms.index(wanted) if wanted in forms else None
    return Opened(path, sheet, place, id_place)


def recognised(file: Opened, mapping: Mapping[str, str]) -> Recognised:
    """Return what the file's columns are."""
    sample = list(islice(file.sheet.top, file.header + 1, None))[:SAMPLE]
    place = file.id_place if file.id_place is not None else -1
    return recognise(file.headings, sample, mapping, id_place=place)


def lay_out(
    connection: duckdb.DuckDBPyConnection,
    file: Opened,
    kinds: Mapping[str, int],
    *,
    table: str,
    first_row: int,
    is_han: bool,
    progress: Progress,
) -> int:
    """Prepare all rows of a file and keep them in a table; return how many there are.

    Args:
        kinds: Kind → the column's place.
        first_row: The number that its first row gets; the others follow.

    Raises:
        InputProblems: if rows do not fit the headings, or have no name or one of another row.
    """
    torn: list[Torn] = []
    count = 0
    is_made = False
    for keys, raw in _blocks(file, kinds, torn):
        made = pa.table(
            {
                UNIQUE_ID: np.arange(first_row + count, first_row + count + len(keys)),
                KEY: keys,
                **prepared(raw, is_han=is_han),
            }
        )
        count += len(keys)
        _append(connection, table, made, is_made=is_made)
        is_made = True
        total = file.sheet.rows
        progress(
            _("reading {name}").format(name=file.path.name), min(count / total, 1) if total else 0
        )
    problems = [
        Problem(
            f"{file.path.name}:{each.row}",
            _("the row has {found} values and the headings are {expected}").format(
                found=each.found, expected=each.expected
            ),
        )
        for each in torn
    ]
    if not count:
        problems.append(Problem(file.path.name, _("there are no rows under the headings")))
    else:
        is_personal = file.id_place in {kinds.get("id_number"), kinds.get("name")}
        problems += _wrong_keys(connection, file, table, is_personal=is_personal)
    if problems:
        raise InputProblems(problems)
    return count


def _blocks(
    file: Opened, kinds: Mapping[str, int], torn: list[Torn]
) -> Iterator[tuple[pa.Array, dict[str, pa.Array]]]:
    places = sorted({file.id_place or 0, *kinds.values()})
    request = Request(file.header + 1, places, torn)
    for block in file.sheet.read(request):
        columns = dict(zip(places, block.columns, strict=True))
        keys = as_text(columns[file.id_place or 0])
        raw = {kind: columns[place] for kind, place in kinds.items()}
        yield from _without_empty(keys, raw)


def _without_empty(
    keys: pa.Array, raw: dict[str, pa.Array]
) -> Iterator[tuple[pa.Array, dict[str, pa.Array]]]:
    """Leave out rows in which nothing stands."""
    trimmed = pc.utf8_trim_whitespace(pc.fill_null(keys, ""))
    is_there = pc.not_equal(trimmed, "")
    for values in raw.values():
        text = pc.utf8_trim_whitespace(pc.fill_null(as_text(values), ""))
        is_there = pc.or_(is_there, pc.not_equal(text, ""))
    if pc.all(is_there).as_py():
        yield trimmed, raw
        return
    kept = {kind: pc.filter(values, is_there) for kind, values in raw.items()}
    yield pc.filter(trimmed, is_there), kept


def _append(
    connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, *, is_made: bool
) -> None:
    connection.register("arriving", rows)
    source = sql.query("select * from arriving")
    if is_made:
        sql.run(
            connection, sql.query("insert into :name select * from arriving", name=sql.name(table))
        )
    else:
        sql.keep(connection, table, source)
    connection.unregister("arriving")


def _wrong_keys(
    connection: duckdb.DuckDBPyConnection, file: Opened, table: str, *, is_personal: bool
) -> Iterator[Problem]:
    keys = sql.name(table)
    named = clean(file.headings[file.id_place or 0])
    repeated = sql.rows(
        connection,
        sql.query(
            "select key, count(*) from :keys where key <> '' group by key having count(*) > 1 order by key",
            keys=keys,
        ),
    )
    if repeated:
        keys_shown = [str(key) for key, _times in repeated[:SHOWN]]
        shown = HIDDEN if is_personal else ", ".join(keys_shown)
        yield Problem(
            file.path.name,
            _("{count} values of {column} name more than one row: {values}").format(
                count=len(repeated), column=repr(named), values=shown
            ),
            _("name the column that tells rows apart: --id COLUMN"),
        )
    (empty,) = sql.rows(
        connection, sql.query("select count(*) from :keys where key = ''", keys=keys)
    )[0]
    if empty:
        yield Problem(
            file.path.name,
            _("{count} rows have no {column}").format(count=empty, column=repr(named)),
            _("name the column that tells rows apart: --id COLUMN"),
        )


def _named(path: Path, fault: FileFaulty) -> Sequence[Problem]:
    return [
        Problem(
            ": ".join(part for part in (path.name, each.where) if part), each.message, each.mend
        )
        for each in fault.faults
    ]


def has_han_names(file: Opened, kinds: Mapping[str, int]) -> bool:
    """Tell whether the names of a file are written in Chinese characters."""
    place = kinds.get("name", kinds.get("surname", kinds.get("given_name")))
    if place is None:
        return True
    rows = islice(file.sheet.top, file.header + 1, None)
    return are_han(row[place] if place < len(row) else "" for row in rows)
