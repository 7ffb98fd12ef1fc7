"""The few rows of Parquet files that hold one of some keys: only their groups of rows are read.

Files of the lake are never written again, so what is remembered of one stays true: its footer, and
the keys of the groups that were looked into. Most files hold nothing of what is looked for, and
then no more is read of them.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import PurePath
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.lake.sources import Source, TableFile

# A household's rows are in one or two groups of each file: the smaller a group, the sooner it is
# read; but whoever reads the whole file pays for each (measured: at 8192 a sixth more, at 1024 twice).
ROWS_OF_A_GROUP = 8192
# Files written before had one group; of those the engine, which skips more, is quicker.
LARGEST_GROUP = 4 * ROWS_OF_A_GROUP
FOOTERS = 1024  # files whose footers a process remembers
MOST_BYTES = 64_000_000  # of keys that a process remembers

OPENED = 64  # files that a thread holds open

Where = Mapping[str, Sequence[int | str]]
_lock = threading.Lock()
_own = threading.local()


class Keys(NamedTuple):
    """The keys of a group in their order, and in which row each stands."""

    values: npt.NDArray[Any]
    places: npt.NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """How much memory they take."""
        return self.values.nbytes + self.places.nbytes


_kept: "OrderedDict[tuple[str, int, str], Keys]" = OrderedDict()


def suits(source: Source, columns: Iterable[str]) -> bool:
    """Tell whether the columns are numbers throughout, and no group is a whole file of many rows."""
    return all(_suits(file.path, column) for column in columns for file in source.files)


@lru_cache(maxsize=FOOTERS)
def _suits(path: str, column: str) -> bool:
    known = footer(path)
    names = known.schema.names
    if column not in names or known.schema.column(names.index(column)).physical_type != "INT64":
        return False
    groups = range(known.num_row_groups)
    return all(known.row_group(each).num_rows <= LARGEST_GROUP for each in groups)


def rows_of(source: Source, where: Where, *, most: int = 0) -> list[dict[str, Any]]:
    """Return the rows that have one of the keys in one of the columns.

    Args:
        where: Column → keys; a row counts if any of the columns fits.
        most: How many rows at most; all if 0.
    """
    rows: list[dict[str, Any]] = []
    for file in source.files:
        unknown = {name: None for name in source.columns if not file.has(name)}
        for part in parts_with(file.path, where):
            more = unknown | _places(file, hive=source.hive)
            rows.extend(row | more for row in part.to_pylist())
            if most and len(rows) >= most:
                return rows[:most]
    return rows


def parts_with(
    path: str,
    where: Where,
    *,
    at: Mapping[str, str] | None = None,
    columns: Sequence[str] | None = None,
) -> Iterator[pa.Table]:
    """Yield the rows of a file that fit, group by group.

    Args:
        at: Column → a text: only groups that may hold it are looked into.
        columns: Which columns are wanted; all if not given.
    """
    may = _may_hold(path, where)
    for column, text in (at or {}).items():
        may &= _may_be(path, column, text)
    for group in np.flatnonzero(may).tolist():
        fits = _fits(path, group, where)
        if fits:
            names = None if columns is None else list(columns)
            rows = _opened(path).read_row_group(group, columns=names, use_threads=False)
            yield rows.take(pa.array(fits, type=pa.int64()))


@lru_cache(maxsize=FOOTERS)
def footer(path: str) -> pq.FileMetaData:
    """Return the footer of a file."""
    return pq.read_metadata(path)


def _places(file: TableFile, *, hive: bool) -> dict[str, str]:
    """The partition columns of a file of a Delta table: they stand in its path alone."""
    if not hive or file.partition is None:
        return {}
    folders = PurePath(file.path).parts[-1 - len(file.partition) : -1]
    return {name: value for name, _is, value in (each.partition("=") for each in folders)}


def _may_hold(path: str, where: Where) -> npt.NDArray[np.bool_]:
    groups = footer(path).num_row_groups
    if groups == 1:
        return np.ones(1, dtype=np.bool_)  # its keys tell as quickly
    may = np.zeros(groups, dtype=np.bool_)
    for column, keys in where.items():
        least, most = _bounds(path, column)
        for key in keys:
            may |= (least <= key) & (key <= most)
    return may


def _may_be(path: str, column: str, text: str) -> npt.NDArray[np.bool_]:
    least, most = _bounds(path, column)
    if least.dtype.kind != "U":
        return np.ones(len(least), dtype=np.bool_)
    may: npt.NDArray[np.bool_] = (least <= text) & (text <= most)
    return may


@lru_cache(maxsize=FOOTERS)
def _bounds(path: str, column: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The least and the greatest value of each group; where one does not tell, numbers without end."""
    known = footer(path)
    place = known.schema.names.index(column)
    told = [
        known.row_group(group).column(place).statistics for group in range(known.num_row_groups)
    ]
    if told and all(each is not None and each.has_min_max for each in told):
        return np.array([each.min for each in told]), np.array([each.max for each in told])
    ends = np.iinfo(np.int64)
    return np.full(len(told), ends.min), np.full(len(told), ends.max)


def _fits(path: str, group: int, where: Where) -> list[int]:
    """The places of the rows of a group that fit, in their order."""
    found: set[int] = set()
    for column, wanted in where.items():
        keys = _keys(path, group, column)
        known = keys.values
        first = np.searchsorted(known, wanted, side="left")
        last = np.searchsorted(known, wanted, side="right")
        for start, end in zip(first.tolist(), last.tolist(), strict=True):
            found.update(keys.places[start:end].tolist())
    return sorted(found)


def _keys(path: str, group: int, column: str) -> Keys:
    key = (path, group, column)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    rows = _opened(path).read_row_group(group, columns=[column], use_threads=False).column(0)
    values = rows.drop_null().to_numpy()
    if values.dtype.kind == "O":
        values = values.astype(np.str_)
    places = np.flatnonzero(rows.is_valid().to_numpy()).astype(np.int32)
    order = np.argsort(values, kind="stable")
    found = Keys(values[order], places[order])
    _keep(key, found)
    return found


def _opened(path: str) -> pq.ParquetFile:
    """The file, held open by this thread; the next but a few closes it."""
    if not hasattr(_own, "files"):
        _own.files = OrderedDict()
    files: OrderedDict[str, pq.ParquetFile] = _own.files
    if path not in files:
        files[path] = pq.ParquetFile(path, metadata=footer(path))
        while len(files) > OPENED:
            _path, oldest = files.popitem(last=False)
            oldest.close()
    files.move_to_end(path)
    return files[path]


_held = [0]  # bytes


def _keep(key: tuple[str, int, str], found: Keys) -> None:
    with _lock:
        if key not in _kept:
            _held[0] += found.nbytes
        _kept[key] = found
        while _held[0] > MOST_BYTES and len(_kept) > 1:
            _key, oldest = _kept.popitem(last=False)
            _held[0] -= oldest.nbytes
