"""The truth: hardships and faults, and whether a delivered row shows each; and who only looks so."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.tables import Schema
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Rows
from shouwang.synthetic.draw import Array
from shouwang.synthetic.evidence import Seen
from shouwang.synthetic.faults import Faults
from shouwang.synthetic.hardship import kinds
from shouwang.synthetic.mistakes import Manner, Slips
from shouwang.synthetic.signs import TESTS
from shouwang.synthetic.world import World

LIKE = "like:"  # begins the name of a mask of rows that only look like trouble
# Why no published row shows it: nobody reports it; the file has not come; its row is in no file;
# its row bears a wrong key or code, or a key twice.
UNTOLD, LATE, MISSING, SPOILT = "untold", "late", "missing", "spoilt"


@dataclass(frozen=True, slots=True)
class Told:
    """What a department meant to say in a banner, and what has become of it.

    Attributes:
        clean: The feed's table if nothing had gone wrong. published: as it is.
    """

    rows: Rows
    faults: Faults
    slips: Slips
    clean: pa.Table
    published: pa.Table

    @classmethod
    def whole(cls, rows: Rows, faults: Faults, table: pa.Table) -> "Told":
        """Return a feed in which nothing goes wrong on the way."""
        none = np.zeros(rows.count, dtype=bool)
        slips = Slips(Manner(), rows, none, none, none, none, none, "", "")
        return cls(rows, faults, slips, table, table)

    @property
    def sent(self) -> pa.Table:
        """The feed's table if no key and no code had been mistyped."""
        missing = self.slips.missing
        return self.clean.filter(pa.array(~missing)) if missing.any() else self.clean


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a banner, as tables of one form (`lookalikes` has no columns of sight)."""

    hardships: pa.Table
    faults: pa.Table
    lookalikes: pa.Table


def told_truth(world: World, feeds: Mapping[str, Told], contracts: Mapping[str, Schema]) -> Truth:
    """Return the truth of a banner with what the published rows show of it."""
    return Truth(
        hardships=_hardships(world, feeds),
        faults=pa.concat_tables(
            [_faults(world, told, contracts[feed]) for feed, told in feeds.items()]
        ),
        lookalikes=_lookalikes(world, feeds),
    )


def _hardships(world: World, feeds: Mapping[str, Told]) -> pa.Table:
    hardships = world.hardships
    household = world.homes.number[hardships.household]
    person = world.people.number[hardships.person]
    of_person = hardships.person >= 0
    names = kinds()
    feed_of = [str(assumptions("hardship").value(f"{name}.feed")) for name in names]
    clean = Seen({name: told.clean for name, told in feeds.items()})
    published = Seen({name: told.published for name, told in feeds.items()})
    sent = Seen({name: told.sent for name, told in feeds.items()})
    lost = np.full(len(household), UNTOLD, dtype="U8")
    for place, name in enumerate(names):
        rows = np.flatnonzero(hardships.kind == place)
        if not len(rows) or feed_of[place] not in feeds:
            continue
        whom = household[rows], person[rows], hardships.onset[rows]
        shown = TESTS[name](clean, *whom)
        if feeds[feed_of[place]].slips.manner.late:
            lost[rows[shown]] = LATE
            continue
        seen = shown & TESTS[name](published, *whom)
        found = shown & TESTS[name](sent, *whom)
        lost[rows[shown]] = np.where(found[shown], SPOILT, MISSING)
        lost[rows[seen]] = ""
    count = len(household)
    feed = np.array(feed_of)[hardships.kind]
    return pa.table(
        {
            "household": household,
            "person": pa.array(person, mask=~of_person),
            "of": pa.array(np.where(of_person, "person", "household")),
            "key": _words(np.where(of_person, person, household)),
            "kind": pa.array(np.array(names)[hardships.kind]),
            "onset_date": pa.array(hardships.onset.astype(np.int32)).view(pa.date32()),
            "feed": pa.array(feed),
            **_sight(lost),
            **_place(world, count),
        }
    )


def _faults(world: World, told: Told, contract: Schema) -> pa.Table:
    """Return a feed's faults: seen where the row has come with all that the fault says."""
    faults, slips = told.faults, told.slips
    row = np.maximum(faults.row, 0)
    lost = np.full(len(row), "", dtype="U8")
    here = faults.row >= 0
    if told.rows.count:
        code_gone = np.array(
            [slips.code in faults.columns.get(kind, ()) for kind in faults.kind], dtype=bool
        )
        spoilt = slips.wrong_key[row] | slips.wrong_code[row]
        spoilt |= slips.slipped[row] & code_gone
        lost[here & spoilt] = SPOILT
        lost[here & slips.missing[row]] = MISSING
    if slips.manner.late:
        lost[:] = LATE
    lost[~faults.shown] = UNTOLD
    known = faults.household >= 0
    household = world.homes.number[np.maximum(faults.household, 0)]
    key = _keys(told.clean, contract, row) if told.rows.count else _words(household)
    keys = pc.if_else(pa.array(here), key, _words(household))
    count = len(row)
    return pa.table(
        {
            "household": pa.array(household, mask=~known),
            "person": pa.nulls(count, pa.int64()),
            "of": pa.array(np.full(count, contract.name)),
            "key": keys,
            "kind": pa.array(faults.kind.astype(str)),
            "onset_date": pa.nulls(count, pa.date32()),
            "feed": pa.array(np.full(count, contract.name)),
            **_sight(lost),
            **_place(world, count),
        }
    )


def _keys(table: pa.Table, contract: Schema, row: Array) -> pa.Array:
    """Return the keys of some rows as text, a key of several columns joined."""
    parts = [table.column(name).combine_chunks().take(pa.array(row)) for name in contract.key]
    return pc.binary_join_element_wise(*(part.cast(pa.string()) for part in parts), "/")


def _lookalikes(world: World, feeds: Mapping[str, Told]) -> pa.Table:
    """Return the healthy who look like trouble, one row a household and kind."""
    kinds_, households = [np.array([], dtype="U1")], [np.array([], dtype=np.int64)]
    struck = np.unique(world.hardships.household)
    for told in feeds.values():
        for name, mask in told.rows.masks.items():
            if not name.startswith(LIKE) or not mask.any():
                continue
            columns = told.rows.columns
            rows = np.flatnonzero(mask)
            homes = (
                told.rows.places("household")[rows]
                if "household" in columns
                else world.people.household[told.rows.places("person")[rows]]
            )
            found = np.setdiff1d(homes, struck)
            kinds_.append(np.full(len(found), name.removeprefix(LIKE)))
            households.append(world.homes.number[found])
    kind = np.concatenate(kinds_)
    return pa.table(
        {
            "household": np.concatenate(households),
            "kind": pa.array(kind.astype(str)),
            **_place(world, len(kind)),
        }
    )


def _sight(lost: Array) -> dict[str, pa.Array]:
    return {"visible": pa.array(lost == ""), "lost": pa.array(lost.astype(str))}


def _place(world: World, count: int) -> dict[str, pa.Array]:
    return {
        "league": pa.array([world.plan.league] * count, pa.string()),
        "banner": pa.array([world.plan.code] * count, pa.string()),
    }


def _words(numbers: Array) -> pa.Array:
    return pa.array(numbers).cast(pa.string())
