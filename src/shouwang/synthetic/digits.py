"""Numbers written as text, many at once: serials, ID numbers and invented telephone numbers."""

import numpy as np
import pyarrow as pa

from shouwang.base.codes import CHECK_CHARACTERS, WEIGHTS
from shouwang.synthetic.draw import Array

ZERO = ord("0")
SERIAL_WIDTH = 6
TEN = 10


def digits(values: Array, width: int) -> Array:
    """Return the last digits of whole numbers as rows of figures.

    >>> digits(np.array([42]), 4).tolist()
    [[0, 0, 4, 2]]
    """
    rest = np.asarray(values, dtype=np.int64)
    figures = np.empty((len(rest), width), dtype=np.uint8)
    for place in range(width - 1, -1, -1):
        rest, last = np.divmod(rest, TEN)
        figures[:, place] = last
    return figures


def texts(characters: Array) -> pa.Array:
    """Return rows of single-byte characters as an Arrow array of texts of one length."""
    count, width = characters.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    data = np.ascontiguousarray(characters, dtype=np.uint8)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def numbered(*parts: tuple[Array, int]) -> pa.Array:
    """Return numbers of fixed width written one after the other.

    >>> numbered((np.array([7]), 3), (np.array([12]), 2)).to_pylist()
    ['00712']
    """
    return texts(np.hstack([digits(values, width) for values, width in parts]) + ZERO)


def serials(banner: str, letter: str, count: int) -> pa.Array:
    """Return numbers of things as text, unique in the region: the banner, the feed's letter, a count.

    >>> serials("150121", "L", 2).to_pylist()
    ['150121-L-000001', '150121-L-000002']
    """
    prefix = np.frombuffer(f"{banner}-{letter}-".encode(), dtype=np.uint8)
    figures = digits(np.arange(1, count + 1), SERIAL_WIDTH) + ZERO
    return texts(np.hstack([np.broadcast_to(prefix, (count, len(prefix))), figures]))


def id_numbers(county: Array, birth: Array, sequence: Array) -> pa.Array:
    """Return ID numbers of 18 characters with their check characters (GB 11643-1999).

    Args:
        county: Six-digit codes.
        birth: Dates of birth as eight-digit numbers, 19800229.
        sequence: Three digits; the last is odd for men.
    """
    figures = np.hstack([digits(county, 6), digits(birth, 8), digits(sequence, 3)])
    sums = figures.astype(np.int32) @ np.array(WEIGHTS, dtype=np.int32)
    check = np.frombuffer(CHECK_CHARACTERS.encode(), dtype=np.uint8)[sums % len(CHECK_CHARACTERS)]
    return texts(np.hstack([figures + ZERO, check[:, None]]))


def calendar_numbers(days: Array) -> Array:
    """Return days since 1970-01-01 as eight-digit numbers.

    >>> calendar_numbers(np.array([0])).tolist()
    [19700101]
    """
    dates = days.astype("datetime64[D]")
    years = dates.astype("datetime64[Y]")
    months = dates.astype("datetime64[M]")
    year = years.astype(np.int64) + 1970
    month = (months - years).astype(np.int64) + 1
    day = (dates - months).astype(np.int64) + 1
    whole: Array = (year * 100 + month) * 100 + day
    return whole
