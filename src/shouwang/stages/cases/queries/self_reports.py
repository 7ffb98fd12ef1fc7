"""What can be asked of households' own reports: those to be answered, and how one stands."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.keys import read_keys
from shouwang.stages.cases.enums import ReportState
from shouwang.stages.cases.models import SelfReport
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.org.sealing_words import open_words

LIMIT = 50  # rows of a page


@dataclass(frozen=True, slots=True)
class Sender:
    """Who says that they sent a report."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports wait for an answer, and for how many the days are over."""

    waiting: int
    late: int


def report(*, report_id: int, on: date, scope: Scope) -> SelfReport:
    """Return a report.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(SelfReport.objects.all(), scope, pk=report_id)


def report_of_receipt(*, receipt: str, on: date, scope: Scope) -> SelfReport:
    """Return the report a receipt was given for; for whoever has the receipt.

    Raises:
        NotFound: if there is none.
    """
    del on, scope
    found = SelfReport.objects.filter(receipt=receipt).first()
    if found is None:
        raise NotFound(_("there is no such page"))
    return found


def page(
    *,
    state: str = "",
    after: tuple[date | None, int] | None = None,
    limit: int = LIMIT,
    on: date,
    scope: Scope,
) -> list[SelfReport]:
    """Return a page of reports, those due first, those without a term last; one more, if there is.

    Args:
        after: Term and number of the last one of the page before.
    """
    del on
    found = within(SelfReport.objects.all(), scope)
    if state:
        found = found.filter(state=state)
    # Two questions: where those without a term are sorted to differs from database to database.
    dated = found.filter(due_date__isnull=False).order_by("due_date", "id")
    undated = found.filter(due_date=None).order_by("id")
    day, number = after or (None, 0)
    if after is not None and day is None:
        return list(undated.filter(pk__gt=number)[: limit + 1])
    if day is not None:
        dated = dated.filter(due_date__gte=day).filter(Q(due_date__gt=day) | Q(pk__gt=number))
    rows = list(dated[: limit + 1])
    return [*rows, *undated[: limit + 1 - len(rows)]]


def counts(*, on: date, scope: Scope) -> Counts:
    """Return how many reports wait."""
    found = within(SelfReport.objects.all(), scope).filter(state=ReportState.RECEIVED)
    return Counts(found.count(), found.filter(due_date__lt=on).count())


def sender_of(*, report: SelfReport, home: Home, on: date, scope: Scope) -> Sender:
    """Return who says that they sent it, deciphered."""
    del on, scope
    key = read_keys(home.keys).seal
    return Sender(
        open_words(report.name, bound_to=f"{report.receipt}:name", key=key),
        open_words(report.contact, bound_to=f"{report.receipt}:contact", key=key),
    )
