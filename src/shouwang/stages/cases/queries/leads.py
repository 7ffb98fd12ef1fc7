"""What can be asked of leads: one, those of a household, work lists, counts by place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shouwang.base.access import Scope
from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.rules.content import Content
from shouwang.stages.cases.enums import LeadSource, LeadState
from shouwang.stages.cases.models import Lead, LeadFinding, Run
from shouwang.stages.cases.weeks import friday_of
from shouwang.stages.org.scoping import LEVELS, found_within, place_filter, within

TABS: Mapping[str, tuple[str, ...]] = {
    "open": (LeadState.OPEN,),
    "waiting": (LeadState.WAITING,),
    "ended": (LeadState.CLOSED, LeadState.DISMISSED),
}
ROWS = 50  # of a page
# What is given out, and how many rows are fetched at a time.
LEAD_COLUMNS = (
    "id", "household", "village", "state", "source", "severity", "risk", "words", "finding_count",
    "raised_date", "sent_date", "due_date", "closed_date", "verdict",
)  # fmt: skip
FINDING_COLUMNS = (
    "lead", "lead__household", "lead__village", "check_name", "severity", "risk", "words",
    "is_current", "earliest_run", "latest_run",
)  # fmt: skip
WEEK = timedelta(days=6)  # before today, with which it is a week


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty words narrow nothing.

    Attributes:
        tab: A word of `TABS`.
        place: The code of a league, banner, township or village.
        checks: Only leads with a finding of one of these.
    """

    tab: str = "open"
    place: str = ""
    severity: int = 0
    risk: str = ""
    check: str = ""
    source: str = ""
    is_overdue: bool = False
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Leads of a place: open, sent lately, due by Friday, overdue, and not yet sent."""

    open: int = 0
    fresh: int = 0
    due: int = 0
    overdue: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Breach:
    """How many leads will be overdue by Friday (those that are among them), in how many places."""

    friday: date
    leads: int
    townships: int


def lead(*, lead_id: int, on: date, scope: Scope) -> Lead:
    """Return a lead.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(Lead.objects.all(), scope, pk=lead_id)


def leads_of(*, household: int, on: date, scope: Scope) -> list[Lead]:
    """Return the leads of a household, the latest first."""
    del on
    found = within(Lead.objects.all(), scope).filter(household=household)
    return list(found.prefetch_related("findings").order_by("-id"))


def findings_of(*, lead_id: int, on: date, scope: Scope) -> list[LeadFinding]:
    """Return the findings of a lead, the worst first."""
    found = lead(lead_id=lead_id, on=on, scope=scope)
    return list(found.findings.order_by("-is_current", "-severity", "id"))


def work_list(
    *,
    wanted: Wanted,
    after: tuple[int, int] | None = None,
    limit: int = ROWS,
    content: Content,
    on: date,
    scope: Scope,
) -> list[Lead]:
    """Return a page of leads, the greatest rank first, of equal ones the older.

    Args:
        after: Rank and number of the last lead of the page before; of ended leads the number alone
            counts, since there the latest comes first.

    Raises:
        NotFound: if the place is none of the scope.
    """
    found = leads_wanted(wanted=wanted, content=content, on=on, scope=scope)
    if wanted.tab == "ended":
        if after is not None:
            found = found.filter(pk__lt=after[1])
        return list(found.order_by("-id")[:limit])
    if after is not None:
        rank, number = after
        same = list(found.filter(rank=rank, pk__gt=number).order_by("id")[:limit])
        if len(same) == limit:
            return same
        lower = found.filter(rank__lt=rank).order_by("-rank", "id")
        return same + list(lower[: limit - len(same)])
    return list(found.order_by("-rank", "id")[:limit])


def leads_wanted(*, wanted: Wanted, content: Content, on: date, scope: Scope) -> QuerySet[Lead]:
    """Return the leads that a list is narrowed to, unsorted."""
    found = within(Lead.objects.all(), scope)
    found = found.filter(state__in=TABS.get(wanted.tab, TABS["open"]))
    if wanted.place:
        found = found.filter(**place_filter(wanted.place, content, scope))
    same = {"severity": wanted.severity, "risk": wanted.risk, "source": wanted.source}
    found = found.filter(**{name: value for name, value in same.items() if value})
    checks = (wanted.check,) if wanted.check else wanted.checks
    if checks:
        findings = LeadFinding.objects.filter(
            lead=OuterRef("pk"), check_name__in=checks, is_current=True
        )
        found = found.filter(Exists(findings))
    if wanted.is_overdue:
        found = found.filter(due_date__lt=on)
    return found


def counts_by_place(
    *, level: str, within_place: str = "", content: Content, on: date, scope: Scope
) -> dict[str, Counts]:
    """Return place → its counts, for all places of a level that have a lead."""
    found = within(Lead.objects.order_by(), scope).filter(state__in=("open", "waiting"))
    if within_place:
        found = found.filter(**place_filter(within_place, content, scope))
    open_ = Q(state=LeadState.OPEN)
    rows = found.values(level).annotate(
        open=Count("pk", filter=open_),
        fresh=Count("pk", filter=open_ & Q(sent_date__gte=on - WEEK)),
        due=Count("pk", filter=open_ & Q(due_date__lte=friday_of(on))),
        overdue=Count("pk", filter=open_ & Q(due_date__lt=on)),
        waiting=Count("pk", filter=Q(state=LeadState.WAITING)),
    )
    return {row.pop(level): Counts(**row) for row in rows}


def counts_by_office(
    *, places: Iterable[str], content: Content, since: date, on: date, scope: Scope
) -> dict[str, Counts]:
    """Return place → open leads, those sent since a day, due by Friday, overdue: for the digest.

    Counts alone, never a name. Places may be of any level; those without a lead are left out.
    """
    open_ = within(Lead.objects.order_by(), scope).filter(state=LeadState.OPEN)
    rows = open_.values(*LEVELS).annotate(
        open=Count("pk"),
        fresh=Count("pk", filter=Q(sent_date__gte=since)),
        due=Count("pk", filter=Q(due_date__lte=friday_of(on))),
        overdue=Count("pk", filter=Q(due_date__lt=on)),
    )
    wanted, root = set(places), content.regions_of(content.levels[0])[0].code
    summed: dict[str, list[int]] = {}
    for row in rows:
        codes = {row[level] for level in LEVELS} | {root}
        for code in codes & wanted:
            sums = summed.setdefault(code, [0, 0, 0, 0])
            for place, name in enumerate(("open", "fresh", "due", "overdue")):
                sums[place] += row[name]
    return {code: Counts(*sums) for code, sums in summed.items()}


def breach(*, place: str = "", content: Content, on: date, scope: Scope) -> Breach:
    """Return how many open leads will be overdue by Friday, and in how many townships."""
    friday = friday_of(on)
    found = within(Lead.objects.order_by(), scope)
    found = found.filter(state=LeadState.OPEN, due_date__lte=friday)
    if place:
        found = found.filter(**place_filter(place, content, scope))
    counts: dict[str, Any] = found.aggregate(
        leads=Count("pk"), townships=Count("township", distinct=True)
    )
    return Breach(friday, counts["leads"], counts["townships"])


def latest_number(*, on: date, scope: Scope) -> int:
    """Return the number of the latest lead of all: how many there are, about; no count of rows."""
    del on, scope
    return Lead.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def latest_raised(*, on: date, scope: Scope) -> Run | None:
    """Return the latest run from which leads were raised, with its counts if all may be seen."""
    del on
    return Run.objects.filter(is_finished=True).first() if scope.is_everything else None


def sources(*, on: date, scope: Scope) -> tuple[LeadSource, ...]:
    """Return where leads come from."""
    del on, scope
    return tuple(LeadSource)


def worst_findings(*, leads: Iterable[int], on: date, scope: Scope) -> dict[int, LeadFinding]:
    """Return lead → the worst of its current findings."""
    del on
    found = within(LeadFinding.objects.all(), scope, path="lead__")
    rows = found.filter(lead__in=list(leads), is_current=True).order_by("severity", "-id")
    return {each.lead_id: each for each in rows}


def rows_of_leads(
    *, wanted: Wanted, content: Content, on: date, scope: Scope
) -> tuple[int, Iterator[tuple[Any, ...]]]:
    """Return how many leads a list has in all, and their columns one after the other.

    They come from the database as they are taken, however many there are.
    """
    found = leads_wanted(wanted=wanted, content=content, on=on, scope=scope).order_by("id")
    return found.count(), found.values_list(*LEAD_COLUMNS).iterator(ROWS_AT_ONCE)


def rows_of_findings(
    *, wanted: Wanted, content: Content, on: date, scope: Scope
) -> tuple[int, Iterator[tuple[Any, ...]]]:
    """Return how many findings the leads of a list have, and their columns one after the other."""
    leads = leads_wanted(wanted=wanted, content=content, on=on, scope=scope)
    found = LeadFinding.objects.filter(lead__in=leads.values("pk")).order_by("id")
    return found.count(), found.values_list(*FINDING_COLUMNS).iterator(ROWS_AT_ONCE)
