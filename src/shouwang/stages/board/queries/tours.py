"""What can be asked of tours: one, a page of them, what was found, counts by place."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from shouwang.base.access import NotFound, Scope
from shouwang.base.dates import year_of
from shouwang.base.words import _
from shouwang.rules.pack import Policy
from shouwang.stages.board.by_place import Counted, by_place
from shouwang.stages.board.enums import StopState, TourKind
from shouwang.stages.board.models import Issue, Stop, StopResult, Tour, TourBanner, TourVillage
from shouwang.stages.board.tour_results import Row
from shouwang.stages.org.scoping import found_within, within

LIMIT = 50  # rows of a page
WIDE = ("", "region", "league", "banner")

# Measure of the board → the measure of a stop it is the share of.
SHARES = {
    "pass_share": "pass",
    "missed_share": "missed",
    "wrongly_entered_share": "wrongly_entered",
    "wrongly_exited_share": "wrongly_exited",
    "approval_share": "approval",
    "known_share": "known",
}


def tour(*, tour_id: int, on: date, scope: Scope) -> Tour:
    """Return a tour that goes to a banner of the scope.

    Raises:
        NotFound: if there is none.
    """
    del on
    found = _seen(scope).filter(pk=tour_id).first()
    if found is None:
        raise NotFound(_("there is no such record in your area"))
    return found


def fail_if_wider(*, tour: Tour, on: date, scope: Scope) -> None:
    """Refuse whoever does not see all of a tour: it is not theirs to end.

    Raises:
        NotFound: if it goes to banners outside the scope.
    """
    del on
    parts = TourBanner.objects.filter(tour=tour)
    if within(parts, scope).count() != parts.count():
        raise NotFound(_("there is no such record in your area"))


def tours(
    *,
    kind: str = "",
    state: str = "",
    before: int | None = None,
    limit: int = LIMIT,
    on: date,
    scope: Scope,
) -> list[Tour]:
    """Return a page of tours, the newest first; one more, if there are more."""
    del on
    found = _seen(scope)
    if kind:
        found = found.filter(kind=kind)
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[: limit + 1])


def _seen(scope: Scope) -> "QuerySet[Tour]":
    """Return the tours that go to places of a scope; below a banner nobody sees where they go."""
    if scope.households is not None or scope.level not in WIDE:
        return Tour.objects.none()
    if scope.is_everything:
        return Tour.objects.all()
    parts = within(TourBanner.objects.all(), scope).values("tour")
    return Tour.objects.filter(pk__in=parts)


def progress(*, tours: list[Tour], on: date, scope: Scope) -> dict[int, tuple[int, int]]:
    """Return tour → doors gone to, and all its doors, as far as the scope reaches."""
    del on
    rows = within(Stop.objects.order_by(), scope).filter(tour__in=[each.pk for each in tours])
    counted = rows.values("tour").annotate(
        done=Count("pk", filter=~Q(state=StopState.WAITING)), every=Count("pk")
    )
    return {row["tour"]: (row["done"], row["every"]) for row in counted}


def villages_of(*, tour_id: int, on: date, scope: Scope) -> list[TourVillage]:
    """Return the villages of a tour in the order of the route."""
    del on
    return list(within(TourVillage.objects.all(), scope).filter(tour=tour_id).order_by("order"))


def stops_of(*, tour_id: int, village: str = "", on: date, scope: Scope) -> list[Stop]:
    """Return the doors of a tour, in their order."""
    del on
    found = within(Stop.objects.all(), scope).filter(tour=tour_id)
    if village:
        found = found.filter(village=village)
    return list(found.order_by("order"))


def stop(*, stop_id: int, on: date, scope: Scope) -> Stop:
    """Return a door of a tour.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(Stop.objects.select_related("tour"), scope, pk=stop_id)


def rows_of(*, tour_id: int, on: date, scope: Scope) -> list[Row]:
    """Return what was found at all doors, with what each stands for."""
    del on
    found = within(StopResult.objects.all(), scope).filter(tour=tour_id)
    names = ("measure", "area", "holds", "stop__weight", "stop__stratum", "village", "banner")
    return [Row(*row) for row in found.order_by("pk").values_list(*names)]


def issues_of(*, tour_id: int, on: date, scope: Scope) -> list[Issue]:
    """Return the issues that a tour has raised."""
    del on
    found = within(Issue.objects.all(), scope).filter(origin__startswith=f"tour:{tour_id}:")
    return list(found.order_by("banner", "id"))


def tallies(
    *, measure: str, level: str, policy: Policy, on: date, scope: Scope, area: str = ""
) -> Counted:
    """Return place → how many of this year, and of a share out of how many.

    Args:
        measure: A word of `rules.sources.DECISIONS["tours"]`.
        area: For a share, what was found of that area; empty for the whole household.
    """
    content, start = policy.content, year_of(on)
    if measure in SHARES:
        results = within(StopResult.objects.all(), scope).filter(
            measure=SHARES[measure], area=area, visited_date__range=(start, on)
        )
        rows = by_place(
            results, level, content, below=Count("pk"), above=Count("pk", filter=Q(holds=True))
        )
        return {place: (row["above"], row["below"]) for place, row in rows if row["below"]}
    if measure == "households":
        seen = within(Stop.objects.all(), scope).filter(
            state=StopState.SEEN, visited_date__range=(start, on)
        )
        rows = by_place(seen, level, content, above=Count("household", distinct=True))
    elif measure == "villages":
        reached = within(Stop.objects.all(), scope).filter(
            state=StopState.SEEN, visited_date__range=(start, on)
        )
        rows = by_place(reached, level, content, above=Count("village", distinct=True))
    else:
        rows = _held(level, policy, on, scope, area)
    return {place: (row["above"], None) for place, row in rows}


def _held(
    level: str, policy: Policy, on: date, scope: Scope, area: str
) -> list[tuple[str, dict[str, int]]]:
    """Count the tours that have begun; below a banner, those that go there."""
    model = TourBanner if level in ("region", "league", "banner") else TourVillage
    if model is TourBanner and (scope.level not in WIDE or scope.households is not None):
        return []
    held = within(model.objects.all(), scope).filter(
        tour__kind__in=[TourKind.TOUR, TourKind.OFFICE, TourKind.EXIT_CHECK],
        tour__start_date__range=(year_of(on), on),
    )
    if area:
        held = held.filter(Q(tour__area="") | Q(tour__area=area))
    return by_place(held, level, policy.content, above=Count("tour", distinct=True))
