"""What goes wrong when departments send their files: late, partial, mistyped, twice.

Drawn for each feed in each banner, apart from what is true: a mistake loses or spoils rows, it never
makes trouble or ends it.
"""

from dataclasses import dataclass, replace

import numpy as np

from shouwang.base.tables import Column, ColumnType, Replaces, Schema
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows
from shouwang.synthetic.draw import Array, Streams, between, chance
from shouwang.synthetic.faults import Faults
from shouwang.synthetic.hardship import kinds
from shouwang.synthetic.world import World

SUBJECTS = {ColumnType.HOUSEHOLD, ColumnType.PERSON}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a department of one banner sends a feed.

    Attributes:
        late: It has sent nothing. history_late: it has sent the last month only.
        missing: The share of villages whose rows are not in its files.
    """

    late: bool = False
    history_late: bool = False
    missing: float = 0.0
    careless: bool = False


@dataclass(frozen=True, slots=True)
class Slips:
    """A feed's rows in one banner as they are sent.

    Attributes:
        rows: With the codes that slipped to another word of the list.
        missing: Rows that are in no file. wrong_key, wrong_code: rows that are sent with a key or
            a code that nobody can read, and so are rejected.
        slipped: Rows whose code is another than the true one.
        repeated: Rows that stand twice.
        key, code: The columns that were mistyped, "" where there is none.
    """

    manner: Manner
    rows: Rows
    missing: Array
    wrong_key: Array
    wrong_code: Array
    slipped: Array
    repeated: Array
    key: str
    code: str

    @property
    def arrives(self) -> Array:
        """Whether a row comes into the lake; one that stands twice comes once."""
        lost = self.missing | self.wrong_key | self.wrong_code
        arrives: Array = ~lost
        return arrives if not self.manner.late else np.zeros_like(arrives)


def manner_of(streams: Streams, contract: Schema) -> Manner:
    """Return how the department of a stream's banner sends a feed."""
    rules = assumptions("mistakes")
    if contract.name in rules.words("sound"):
        return Manner()
    rng = streams.of(f"manner {contract.name}")
    late, history, partial, careless = rng.random(4)
    by_period = contract.replaces is Replaces.PERIOD
    missing = float(between(rng, rules.span("missing"), 1)[0])
    return Manner(
        late=bool(late < rules.number("late")),
        history_late=by_period and bool(history < rules.number("history_late")),
        missing=missing if partial < rules.number("partial") else 0.0,
        careless=bool(careless < rules.number("careless")),
    )


def slip(rows: Rows, contract: Schema, world: World, faults: Faults) -> Slips:
    """Return the rows of a feed as a banner's department sends them."""
    rules = assumptions("mistakes")
    manner = manner_of(world.streams, contract)
    none = np.zeros(rows.count, dtype=bool)
    key, code = _key_column(contract), _code_column(contract, rows)
    if contract.name in rules.words("sound"):
        return Slips(manner, rows, none, none, none, none, none, key, code)
    rng = world.streams.of(f"mistakes {contract.name}")
    told = _told(rows, world, faults)
    share = {
        name: np.where(
            told,
            rules.number(f"wrong.{name}.hardship"),
            rules.number(f"wrong.{name}.{'careless' if manner.careless else 'usual'}"),
        )
        for name in ("key", "code")
    }
    missing = _missing(rng, rows, world, manner)
    wrong_key = chance(rng, share["key"], rows.count) & ~missing & bool(key)
    mistyped = chance(rng, share["code"], rows.count) & ~missing & ~wrong_key & bool(code)
    slipped = mistyped & chance(rng, rules.number("slipped"), rows.count)
    repeated = chance(rng, rules.number("repeated"), rows.count) & ~missing
    return Slips(
        manner=manner,
        rows=_with_other_words(rng, rows, contract, code, np.flatnonzero(slipped)),
        missing=missing,
        wrong_key=wrong_key,
        wrong_code=mistyped & ~slipped,
        slipped=slipped,
        repeated=repeated,
        key=key,
        code=code,
    )


def drifts(streams: Streams, contract: Schema) -> bool:
    """Return whether the last month of a feed bears other headings and labels. The region's stream."""
    drawn = streams.of(f"drift {contract.name}").random()
    return bool(drawn < assumptions("mistakes").number("drifting"))


def is_sent_twice(streams: Streams, contract: Schema) -> bool:
    """Return whether the last file of a feed comes twice. The region's stream."""
    if contract.name in assumptions("mistakes").words("sound"):
        return False
    drawn = streams.of(f"twice {contract.name}").random()
    return bool(drawn < assumptions("mistakes").number("sent_twice"))


def _key_column(contract: Schema) -> str:
    """Return the column by which a row finds its subject or place."""
    for types in (SUBJECTS, {ColumnType.REGION}):
        for column in contract.columns:
            if column.type in types and column.required:
                return column.name
    return ""


def _code_column(contract: Schema, rows: Rows) -> str:
    """Return the code that is mistyped: the first that must be filled."""
    codes = [c for c in contract.columns if c.type is ColumnType.CODE and c.name in rows.columns]
    codes.sort(key=lambda column: not column.required)
    return codes[0].name if codes else ""


def _told(rows: Rows, world: World, faults: Faults) -> Array:
    """Return the rows of those whom a hardship of this feed befell, and those with a fault."""
    told = np.zeros(rows.count, dtype=bool)
    told[faults.row[faults.shown & (faults.row >= 0)]] = True
    feeds = np.array(
        [assumptions("hardship").value(f"{kind}.feed") == rows.feed for kind in kinds()]
    )
    hardships = world.hardships
    of_feed = feeds[hardships.kind] & hardships.shown
    if not of_feed.any():
        return told
    if "person" in rows.columns:
        people = hardships.person[of_feed & (hardships.person >= 0)]
        told |= np.isin(rows.places("person"), people)
    if "household" in rows.columns:
        homes = hardships.household[of_feed & (hardships.person < 0)]
        told |= np.isin(rows.places("household"), homes)
    return told


def _missing(rng: np.random.Generator, rows: Rows, world: World, manner: Manner) -> Array:
    """Return the rows that nobody sends: those of some villages, or by chance of some things."""
    if not manner.missing:
        return np.zeros(rows.count, dtype=bool)
    if "household" in rows.columns or "person" in rows.columns:
        home = (
            rows.places("household")
            if "household" in rows.columns
            else world.people.household[rows.places("person")]
        )
        # A village is sent by groups of households: a few of them are forgotten.
        groups = home // assumptions("register").whole("group_size")
        forgotten = chance(rng, manner.missing, int(groups.max(initial=0)) + 1)
        lacking: Array = forgotten[groups]
        return lacking
    return chance(rng, manner.missing, rows.count)


def _with_other_words(
    rng: np.random.Generator, rows: Rows, contract: Schema, code: str, slipped: Array
) -> Rows:
    if not code or not len(slipped):
        return rows
    cells = rows.columns[code]
    if not isinstance(cells, Coded):
        return rows
    words = _words(contract.column(code), cells)
    places = cells.places.astype(np.int32)
    step = rng.integers(1, len(words), len(slipped))
    places[slipped] = (np.maximum(places[slipped], 0) + step) % len(words)
    return replace(rows, columns={**rows.columns, code: Coded(places, words)})


def _words(column: Column, cells: Coded) -> tuple[str, ...]:
    """Return the words in use, and the list's others behind them."""
    return (*cells.words, *(word for word in column.codes if word not in cells.words))
