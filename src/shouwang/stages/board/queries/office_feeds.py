"""The ledger of issues and the tours as rows of the office's feeds."""

from datetime import date
from typing import Any

from django.db.models import Count, Min, Q

from shouwang.base.access import Scope
from shouwang.stages.board.enums import EvidenceSign, IssueState, StopState, TourKind
from shouwang.stages.board.models import Issue, Stop, Tour
from shouwang.stages.org.scoping import within

Row = dict[str, Any]
# The feed `inspection` has no word of its own for the exit check: it is a tour.
KINDS = {TourKind.OFFICE: "office"}
TOUR = "tour"


def issue_rows(*, on: date, scope: Scope) -> list[Row]:
    """Return the rows of the feed `issue`: every issue that has been assigned."""
    found = within(Issue.objects.all(), scope).exclude(state=IssueState.FOUND)
    found = found.filter(assigned_date__lte=on).order_by("number")
    return [
        {
            "issue": each.number,
            "county": each.banner,
            "village": each.village or None,
            "area": each.area,
            "source": each.source,
            "kind": each.kind,
            "text": each.words,
            "unit": each.unit or None,
            "owner_set": bool(each.owner),
            "lead_office": each.office,
            "assigned_date": each.assigned_date,
            "due_date": each.due_date,
            "has_measure": bool(each.plan),
            "has_evidence": each.evidence != EvidenceSign.NONE,
            "state": each.state,
            "closed_date": each.closed_date,
            "checked_by_other": bool(each.verified_by) and each.verified_by != each.rectified_by,
            "returned_times": each.returned_times,
            "recurred": each.recurred,
        }
        for each in found.iterator(1000)
    ]


def inspection_rows(*, on: date, scope: Scope) -> list[Row]:
    """Return the rows of the feed `inspection`: a row for each banner a tour has been to."""
    rows = []
    found = _counts(on, scope)
    for tour in _tours(on, scope):
        for banner in tour.banners:
            seen, first = found["seen"].get((tour.pk, banner), (0, None))
            rows.append(
                {
                    "inspection": _inspection_key(tour, banner),
                    "county": banner,
                    "kind": KINDS.get(TourKind(tour.kind), TOUR),
                    "lead_office": tour.office,
                    "started_date": first or tour.start_date,
                    "ended_date": tour.ended_date,
                    "households_seen": seen,
                    "found": found["issues"].get((tour.pk, banner), 0),
                    "reported_date": tour.ended_date,
                }
            )
    return rows


def inspection_issue_rows(*, on: date, scope: Scope) -> list[Row]:
    """Return the rows of the feed `inspection_issue`: the issues that tours have raised."""
    tours = {tour.pk: tour for tour in _tours(on, scope)}
    rows = []
    for each in _raised(on, scope).order_by("number"):
        tour = tours.get(_tour_of(each.origin))
        if tour is None:
            continue
        is_over = each.state != IssueState.FOUND
        rows.append(
            {
                "finding": f"F{each.number}",
                "inspection": _inspection_key(tour, each.banner),
                "county": each.banner,
                "village": each.village or None,
                "area": each.area,
                "found_date": each.found_date,
                "text": each.words,
                "grade": each.severity,
                "handed_over": is_over,
                "issue": each.number if is_over else None,
            }
        )
    return rows


def _inspection_key(tour: Tour, banner: str) -> str:
    """Return the key of a tour's row for a banner."""
    return f"{tour.number}-{banner}"


def _tours(on: date, scope: Scope) -> list[Tour]:
    """Return the tours of which something has been done."""
    del scope  # the whole office writes its feeds, not a part of it
    begun = Q(start_date__lte=on) & ~Q(state="planned")
    return list(Tour.objects.filter(begun | Q(ended_date__lte=on)).order_by("number"))


def _raised(on: date, scope: Scope) -> Any:
    found = within(Issue.objects.all(), scope)
    return found.filter(origin__startswith="tour:", found_date__lte=on)


def _tour_of(origin: str) -> int:
    return int(origin.split(":")[1])


def _counts(on: date, scope: Scope) -> dict[str, dict[tuple[int, str], Any]]:
    stops = within(Stop.objects.order_by(), scope).filter(
        state=StopState.SEEN, visited_date__lte=on
    )
    seen = {
        (row["tour"], row["banner"]): (row["count"], row["first"])
        for row in stops.values("tour", "banner").annotate(
            count=Count("pk"), first=Min("visited_date")
        )
    }
    issues: dict[tuple[int, str], int] = {}
    for origin, banner in _raised(on, scope).values_list("origin", "banner"):
        key = _tour_of(origin), banner
        issues[key] = issues.get(key, 0) + 1
    return {"seen": seen, "issues": issues}
