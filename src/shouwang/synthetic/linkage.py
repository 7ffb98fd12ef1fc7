"""Invented registers, and rows about their people as clerks write them, with known truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.digits import calendar_numbers, id_numbers
from shouwang.synthetic.miswriting import Clerk

MALE, FEMALE = 0, 1
Numbers = npt.NDArray[np.int64]
# Sizes of households and their shares, the year heads are born, the distance to their children.
SIZES, SIZE_SHARES = (1, 2, 3, 4, 5), (0.16, 0.34, 0.24, 0.18, 0.08)
HEADS_BORN = (1935, 1988)
GENERATION = (20, 34)
LAST_YEAR = 2019
PEOPLE_A_VILLAGE = 700
CLAN_SHARE = 0.2  # of Mongolian households that bear a surname
PHONE_SHARE = 0.8
ONE_CHARACTER = 0.14
WITH_ENDING = 0.5
SPOUSE = 1
SERIALS_OF_A_SEX = 500  # of the last three digits before the check character


@dataclass(frozen=True, slots=True)
class Trial:
    """A register, rows to be linked to it, and which of them are which.

    Attributes:
        truth: Row of the file → its person in the register.
    """

    register: pa.Table
    rows: pa.Table
    truth: Mapping[str, str]


def kinds() -> tuple[str, ...]:
    """Return the kinds of registers there are."""
    return tuple(assumptions("linkage").section("registers"))


def trial(kind: str, *, people: int, rows: int, seed: int) -> Trial:
    """Return an invented register and rows about its people, a tenth about people it lacks.

    Args:
        people: How many people the register knows.
        rows: How many rows are to be linked.
    """
    told = assumptions("linkage")
    rng = np.random.default_rng(seed)
    own: Mapping[str, Any] = told.value(f"registers.{kind}")
    absent = int(rows * told.number("absent"))
    everyone = invented_people(people + absent, mongol=float(own["mongol"]), rng=rng)
    order = rng.permutation(everyone.num_rows)
    strangers = _strangers(everyone, order, absent, told.number("kin"), rng)
    is_known = np.ones(everyone.num_rows, dtype=np.bool_)
    is_known[strangers] = False
    register = everyone.filter(pa.array(is_known))
    chosen = rng.choice(np.flatnonzero(is_known), rows - absent, replace=False)
    told_of = rng.permutation(np.concatenate([chosen, strangers]))
    clerk = Clerk(own["mistakes"], rng)
    written, truth = [], {}
    for number, person in enumerate(everyone.take(pa.array(told_of)).to_pylist(), start=1):
        name = f"Q{number}"
        if is_known[told_of[number - 1]]:
            truth[name] = person["id"]
        written.append({**clerk.written(person), "id": name})
    columns = list(own["columns"])
    headings = told.section("headings")
    lines = pa.Table.from_pylist(written).select(columns)
    return Trial(
        register=register.select(columns).rename_columns([headings[each] for each in columns]),
        rows=lines.rename_columns([headings[each] for each in columns]),
        truth=truth,
    )


def invented_people(count: int, *, mongol: float, rng: np.random.Generator) -> pa.Table:
    """Return invented people in households, in villages, with ID numbers nobody has.

    Args:
        mongol: The share of households with Mongolian names. [0-1]
    """
    sizes = rng.choice(SIZES, size=count, p=SIZE_SHARES)
    ends = np.cumsum(sizes)
    homes = int(np.searchsorted(ends, count)) + 1
    household = np.repeat(np.arange(homes), sizes[:homes])[:count]
    place = np.arange(count) - np.searchsorted(household, household)
    born = rng.integers(*HEADS_BORN, homes)[household]
    born = np.where(place == SPOUSE, born + rng.integers(-5, 6, count), born)
    born = np.where(place > SPOUSE, born + rng.integers(*GENERATION, count), born)
    born = np.minimum(born, LAST_YEAR)
    sex = rng.integers(0, 2, count)
    sex = np.where(place == SPOUSE, 1 - sex[np.maximum(np.arange(count) - 1, 0)], sex)
    day = (np.datetime64("1970-01-01") + _days(born, rng)).astype("datetime64[D]")
    villages = max(count // PEOPLE_A_VILLAGE, 4)
    village = np.sort(rng.integers(0, villages, homes))[household]
    is_mongol = (rng.random(homes) < mongol)[household]
    phones = _phones(homes, rng).take(pa.array(household))
    has_phone = pa.array((rng.random(homes) < PHONE_SHARE)[household])
    return pa.table(
        {
            "id": pc.binary_join_element_wise(
                "P", pa.array(np.arange(count)).cast(pa.string()), ""
            ),
            "name": _names(household, place, sex, is_mongol, rng),
            "sex": _words("sexes").take(pa.array(sex)),
            "birth": pc.strftime(pa.array(day), format="%Y-%m-%d"),
            "id_number": _id_numbers(day, sex, rng),
            "village": _villages(villages, rng).take(pa.array(village)),
            "household": pc.binary_join_element_wise(
                "H", pa.array(household).cast(pa.string()), ""
            ),
            "phone": pc.if_else(has_phone, phones, None),
        }
    )


def _id_numbers(day: npt.NDArray[Any], sex: Numbers, rng: np.random.Generator) -> pa.Array:
    """Valid ID numbers of a county that does not exist."""
    county = np.full(len(sex), int(assumptions("linkage").value("county")))
    serial = rng.integers(0, SERIALS_OF_A_SEX, len(sex)) * 2 + (sex == MALE)
    return id_numbers(county, calendar_numbers(day.astype(np.int64)), serial)


def _days(years: Numbers, rng: np.random.Generator) -> npt.NDArray[np.timedelta64]:
    start = np.array(years - 1970, dtype="datetime64[Y]").astype("datetime64[D]")
    offset = (start - np.datetime64("1970-01-01")).astype(np.int64)
    return (offset + rng.integers(0, 365, len(years))).astype("timedelta64[D]")


def _strangers(
    everyone: pa.Table, order: Numbers, count: int, kin: float, rng: np.random.Generator
) -> Numbers:
    """People whom the register will lack: some whole households' members, some kin of the known."""
    household = everyone["household"].to_numpy(zero_copy_only=False)
    sizes = dict(zip(*np.unique(household, return_counts=True), strict=True))
    is_kin = np.array([sizes[household[person]] > 1 for person in order])
    related = order[is_kin][: int(count * kin)]
    alone = order[~is_kin][: count - len(related)]
    return np.asarray(rng.permutation(np.concatenate([related, alone])), dtype=np.int64)


@cache
def _words(path: str) -> pa.Array:
    return pa.array(list(assumptions("linkage").section(path).values()))


def _villages(count: int, rng: np.random.Generator) -> pa.Array:
    told = assumptions("linkage")
    endings = told.words("villages.endings")
    pairs = [
        (first, second)
        for first in told.words("villages.first")
        for second in told.words("villages.second")
    ]
    names = []
    for number in range(count):
        first, second = pairs[(number * 37) % len(pairs)]
        again = str(number // len(pairs) + 1) if number >= len(pairs) else ""
        names.append(first + second + again + endings[int(rng.integers(0, 2))])
    return pa.array(names)


def _names(
    household: Numbers,
    place: Numbers,
    sex: Numbers,
    is_mongol: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> pa.Array:
    told = assumptions("names")
    count = len(household)
    surnames, shares = told.shares("surnames.han")
    line = rng.choice(len(surnames), int(household[-1]) + 1, p=shares)[household]
    own = np.where(place == SPOUSE, rng.choice(len(surnames), count, p=shares), line)
    han = [pa.array(surnames).take(pa.array(own)), *_given(sex, rng)]
    clans = pa.array(["", *assumptions("linkage").words("clan_surnames")])
    has_clan = rng.random(int(household[-1]) + 1) < CLAN_SHARE
    clan = np.where(has_clan, rng.integers(1, len(clans), len(has_clan)), 0)[household]
    mongol = [clans.take(pa.array(clan)), *_mongol(sex, rng)]
    return pc.if_else(
        pa.array(is_mongol),
        pc.binary_join_element_wise(*mongol, ""),
        pc.binary_join_element_wise(*han, ""),
    )


def _given(sex: Numbers, rng: np.random.Generator) -> list[pa.Array]:
    told = assumptions("names")
    first = _by_sex(sex, told.words("given.men.first"), told.words("given.women.first"), rng)
    second = _by_sex(sex, told.words("given.men.second"), told.words("given.women.second"), rng)
    alone = pa.array(rng.random(len(sex)) < ONE_CHARACTER)
    return [first, pc.if_else(alone, "", second)]


def _mongol(sex: Numbers, rng: np.random.Generator) -> list[pa.Array]:
    told = assumptions("names")
    more = assumptions("linkage")
    men = (*told.words("mongol.men"), *more.words("mongol.men"))
    women = (*told.words("mongol.women"), *more.words("mongol.women"))
    name = _by_sex(sex, men, women, rng)
    ending = _by_sex(sex, told.words("mongol.endings_men"), told.words("mongol.endings_women"), rng)
    plain = pc.or_(pa.array(rng.random(len(sex)) > WITH_ENDING), pc.equal(name, ending))
    return [name, pc.if_else(plain, "", ending)]


def _by_sex(
    sex: Numbers, men: tuple[str, ...], women: tuple[str, ...], rng: np.random.Generator
) -> pa.Array:
    drawn = np.where(
        sex == MALE,
        rng.integers(0, len(men), len(sex)),
        len(men) + rng.integers(0, len(women), len(sex)),
    )
    return pa.array([*men, *women]).take(pa.array(drawn))


def _phones(count: int, rng: np.random.Generator) -> pa.Array:
    prefix = str(assumptions("linkage").value("phone_prefix"))
    numbers = pa.array(rng.integers(10**7, 10**8, count)).cast(pa.string())
    return pc.binary_join_element_wise(prefix, numbers, "")
