"""What can be asked of issues: one, a page of the ledger, how they stand, counts by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from shouwang.base.access import Scope
from shouwang.rules.pack import Policy
from shouwang.stages.board.by_place import Counted, by_place
from shouwang.stages.board.enums import IssueState, RecurrenceState
from shouwang.stages.board.models import Issue, IssueHousehold, Recurrence
from shouwang.stages.org.scoping import LEVELS, found_within, within

LIMIT = 50  # rows of a page
OPEN = tuple(each for each in IssueState.values if each != IssueState.CLOSED)
AT_ONCE = 1_000  # rows read from the database at a time


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which issues a list shows.

    Attributes:
        place: Level and code of a region; empty for all within the scope.
        state: A state, or ``open`` for all that are not closed; empty for all.
    """

    place: tuple[str, str] | None = None
    area: str = ""
    source: str = ""
    kind: str = ""
    office: str = ""
    state: str = "open"
    is_late: bool = False
    is_recurred: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """Where a page ends: the day by which its last issue is due, and that issue."""

    due: date
    issue: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How the issues of a scope stand."""

    found: int
    open: int
    late: int
    applied: int
    closed: int
    asked: int


def issue(*, issue_id: int, on: date, scope: Scope) -> Issue:
    """Return an issue.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(Issue.objects.all(), scope, pk=issue_id)


def issues(
    *,
    wanted: Wanted,
    after: After | None = None,
    limit: int = LIMIT,
    on: date,
    scope: Scope,
) -> list[Issue]:
    """Return a page of the ledger, what is due first at the top; one more, if there are more."""
    found = _filtered(within(Issue.objects.all(), scope), wanted, on)
    if after is not None:
        found = found.filter(due_date__gte=after.due).filter(
            Q(due_date__gt=after.due) | Q(pk__gt=after.issue)
        )
    return list(found.order_by("due_date", "id")[: limit + 1])


def all_issues(*, wanted: Wanted, on: date, scope: Scope) -> Iterator[Issue]:
    """Yield the whole ledger as it is printed and exported: banner by banner, area by area."""
    found = _filtered(within(Issue.objects.all(), scope), wanted, on)
    return found.order_by("banner", "area", "due_date", "id").iterator(AT_ONCE)


def counts(
    *, place: tuple[str, str] | None = None, area: str = "", on: date, scope: Scope
) -> Counts:
    """Return how the issues stand."""
    found = _filtered(within(Issue.objects.all(), scope), Wanted(place, area, state=""), on)
    told = found.order_by().aggregate(
        found=Count("pk", filter=Q(state=IssueState.FOUND)),
        open=Count("pk", filter=~Q(state=IssueState.CLOSED)),
        late=Count("pk", filter=~Q(state=IssueState.CLOSED) & Q(due_date__lt=on)),
        applied=Count("pk", filter=Q(state=IssueState.APPLIED)),
        closed=Count("pk", filter=Q(state=IssueState.CLOSED)),
    )
    asked = within(Recurrence.objects.all(), scope, path="issue__").filter(
        state=RecurrenceState.ASKED
    )
    return Counts(**told, asked=asked.count())


def households_of(*, issue_id: int, on: date, scope: Scope) -> list[IssueHousehold]:
    """Return the households an issue touches, as far as the scope covers them."""
    del on
    return list(within(IssueHousehold.objects.all(), scope).filter(issue=issue_id).order_by("id"))


def issues_of(*, household: int, on: date, scope: Scope) -> list[Issue]:
    """Return the issues that touch a household, the latest first."""
    del on
    touched = within(IssueHousehold.objects.all(), scope).filter(household=household)
    numbers = touched.values_list("issue", flat=True)
    return list(Issue.objects.filter(pk__in=list(numbers)).order_by("-found_date", "-id"))


def recurrences_of(*, issue_id: int, on: date, scope: Scope) -> list[Recurrence]:
    """Return what an issue may be again, the most alike first."""
    del on
    found = within(Recurrence.objects.select_related("before"), scope, path="issue__")
    return list(found.filter(issue=issue_id).order_by("-likeness", "id"))


def issues_of_origin(*, origin: str, on: date, scope: Scope) -> list[Issue]:
    """Return the issues that came of a tour or a workbook: ``tour:3``."""
    del on
    found = within(Issue.objects.all(), scope)
    return list(found.filter(origin=origin).order_by("id"))


def numbers_known(*, numbers: set[str], on: date, scope: Scope) -> set[str]:
    """Return which numbers are in the ledger already, wherever they lie."""
    del on, scope
    return set(Issue.objects.filter(number__in=numbers).values_list("number", flat=True))


def _filtered(found: "QuerySet[Issue]", wanted: Wanted, on: date) -> "QuerySet[Issue]":
    if wanted.place:
        level, code = wanted.place
        found = found.filter(**{level: code}) if level in LEVELS else found
    for name in ("area", "source", "kind", "office"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if wanted.state == "open" or wanted.is_late:
        found = found.filter(state__in=OPEN)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.is_late:
        found = found.filter(due_date__lt=on)
    return found.filter(recurred=True) if wanted.is_recurred else found


def tallies(
    *, measure: str, level: str, policy: Policy, on: date, scope: Scope, area: str = ""
) -> Counted:
    """Return place → how many issues, and of a share out of how many; as of a day.

    Args:
        measure: A word of `rules.sources.DECISIONS["issues"]`.
        area: Only those of an area; empty for all.
    """
    found = within(Issue.objects.all(), scope).filter(found_date__lte=on)
    if area:
        found = found.filter(area=area)
    above, below = _measured(measure, on)
    counts = {"above": Count("pk", filter=above)}
    if below is not None:
        counts["below"] = Count("pk", filter=below)
    return {
        place: (row["above"], row.get("below"))
        for place, row in by_place(found, level, policy.content, **counts)
    }


def _measured(measure: str, on: date) -> tuple[Q, Q | None]:
    """Return what a measure counts, and out of what."""
    every = Q(pk__gt=0)
    closed = Q(closed_date__lte=on)
    is_open = Q(closed_date=None) | Q(closed_date__gt=on)
    assigned = Q(assigned_date__lte=on)
    recurred = closed & Q(recurred=True)
    found: dict[str, tuple[Q, Q | None]] = {
        "found": (every, None),
        "open": (is_open, None),
        "applied": (is_open & Q(state="applied", applied_date__lte=on), None),
        "closed": (closed, None),
        "overdue": (is_open & Q(due_date__lt=on), None),
        "closed_share": (assigned & closed, assigned),
        "in_time_share": (closed & Q(closed_date__lte=F("due_date")), closed),
        "recurred": (recurred, None),
        "recurred_share": (recurred, closed),
    }
    return found[measure]
