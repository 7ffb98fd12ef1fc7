"""A file of claims to be settled: read in columns, every fault of every row named at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.calc.insurance import MOST, Fen
from shouwang.rules.insurance import Product, Version
from shouwang.rules.source import shown

NEEDED = ("claim", "group", "cause", "loss")
AMOUNTS = ("loss", "other_paid", "paid_before", "loss_before")
COLUMNS = ("claim", "group", "cause", *AMOUNTS)
# An amount in yuan: digits, and up to two after a point. RE2, read by Arrow.
AMOUNT = r"^[0-9]{1,9}(\.[0-9]{1,2})?$"
FEN = pa.decimal128(18, 2)  # wide enough for what AMOUNT lets pass
LISTED = 10_000  # faults of one kind that are listed; the rest is counted
HEAD = 2  # the row of a table's first line in the file


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims as columns.

    Attributes:
        number: What each is called.
        of: The place of each claim's line among the version's, -1 where none covers it.
        amounts: Column → fen.
    """

    number: pa.Array
    of: NDArray[np.intp]
    amounts: Mapping[str, Fen]

    def __len__(self) -> int:
        return len(self.of)


def read_claims(path: Path, product: Product, version: Version) -> Claims:
    """Return the claims of a CSV file in UTF-8, with a heading, amounts in yuan.

    Raises:
        InputProblems: with every fault: columns, words, amounts, numbers given twice.
    """
    table = _table(path)
    problems = _faulty_columns(table, path.name)
    if problems:
        raise InputProblems(problems)
    number = _text(table, "claim")
    groups, of_group = _words(table, "group", product.groups)
    causes, of_cause = _words(table, "cause", product.causes)
    problems = [
        *_faulty_numbers(number),
        *_strange("group", groups, of_group, product.groups),
        *_strange("cause", causes, of_cause, product.causes),
    ]
    amounts = {}
    for name in AMOUNTS:
        amounts[name] = _amounts(table, name, problems)
    if problems:
        raise _named(path, problems)
    return Claims(number, _lines(groups, of_group, causes, of_cause, version), amounts)


def _table(path: Path) -> pa.Table:
    """Return the table of a file in UTF-8, or in the code page that Excel writes."""
    options = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=False
    )
    fault = ""
    for encoding in ("utf-8", "gb18030"):
        try:
            reading = arrow_csv.ReadOptions(encoding=encoding)
            return arrow_csv.read_csv(path, read_options=reading, convert_options=options)
        except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError) as error:
            fault = fault or str(error).splitlines()[0]
    raise InputProblems(
        [
            Problem(
                path.name,
                _("this is no table in CSV: {fault}").format(fault=fault),
                _("UTF-8, a heading, the same number of fields in every row"),
            )
        ]
    )


def _faulty_columns(table: pa.Table, where: str) -> list[Problem]:
    found = [name.strip() for name in table.column_names]
    problems = [
        Problem(where, _("the column {name} is missing").format(name=name),
                _("columns: {words}").format(words=", ".join(COLUMNS)))
        for name in NEEDED if name not in found
    ]  # fmt: skip
    problems += [
        Problem(where, _("the column {name} is there twice").format(name=name))
        for name in COLUMNS if found.count(name) > 1
    ]  # fmt: skip
    problems += [
        Problem(where, _("nobody knows the column {name}").format(name=shown(name)),
                _("columns: {words}").format(words=", ".join(COLUMNS)))
        for name in found if name not in COLUMNS
    ]  # fmt: skip
    if not problems and not table.num_rows:
        problems.append(Problem(where, _("there is no claim in it")))
    return problems


def _text(table: pa.Table, name: str) -> pa.Array:
    place = [each.strip() for each in table.column_names].index(name)
    column = table.column(place).combine_chunks()
    if not pa.types.is_string(column.type):
        column = pc.cast(column, pa.string())
    return pc.utf8_trim_whitespace(column)


def _row(place: int) -> str:
    """Return where a row stands in the file; the file's name is put before it."""
    return f":{place + HEAD}"


def _named(path: Path, problems: Iterable[Problem]) -> InputProblems:
    return InputProblems(
        replace(each, where=f"{path.name}{each.where if each.where.startswith(':') else ''}")
        for each in problems
    )


def _few(rows: NDArray[np.intp], name: str) -> tuple[list[int], list[Problem]]:
    """Return the places of the rows that are listed, and what says how many more there are."""
    more = len(rows) - LISTED
    told = _("{count} more rows have a faulty {name}").format(count=more, name=name)
    return [int(each) for each in rows[:LISTED]], [Problem(name, told)] if more > 0 else []


def _faulty_numbers(number: pa.Array) -> Iterator[Problem]:
    empty = np.flatnonzero(pc.equal(number, "").to_numpy(zero_copy_only=False))
    listed, more = _few(empty, "claim")
    yield from more
    for place in listed:
        yield Problem(_row(place), _("{key} is missing").format(key="claim"))
    if pc.count_distinct(number).as_py() == len(number):
        return
    codes = number.dictionary_encode().indices.to_numpy()
    order = np.argsort(codes, kind="stable")
    twice = order[1:][codes[order][1:] == codes[order][:-1]]
    first = np.zeros(int(codes.max()) + 1, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    listed, more = _few(np.sort(twice), "claim")
    yield from more
    for place in listed:
        text = number[place].as_py()
        if text:
            yield Problem(
                _row(place),
                _("the claim {number} is there already, in row {where}").format(
                    number=shown(text), where=_row(int(first[codes[place]]))[1:]
                ),
                _("one row a claim: a claim is not paid twice"),
            )


def _words(
    table: pa.Table, name: str, known: Mapping[str, object]
) -> tuple[list[str], NDArray[np.intp]]:
    """Return the distinct words of a column, labels turned into words, and each row's place."""
    labels = {str(getattr(value, "label", value)): word for word, value in known.items()}
    encoded = _text(table, name).dictionary_encode()
    words = [labels.get(word, word) for word in encoded.dictionary.to_pylist()]
    return words, encoded.indices.to_numpy(zero_copy_only=False).astype(np.intp)


def _strange(
    name: str, words: Sequence[str], of: NDArray[np.intp], known: Mapping[str, object]
) -> Iterator[Problem]:
    strange = {place for place, word in enumerate(words) if word not in known}
    if not strange:
        return
    rows = np.flatnonzero(np.isin(of, list(strange)))
    listed, more = _few(rows, name)
    yield from more
    for place in listed:
        word = words[int(of[place])]
        yield Problem(
            _row(place),
            _("{value} is no {key}").format(value=shown(word), key=name),
            _("one of: {words}").format(words=", ".join(known)),
        )


def _amounts(table: pa.Table, name: str, problems: list[Problem]) -> Fen:
    if name not in [each.strip() for each in table.column_names]:
        return np.zeros(table.num_rows, dtype=np.int64)
    text = _text(table, name)
    if name != "loss":  # an empty cell: nothing so far
        text = pc.if_else(pc.equal(text, ""), "0", text)
    fits = pc.match_substring_regex(text, AMOUNT)
    good = fits.to_numpy(zero_copy_only=False)
    sure = text if good.all() else pc.if_else(fits, text, "0")
    hundredfold = pc.multiply(pc.cast(sure, FEN), pa.scalar(100, pa.int64()))
    fen: Fen = pc.cast(hundredfold, pa.int64()).to_numpy(zero_copy_only=False)
    good = good & (fen <= MOST)
    listed, more = _few(np.flatnonzero(~good), name)
    problems.extend(more)
    problems.extend(_bad_amount(name, text[place].as_py(), place) for place in listed)
    return fen


def _bad_amount(name: str, text: str, place: int) -> Problem:
    if not text:
        message = _("{key} is missing").format(key=name)
    elif text.startswith("-"):
        message = _("{key} is below zero: {value}").format(key=name, value=shown(text))
    else:
        message = _("{key} is no amount in yuan: {value}").format(key=name, value=shown(text))
    return Problem(_row(place), message, _("digits, at most two after the point: 8500.50"))


def _lines(
    groups: Sequence[str],
    of_group: NDArray[np.intp],
    causes: Sequence[str],
    of_cause: NDArray[np.intp],
    version: Version,
) -> NDArray[np.intp]:
    table = np.array(
        [[version.rule(group, cause) for cause in causes] for group in groups], dtype=np.intp
    )
    found: NDArray[np.intp] = table[of_group, of_cause]
    return found
