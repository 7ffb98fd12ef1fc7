"""Which numbers a file of the lake holds, remembered: most feeds say nothing of most households."""

import threading
from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.lake.sources import Source

Numbers = npt.NDArray[np.int64]
MOST_BYTES = 160_000_000  # of numbers that a process remembers: those of some twenty banners
_kept: "OrderedDict[tuple[str, str], Numbers | None]" = OrderedDict()
_lock = threading.Lock()


def may_hold(source: Source, column: str, numbers: Iterable[object]) -> bool:
    """Tell whether a row of some files may have one of the numbers in a column.

    Files of the lake are never written again, so what has been read of one stays true.
    """
    wanted = list(numbers)
    for file in source.files:
        known = _numbers(file.path, column)
        if known is None or any(_is_in(known, each) for each in wanted):
            return True
    return False


def _is_in(known: Numbers, number: object) -> bool:
    if not isinstance(number, int):
        return True
    place = int(np.searchsorted(known, number))
    return place < len(known) and int(known[place]) == number


def _numbers(path: str, column: str) -> Numbers | None:
    """Return the numbers of a column in order; ``None`` if it is not one of whole numbers."""
    key = (path, column)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _read(path, column)
    with _lock:
        _kept[key] = found
        held = sum(each.nbytes for each in _kept.values() if each is not None)
        while held > MOST_BYTES and len(_kept) > 1:
            _key, oldest = _kept.popitem(last=False)
            held -= oldest.nbytes if oldest is not None else 0
    return found


def _read(path: str, column: str) -> Numbers | None:
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        if column not in schema.names or schema.field(column).type != pa.int64():
            return None
        values = file.read(columns=[column], use_threads=False).column(0)
    return np.sort(values.drop_null().to_numpy())
