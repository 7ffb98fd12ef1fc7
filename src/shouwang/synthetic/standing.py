"""Who is registered as poor, who got out, who is watched: quotas of people, exactly met."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.calibration import figures
from shouwang.synthetic.draw import Array, chance, choose, fill, ranking
from shouwang.synthetic.folk import FEMALE, NEVER, Folk
from shouwang.synthetic.frame import BannerPlan
from shouwang.synthetic.months import day_number
from shouwang.synthetic.traits import LABOUR, Traits, school_statuses

FIRST_EXITS = 2014  # the register was set up in this year
GENERAL, REGISTERED, EXITED = 0, 1, 2
STATUSES = ("general", "registered", "exited")
UNWATCHED, UNSTABLE, MARGINAL = -1, 0, 1
WATCHES = ("unstable", "marginal")


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of each household of a banner.

    Attributes:
        cause: The place of the main cause in `causes()`, -1 where there is none.
        exit_year: 0 where there is none.
        watch: UNWATCHED, UNSTABLE or MARGINAL; ended ones count too.
        identified: The day it was put on the list, NEVER if it was not.
        ended: The day its risk ended, or NEVER.
        relocated: Whether it was moved by the relocation programme.
    """

    status: Array
    cause: Array
    exit_year: Array
    watch: Array
    identified: Array
    ended: Array
    ended_helped: Array
    risk: Array
    second_risk: Array
    relocated: Array

    @property
    def is_watched(self) -> Array:
        """Whether it is on the list now."""
        watched: Array = (self.watch >= 0) & (self.ended == NEVER)
        return watched

    @property
    def was_watched(self) -> Array:
        """Whether its risk has been declared ended."""
        ended: Array = self.ended < NEVER
        return ended

    @property
    def was_poor(self) -> Array:
        """Whether it is or was registered."""
        poor: Array = self.status != GENERAL
        return poor


def causes() -> tuple[str, ...]:
    """Return the words of the main causes."""
    told = assumptions("standing")
    first = [str(each["cause"]) for each in told.value("causes")]
    return (*first, *told.section("other_causes"))


def risks() -> tuple[str, ...]:
    """Return the words of the risks."""
    return tuple(assumptions("standing").section("risks"))


def stand(folk: Folk, traits: Traits) -> Standing:
    """Return the standing of a banner's households."""
    rng = folk.streams.of("standing")
    plan, homes, people = folk.plan, folk.homes, folk.people
    shown = _signs(folk, traits)
    sizes = np.where(homes.living & (homes.enters == 0), people.members(homes.count), 0)
    status = np.zeros(homes.count, dtype=np.int8)
    order = ranking(rng, np.where(sizes > 0, _weights(shown, "weights"), 0.0))
    registered = fill(order, sizes, plan.quotas["registered"])
    status[registered] = REGISTERED
    rest = order[status[order] == GENERAL]
    status[fill(rest, sizes, plan.quotas["exited"])] = EXITED
    watch, ended = _watched(rng, plan, _Open(status, sizes, shown))
    was_poor = status != GENERAL
    relocated = np.zeros(homes.count, dtype=bool)
    movable = (status == EXITED) & (shown["earns"] | shown["labourless"])
    moved = ranking(rng, movable & (sizes > 0))
    relocated[fill(moved, np.where(movable, sizes, 0), plan.quotas["relocated"])] = True
    identified, ended_day = _days_watched(rng, watch, ended)
    risk = np.where(watch >= 0, _risks(rng, shown, homes.count), -1).astype(np.int8)
    second = chance(rng, assumptions("standing").number("second_risk"), homes.count)
    other = _risks(rng, shown, homes.count)
    helped = chance(rng, assumptions("standing").number("ended.helped"), homes.count)
    return Standing(
        status=status,
        cause=_causes(rng, shown, np.where(was_poor, sizes, 0), was_poor),
        exit_year=_exit_years(rng, status == EXITED),
        watch=watch,
        identified=identified,
        ended=ended_day,
        ended_helped=ended & helped,
        risk=risk,
        second_risk=np.where((watch >= 0) & second & (other != risk), other, -1).astype(np.int8),
        relocated=relocated,
    )


def _signs(folk: Folk, traits: Traits) -> dict[str, Array]:
    """Return what can be seen of each household, by name."""
    homes, people = folk.homes, folk.people
    present = people.present
    count = homes.count
    members = people.members(count)
    old = assumptions("traits").number("sixties_from")
    statuses = school_statuses()
    advanced = np.array([word.startswith(("senior", "voc", "hig", "bach")) for word in statuses])

    def anyone(who: Array) -> Array:
        return people.total(who & present, count) > 0

    return {
        "disabled": anyone(traits.disability >= 0),
        "serious": anyone(traits.serious),
        "ill": anyone(traits.serious | traits.chronic),
        "labourless": traits.labourless,
        "earns": anyone(traits.works),
        "weak": ~anyone(traits.labour < LABOUR.index("weak")),
        "pupils": anyone(traits.school > 1),
        "advanced_pupils": anyone(advanced[traits.school]),
        "farming": ~traits.herds,
        "elderly_alone": (members == 1) & (people.age[homes.head] >= old),
        "single_person": members == 1,
        "woman_head": people.sex[homes.head] == FEMALE,
    }


def _weights(shown: dict[str, Array], path: str) -> Array:
    """Return each household's weight: the product of the factors whose sign it shows."""
    factors = assumptions("standing").section(path)
    weights = np.ones(len(shown["disabled"]))
    for sign, factor in factors.items():
        if sign in shown:
            weights = np.where(shown[sign], weights * float(factor), weights)
    return weights


@dataclass(frozen=True, slots=True)
class _Open:
    """Households that may be put on the list: their status, size (0: none present) and signs."""

    status: Array
    sizes: Array
    shown: dict[str, Array]


def _watched(rng: np.random.Generator, plan: BannerPlan, found: _Open) -> tuple[Array, Array]:
    """Return who is or was on the list, and whose risk has ended."""
    status, sizes, shown = found.status, found.sizes, found.shown
    watch = np.full(len(status), UNWATCHED, dtype=np.int8)
    ended = np.zeros(len(status), dtype=bool)
    more = assumptions("standing").number("ended.share")
    weights = _weights(shown, "watch_weights")
    for kind, group in ((UNSTABLE, EXITED), (MARGINAL, GENERAL)):
        eligible = (status == group) & (sizes > 0)
        order = ranking(rng, np.where(eligible, weights, 0.0))
        open_sizes = np.where(eligible, sizes, 0)
        chosen = fill(order, open_sizes, plan.quotas[WATCHES[kind]])
        watch[chosen] = kind
        wrongly = chance(rng, assumptions("standing").number("ended.labourless"), len(status))
        fits = ~shown["labourless"] | wrongly
        rest = order[((watch == UNWATCHED) & eligible & fits)[order]]
        closed = rest[: rng.binomial(max(len(chosen), 1), more)]
        watch[closed] = kind
        ended[closed] = True
    return watch, ended


def _days_watched(rng: np.random.Generator, watch: Array, ended: Array) -> tuple[Array, Array]:
    told = assumptions("standing")
    count = len(watch)
    spans = told.value("identified")
    shares = np.array([float(each["share"]) for each in spans])
    place = choose(rng, shares / shares.sum(), count)
    low = np.array([day_number(each["from"]) for each in spans])[place]
    high = np.array([day_number(each["to"]) for each in spans])[place]
    closed_low, closed_high = _days(told.value("ended.identified"))
    low = np.where(ended, closed_low, low)
    high = np.where(ended, closed_high, high)
    identified = np.where(watch >= 0, rng.integers(low, high + 1), NEVER).astype(np.int32)
    end_low, end_high = _days(told.value("ended.ended"))
    ends = rng.integers(end_low, end_high + 1, count)
    return identified, np.where(ended, ends, NEVER).astype(np.int32)


def _days(span: tuple[date, date]) -> tuple[int, int]:
    return day_number(span[0]), day_number(span[1])


def _risks(rng: np.random.Generator, shown: dict[str, Array], count: int) -> Array:
    """Return a risk for each household; one whose sign is missing becomes the last, other."""
    words, shares = assumptions("standing").shares("risks")
    drawn = choose(rng, shares, count).astype(np.int8)
    needs = {"disability": "disabled", "schooling": "pupils", "lack_of_labour": "weak"}
    for word, sign in needs.items():
        missing = (drawn == words.index(word)) & ~shown[sign]
        drawn[missing] = words.index("illness")
    missing = (drawn == words.index("illness")) & ~shown["ill"]
    drawn[missing] = words.index("other")
    return drawn


def _causes(
    rng: np.random.Generator, shown: dict[str, Array], sizes: Array, was_poor: Array
) -> Array:
    """Give each poor household its main cause, so that people by cause meet the figures."""
    told = assumptions("standing")
    cause = np.full(len(sizes), -1, dtype=np.int8)
    for place, each in enumerate(told.value("causes")):
        quota = round(float(sizes.sum()) * figures().value(each["figure"]) / 100)
        fits = np.where(shown[each["fits"]], told.number("fitting"), 1.0)
        order = ranking(rng, np.where(sizes > 0, fits, 0.0))
        open_order = order[(cause[order] < 0) & was_poor[order]]
        cause[fill(open_order, sizes, quota)] = place
    _words, shares = told.shares("other_causes")
    rest = np.flatnonzero(was_poor & (cause < 0))
    cause[rest] = len(told.value("causes")) + choose(rng, shares, len(rest))
    return cause


def _exit_years(rng: np.random.Generator, exited: Array) -> Array:
    """Return the year of exit, by how the number of poor people fell from year to year."""
    poor = [figures().value(f"poor_{year}") for year in (2013, 2015, 2016, 2017, 2018)]
    poor.append(figures().value("registered_people"))
    falls = -np.diff(np.array(poor))
    first = assumptions("standing").number("exit_2014")
    shares = np.array([falls[0] * first, falls[0] * (1 - first), *falls[1:]])
    latest = assumptions("standing").number("exit_now") * shares[-1]
    shares = np.array([*shares, latest])
    year = FIRST_EXITS + choose(rng, shares / shares.sum(), len(exited))
    return np.where(exited, year, 0).astype(np.int32)
