"""Prepares values that need no cleaning by the column: a register of millions is mostly those."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.codes import CHECK_CHARACTERS, WEIGHTS

# A number as it is given out, an old mobile number, a number of a household with a short prefix.
PLAIN_ID = r"^\d{6}[12]\d{10}[\dX]$"
PLAIN = {"phone": r"^\d{11}$", "household": r"^[A-Za-z]{0,3}\d+$"}

# The parts of an ID number by their places, and how many forms come of one.
LENGTH = 18
FIRST = 17  # digits before the check character
TAIL = (14, 18)
START = (0, 14)
BIRTH = (6, 14)
SEX = 16
FORMS = 6
ROUNDED = 3  # last characters that are zeros where a spreadsheet has rounded the number

Mask = npt.NDArray[np.bool_]


def plain_texts(kind: str, texts: pa.Array) -> Mask:
    """Tell which texts of a kind are compared as they stand, but for capitals."""
    found = pc.match_substring_regex(texts, PLAIN[kind])
    return np.asarray(pc.fill_null(found, fill_value=False).to_numpy(zero_copy_only=False))


def plain_ids(texts: pa.Array) -> tuple[Mask, list[pa.Array]]:
    """Return which texts are valid ID numbers, and their forms, in the order of ``id_of``.

    References:
        GB 11643-1999: the check character is ISO 7064, MOD 11-2.
    """
    shaped = pc.fill_null(pc.match_substring_regex(texts, PLAIN_ID), fill_value=False)
    is_plain: Mask = shaped.to_numpy(zero_copy_only=False).copy()
    numbers = texts.filter(pa.array(is_plain))
    if not len(numbers):
        return is_plain, [numbers] * FORMS
    figures = np.frombuffer("".join(numbers.to_pylist()).encode("ascii"), dtype=np.uint8)
    figures = figures.reshape(-1, LENGTH)
    digits = figures[:, :FIRST].astype(np.int32) - ord("0")
    checks = np.frombuffer(CHECK_CHARACTERS.encode("ascii"), dtype=np.uint8)
    is_right = checks[(digits @ np.array(WEIGHTS)) % len(checks)] == figures[:, FIRST]
    births = pc.utf8_slice_codeunits(numbers, *BIRTH)
    is_right &= _are_days(births)
    is_plain[np.flatnonzero(is_plain)[~is_right]] = False
    kept = pa.array(is_right)
    is_rounded = (figures[:, -ROUNDED:] == ord("0")).all(axis=1)[is_right]
    is_man = (digits[:, SEX] % 2 == 1)[is_right]
    numbers = numbers.filter(kept)
    return is_plain, [
        numbers,
        pa.array(np.where(is_rounded, "false", "true").astype(object), pa.string()),
        pc.utf8_slice_codeunits(numbers, *TAIL),
        pc.utf8_slice_codeunits(numbers, *START),
        births.filter(kept),
        pa.array(np.where(is_man, "m", "f").astype(object), pa.string()),
    ]


def _are_days(births: pa.Array) -> Mask:
    parsed = pc.strptime(births, format="%Y%m%d", unit="s", error_is_null=True)
    # A day that does not exist runs over into the next month when it is read.
    same = pc.equal(pc.strftime(parsed, format="%Y%m%d"), births)
    return np.asarray(pc.fill_null(same, fill_value=False).to_numpy(zero_copy_only=False))
