"""Families: who lives with whom by the type of household, and who left in the year."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array, between, chance, choose
from shouwang.synthetic.folk import FEMALE, LEFT_REASONS, MALE, NEVER, RELATIONS
from shouwang.synthetic.months import month_starts, told

# The relation of a role by sex: man, woman.
ROLES = {
    "spouse": ("spouse", "spouse"),
    "child": ("son", "daughter"),
    "grown": ("son", "daughter"),
    "son": ("son", "son"),
    "daughter": ("daughter", "daughter"),
    "grown_spouse": ("son_in_law", "daughter_in_law"),
    "grandchild": ("grandson", "granddaughter"),
    "parent": ("father", "mother"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """People of one role; all parts put together are a banner's people."""

    household: Array
    relation: Array
    sex: Array
    age: Array
    left: Array
    left_reason: Array


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of some households of one type."""

    household: Array
    sex: Array
    age: Array

    @property
    def count(self) -> int:
        return len(self.household)


@dataclass(frozen=True, slots=True)
class Families:
    """The families of a banner.

    Attributes:
        kind: Of each household the place of its type in population.yaml, -1 if it died out.
        left: Of each household the day it left the register, or NEVER.
        parts: The people, role by role, the heads first.
    """

    kind: Array
    left: Array
    parts: tuple[Part, ...]


def families(rng: np.random.Generator, died_out: Array) -> Families:
    """Draw a family for each household; of those that died out only the head was left."""
    count = len(died_out)
    kinds, shares = _type_shares()
    kind = np.where(died_out, -1, choose(rng, shares, count)).astype(np.int8)
    sex = np.where(chance(rng, _male_shares()[kind], count), MALE, FEMALE).astype(np.int8)
    heads = Heads(np.arange(count), sex, _head_ages(rng, kind))
    first = _part("head", heads.household, sex, heads.age)
    parts = [first]
    for place, name in enumerate(kinds):
        chosen = np.flatnonzero(kind == place)
        parts += _members(rng, name, Heads(chosen, sex[chosen], heads.age[chosen]))
    parts += _goings(rng, kind, kinds, sex)
    left = np.full(count, NEVER, dtype=np.int32)
    left[died_out] = _days_of_going(rng, int(died_out.sum()))
    first.left[died_out] = left[died_out]
    first.left_reason[died_out] = LEFT_REASONS.index("death")
    return Families(kind, left, tuple(parts))


def _type_shares() -> tuple[tuple[str, ...], Array]:
    types = assumptions("population").section("types")
    shares = np.array([float(each["share"]) for each in types.values()])
    return tuple(types), shares / shares.sum()


def _male_shares() -> Array:
    types = assumptions("population").section("types")
    return np.array([*(float(each["male"]) for each in types.values()), 1 / 2])


def _head_ages(rng: np.random.Generator, kind: Array) -> Array:
    told_types = assumptions("population").section("types")
    spans = [each["head"] for each in told_types.values()]
    spans.append(assumptions("population").value("died_out.ages"))
    low, high = (np.array([float(span[end]) for span in spans]) for end in (0, 1))
    return between(rng, (low[kind], high[kind]), len(kind))


def _part(role: str, household: Array, sex: Array, age: Array) -> Part:
    if role == "head":
        relation = np.zeros(len(household), dtype=np.int8)
    else:
        words = np.array([RELATIONS.index(word) for word in ROLES[role]], dtype=np.int8)
        relation = words[sex]
    return Part(
        household=household.astype(np.int32),
        relation=relation,
        sex=sex.astype(np.int8),
        age=age,
        left=np.full(len(household), NEVER, dtype=np.int32),
        left_reason=np.full(len(household), -1, dtype=np.int8),
    )


def _members(rng: np.random.Generator, name: str, heads: Heads) -> list[Part]:
    parts: list[Part] = []
    for role in assumptions("population").words(f"types.{name}.roles"):
        if role == "spouse":
            sex = 1 - heads.sex
        elif role == "grown_spouse":
            sex = 1 - parts[-1].sex
        else:
            sex = _sexes(rng, name, role, heads.count)
        age = _role_age(rng, role, heads)
        parts.append(_part(role, heads.household, sex, age))
    return parts


def _sexes(rng: np.random.Generator, name: str, role: str, count: int) -> Array:
    told_shares = assumptions("population")
    if role == "parent":
        men = told_shares.number("men_among_parents")
    elif name == "stem" and role == "grown":
        men = told_shares.number("sons_of_stem")
    else:
        men = told_shares.number("boys")
    return np.where(chance(rng, men, count), MALE, FEMALE)


def _role_age(rng: np.random.Generator, role: str, heads: Heads) -> Array:
    rules = assumptions("population").section(role)
    count = len(heads.age)
    if role == "spouse":
        gap = rules["younger"] + rules["spread"] * rng.standard_normal(count)
        older = np.where(heads.sex == MALE, -gap, gap)
        return np.asarray(np.maximum(heads.age + older, rules["least"]))
    if role == "parent":
        age = heads.age + between(rng, assumptions("population").span("parent.older"), count)
        return np.asarray(np.clip(age, rules["least"], rules["most"]))
    age = between(rng, assumptions("population").span(f"{role}.ages"), count)
    if "parent_least" in rules:
        age = np.minimum(age, np.maximum(heads.age - rules["parent_least"], 0))
    return age


def _goings(
    rng: np.random.Generator, kind: Array, kinds: tuple[str, ...], head_sex: Array
) -> list[Part]:
    """Return those who were members at the beginning and left in the year."""
    parts = []
    for name, rule in assumptions("population").section("goings").items():
        at_home = kind == kinds.index(rule["of"])
        chosen = np.flatnonzero(at_home & chance(rng, float(rule["share"]), len(kind)))
        if rule["relation"] == "spouse":
            sex = 1 - head_sex[chosen]
        elif rule["relation"] in {"son", "daughter"}:
            sex = np.full(len(chosen), MALE if rule["relation"] == "son" else FEMALE)
        else:
            sex = _sexes(rng, name, rule["relation"], len(chosen))
        age = between(rng, (float(rule["ages"][0]), float(rule["ages"][1])), len(chosen))
        part = _part(rule["relation"], chosen, sex, age)
        part.left[:] = _days_of_going(rng, len(chosen))
        part.left_reason[:] = LEFT_REASONS.index(rule["reason"])
        parts.append(part)
    return parts


def _days_of_going(rng: np.random.Generator, count: int) -> Array:
    """Return days in the second month told and later: the first is the full state."""
    low, high = month_starts()[1], told("day")
    return rng.integers(low, high, count).astype(np.int32)
