"""What can be asked of tours: one, a page of them, what was found, counts by place."""

from datetime import date

from django.db.models import Count, Q

from shouwang.base.access import Scope
from shouwang.rules.pack import Policy
from shouwang.stages.board.enums import StopState, TourKind
from shouwang.stages.board.models import Stop, StopResult, TourBanner, TourVillage
from shouwang.stages.board.queries.counting import Counted, by_place, year_start
from shouwang.stages.org.scoping import within

# Measure of the board → the measure of a stop it is the share of.
SHARES = {
    "pass_share": "pass",
    "missed_share": "missed",
    "wrongly_entered_share": "wrongly_entered",
    "wrongly_exited_share": "wrongly_exited",
    "approval_share": "approval",
    "known_share": "known",
}


def tallies(
    *, measure: str, level: str, policy: Policy, on: date, scope: Scope, area: str = ""
) -> Counted:
    """Return place → how many of this year, and of a share out of how many.

    Args:
        measure: A word of `rules.sources.DECISIONS["tours"]`.
        area: For a share, what was found of that area; empty for the whole household.
    """
    content, start = policy.content, year_start(on)
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
    wide = scope.level in ("", "region", "league", "banner") and scope.households is None
    if model is TourBanner and not wide:
        return []
    held = within(model.objects.all(), scope).filter(
        tour__kind__in=[TourKind.TOUR, TourKind.OFFICE, TourKind.EXIT_CHECK],
        tour__start_date__range=(year_start(on), on),
    )
    if area:
        held = held.filter(Q(tour__area="") | Q(tour__area=area))
    return by_place(held, level, policy.content, above=Count("tour", distinct=True))
