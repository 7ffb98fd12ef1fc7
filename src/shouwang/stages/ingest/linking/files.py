"""Links the rows of files: what ``shouwang link`` does."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.calc.linkage.assignment import quality
from shouwang.calc.linkage.weights import Weights, shipped_weights
from shouwang.lake import sql
from shouwang.lake.rewrite import Progress
from shouwang.lake.workspace import open_workspace
from shouwang.stages.ingest.linking.blocking import Rule
from shouwang.stages.ingest.linking.columns import Recognised, wrong_mapping
from shouwang.stages.ingest.linking.limits import Limits, shipped_limits
from shouwang.stages.ingest.linking.matching import (
    Linked,
    Model,
    Pair,
    find_duplicates,
    link,
    model_of,
)
from shouwang.stages.ingest.linking.passes import LEFT, RIGHT
from shouwang.stages.ingest.linking.prepare import columns_for
from shouwang.stages.ingest.linking.reading import (
    KEY,
    Opened,
    has_han_names,
    lay_out,
    open_file,
    recognised,
)
from shouwang.stages.ingest.problems import FileFaulty
from shouwang.stages.ingest.text_file import encoding_of

SHOWN = 5  # keys that a problem names
CHINESE, WESTERN = "chinese", "western"  # the shipped weights
Truth = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        right: The other file; ``None`` if duplicates in the left one are looked for.
        mapping: Kind of column → heading.
        weights: Those to be used; the shipped ones if ``None``.
    """

    left: Path
    right: Path | None
    id_column: str
    mapping: Mapping[str, str]
    truth: Path | None
    weights: Weights | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came out, with rows named as the files name them.

    Attributes:
        header_maps: File → heading → kind.
        ignored: File → headings that say nothing we know.
        measured: Precision and recall, if the truth is known.
    """

    linked: Linked
    keys: Mapping[int, str]
    header_maps: Mapping[str, Mapping[str, str]]
    ignored: Mapping[str, Sequence[str]]
    weights: str
    measured: Mapping[str, float | None]

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return {
            "pairs": [self._pair(each) for each in self.linked.pairs],
            "questions": [self._pair(each) for each in self.linked.questions],
            "precision": self.measured.get("precision"),
            "recall": self.measured.get("recall"),
            "header_map": {name: dict(found) for name, found in self.header_maps.items()},
            "ignored_columns": {name: list(texts) for name, texts in self.ignored.items()},
            "blocking": [rule.as_json() for rule in self.rules],
            "weights": self.weights,
        }

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The blocking rules with what became of them."""
        return self.linked.rules

    def _pair(self, pair: Pair) -> dict[str, Any]:
        return {
            "left": self.keys[pair.left],
            "right": self.keys[pair.right],
            "probability": pair.probability,
            "why": pair.why,
        }


@dataclass(frozen=True, slots=True)
class Laid:
    """Rows laid out for comparison, and the model for them."""

    connection: duckdb.DuckDBPyConnection
    model: Model
    files: tuple[Opened, ...]
    columns: tuple[Recognised, ...]
    truth: Truth | None
    weights: str


def link_files(asked: Asked, progress: Progress, limits: Limits | None = None) -> Answer:
    """Link the rows of two files, or find duplicates in one.

    Raises:
        InputProblems: if a file, a column or the truth is faulty; all that is wrong is in it.
        TooManyPairs: if too much would have to be compared.
    """
    with laid_out(asked, progress, limits or shipped_limits()) as laid:
        find = link if asked.right else find_duplicates
        linked = find(laid.connection, laid.model, progress)
        keys = _keys(laid.connection, linked)
        found = ((keys[pair.left], keys[pair.right]) for pair in linked.pairs)
        is_ordered = asked.right is not None
        measured = {} if laid.truth is None else quality(found, laid.truth, is_ordered=is_ordered)
        names = [_side(file, laid.files) for file in laid.files]
        return Answer(
            linked=linked,
            keys=keys,
            header_maps={
                name: each.header_map for name, each in zip(names, laid.columns, strict=True)
            },
            ignored={name: each.ignored for name, each in zip(names, laid.columns, strict=True)},
            weights=laid.weights,
            measured=measured,
        )


@contextmanager
def laid_out(asked: Asked, progress: Progress, limits: Limits) -> Iterator[Laid]:
    """Read the files and lay their rows out in an engine of their own.

    Raises:
        InputProblems: if a file, a column or the truth is faulty.
    """
    files = _opened(asked)
    columns = tuple(recognised(file, asked.mapping) for file in files)
    shared = frozenset.intersection(*(frozenset(each.kinds) for each in columns))
    whole = _with_whole_names(columns, shared)
    is_han = any(has_han_names(file, each.kinds) for file, each in zip(files, columns, strict=True))
    weights = asked.weights or shipped_weights(CHINESE if is_han else WESTERN)
    model = model_of(
        frozenset.intersection(*(columns_for(each, is_han=is_han) for each in whole)),
        weights,
        limits,
        is_fixed=asked.weights is not None,
    )
    with open_workspace(memory=limits.memory) as work:
        _lay_out(work.connection, files, columns, is_han=is_han, progress=progress)
        truth = _read_truth(asked, work.connection)
        yield Laid(
            work.connection, model, files, columns, truth, weights.name if weights else "untrained"
        )


def _opened(asked: Asked) -> tuple[Opened, ...]:
    problems: list[Problem] = []
    files = []
    for path in (asked.left, asked.right):
        if path is None:
            continue
        try:
            file = open_file(path, asked.id_column)
        except InputProblems as fault:
            problems += fault.problems
            continue
        files.append(file)
        if file.id_place is None:
            problems.append(
                Problem(
                    path.name,
                    _("it has no column {name}").format(name=repr(asked.id_column)),
                    _("it has: {names}").format(names=", ".join(file.headings)),
                )
            )
    headings = {file.path.name: file.headings for file in files}
    problems += wrong_mapping(asked.mapping, headings)
    if asked.truth is not None:
        problems += _truth_problems(asked.truth)
    if problems:
        raise InputProblems(problems)
    return tuple(files)


def _with_whole_names(
    columns: Sequence[Recognised], shared: frozenset[str]
) -> list[frozenset[str]]:
    """The kinds of each file; what only one has is of no use, but for names in two parts."""
    parts = {"name", "given_name", "surname", "id_number", "birth_date", "sex"}
    return [frozenset(each.kinds) & (shared | parts) for each in columns]


def _lay_out(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[Opened],
    columns: Sequence[Recognised],
    *,
    is_han: bool,
    progress: Progress,
) -> None:
    problems: list[Problem] = []
    first = 0
    for file, found, table in zip(files, columns, (LEFT, RIGHT), strict=False):
        try:
            first += lay_out(connection, file, found.kinds, table=table, first_row=first,
                             is_han=is_han, progress=progress)  # fmt: skip
        except InputProblems as fault:
            problems += fault.problems
        except FileFaulty as fault:
            problems += [Problem(file.path.name, each.message, each.mend) for each in fault.faults]
    if problems:
        raise InputProblems(problems)
    if len(files) == 1:
        empty = sql.query("select * from left_rows where false")
        sql.keep(connection, RIGHT, empty)


def _read_truth(asked: Asked, connection: duckdb.DuckDBPyConnection) -> Truth | None:
    if asked.truth is None:
        return None
    pairs = _truth_pairs(asked.truth)
    sides = [_all_keys(connection, LEFT)]
    sides.append(_all_keys(connection, RIGHT) if asked.right else sides[0])
    problems = []
    for place, (word, keys) in enumerate(zip(("left", "right"), sides, strict=True)):
        unknown = sorted({pair[place] for pair in pairs} - keys)
        if unknown:
            problems.append(
                Problem(
                    asked.truth.name,
                    _("{count} values of {side} name no row: {values}").format(
                        count=len(unknown), side=word, values=", ".join(unknown[:SHOWN])
                    ),
                    _("name rows by the same column as --id"),
                )
            )
    if problems:
        raise InputProblems(problems)
    return pairs


def _truth_problems(path: Path) -> list[Problem]:
    try:
        pairs = _truth_pairs(path)
    except InputProblems as fault:
        return list(fault.problems)
    return [] if pairs else [Problem(path.name, _("there are no rows under the headings"))]


def _truth_pairs(path: Path) -> Truth:
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            rows = [[cell.strip() for cell in row] for row in csv.reader(file) if any(row)]
    except FileFaulty as fault:
        raise InputProblems(
            Problem(path.name, each.message, each.mend) for each in fault.faults
        ) from None
    except (OSError, csv.Error) as fault:
        message = _("the file cannot be read: {fault}").format(fault=fault)
        raise InputProblems([Problem(path.name, message)]) from None
    head = [cell.casefold() for cell in rows[0]] if rows else []
    if not {"left", "right"} <= set(head):
        raise InputProblems(
            [Problem(path.name, _("its first row is not left,right"), _("name its columns so"))]
        )
    left, right = head.index("left"), head.index("right")
    short = [number for number, row in enumerate(rows, start=1) if len(row) <= max(left, right)]
    if short:
        raise InputProblems(
            [Problem(f"{path.name}:{short[0]}", _("the row does not name two rows"))]
        )
    return [(row[left], row[right]) for row in rows[1:]]


def _all_keys(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    return {str(key) for (key,) in sql.rows(connection, sql.select([KEY], table))}


def _keys(connection: duckdb.DuckDBPyConnection, linked: Linked) -> dict[int, str]:
    """The names of the rows that the answer speaks of."""
    rows = {row for pair in (*linked.pairs, *linked.questions) for row in (pair.left, pair.right)}
    return {
        int(str(row)): str(key)
        for table in (LEFT, RIGHT)
        for row, key in sql.rows(connection, sql.select(["row", KEY], table))
        if row in rows
    }


def _side(file: Opened, files: Sequence[Opened]) -> str:
    return "left" if file is files[0] else "right"
