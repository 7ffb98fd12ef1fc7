"""Prepares the columns of rows for comparison: names by sound, dates, ID numbers, places."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.codes import LENGTH, IdNumber, IdNumberFaulty
from shouwang.base.spelling import clean
from shouwang.calc.linkage.names import HAN, name_of, written_form
from shouwang.stages.ingest.columns import as_text
from shouwang.stages.ingest.days import read_date
from shouwang.stages.ingest.linking.columns import vocabulary
from shouwang.stages.ingest.linking.plain import PLAIN, plain_ids, plain_texts
from shouwang.stages.ingest.values import is_blank

# Digits of a year, of a month and a day in a date, and where an ID number holds the date.
YEAR = 4
MONTH = 6
DAY = 8
YEAR_AND_MONTH = 2  # numbers in a date without its day
ID_BIRTH = slice(6, 14)
TAIL = 4  # last digits of an ID number
ZEROS = "000"  # the end of an ID number that a spreadsheet has rounded
LOST_AFTER = 14  # digits that are left of an ID number whose end is lost
DIGITS = re.compile(r"\d+", re.ASCII)
BARE = re.compile(r"[^0-9X]")
YEAR_ONLY = re.compile(r"^(1[89]\d\d|20\d\d)\D?$")
WORD_BREAKS = re.compile(r"[\s,.;:'\-]+")
PHONE_DIGITS = 11  # of a mobile number; what stands before it is a country's code

KEPT = 1 << 19  # distinct values whose forms are remembered

# What comes of an ID number of which nothing can be told.
NO_ID = (None,) * 6

Columns = dict[str, pa.Array]
Texts = tuple[str | None, ...]


def prepared(raw: Mapping[str, pa.Array], *, is_han: bool) -> Columns:
    """Return the prepared columns of some rows; a column exists if its kind does.

    Args:
        raw: Kind → the values as they stand in the file.
        is_han: Whether names are Chinese: then surname and given name are compared as a whole.
    """
    if is_han:
        raw = _with_full_name(raw)
    columns: Columns = {}
    for kind, values in raw.items():
        columns |= _columns(kind, values)
    if "is_id_valid" in columns:
        columns["is_id_valid"] = pc.equal(columns["is_id_valid"], "true")
    return _completed(columns)


def columns_for(kinds: frozenset[str], *, is_han: bool) -> frozenset[str]:
    """Return the prepared columns that come of these kinds."""
    if is_han and {"given_name", "surname"} <= kinds:
        kinds = kinds - {"given_name", "surname"} | {"name"}
    names = {name for kind in kinds for name in READERS[kind][0]}
    if "id_number" in kinds:
        names |= {*READERS["birth_date"][0], "sex"}
        names -= {"id_birth", "id_sex"}
    return frozenset(names)


def _columns(kind: str, values: pa.Array) -> Columns:
    """Read the values of a kind: plain ones by the column, each distinct other text once."""
    names, read = READERS[kind]
    texts = as_text(values)
    if kind == "id_number":
        is_plain, forms = plain_ids(texts)
    elif kind in PLAIN:
        is_plain = plain_texts(kind, texts)
        forms = [pc.utf8_lower(texts.filter(pa.array(is_plain)))]
    else:
        return dict(zip(names, _each(texts, len(names), read), strict=True))
    others = _each(texts.filter(pa.array(~is_plain)), len(names), read)
    # Where each row's value stands once the plain ones and the others are put together.
    place = np.where(is_plain, np.cumsum(is_plain), is_plain.sum() + np.cumsum(~is_plain)) - 1
    return {
        name: pa.concat_arrays([plain, other]).take(pa.array(place))
        for name, plain, other in zip(names, forms, others, strict=True)
    }


def _each(texts: pa.Array, count: int, read: Callable[[str], Texts]) -> list[pa.Array]:
    """Read each distinct text once."""
    encoded = texts.dictionary_encode()
    found = [read(text or "") for text in encoded.dictionary.to_pylist()]
    return [
        pa.array([each[place] for each in found], pa.string()).take(encoded.indices)
        for place in range(count)
    ]


def _with_full_name(raw: Mapping[str, pa.Array]) -> Mapping[str, pa.Array]:
    if not {"given_name", "surname"} <= set(raw) or "name" in raw:
        return raw
    parts = [pc.fill_null(as_text(raw[kind]), "") for kind in ("surname", "given_name")]
    whole = pc.binary_join_element_wise(*parts, "")
    rest = {kind: values for kind, values in raw.items() if kind not in {"surname", "given_name"}}
    return {**rest, "name": whole}


def are_han(names: Iterable[str]) -> bool:
    """Tell whether most of some names are written in Chinese characters."""
    texts = [text for text in names if text.strip()]
    return 2 * sum(bool(HAN.search(text)) for text in texts) > len(texts)


def _completed(columns: Columns) -> Columns:
    """Take birth date and sex from the ID number where the row does not give them."""
    if "id_birth" not in columns:
        return columns
    columns = dict(columns)
    birth, sex = columns.pop("id_birth"), columns.pop("id_sex")
    parts = {
        "birth": birth,
        "birth_day": pc.utf8_slice_codeunits(birth, YEAR, DAY),
        "birth_month": pc.utf8_slice_codeunits(birth, 0, MONTH),
        "birth_year": pc.utf8_slice_codeunits(birth, 0, YEAR),
    }
    if "birth_year" in columns:
        # A year alone gives way to the whole date of an ID number that agrees with it.
        is_finer = pc.and_(
            pc.is_null(columns["birth"]), pc.equal(columns["birth_year"], parts["birth_year"])
        )
        takes = pc.or_(pc.is_null(columns["birth_year"]), pc.fill_null(is_finer, fill_value=False))
        parts = {name: pc.if_else(takes, found, columns[name]) for name, found in parts.items()}
    columns |= parts
    columns["sex"] = pc.coalesce(columns["sex"], sex) if "sex" in columns else sex
    return columns


@lru_cache(KEPT)
def _name(text: str) -> Texts:
    shown = "" if _says_nothing(clean(text)) else clean(text)
    name = name_of(shown)
    forms = (name.written, name.sound, name.folded, name.shape, name.surname, shown)
    return tuple(form or None for form in forms)


def _says_nothing(form: str) -> bool:
    """Whether a cleaned text stands for nothing: what many rows say would join them all."""
    return is_blank(form) or form.casefold() in vocabulary()["nothing"]


def _head(text: str) -> Texts:
    return _name(text)[:2]


def _latin(text: str) -> Texts:
    return (written_form(text) or None,)


@lru_cache(KEPT)
def birth_of(text: str) -> Texts:
    """Return date, month and day, month, year of birth as digits, as far as they are known.

    An impossible date keeps its digits: that it is wrong does not make it another person's.
    """
    form = clean(text)
    if _says_nothing(form):
        return None, None, None, None
    year = YEAR_ONLY.match(form)
    if year:
        return None, None, None, year[1]
    value, note = read_date(form)
    if isinstance(value, date):
        digits = value.strftime("%Y%m%d")
        if note is not None and _is_month_only(form):
            return None, None, digits[:MONTH], digits[:YEAR]
        return digits, digits[YEAR:], digits[:MONTH], digits[:YEAR]
    digits = "".join(DIGITS.findall(form.removesuffix(".0")))
    if len(digits) != DAY:
        return None, None, None, None
    return digits, digits[YEAR:], digits[:MONTH], digits[:YEAR]


def _is_month_only(form: str) -> bool:
    numbers = DIGITS.findall(form)
    return len(numbers) == YEAR_AND_MONTH or (len(numbers) == 1 and len(numbers[0]) == MONTH)


def id_of(text: str) -> Texts:
    """Return an ID number, whether it is valid, its ends, and the birth date and sex in it.

    One whose last digits are lost is no number any more: only the date in it is kept. One of 15
    digits, or that ends in zeros, may be wrong without its check character telling so: it is used
    and not called valid.
    """
    form = clean(text).upper()
    if _says_nothing(form):
        return NO_ID
    try:
        number = IdNumber.parse(form)
    except IdNumberFaulty:
        return _faulty_id(form)
    value = number.value
    is_checked = len(form) >= LENGTH and not value.endswith(ZEROS)
    sex = "m" if number.sex == "male" else "f"
    return value, str(is_checked).lower(), value[-TAIL:], value[:LOST_AFTER], value[ID_BIRTH], sex


def _faulty_id(form: str) -> Texts:
    bare = BARE.sub("", form.removesuffix(".0"))
    lost = any(form.endswith(end.upper()) for end in vocabulary()["lost_ends"])
    birth = bare[ID_BIRTH] if len(bare) >= LOST_AFTER and _is_day(bare[ID_BIRTH]) else None
    if "E+" in form or len(bare) < TAIL:
        return NO_ID
    if len(bare) >= LOST_AFTER and (lost or len(bare) == LOST_AFTER):
        return None, None, None, bare[:LOST_AFTER], birth, None
    tail = bare[-TAIL:] if len(bare) in {TAIL, LENGTH} else None
    start = bare[:LOST_AFTER] if len(bare) >= LOST_AFTER else None
    return bare, "false", tail, start, birth, None


def _is_day(digits: str) -> bool:
    try:
        date.fromisoformat(digits)
    except ValueError:
        return False
    return True


@lru_cache(KEPT)
def _sex(text: str) -> Texts:
    form = clean(text).casefold()
    for word, forms in vocabulary()["sexes"].items():
        if form in {str(each) for each in forms}:
            return (word,)
    return (None,)


def _village(text: str) -> Texts:
    form = "".join(clean(text).casefold().split())
    if _says_nothing(form):
        return (None,)
    for suffix in vocabulary()["village_suffixes"]:
        shorter = form.removesuffix(suffix)
        if shorter != form and len(shorter) > 1:
            return (shorter,)
    return (form,)


def _phone(text: str) -> Texts:
    digits = "".join(DIGITS.findall(clean(text).removesuffix(".0")))
    return (digits[-PHONE_DIGITS:] or None,)


def _words(text: str) -> Texts:
    form = clean(text).casefold()
    if _says_nothing(form):
        return (None,)
    return (WORD_BREAKS.sub(" ", form.removesuffix(".0")).strip() or None,)


NAME_COLUMNS = (
    "name", "name_sound", "name_folded", "name_shape", "surname_sound", "name_written",
)  # fmt: skip
READERS: Mapping[str, tuple[tuple[str, ...], Callable[[str], Texts]]] = {
    "name": (NAME_COLUMNS, _name),
    "head": (("head", "head_sound"), _head),
    "given_name": (("given_name",), _latin),
    "surname": (("surname",), _latin),
    "birth_date": (("birth", "birth_day", "birth_month", "birth_year"), birth_of),
    "id_number": (("id", "is_id_valid", "id_tail", "id_start", "id_birth", "id_sex"), id_of),
    "sex": (("sex",), _sex),
    "village": (("village",), _village),
    "household": (("household",), _words),
    "phone": (("phone",), _phone),
    **{
        kind: ((kind,), _words)
        for kind in ("address", "address_2", "street_number", "suburb", "postcode", "state")
    },
}
