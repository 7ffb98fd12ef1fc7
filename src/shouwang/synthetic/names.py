"""Names of invented people, schools and employers; telephone and account numbers nobody has."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.digits import digits, texts
from shouwang.synthetic.draw import Array, Streams, chance, choose
from shouwang.synthetic.folk import (
    FEMALE,
    HEAD,
    MALE,
    RELATIONS,
    Homes,
    People,
    ethnicities,
)
from shouwang.synthetic.frame import BannerPlan

PHONE_DIGITS = 8
ACCOUNT_DIGITS = 15
MONGOL = "mongol"
# Who bears the head's surname.
OF_THE_LINE = ("head", "son", "daughter", "grandson", "granddaughter", "father")


@cache
def _parts() -> tuple[str, ...]:
    """Return every part that names are made of, the empty one first."""
    told = assumptions("names")
    found: dict[str, None] = {"": None}
    for shares in told.section("surnames").values():
        found |= dict.fromkeys(shares)
    for path in ("given.men", "given.women"):
        for place in ("first", "second"):
            found |= dict.fromkeys(told.words(f"{path}.{place}"))
    for name in ("men", "women", "endings_men", "endings_women"):
        found |= dict.fromkeys(told.words(f"mongol.{name}"))
    return tuple(found)


@cache
def _places(words: tuple[str, ...]) -> Array:
    order = {word: place for place, word in enumerate(_parts())}
    return np.array([order[word] for word in words], dtype=np.int32)


def _drawn(rng: np.random.Generator, words: Sequence[str], count: int) -> Array:
    places = _places(tuple(words))
    drawn: Array = places[rng.integers(0, len(places), count)]
    return drawn


def person_names(plan: BannerPlan, streams: Streams, homes: Homes, people: People) -> pa.Array:
    """Return a name for each person, by people and sex; children bear the head's surname."""
    rng = streams.of("names")
    words = ethnicities(plan)
    own = _surnames(rng, words, people.ethnicity)
    line = np.isin(people.relation, [RELATIONS.index(word) for word in OF_THE_LINE])
    heads = homes.head[people.household]
    same = line & (people.ethnicity == people.ethnicity[heads]) & (people.relation != HEAD)
    first = np.where(same, own[heads], own)
    second, third = _given(rng, people.sex)
    mongol = np.flatnonzero(people.ethnicity == words.index(MONGOL))
    first[mongol], second[mongol] = _mongol(rng, people.sex[mongol])
    third[mongol] = 0
    return _joined(first, second, third)


def helper_names(streams: Streams, count: int) -> pa.Array:
    """Return names of helpers, who are invented too."""
    rng = streams.of("helpers")
    sex = rng.integers(MALE, FEMALE + 1, count)
    second, third = _given(rng, sex)
    return _joined(_surnames(rng, ("han",), np.zeros(count, dtype=np.int8)), second, third)


def _surnames(rng: np.random.Generator, words: Sequence[str], people: Array) -> Array:
    surnames = np.zeros(len(people), dtype=np.int32)
    for place, word in enumerate(words):
        if word == MONGOL:
            continue
        chosen = np.flatnonzero(people == place)
        names, shares = assumptions("names").shares(f"surnames.{word}")
        surnames[chosen] = _places(names)[choose(rng, shares, len(chosen))]
    return surnames


def _given(rng: np.random.Generator, sex: Array) -> tuple[Array, Array]:
    told = assumptions("names")
    second = np.zeros(len(sex), dtype=np.int32)
    third = np.zeros(len(sex), dtype=np.int32)
    for place, name in ((MALE, "men"), (FEMALE, "women")):
        chosen = np.flatnonzero(sex == place)
        second[chosen] = _drawn(rng, told.words(f"given.{name}.first"), len(chosen))
        third[chosen] = _drawn(rng, told.words(f"given.{name}.second"), len(chosen))
    third[chance(rng, told.number("given.single"), len(sex))] = 0
    return second, third


def _mongol(rng: np.random.Generator, sex: Array) -> tuple[Array, Array]:
    told = assumptions("names")
    name = np.zeros(len(sex), dtype=np.int32)
    ending = np.zeros(len(sex), dtype=np.int32)
    for place, word in ((MALE, "men"), (FEMALE, "women")):
        chosen = np.flatnonzero(sex == place)
        name[chosen] = _drawn(rng, told.words(f"mongol.{word}"), len(chosen))
        ending[chosen] = _drawn(rng, told.words(f"mongol.endings_{word}"), len(chosen))
    return name, np.where(ending == name, 0, ending)


def _joined(*parts: Array) -> pa.Array:
    words = pa.array(_parts())
    return pc.binary_join_element_wise(*(words.take(pa.array(part)) for part in parts), "")


def phones(streams: Streams, topic: str, count: int) -> pa.Array:
    """Return telephone numbers of eleven digits that no network has given out."""
    rng = streams.of(f"phones {topic}")
    return _prefixed("phone_prefix", rng.integers(0, 10**PHONE_DIGITS, count), PHONE_DIGITS)


def accounts(streams: Streams, count: int) -> pa.Array:
    """Return account numbers of nineteen digits that no bank has given out."""
    rng = streams.of("accounts")
    return _prefixed("account_prefix", rng.integers(0, 10**ACCOUNT_DIGITS, count), ACCOUNT_DIGITS)


def _prefixed(path: str, numbers: Array, width: int) -> pa.Array:
    prefix = np.frombuffer(str(assumptions("names").value(path)).encode(), dtype=np.uint8)
    figures = digits(numbers, width) + ord("0")
    return texts(np.hstack([np.broadcast_to(prefix, (len(figures), len(prefix))), figures]))


def schools(plan: BannerPlan, stages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of a banner's schools by stage."""
    told = assumptions("names")
    return {
        stage: tuple(plan.name + name for name in told.words(f"schools.{stage}"))
        for stage in stages
    }


def other_places() -> tuple[str, ...]:
    """Return places beyond the region where people go for work."""
    return assumptions("names").words("other_places")


def employers(plan: BannerPlan, channels: Sequence[str]) -> tuple[tuple[str, ...], list[int]]:
    """Return the employers a banner's people work for, and where each channel's begin.

    The names of channel ``n`` stand from ``starts[n]`` to ``starts[n + 1]``.
    """
    told = assumptions("names")
    words: list[str] = []
    starts = [0]
    for channel in channels:
        for name in told.words(f"employers.{channel}"):
            if channel == "own":
                words.append(name)
            elif channel == "public_post":
                words.append(plan.name + name)
            else:
                words += [plan.name + brand + name for brand in told.words("employer_brands")]
        starts.append(len(words))
    return tuple(words), starts
