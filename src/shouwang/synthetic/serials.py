"""Numbers of things, unique in the region: the banner's code, letters for the thing, a serial."""

import numpy as np
import pyarrow as pa

from shouwang.synthetic.digits import ZERO, digits, texts
from shouwang.synthetic.draw import Array
from shouwang.synthetic.world import World


def serials(world: World, letters: str, numbers: Array, *, width: int = 6) -> pa.Array:
    """Return texts like ``150221-GF-000123``, one for each number of the banner."""
    prefix = np.frombuffer(f"{world.plan.code}-{letters}-".encode(), dtype=np.uint8)
    figures = digits(numbers, width) + ZERO
    return texts(np.hstack([np.broadcast_to(prefix, (len(figures), len(prefix))), figures]))


def one_word(word: str, count: int) -> tuple[Array, tuple[str, ...]]:
    """Return places and words of a column that says the same everywhere."""
    return np.zeros(count, dtype=np.int8), (word,)
