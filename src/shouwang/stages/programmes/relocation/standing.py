"""How moved households and their sites stand: three tests a household, six aspects a site.

What is not known is neither good nor bad. Shares of few households carry an interval: a site is
bad only where even the upper end of it misses what is wanted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shouwang.calc.proportions import Proportion, wilson
from shouwang.stages.programmes.relocation.enums import Aspect, Condition, Ground, Light
from shouwang.stages.programmes.relocation.facts import Mover, Site
from shouwang.stages.programmes.relocation.terms import Terms

Known = bool | None


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many households a test is known to hold.

    Attributes:
        unknown: Households of which it cannot be told.
    """

    right: int
    total: int
    unknown: int
    interval: Proportion | None
    light: Light


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an aspect rests on: a number or a yes, and what is wanted of it."""

    ground: Ground
    value: Decimal | bool | None
    wanted: Decimal | bool
    holds: Known


@dataclass(frozen=True, slots=True)
class Judged:
    """An aspect of a site."""

    aspect: Aspect
    light: Light
    evidence: tuple[Evidence, ...]


# --------------------------------------------------------------------- the three tests


def conditions_of(mover: Mover, terms: Terms) -> dict[Condition, Known]:
    """Return which of the three tests a household passes; ``None`` where it is not known."""
    return {
        Condition.MOVED: every(mover.occupied, _old_house_gone(mover, terms)),
        Condition.STAYS: every(
            mover.sound_house, mover.school_joined, mover.care_joined, _titled(mover, terms)
        ),
        Condition.PROSPERS: every(
            None if mover.follow_up is None else mover.follow_up != "none",
            is_at_work(mover),
            _above_line(mover, terms),
        ),
    }


def every(*parts: Known) -> Known:
    """Return whether all hold: one that does not decides, one unknown leaves it open.

    >>> every(True, None), every(False, None), every(True, True)
    (None, False, True)
    """
    if any(part is False for part in parts):
        return False
    return None if any(part is None for part in parts) else True


def _old_house_gone(mover: Mover, terms: Terms) -> Known:
    if mover.old_site is None:
        return None
    if mover.old_site != "standing":
        return True
    if mover.moved_in_date is None:
        return None
    return mover.moved_in_date > terms.demolition_before


def _titled(mover: Mover, terms: Terms) -> Known:
    if mover.handed_over_date is not None and mover.handed_over_date >= terms.certificate_before:
        return True
    return mover.certificate


def is_at_work(mover: Mover) -> Known:
    """Tell whether somebody works, where somebody can."""
    if mover.labour == 0:
        return True
    if mover.labour is None or mover.workers is None:
        return None
    return mover.workers > 0


def _above_line(mover: Mover, terms: Terms) -> Known:
    if mover.income is None:
        return None
    return mover.income >= terms.monitoring_line * mover.members


def share_of(answers: Iterable[Known], wanted: Decimal) -> Share:
    """Return how many answers are yes, and whether that is enough.

    Args:
        wanted: The share that must be reached, [0-1].
    """
    told = list(answers)
    right, unknown = told.count(True), told.count(None)
    total = len(told) - unknown
    interval = wilson(right, total)
    if interval is None:
        return Share(0, 0, unknown, None, Light.BLIND)
    if Decimal(right) >= wanted * total:
        light = Light.GOOD if not unknown else Light.WATCH
    else:
        light = Light.BAD if interval.high < float(wanted) else Light.WATCH
    return Share(right, total, unknown, interval, light)


def three_conditions(movers: Sequence[Mover], terms: Terms) -> dict[Condition, Share]:
    """Return for how many households each test holds."""
    told = [conditions_of(each, terms) for each in movers]
    return {
        test: share_of((each[test] for each in told), terms.three_tests_share) for test in Condition
    }


# --------------------------------------------------------------------- the six aspects


def aspects_of(site: Site, movers: Sequence[Mover], terms: Terms) -> tuple[Judged, ...]:
    """Return how a site stands in the six aspects.

    Args:
        movers: The households that live there.
    """
    return tuple(judge(site, movers, terms) for judge in _JUDGES)


def worst(judged: Iterable[Judged]) -> Light:
    """Return the worst light; what cannot be seen is worse than what is good."""
    order = [Light.BAD, Light.WATCH, Light.BLIND, Light.GOOD]
    return min((each.light for each in judged), key=order.index, default=Light.BLIND)


def _industry(site: Site, movers: Sequence[Mover], terms: Terms) -> Judged:
    del movers
    cover = _ratio(site.project_households, site.households)
    told = (
        _least(Ground.PROJECTS, _decimal(site.projects), Decimal(1)),
        _least(Ground.COVER, cover, terms.site_cover_share),
    )
    return _judged(Aspect.INDUSTRY, told, is_bad=site.projects == 0)


def _jobs(site: Site, movers: Sequence[Mover], terms: Terms) -> Judged:
    able = [each for each in movers if each.labour]
    at_work = [is_at_work(each) for each in able]
    known = [each for each in at_work if each is not None]
    zero = known.count(False)
    found = wilson(zero, len(known))
    is_seen = bool(known) or (bool(movers) and all(each.labour == 0 for each in movers))
    told = (
        _most(Ground.ZERO_WORK, Decimal(zero) if is_seen else None, Decimal(0)),
        _most(
            Ground.ZERO_SHARE,
            Decimal(zero) / len(known) if known else (Decimal(0) if is_seen else None),
            terms.zero_work_share,
        ),
        _least(Ground.POSTS, _ratio(site.posts, site.households), terms.site_posts_share),
    )
    is_bad = found is not None and found.low > float(terms.zero_work_share)
    return _judged(Aspect.JOBS, told, is_bad=is_bad)


def _services(site: Site, movers: Sequence[Mover], terms: Terms) -> Judged:
    joined = share_of(
        (every(each.school_joined, each.care_joined) for each in movers if each.occupied),
        terms.three_tests_share,
    )
    value = Decimal(joined.right) / joined.total if joined.total else None
    told = (
        _most(Ground.SCHOOL, site.school_km, terms.site_school_km),
        _most(Ground.CLINIC, site.clinic_km, terms.site_clinic_km),
        _least(Ground.JOINED, value, terms.three_tests_share),
    )
    is_far = told[0].holds is False or told[1].holds is False
    return _judged(Aspect.SERVICES, told, is_bad=is_far or joined.light is Light.BAD)


def _integration(site: Site, movers: Sequence[Mover], terms: Terms) -> Judged:
    del movers
    told = (
        _least(Ground.ACTIVITIES, _decimal(site.activities), terms.site_activities),
        _heads(site, terms),
    )
    return _judged(Aspect.INTEGRATION, told, is_bad=all(each.holds is False for each in told))


def _heads(site: Site, terms: Terms) -> Evidence:
    if site.heads == 0 and site.households:
        return Evidence(Ground.HEADS, None, terms.site_households_a_head, holds=False)
    return _most(Ground.HEADS, _ratio(site.households, site.heads), terms.site_households_a_head)


def _community(site: Site, movers: Sequence[Mover], terms: Terms) -> Judged:
    del movers, terms
    told = tuple(
        Evidence(ground, value, wanted=True, holds=value)
        for ground, value in (
            (Ground.COMMITTEE, site.committee),
            (Ground.PARTY_BRANCH, site.party_branch),
            (Ground.PROPERTY, site.property),
        )
    )
    return _judged(
        Aspect.COMMUNITY, told, is_bad=site.committee is False or site.party_branch is False
    )


def _reclamation(site: Site, movers: Sequence[Mover], terms: Terms) -> Judged:
    del movers
    told = (
        _part(Ground.DOWN, site.old_down, site.old_due, terms.site_old_share),
        _part(Ground.RECLAIMED, site.mu_reclaimed, site.mu_due, terms.site_old_share),
        _part(Ground.ACCEPTED, site.mu_accepted, site.mu_reclaimed, terms.site_accepted_share),
    )
    return _judged(Aspect.RECLAMATION, told, is_bad=told[0].holds is False)


_JUDGES: tuple[Callable[[Site, Sequence[Mover], Terms], Judged], ...] = (
    _industry, _jobs, _services, _integration, _community, _reclamation,
)  # fmt: skip


def _judged(aspect: Aspect, told: tuple[Evidence, ...], *, is_bad: bool) -> Judged:
    holds = [each.holds for each in told]
    if is_bad:
        light = Light.BAD
    elif all(each is None for each in holds):
        light = Light.BLIND
    else:
        light = Light.GOOD if all(holds) else Light.WATCH
    return Judged(aspect, light, told)


def _least(ground: Ground, value: Decimal | None, wanted: Decimal) -> Evidence:
    return Evidence(ground, value, wanted, None if value is None else value >= wanted)


def _most(ground: Ground, value: Decimal | None, wanted: Decimal) -> Evidence:
    return Evidence(ground, value, wanted, None if value is None else value <= wanted)


def _part(
    ground: Ground, done: Decimal | int | None, due: Decimal | int | None, wanted: Decimal
) -> Evidence:
    """What is done of what is due; where nothing is due, nothing is missing."""
    if due == 0:
        return Evidence(ground, Decimal(1), wanted, holds=True)
    return _least(ground, _ratio(done, due), wanted)


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _ratio(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    return None if part is None or not whole else Decimal(part) / Decimal(whole)
