"""What can be asked of sites: the worst first, one with its evidence, its households, its plans."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet, Sum

from shouwang.base.access import Scope
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.stages.org.scoping import found_within, place_filter, within
from shouwang.stages.programmes.relocation import facts, standing
from shouwang.stages.programmes.relocation.enums import Aspect, Condition, FollowUpState, Light
from shouwang.stages.programmes.relocation.facts import Mover, Site
from shouwang.stages.programmes.relocation.models import SitePlan, SiteStanding
from shouwang.stages.programmes.relocation.standing import Judged, Share
from shouwang.stages.programmes.relocation.terms import terms_on
from shouwang.stages.register.held import RegisterEmpty, held

LIMIT = 50  # rows of a page


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sites a list shows: those of a place, those bad in an aspect."""

    place: str = ""
    aspect: str = ""
    light: str = ""


@dataclass(frozen=True, slots=True)
class After:
    """Where a page ends: how many aspects of its last site are bad, and that site."""

    bad_aspects: int
    number: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A site with all that its page shows.

    Attributes:
        site: As the department reports it now; ``None`` if it does not any more.
        movers: Its households as far as the scope covers them.
        hidden: How many of them lie outside it.
    """

    standing: SiteStanding
    site: Site | None
    judged: tuple[Judged, ...]
    conditions: dict[Condition, Share]
    movers: list[Mover]
    hidden: int


def sites(
    *,
    wanted: Wanted,
    after: After | None = None,
    limit: int = LIMIT,
    content: Content,
    on: date,
    scope: Scope,
) -> list[SiteStanding]:
    """Return a page of sites, those with the most bad aspects first; one more, if there are more.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    found = _filtered(wanted, content, scope)
    if after is not None:
        later = Q(bad_aspects=after.bad_aspects, pk__gt=after.number)
        found = found.filter(later | Q(bad_aspects__lt=after.bad_aspects))
    return list(found.order_by("-bad_aspects", "id")[: limit + 1])


def site(*, number: int, on: date, scope: Scope) -> SiteStanding:
    """Return a site as it was judged.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(SiteStanding.objects.all(), scope, pk=number)


def shown(*, number: int, home: Home, policy: Policy, on: date, scope: Scope) -> Shown:
    """Return a site with its evidence and its households, as the lake holds them now.

    Raises:
        NotFound: if there is none in the scope.
    """
    kept = site(number=number, on=on, scope=scope)
    content, terms = policy.content, terms_on(policy, on)
    try:
        lake = held(home, content)
    except RegisterEmpty:
        return Shown(kept, None, (), standing.three_conditions((), terms), [], 0)
    named = {each.site: each for each in facts.sites_of(lake, content, banner=kept.banner)}
    movers = facts.movers_of(lake, content, banner=kept.banner, on=on, site=kept.site)
    seen = [
        each
        for each in movers
        if scope.covers(content.ancestors(each.village) if each.village else {}, each.household)
    ]
    found = named.get(kept.site)
    return Shown(
        standing=kept,
        site=found,
        judged=standing.aspects_of(found, movers, terms) if found is not None else (),
        conditions=standing.three_conditions(movers, terms),
        movers=seen,
        hidden=len(movers) - len(seen),
    )


def totals(*, place: str = "", content: Content, on: date, scope: Scope) -> dict[str, int]:
    """Return the sums over the sites of a place, and how many sites are bad in each aspect.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    found = _filtered(Wanted(place=place), content, scope)
    names = ("households", "occupied", "empty", "unknown", "able", "zero_work")
    told = found.order_by().aggregate(
        sites=Count("pk"),
        bad=Count("pk", filter=Q(worst=Light.BAD)),
        **{name: Sum(name) for name in names},
        **{
            f"bad_{aspect.value}": Count("pk", filter=Q(**{f"lights__{aspect.value}": Light.BAD}))
            for aspect in Aspect
        },
    )
    late = _plans(place, content, scope).filter(state=FollowUpState.PLANNED, due_date__lt=on)
    return {**{name: int(value or 0) for name, value in told.items()}, "late": late.count()}


def oldest(*, place: str = "", content: Content, on: date, scope: Scope) -> date | None:
    """Return the earliest day by which a site of a place was judged."""
    del on
    found = _filtered(Wanted(place=place), content, scope)
    day: date | None = found.order_by().aggregate(day=Min("day"))["day"]
    return day


def condition_sums(
    *, place: str = "", content: Content, on: date, scope: Scope
) -> dict[str, tuple[int, int, int]]:
    """Return condition → households that meet it, known, unknown, over the sites of a place."""
    del on
    sums = {each.value: [0, 0, 0] for each in Condition}
    rows = _filtered(Wanted(place=place), content, scope).order_by()
    for told in rows.values_list("conditions", flat=True).iterator():
        for name, numbers in told.items():
            if name in sums:
                sums[name] = [one + other for one, other in zip(sums[name], numbers, strict=False)]
    return {name: (right, total, unknown) for name, (right, total, unknown) in sums.items()}


def plan(*, plan_id: int, on: date, scope: Scope) -> SitePlan:
    """Return a planned measure.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(SitePlan.objects.all(), scope, pk=plan_id)


def site_of_plan(*, plan_id: int, on: date, scope: Scope) -> SiteStanding:
    """Return the site that a measure was planned for.

    Raises:
        NotFound: if there is no such measure in the scope, or its site is gone.
    """
    found = plan(plan_id=plan_id, on=on, scope=scope)
    return found_within(SiteStanding.objects.all(), scope, banner=found.banner, site=found.site)


def plans_of(*, number: int, on: date, scope: Scope) -> list[SitePlan]:
    """Return what is planned for a site, the running first.

    Raises:
        NotFound: if there is no such site in the scope.
    """
    kept = site(number=number, on=on, scope=scope)
    found = within(SitePlan.objects.all(), scope).filter(banner=kept.banner, site=kept.site)
    return sorted(found, key=lambda each: (each.state != FollowUpState.PLANNED, each.due_date))


def _plans(place: str, content: Content, scope: Scope) -> QuerySet[SitePlan]:
    found = within(SitePlan.objects.all(), scope)
    return found.filter(**place_filter(place, content, scope)) if place else found


def _filtered(wanted: Wanted, content: Content, scope: Scope) -> QuerySet[SiteStanding]:
    found = within(SiteStanding.objects.all(), scope)
    if wanted.place:
        found = found.filter(**place_filter(wanted.place, content, scope))
    if wanted.aspect in Aspect.values:
        light = wanted.light if wanted.light in Light.values else Light.BAD.value
        found = found.filter(**{f"lights__{wanted.aspect}": light})
    elif wanted.light in Light.values:
        found = found.filter(worst=wanted.light)
    return found
