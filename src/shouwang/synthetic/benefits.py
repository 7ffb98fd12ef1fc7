"""The households that projects help: who takes part how, what was promised and received."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.draw import (
    Array,
    around,
    between,
    chance,
    choose,
    choose_words,
    ranks_within,
)
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.projects import LINKS, ROLES, RUNNING, Projects
from shouwang.synthetic.standing import EXITED, REGISTERED
from shouwang.synthetic.world import World

KINDS = ("registered", "exited", "watched", "general")
GENERAL = 3
STATES = ("active", "ended", "quit", "failed")
ACTIVE, FAILED = 0, 3


@dataclass(frozen=True, slots=True)
class Benefits:
    """Households tied to projects, one tie a row.

    Attributes:
        role: The place in ROLES. promised: fen a year, like `received`.
        ended: The day it left, or NEVER.
        link: Of each project its tie, `none` where it is at fault about it.
        low: Which projects' poor households hardly take part. loose: whose tie does not hold.
    """

    project: Array
    household: Array
    kind: Array
    role: Array
    joined: Array
    promised: Array
    received: Array
    state: Array
    ended: Array
    link: Array
    low: Array
    loose: Array

    def count(self, chosen: Array, projects: int) -> Array:
        """Return how many of the chosen ties each project has."""
        return np.bincount(self.project[chosen], minlength=projects)

    @property
    def active(self) -> Array:
        """Whether the household benefits now."""
        active: Array = self.state == ACTIVE
        return active


def tie(world: World, projects: Projects) -> Benefits:
    """Tie households to the projects of their village or banner."""
    rules = assumptions("benefits")
    rng = world.streams.of("benefits")
    kind = household_kinds(world)
    failed_project, failed_home, failed_day = _failed(world, projects)
    project, household = _ties(rng, world, projects, kind)
    # A household is tied to a project once; the failures that are to be shown come first.
    project = np.concatenate((failed_project, project))
    household = np.concatenate((failed_home, household))
    key = household.astype(np.int64) * projects.count + project
    _keys, kept = np.unique(key, return_index=True)
    project, household = project[kept], household[kept]
    onset = np.full(len(key), NEVER, dtype=np.int64)
    onset[: len(failed_day)] = failed_day
    onset = onset[kept]
    of_tie = kind[household]
    joined, state, ended = _course(rng, projects, project, onset)
    active = state == ACTIVE
    low, loose, link = _troubled(rng, projects, project[active & (of_tie != GENERAL)])
    role = _roles(rng, (projects, link, low), project, (of_tie, active))
    mean = np.array([rules.number(f"yearly.mean.{word}") for word in ROLES])[role]
    promised = around(rng, mean, rules.number("yearly.spread"), len(project))
    promised = np.maximum(promised, rules.number("yearly.least"))
    unlinked = link == LINKS.index("none")
    kept_share = between(rng, rules.span("kept"), len(project))
    broken = between(rng, rules.span("faults.loose_link.kept"), len(project))
    kept_share = np.where((loose & ~unlinked)[project], broken, kept_share)
    return Benefits(
        project=project,
        household=household,
        kind=of_tie,
        role=role,
        joined=joined,
        promised=fen(promised),
        received=fen(promised * kept_share + 1),
        state=state,
        ended=ended,
        link=link,
        low=low,
        loose=loose,
    )


def household_kinds(world: World) -> Array:
    """Return what each household is to a project: a place in KINDS."""
    standing = world.standing
    return np.select(
        [standing.is_watched, standing.status == REGISTERED, standing.status == EXITED],
        [KINDS.index("watched"), KINDS.index("registered"), KINDS.index("exited")],
        default=GENERAL,
    ).astype(np.int8)


def _ties(
    rng: np.random.Generator, world: World, projects: Projects, kind: Array
) -> tuple[Array, Array]:
    """Return projects and households: mostly of one village, else of the whole banner."""
    rules = assumptions("benefits")
    homes = world.homes
    many = np.zeros(homes.count, dtype=np.int64)
    for name, group in (("poor", kind != GENERAL), ("general", kind == GENERAL)):
        chosen = np.flatnonzero(group & homes.living & (homes.enters == 0))
        words, shares = rules.shares(f"ties.{name}")
        many[chosen] = np.array([int(word) for word in words])[choose(rng, shares, len(chosen))]
    household = np.repeat(np.arange(homes.count), many)
    helps = projects.of("helping") & projects.done
    far = chance(rng, rules.number("of_banner"), len(household))
    place = np.where(far, len(world.plan.villages), homes.village[household])
    return _pick(rng, projects, helps, place), household


def _pick(rng: np.random.Generator, projects: Projects, open_: Array, place: Array) -> Array:
    """Return one of the open projects of each place; of the banner's where a place has none."""
    chosen = np.flatnonzero(open_)
    whole = int(projects.village.max())
    starts = np.searchsorted(projects.village[chosen], np.arange(whole + 2))
    many = np.diff(starts)
    place = np.where(many[place] > 0, place, whole)
    drawn: Array = chosen[starts[place] + (rng.random(len(place)) * many[place]).astype(np.int64)]
    return drawn


def _failed(world: World, projects: Projects) -> tuple[Array, Array, Array]:
    """Return the failures to be shown: the project, the household and the day."""
    rng = world.streams.of("failed projects")
    household = world.hardships.homes("project_failed", shown=True)
    onset = world.hardships.onsets("project_failed", shown=True)
    place = world.homes.village[household]
    open_ = projects.failing & projects.of("industrial")
    return _pick(rng, projects, open_, place), household, onset.astype(np.int64)


def _course(
    rng: np.random.Generator, projects: Projects, project: Array, onset: Array
) -> tuple[Array, Array, Array]:
    """Return when each joined, how it stands and when it left."""
    rules = assumptions("benefits")
    count, day = len(project), told("day")
    until = day - rules.whole("last_joined")
    begun = np.minimum(projects.started[project], until)
    early = rng.random(count) ** rules.number("joined")
    joined = begun + ((until - begun) * early).astype(np.int64)
    state = choose_words(rng, rules.shares("left.over"), STATES, count)
    running = projects.state[project] == RUNNING
    chosen = np.flatnonzero(running)
    state[chosen] = choose_words(rng, rules.shares("left.running"), STATES, len(chosen))
    ended = joined + 1 + ((day - 2 - joined) * rng.random(count)).astype(np.int64)
    # Failures nobody is to be found by are old; whoever joined too late for one left otherwise.
    old = day_number(rules.value("failed_until"))
    failed = state == FAILED
    state[failed & (joined >= old)] = STATES.index("quit")
    ended = np.where(failed & (joined < old), np.minimum(ended, old), ended)
    hit = onset < NEVER
    state[hit] = FAILED
    low, high = rules.span("failed.joined")
    before = onset - rng.integers(int(low), int(high) + 1, count)
    joined = np.where(hit, np.maximum(np.minimum(begun, onset - 1), before), joined)
    ended = np.where(hit, onset, ended)
    return joined, state, np.where(state == ACTIVE, NEVER, ended)


def _troubled(
    rng: np.random.Generator, projects: Projects, poor: Array
) -> tuple[Array, Array, Array]:
    """Return which projects are at fault about their households, and the ties as they are told.

    Args:
        poor: The projects of the poor, exited and watched households that benefit, one a tie.
    """
    rules = assumptions("benefits")
    count = projects.count
    runs = (projects.state == RUNNING) & projects.of("industrial")
    many = np.bincount(poor, minlength=count)
    fits = runs & (many >= rules.whole("faults.low_participation.least"))
    low = fits & chance(rng, rules.number("faults.low_participation.share"), count)
    fits = runs & (many > 0) & ~low
    loose = fits & chance(rng, rules.number("faults.loose_link.share"), count)
    unlinked = loose & chance(rng, rules.number("faults.loose_link.unlinked"), count)
    link = np.where(low, LINKS.index("share"), projects.link)
    return low, loose, np.where(unlinked, LINKS.index("none"), link)


def _roles(
    rng: np.random.Generator,
    told_of: tuple[Projects, Array, Array],
    project: Array,
    ties: tuple[Array, Array],
) -> Array:
    """Return how each household benefits: enough of the poor of each project take part."""
    projects, link, low = told_of
    kind, active = ties
    rules, names = assumptions("benefits"), assumptions("projects")
    count = len(project)
    share = between(rng, rules.span("takes_part"), projects.count)
    least = between(rng, rules.span("faults.low_participation.part"), projects.count)
    counted = np.flatnonzero(active & (kind != GENERAL))
    many = np.bincount(project[counted], minlength=projects.count)
    wanted = np.where(low, np.floor(least * many), np.ceil(share * many))
    takes = chance(rng, rules.number("general_part"), count)
    takes[counted] = ranks_within(project[counted]) < wanted[project[counted]]
    part, rest = _ways(names.section("part")), _ways(names.section("distant"))
    tied = np.where((link >= 0) & (link < len(ROLES)), link, ROLES.index("share"))
    usual = part[tied[project]]
    other = choose_words(rng, rules.shares("ways"), ROLES, count)
    usual = np.where(chance(rng, rules.number("varied"), count), other, usual)
    return np.where(takes, usual, rest[tied[project]]).astype(np.int8)


def _ways(named: object) -> Array:
    """Return for each role the one that stands for it; itself where nothing is named."""
    assert isinstance(named, dict)  # noqa: S101 - a section of the assumptions
    return np.array([ROLES.index(str(named.get(word, word))) for word in ROLES])


def project_benefit_rows(world: World, projects: Projects, benefits: Benefits) -> Rows:
    """Return a row for each tie."""
    rng = world.streams.of("benefit rows")
    count = len(benefits.project)
    left = benefits.ended < NEVER
    failing = world.home_mask("project_failed")[benefits.household]
    unknown = left & chance(rng, assumptions("benefits").number("unknown"), count)
    rows = Rows(
        "project_benefit",
        {
            "project": Coded(benefits.project.astype(np.int32), projects.numbers),
            "household": benefits.household,
            "kind": Coded(benefits.kind, KINDS),
            "role": Coded(benefits.role, ROLES),
            "joined_date": benefits.joined.astype(np.int32),
            "promised": benefits.promised,
            "received": Known(benefits.received, ~unknown),
            "state": Coded(benefits.state.astype(np.int8), STATES),
            "ended_date": Known(benefits.ended.astype(np.int32), left),
        },
        day=np.where(left, benefits.ended, benefits.joined).astype(np.int32),
        masks={"like:project_failed": (benefits.state == FAILED) & ~failing},
    )
    return rows.ordered("household")
