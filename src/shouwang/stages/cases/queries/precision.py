"""How often each check was right when somebody looked, and how many nobody has seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shouwang.base.access import Scope
from shouwang.calc.capture import Estimate, chapman
from shouwang.stages.cases.enums import LeadSource, LeadState, Verdict
from shouwang.stages.cases.models import Lead, LeadFinding
from shouwang.stages.cases.ranking import RIGHT, WRONG, Tally
from shouwang.stages.org.scoping import within


@dataclass(frozen=True, slots=True)
class Missed:
    """Households in need by who saw them: checks, people, both; and those nobody saw.

    Attributes:
        estimate: In all, by the two lists; ``None`` where they have nobody in common.
    """

    by_checks: int
    by_people: int
    by_both: int
    estimate: Estimate | None

    @property
    def missed(self) -> int:
        """Seen by people alone: the checks missed them."""
        return self.by_people - self.by_both


def tallies(*, on: date, scope: Scope) -> dict[str, Tally]:
    """Return check → how often it was right, by the verdicts up to a day."""
    return {str(name): tally for name, tally in _tallied("check_name", (), on, scope).items()}


def tallies_by_banner(*, check: str, on: date, scope: Scope) -> dict[str, Tally]:
    """Return banner → how often a check was right there."""
    found = _tallied("lead__banner", (check,), on, scope)
    return {str(banner): tally for banner, tally in found.items()}


def tally_of(*, checks: Iterable[str], on: date, scope: Scope) -> Tally:
    """Return how often some checks were right together; a lead counts once."""
    leads = _ended(on, scope).filter(
        Exists(LeadFinding.objects.filter(lead=OuterRef("pk"), check_name__in=list(checks)))
    )
    return _tally(leads.aggregate(**_counts("")))


def leads_by_check(*, on: date, scope: Scope) -> dict[str, int]:
    """Return check → how many leads it is behind."""
    rows = within(LeadFinding.objects.order_by(), scope, path="lead__")
    counted = (
        rows.filter(lead__raised_date__lte=on).values("check_name").annotate(count=Count("lead"))
    )
    return {str(row["check_name"]): int(row["count"]) for row in counted}


def missed(*, on: date, scope: Scope) -> Missed:
    """Return who saw the households whose need was confirmed, and how many nobody saw.

    Two lists: what the checks found, and what households, cadres, departments and channels reported
    themselves. A household on the second alone was missed by the checks.
    """
    right = _ended(on, scope).filter(verdict__in=RIGHT)
    findings = LeadFinding.objects.filter(lead=OuterRef("pk"))
    right = right.annotate(
        checked=Exists(findings.exclude(check_name="")),
        reported=Exists(findings.filter(check_name="")),
    )
    told = Q(reported=True) | ~Q(source=LeadSource.SYSTEM)
    counts = right.aggregate(
        checks=Count("household", filter=Q(checked=True), distinct=True),
        people=Count("household", filter=told, distinct=True),
        both=Count("household", filter=told & Q(checked=True), distinct=True),
    )
    checks, people, both = counts["checks"], counts["people"], counts["both"]
    return Missed(checks, people, both, chapman(checks, people, both))


def _ended(on: date, scope: Scope) -> QuerySet[Lead]:
    leads = within(Lead.objects.all(), scope)
    return leads.filter(state=LeadState.CLOSED, closed_date__lte=on).exclude(verdict="")


def _tallied(group: str, checks: tuple[str, ...], on: date, scope: Scope) -> dict[object, Tally]:
    rows = within(LeadFinding.objects.order_by(), scope, path="lead__").exclude(check_name="")
    rows = rows.filter(lead__state=LeadState.CLOSED, lead__closed_date__lte=on)
    if checks:
        rows = rows.filter(check_name__in=checks)
    # What was no longer found when somebody looked was not looked for.
    rows = rows.filter(is_current=True).exclude(lead__verdict="")
    found = rows.values(group).annotate(**_counts("lead__"))
    return {row[group]: _tally(row) for row in found}


def _counts(path: str) -> dict[str, Count]:
    words = {"right": RIGHT, "wrong": WRONG, "not_found": (Verdict.NOT_FOUND,)}
    return {
        name: Count("pk", filter=Q(**{f"{path}verdict__in": verdicts}))
        for name, verdicts in words.items()
    }


def _tally(row: dict[str, int]) -> Tally:
    return Tally(int(row["right"]), int(row["wrong"]), int(row["not_found"]))
