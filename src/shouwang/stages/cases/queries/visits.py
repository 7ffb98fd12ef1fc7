"""What can be asked of visits: one, those of a household or village, and the doors still to go to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet

from shouwang.base.access import Actor, Scope
from shouwang.stages.cases.enums import CampaignState, LeadState, Verdict
from shouwang.stages.cases.models import Campaign, CampaignHousehold, Lead, Pairing, Visit
from shouwang.stages.cases.questions import Doubt
from shouwang.stages.org.enums import Role
from shouwang.stages.org.scoping import found_within, within

M = TypeVar("M", bound=Model)
LIMIT = 50  # rows of a page
# Those who see all doors of their place; who is only responsible for households sees these.
WHOLE_PLACE = frozenset({Role.VILLAGE, Role.TEAM, Role.TOWNSHIP, Role.CLERK})


@dataclass(frozen=True, slots=True)
class Door:
    """A household to go to.

    Attributes:
        lead: The lead to be answered there, if there is one; else the campaign's door.
        due: By when.
        is_late: Whether that day is past.
    """

    household: int
    village: str
    due: date | None
    is_late: bool
    lead: Lead | None = None
    campaign: Campaign | None = None
    key: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    """How far the day has come: households gone to, and doors still to go to."""

    done: int
    left: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.done + self.left


def visit(*, number: int, on: date, scope: Scope) -> Visit:
    """Return a visit.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(Visit.objects.select_related("lead", "case", "campaign"), scope, pk=number)


def visits_of(*, household: int, on: date, scope: Scope) -> list[Visit]:
    """Return the visits to a household, the latest first."""
    del on
    found = within(Visit.objects.select_related("lead", "campaign"), scope)
    return list(found.filter(household=household).order_by("-visited_at", "-id"))


def visits_in(
    *,
    village: str,
    after: tuple[date, int] | None = None,
    limit: int = LIMIT,
    on: date,
    scope: Scope,
) -> list[Visit]:
    """Return a page of the visits in a village, the latest first.

    Args:
        after: Day and number of the last visit of the page before.
    """
    found = within(Visit.objects.all(), scope).filter(village=village, visited_date__lte=on)
    if after is not None:
        day, number = after
        found = found.filter(Q(visited_date__lt=day) | Q(visited_date=day, id__lt=number))
    return list(found.order_by("-visited_date", "-id")[:limit])


def visits_of_campaign(*, campaign: int, household: int, on: date, scope: Scope) -> list[Visit]:
    """Return the visits to a household in a campaign, the latest first."""
    del on
    found = within(Visit.objects.all(), scope).filter(campaign=campaign, household=household)
    return list(found.order_by("-visited_at", "-id"))


def lead_doors(
    *,
    by: Actor,
    after: tuple[date, int] | None = None,
    limit: int = LIMIT,
    on: date,
    scope: Scope,
) -> list[Door]:
    """Return a page of the households whose lead waits for an answer, those due first at the top.

    Args:
        by: Who goes; whoever is only responsible for households sees these.
        after: Day and lead of the last door of the page before.
    """
    found = _theirs(within(Lead.objects.filter(state=LeadState.OPEN), scope), by)
    dated = found.exclude(due_date=None)
    rows: list[Lead] = []
    if after is None or after[0] != date.max:
        if after is not None:
            day, number = after
            dated = dated.filter(Q(due_date__gt=day) | Q(due_date=day, id__gt=number))
        rows = list(dated.order_by("due_date", "id")[:limit])
    if len(rows) < limit:
        undated = found.filter(due_date=None)
        if after is not None and after[0] == date.max:
            undated = undated.filter(id__gt=after[1])
        rows += list(undated.order_by("id")[: limit - len(rows)])
    return [
        Door(
            household=lead.household,
            village=lead.village,
            due=lead.due_date,
            is_late=lead.due_date is not None and lead.due_date < on,
            lead=lead,
            key=lead.pk,
        )
        for lead in rows
    ]


def campaign_doors(
    *, by: Actor, after: int = 0, limit: int = LIMIT, on: date, scope: Scope
) -> list[Door]:
    """Return a page of the doors of running campaigns nobody has gone to.

    Args:
        after: The last door of the page before.
    """
    found = _theirs(within(_open_doors(on), scope), by).filter(pk__gt=after)
    return [
        Door(
            household=door.household,
            village=door.village,
            due=door.campaign.until_date,
            is_late=False,
            campaign=door.campaign,
            key=door.pk,
        )
        for door in found.select_related("campaign").order_by("pk")[:limit]
    ]


def today(*, by: Actor, on: date, scope: Scope) -> Today:
    """Return how many households were gone to today, and how many doors are left."""
    seen = _theirs(within(Visit.objects.filter(visited_date=on), scope), by)
    leads = _theirs(within(Lead.objects.filter(state=LeadState.OPEN), scope), by)
    doors = _theirs(within(_open_doors(on), scope), by)
    waiting = set(leads.values_list("household", flat=True))
    waiting |= set(doors.values_list("household", flat=True))
    done = set(seen.exclude(verdict=Verdict.NOT_FOUND).values_list("household", flat=True))
    return Today(len(done), len(waiting - done))


def doubts_of(*, lead: Lead, on: date, scope: Scope) -> list[Doubt]:
    """Return the findings behind a lead that has been found within the scope, the worst first."""
    del on, scope
    return [
        Doubt(each.check_name, each.risk, each.subject, each.key)
        for each in lead.findings.filter(is_current=True)
    ]


def lead_to_visit(*, lead_id: int, on: date, scope: Scope) -> Lead:
    """Return the lead that a visit is to answer, whatever has become of it.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(Lead.objects.all(), scope, pk=lead_id)


def open_lead_of(*, household: int, on: date, scope: Scope) -> Lead | None:
    """Return the lead of a household that waits for an answer, if there is one."""
    del on
    found = within(Lead.objects.filter(state=LeadState.OPEN), scope)
    return found.filter(household=household).first()


def count_by_verdict(*, village: str, on: date, scope: Scope) -> Mapping[str, int]:
    """Return how many visits in a village ended in each verdict this year."""
    found = within(Visit.objects.all(), scope).filter(village=village, visited_date__year=on.year)
    counts: dict[str, int] = {}
    for verdict in found.values_list("verdict", flat=True):
        counts[verdict] = counts.get(verdict, 0) + 1
    return counts


def _open_doors(on: date) -> "QuerySet[CampaignHousehold]":
    running = Campaign.objects.filter(
        state=CampaignState.RUNNING, start_date__lte=on, until_date__gte=on
    )
    numbers = list(running.values_list("pk", flat=True))
    return CampaignHousehold.objects.filter(campaign__in=numbers, visited_date=None)


def _theirs(found: "QuerySet[M]", by: Actor) -> "QuerySet[M]":
    if by.roles & WHOLE_PLACE:
        return found
    own = Pairing.objects.filter(account=by.account, end_date=None).values("household")
    return found.filter(household__in=own)


def visits_made(*, level: str, start: date, on: date, scope: Scope) -> dict[str, int]:
    """Return place → how many visits were made from a day to a day, both included."""
    made = within(Visit.objects.order_by(), scope).filter(visited_date__range=(start, on))
    return dict(made.values(level).annotate(made=Count("pk")).values_list(level, "made"))
