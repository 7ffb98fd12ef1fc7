"""What befalls the households, drawn before any data is written and without any policy rule."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array, chance
from shouwang.synthetic.folk import LEFT_REASONS, Folk, People
from shouwang.synthetic.months import day_number, month_dates, told
from shouwang.synthetic.standing import EXITED, MARGINAL, REGISTERED, UNSTABLE, Standing
from shouwang.synthetic.traits import LABOUR, Traits, school_statuses

EARNERS_GO_BY = ("death", "prison", "missing")
GROUPS = ("general", "exited", "registered", "unstable", "marginal", "ended")


@dataclass(frozen=True, slots=True)
class Hardships:
    """The hardships of a banner, one each row.

    Attributes:
        kind: The place of the kind in `kinds()`.
        person: The place of the person, -1 where it befalls the household.
        shown: Whether the department's rows are to show it.
    """

    kind: Array
    household: Array
    person: Array
    onset: Array
    shown: Array

    def _chosen(self, kind: str, *, shown: bool | None) -> Array:
        chosen = self.kind == kinds().index(kind)
        if shown is not None:
            chosen = chosen & (self.shown == shown)
        found: Array = np.flatnonzero(chosen)
        return found

    def homes(self, kind: str, *, shown: bool | None = None) -> Array:
        """Return the places of the households it befell."""
        return self.household[self._chosen(kind, shown=shown)]

    def people(self, kind: str, *, shown: bool | None = None) -> Array:
        """Return the places of the people it befell."""
        return self.person[self._chosen(kind, shown=shown)]

    def onsets(self, kind: str, *, shown: bool | None = None) -> Array:
        """Return the days it began, in the order of `homes` and `people`."""
        return self.onset[self._chosen(kind, shown=shown)]


def kinds() -> tuple[str, ...]:
    """Return the kinds of hardship."""
    return tuple(assumptions("hardship").names)


def befall(folk: Folk, traits: Traits, standing: Standing) -> Hardships:
    """Draw the hardships of a banner's households."""
    homes, people = folk.homes, folk.people
    group = groups(standing)
    fits = _whom(folk, traits, standing)
    befallen: dict[str, Array] = {}
    rows: list[tuple[Array, ...]] = []
    for name in kinds():
        rule = assumptions("hardship").section(name)
        rng = folk.streams.of(f"hardship {name}")
        who = fits[rule["who"]]
        of_person = rule["of"] == "person"
        open_homes = people.total(who, homes.count) > 0 if of_person else who
        rates = np.array([float(rule[each]) for each in GROUPS])
        hit = open_homes & chance(rng, rates[group], homes.count)
        for other in rule.get("not_with", ()):
            hit &= ~befallen[other]
        for other in rule.get("with", ()):
            hit &= befallen[other]
        befallen[name] = hit
        household = np.flatnonzero(hit)
        person = _one_each(rng, people, who, hit) if of_person else np.full(len(household), -1)
        low, high = (day_number(day) for day in rule["onset"])
        onset = rng.integers(low, high + 1, len(household))
        shown = chance(rng, float(rule["shown"]), len(household))
        for kind in (name, *([rule["as"]] if "as" in rule else [])):
            row = np.full(len(household), kinds().index(kind))
            rows.append((row, household, person, onset, shown))
    kind, household, person, onset, shown = (
        np.concatenate(column) for column in zip(*rows, strict=True)
    )
    return _dated(
        Hardships(
            kind=kind.astype(np.int8),
            household=household.astype(np.int32),
            person=person.astype(np.int32),
            onset=onset.astype(np.int32),
            shown=shown,
        ),
        people,
        standing,
    )


def groups(standing: Standing) -> Array:
    """Return the group each household belongs to, as a place in GROUPS."""
    watched = standing.is_watched
    return np.select(
        [
            standing.was_watched,
            watched & (standing.watch == UNSTABLE),
            watched & (standing.watch == MARGINAL),
            standing.status == REGISTERED,
            standing.status == EXITED,
        ],
        [GROUPS.index(name) for name in ("ended", "unstable", "marginal", "registered", "exited")],
        default=GROUPS.index("general"),
    )


def _whom(folk: Folk, traits: Traits, standing: Standing) -> dict[str, Array]:
    """Return whom a hardship can befall, by the name the assumptions use."""
    homes, people = folk.homes, folk.people
    present = people.present & (people.enters == 0)
    statuses = school_statuses()
    advanced = np.array([word.startswith(("senior", "vocational")) for word in statuses])
    school_years = np.array([word.startswith(("primary", "junior")) for word in statuses])
    settled = homes.living & (homes.enters == 0)
    days_watched = np.where(standing.is_watched, told("day") - standing.identified, -1)
    long = days_watched >= assumptions("standing").whole("days.long")
    earns = people.total(present & traits.works, homes.count) > 0
    gone = np.isin(people.left_reason, [LEFT_REASONS.index(word) for word in EARNERS_GO_BY])
    gone &= people.left >= day_number(assumptions("hardship").section("lost_earner")["onset"][0])
    able_bodied = traits.labour < LABOUR.index("weak")
    of_age = people.age < assumptions("traits").number("sixties_from") - 1 / 2
    vocational = np.array([word.startswith("vocational") for word in statuses])
    watched = standing.is_watched
    latest_year = month_dates()[-1].year
    entitled = (traits.disability >= 0) & (
        traits.level <= assumptions("traits").whole("severe_level")
    )
    return {
        "settled": settled,
        "anyone": present,
        "patient": present,
        "advanced_pupil": present & advanced[traits.school],
        "compulsory_pupil": present & school_years[traits.school] & ~traits.severe,
        "worker": present & traits.works & of_age,
        "earning": settled & earns,
        "herder": settled & traits.herds,
        "earns_little": settled & (standing.was_poor | watched),
        "visited": settled & ((standing.status == REGISTERED) | watched),
        "just_exited": settled & (standing.exit_year == latest_year),
        "grown": present & (people.age >= assumptions("traits").number("labour_from")),
        "entitled_disabled": present & entitled,
        "pensionable": present & (people.age >= assumptions("traits").number("sixties_from")),
        "vocational_pupil": present & vocational[traits.school],
        "earner_gone": gone & able_bodied,
        "severely_disabled": present & traits.severe & ~traits.labourless[people.household],
        # Whoever was moved away from the old fields may be left with too little, wages or none.
        "able_without_wages": settled & ~traits.labourless & (~earns | standing.relocated),
        "labourless": settled & traits.labourless,
        "watched": settled & (days_watched >= assumptions("standing").whole("days.help_due")),
        "watched_long": settled & long & ~traits.labourless,
        "ended": settled & standing.was_watched,
    }


def _one_each(rng: np.random.Generator, people: People, who: Array, hit: Array) -> Array:
    """Return one of the fitting people of each household, in the order of the households."""
    candidates = np.flatnonzero(who & hit[people.household])
    order = np.lexsort((rng.random(len(candidates)), people.household[candidates]))
    candidates = candidates[order]
    _homes, first = np.unique(people.household[candidates], return_index=True)
    return candidates[first]


def _dated(drawn: Hardships, people: People, standing: Standing) -> Hardships:
    """Let those begin on the day of what they follow from: a death, a place on the list."""
    onset = drawn.onset.copy()
    died = drawn.kind == kinds().index("lost_earner")
    onset[died] = people.left[drawn.person[died]]
    for kind in ("unhelped", "weak_help"):
        rows = drawn.kind == kinds().index(kind)
        onset[rows] = standing.identified[drawn.household[rows]]
    return Hardships(drawn.kind, drawn.household, drawn.person, onset, drawn.shown)
