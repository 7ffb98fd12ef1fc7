"""Households and the people in them, with those who come and go in the year."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import (
    Array,
    Streams,
    apportion,
    between,
    chance,
    choose,
    ranks_within,
)
from shouwang.synthetic.frame import BannerPlan
from shouwang.synthetic.months import DAYS_PER_YEAR, month_dates, month_number, month_starts, told

NEVER = np.iinfo(np.int32).max
MALE, FEMALE = 0, 1
SEXES = ("male", "female")
RELATIONS = (
    "head",
    "spouse",
    "son",
    "daughter",
    "daughter_in_law",
    "son_in_law",
    "grandson",
    "granddaughter",
    "father",
    "mother",
)
HEAD, SPOUSE = 0, 1
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
LEFT_REASONS = ("death", "marriage", "moved_out", "army", "prison", "missing")
HOME_LEFT_REASONS = ("died_out",)
SERIALS = 10**6  # household numbers a banner has room for
BLOCK = 10**3  # banners that person numbers are told apart by


@dataclass(frozen=True, slots=True)
class Homes:
    """The households of a banner, in the order of their numbers.

    Attributes:
        village: The place of the village in the banner's plan, at the end of the year.
        moved: The month of a move within the banner, -1 for none.
        kind: The place of the type in population.yaml.
        enters: The month it first appears in the register; 0 is the full state.
        left: The day it left the register, or NEVER.
        head: The head's place among the people.
    """

    number: Array
    village: Array
    village_before: Array
    moved: Array
    kind: Array
    enters: Array
    left: Array
    head: Array

    @property
    def count(self) -> int:
        return len(self.number)

    @property
    def living(self) -> Array:
        """Whether it is still in the register at the end."""
        living: Array = self.left == NEVER
        return living


@dataclass(frozen=True, slots=True)
class People:
    """The people of a banner, in the order of their random numbers.

    Attributes:
        household: The place of the household.
        birth: The day of birth. left: the day they left, or NEVER.
        enters: The month they first appear in the register.
    """

    number: Array
    household: Array
    relation: Array
    sex: Array
    birth: Array
    people: Array
    enters: Array
    left: Array
    left_reason: Array

    @property
    def count(self) -> int:
        return len(self.number)

    @property
    def present(self) -> Array:
        """Whether they are still in the register at the end."""
        present: Array = self.left == NEVER
        return present

    @property
    def age(self) -> Array:
        """The age at the end of the year, or at leaving."""
        age: Array = (np.minimum(self.left, told("day")) - self.birth) / DAYS_PER_YEAR
        return age

    def total(self, values: Array, homes: int) -> Array:
        """Return the sum of a value over each household's people."""
        return np.bincount(self.household, weights=values, minlength=homes)

    def members(self, homes: int) -> Array:
        """Return how many of each household are present at the end."""
        return self.total(self.present, homes).astype(np.int32)


@dataclass(frozen=True, slots=True)
class _Part:
    """People of one role, before they are put together."""

    household: Array
    relation: Array
    sex: Array
    age: Array
    left: Array
    left_reason: Array


def populate(plan: BannerPlan, streams: Streams) -> tuple[Homes, People]:
    """Return the households and people of a banner."""
    rng = streams.of("population")
    village, died_out = _villages(plan)
    kinds, shares = _type_shares()
    kind = np.where(died_out, -1, choose(rng, shares, len(village))).astype(np.int8)
    sex = np.where(chance(rng, _male_shares()[kind], len(village)), MALE, FEMALE).astype(np.int8)
    head_age = _head_ages(rng, kind)
    head = _part(np.arange(len(village)), "head", sex, head_age)
    parts = [head]
    for place, name in enumerate(kinds):
        chosen = np.flatnonzero(kind == place)
        parts += _members(rng, name, chosen, sex[chosen], head_age[chosen])
    parts += _goings(rng, kind, kinds, sex)
    left = np.full(len(village), NEVER, dtype=np.int32)
    left[died_out] = _days_of_going(rng, int(died_out.sum()))
    parts[0] = _leaving(head, died_out, left)
    enters = _home_enters(rng, died_out)
    people = _together(plan, streams, parts, enters, _peoples(plan, rng, village))
    moved, before = _moves(rng, plan, village)
    homes = Homes(
        number=int(plan.code) * SERIALS + 1 + np.arange(len(village), dtype=np.int64),
        village=village,
        village_before=before,
        moved=moved,
        kind=kind,
        enters=enters,
        left=left,
        head=_heads(people, len(village)),
    )
    return homes, people


def _villages(plan: BannerPlan) -> tuple[Array, Array]:
    """Return each household's village, and who died out (the last of each village)."""
    share = assumptions("population").number("died_out.share")
    extra = apportion(round(float(plan.households.sum()) * share), plan.households)
    counts = plan.households + extra
    village = np.repeat(np.arange(len(counts), dtype=np.int16), counts)
    died_out = ranks_within(village) >= np.repeat(plan.households, counts)
    return village, died_out


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


def _part(household: Array, role: str, sex: Array, age: Array) -> _Part:
    if role == "head":
        relation = np.zeros(len(household), dtype=np.int8)
    else:
        words = np.array([RELATIONS.index(word) for word in ROLES[role]], dtype=np.int8)
        relation = words[sex]
    return _Part(
        household=household.astype(np.int32),
        relation=relation,
        sex=sex.astype(np.int8),
        age=age,
        left=np.full(len(household), NEVER, dtype=np.int32),
        left_reason=np.full(len(household), -1, dtype=np.int8),
    )


def _members(
    rng: np.random.Generator, name: str, chosen: Array, head_sex: Array, head_age: Array
) -> list[_Part]:
    parts: list[_Part] = []
    for role in assumptions("population").words(f"types.{name}.roles"):
        if role == "spouse":
            sex = 1 - head_sex
        elif role == "grown_spouse":
            sex = 1 - parts[-1].sex
        else:
            sex = _sexes(rng, name, role, len(chosen))
        age = _role_age(rng, role, head_sex, head_age)
        parts.append(_part(chosen, role, sex, age))
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


def _role_age(rng: np.random.Generator, role: str, head_sex: Array, head_age: Array) -> Array:
    rules = assumptions("population").section(role)
    count = len(head_age)
    if role == "spouse":
        gap = rules["younger"] + rules["spread"] * rng.standard_normal(count)
        older = np.where(head_sex == MALE, -gap, gap)
        return np.maximum(head_age + older, rules["least"])
    if role == "parent":
        age = head_age + between(rng, assumptions("population").span("parent.older"), count)
        return np.clip(age, rules["least"], rules["most"])
    age = between(rng, assumptions("population").span(f"{role}.ages"), count)
    if "parent_least" in rules:
        age = np.minimum(age, np.maximum(head_age - rules["parent_least"], 0))
    return age


def _goings(
    rng: np.random.Generator, kind: Array, kinds: tuple[str, ...], head_sex: Array
) -> list[_Part]:
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
        part = _part(chosen, rule["relation"], sex, age)
        part.left[:] = _days_of_going(rng, len(chosen))
        part.left_reason[:] = LEFT_REASONS.index(rule["reason"])
        parts.append(part)
    return parts


def _days_of_going(rng: np.random.Generator, count: int) -> Array:
    """Return days in the second month told and later: the first is the full state."""
    low, high = month_starts()[1], told("day")
    return rng.integers(low, high, count).astype(np.int32)


def _leaving(head: _Part, died_out: Array, left: Array) -> _Part:
    head.left[died_out] = left[died_out]
    head.left_reason[died_out] = LEFT_REASONS.index("death")
    return head


def _home_enters(rng: np.random.Generator, died_out: Array) -> Array:
    share = assumptions("population").number("moved_in")
    moves_in = chance(rng, share, len(died_out)) & ~died_out
    months = rng.integers(1, len(month_dates()), len(died_out))
    return np.where(moves_in, months, 0).astype(np.int8)


def _peoples(plan: BannerPlan, rng: np.random.Generator, village: Array) -> tuple[Array, Array]:
    """Return each household's people, and the chance that a spouse is of the other."""
    share = plan.mongolian[village]
    drawn = rng.random(len(village))
    people = np.full(len(village), peoples(plan).index("han"), dtype=np.int8)
    people[drawn < share] = peoples(plan).index("mongol")
    edge = share.copy()
    for word, part in plan.minorities.items():
        upper = edge + float(part) * (1 - share)
        people[(drawn >= edge) & (drawn < upper)] = peoples(plan).index(word)
        edge = upper
    mixed = assumptions("population").number("mixed_marriage")
    back = mixed * share / np.maximum(1 - share, mixed)
    return people, np.where(people == peoples(plan).index("han"), back, mixed)


def peoples(plan: BannerPlan) -> tuple[str, ...]:
    """Return the words of the peoples that live in a banner."""
    return ("han", "mongol", *plan.minorities)


def _together(
    plan: BannerPlan,
    streams: Streams,
    parts: list[_Part],
    home_enters: Array,
    home_peoples: tuple[Array, Array],
) -> People:
    """Put the parts together in the order of random person numbers."""
    rng = streams.of("people together")
    total = sum(len(part.household) for part in parts)
    order = rng.permutation(total)
    household, relation, sex, age, left, left_reason = (
        np.concatenate([getattr(part, name) for part in parts])[order]
        for name in ("household", "relation", "sex", "age", "left", "left_reason")
    )
    last_seen = np.minimum(left, told("day"))
    birth = (last_seen - np.floor(age * DAYS_PER_YEAR)).astype(np.int32)
    people, mixed = home_peoples
    own = people[household]
    other = np.where(own == 0, 1, 0)
    marries = np.isin(relation, [SPOUSE, RELATIONS.index("daughter_in_law")])
    is_mixed = marries & chance(rng, mixed[household], total)
    return People(
        number=_person_numbers(plan, streams, total),
        household=household,
        relation=relation,
        sex=sex,
        birth=birth,
        people=np.where(is_mixed, other, own).astype(np.int8),
        enters=_enters(rng, relation, age, birth, left, home_enters[household]),
        left=left,
        left_reason=left_reason,
    )


def _enters(
    rng: np.random.Generator,
    relation: Array,
    age: Array,
    birth: Array,
    left: Array,
    home_enters: Array,
) -> Array:
    """Return the month each first appears: born, married in, or with the household."""
    rule = assumptions("population").section("comings.married_in")
    low, high = rule["relation_age"]
    young = (relation == SPOUSE) & (age >= low) & (age < high) & (left == NEVER)
    marries_in = young & chance(rng, float(rule["share"]), len(age))
    months = rng.integers(1, len(month_dates()), len(age))
    born = np.maximum(month_number(birth), 0)
    enters = np.maximum(np.where(marries_in, months, 0), born)
    return np.where(left == NEVER, np.maximum(enters, home_enters), 0).astype(np.int8)


def _person_numbers(plan: BannerPlan, streams: Streams, count: int) -> Array:
    """Return random numbers in ascending order; the last digits keep banners apart."""
    rng = streams.of("person numbers")
    low, high = SERIALS, SERIALS * 10
    drawn = np.empty(0, dtype=np.int64)
    while len(drawn) < count:
        drawn = np.unique(np.append(drawn, rng.integers(low, high, count)))
    kept = np.sort(rng.permutation(drawn)[:count])
    return kept * BLOCK + plan.index


def _moves(rng: np.random.Generator, plan: BannerPlan, village: Array) -> tuple[Array, Array]:
    share = assumptions("population").number("moved_within")
    count = len(plan.villages)
    months = rng.integers(1, len(month_dates()), len(village))
    moves = chance(rng, share, len(village)) & (count > 1)
    other = (village + rng.integers(1, max(count, 2), len(village))) % count
    moved = np.where(moves, months, -1).astype(np.int8)
    return moved, np.where(moves, other, village).astype(np.int16)


def _heads(people: People, homes: int) -> Array:
    heads = np.flatnonzero(people.relation == HEAD)
    places = np.empty(homes, dtype=np.int32)
    places[people.household[heads]] = heads
    return places
