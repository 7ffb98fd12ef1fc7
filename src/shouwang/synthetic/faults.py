"""Faults of records, money, projects and posts: declared in YAML, planted in healthy rows.

A file in `faults/` stands for a feed: kind of fault → which rows it can have, how often, and what
the row says then. See `faults/README.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import HERE, Assumptions, assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, between, chance
from shouwang.synthetic.months import told
from shouwang.synthetic.world import World

FOLDER = "faults"
MADE = "fault:"  # begins the name of a mask of rows whose fault the generator has made itself
SHOWN = 0.9  # of the faults a rule says nothing else of, those that the row shows


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of a feed's rows in one banner, one each row.

    Attributes:
        kind: The words. row: the place of the row; -1 where rows are lacking.
        household: The place of the household it concerns, -1 for none.
        shown: Whether the row is to show it.
        columns: By kind, the columns that the fault has set.
    """

    feed: str
    kind: Array
    row: Array
    household: Array
    shown: Array
    columns: Mapping[str, tuple[str, ...]]


def plant(rows: Rows, world: World) -> tuple[Rows, Faults]:
    """Return rows with the faults that are declared for their feed, and all faults they have.

    A row has one fault at most. Those the generator made itself come first.
    """
    taken = np.zeros(rows.count, dtype=bool)
    found: list[tuple[str, Array, Array]] = []
    for name, mask in rows.masks.items():
        if name.startswith(MADE):
            made = np.flatnonzero(mask)
            found.append((name.removeprefix(MADE), made, np.ones(len(made), dtype=bool)))
            taken |= mask
    rules = _rules(rows.feed)
    touched: dict[str, tuple[str, ...]] = {}
    columns = dict(rows.columns)
    for kind in rules.names if rules else ():
        assert rules is not None  # noqa: S101 - it has names
        rule = rules.section(kind)
        rng = world.streams.of(f"fault {rows.feed} {kind}")
        qualify = _qualifying(rows, columns, rule) & ~taken
        struck = np.flatnonzero(qualify & chance(rng, float(rule["share"]), rows.count))
        shown = chance(rng, float(rule.get("shown", SHOWN)), len(struck))
        for column, change in rule["set"].items():
            columns[column] = _changed(rng, columns, column, change, struck[shown])
        touched[kind] = tuple(rule["set"])
        taken[struck] = True
        found.append((kind, struck, shown))
    return replace(rows, columns=columns), _gathered(rows, world, found, touched)


def _rules(feed: str) -> Assumptions | None:
    name = f"{FOLDER}/{feed}"
    return assumptions(name) if (HERE / f"{name}.yaml").exists() else None


def _qualifying(rows: Rows, columns: Mapping[str, Cells], rule: Mapping[str, Any]) -> Array:
    """Return which rows a fault can befall."""
    fits = np.ones(rows.count, dtype=bool)
    if "who" in rule:
        fits &= rows.masks[rule["who"]]
    for name in rule.get("known", ()):
        fits &= _known(columns[name])
    for name, wanted in rule.get("where", {}).items():
        cells = columns[name]
        if isinstance(cells, Coded):
            fits &= np.isin(
                cells.places, [cells.words.index(w) for w in wanted if w in cells.words]
            )
        else:
            fits &= _known(cells) & (_plain(cells) == wanted)
    return fits


def _known(cells: Cells) -> Array:
    if isinstance(cells, Coded):
        known: Array = cells.places >= 0
        return known
    if isinstance(cells, Known):
        return cells.known
    if isinstance(cells, pa.Array):
        return np.asarray(cells.is_valid().to_numpy(zero_copy_only=False))
    return np.ones(len(cells), dtype=bool)


def _plain(cells: Cells) -> Array:
    return cells.values if isinstance(cells, Known) else np.asarray(cells)


def _changed(
    rng: np.random.Generator,
    columns: Mapping[str, Cells],
    name: str,
    change: Mapping[str, Any],
    struck: Array,
) -> Cells:
    """Return a column in which the struck rows say what a fault says."""
    cells = columns[name]
    (how, told_value), *more = change.items()
    if how == "unknown":
        return _cleared(cells, struck)
    if how == "word":
        return _reworded(rng, cells, told_value, struck)
    values, known = _plain(cells).copy(), _known(cells).copy()
    values[struck] = _drawn(rng, columns, (how, told_value, dict(more)), struck)
    known[struck] = True
    return values if isinstance(cells, np.ndarray) else Known(values, known)


def _drawn(
    rng: np.random.Generator,
    columns: Mapping[str, Cells],
    change: tuple[str, Any, Mapping[str, Any]],
    struck: Array,
) -> Array:
    """Return a new value for each struck row."""
    how, value, more = change
    count = len(struck)
    if how == "is":
        return np.full(count, value)
    if how == "whole":
        return rng.integers(int(value[0]), int(value[1]) + 1, count)
    if how == "days_ago":
        return told("day") - rng.integers(int(value[0]), int(value[1]) + 1, count)
    if how == "less":
        whole, part = (_plain(columns[name]) for name in value)
        return (whole - part)[struck]
    drawn = between(rng, (float(value[0]), float(value[1])), count)
    if how == "yuan":
        return fen(drawn)
    if how == "times":
        return _plain(columns[more["of"]])[struck] * drawn
    if how == "number":
        return drawn
    raise KeyError(how)


def _cleared(cells: Cells, struck: Array) -> Cells:
    known = _known(cells).copy()
    known[struck] = False
    if isinstance(cells, Coded):
        return Coded(np.where(known, cells.places, -1), cells.words)
    if isinstance(cells, pa.Array):
        places = pa.array(np.arange(len(cells)), mask=~known)
        return cells.take(places)
    return Known(_plain(cells), known)


def _reworded(rng: np.random.Generator, cells: Cells, words: list[str], struck: Array) -> Coded:
    if not isinstance(cells, Coded):
        raise TypeError(words)
    more = [word for word in words if word not in cells.words]
    every = (*cells.words, *more)
    places = cells.places.astype(np.int32)
    options = np.array([every.index(word) for word in words])
    places[struck] = options[rng.integers(0, len(options), len(struck))]
    return Coded(places, every)


def _gathered(
    rows: Rows,
    world: World,
    found: list[tuple[str, Array, Array]],
    touched: Mapping[str, tuple[str, ...]],
) -> Faults:
    """Return all faults of a feed as one list, those of lacking rows last."""
    homes = _homes(rows, world)
    lacking = [(kind, places) for kind, places in rows.lacking.items() if len(places)]
    kind = [np.full(len(row), name) for name, row, _shown in found]
    kind += [np.full(len(places), name) for name, places in lacking]
    row = [row for _name, row, _shown in found] + [np.full(len(each), -1) for _k, each in lacking]
    household = [homes[row] for _name, row, _shown in found] + [each for _kind, each in lacking]
    shown = [shown for *_, shown in found] + [
        np.ones(len(each), dtype=bool) for _k, each in lacking
    ]
    return Faults(
        feed=rows.feed,
        kind=np.concatenate([np.array([], dtype=str), *kind]),
        row=np.concatenate([np.array([], dtype=np.int64), *row]),
        household=np.concatenate([np.array([], dtype=np.int64), *household]),
        shown=np.concatenate([np.array([], dtype=bool), *shown]),
        columns=touched,
    )


def _homes(rows: Rows, world: World) -> Array:
    """Return the household each row belongs to, -1 where it belongs to none."""
    if "household" in rows.columns:
        return rows.places("household").astype(np.int64)
    if "person" in rows.columns:
        household: Array = world.people.household[rows.places("person")].astype(np.int64)
        return household
    return np.full(rows.count, -1, dtype=np.int64)
