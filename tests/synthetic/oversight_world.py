"""Banners large enough to have some of everything, and the columns of rows as plain arrays."""

import numpy as np

from shouwang.synthetic.cells import Coded, Known
from shouwang.synthetic.frame import plan_region
from shouwang.synthetic.world import make_world

SEED = 5
BANNERS = ("150421", "150926")


def make_worlds(content, scale=0.25):
    frame = plan_region(content, scale=scale, seed=SEED, banners=BANNERS)
    return [make_world(plan, SEED) for plan in frame.banners]


def words(rows, name):
    """Return a column of codes as texts, "" where it is not known."""
    cells = rows.columns[name]
    assert isinstance(cells, Coded)
    return np.where(cells.places >= 0, np.array((*cells.words, ""))[cells.places], "")


def values(rows, name, unknown):
    """Return a column's values, one of them for what is not known."""
    cells = rows.columns[name]
    if isinstance(cells, Known):
        return np.where(cells.known, cells.values, unknown)
    return np.asarray(cells)


def texts(rows, name):
    return np.asarray(rows.columns[name].to_numpy(zero_copy_only=False))


def day(text):
    return np.datetime64(text).astype("datetime64[D]").astype(int)
