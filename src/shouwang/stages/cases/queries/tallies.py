"""Decisions counted for indicators: leads, visits, cases, measures, campaigns, notices, by place."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value as Fixed,
)
from django.db.models.functions import Cast, Concat

from shouwang.base.access import Scope
from shouwang.base.dates import year_of
from shouwang.rules.pack import Policy
from shouwang.rules.signs import load_signs
from shouwang.stages.cases import habits
from shouwang.stages.cases.enums import (
    CampaignState,
    CaseState,
    LeadState,
    MeasureState,
    NoticeState,
    Verdict,
)
from shouwang.stages.cases.models import (
    Attachment,
    CampaignVillage,
    Case,
    Lead,
    LeadFinding,
    Measure,
    Notice,
    Pause,
    Visit,
)
from shouwang.stages.org.scoping import within
from shouwang.stages.register.queries import counts as register_counts

Tallies = habits.Tallies
REGION = "region"
IDENTIFICATION = "identification"
# The parameter with the days from a lead to the decision; the procedure's clock runs by it too.
IDENTIFY_DAYS = "identify_days"
GIVEN = (MeasureState.DELIVERED, MeasureState.ENDED)
LIVE = (MeasureState.UNDER_WAY, MeasureState.DELIVERED)
WATCHED = (CaseState.IDENTIFIED, CaseState.ENDED)
# What was looked into and found to be nothing is settled, whatever the next run says.
SETTLED = (Verdict.NOT_SO, Verdict.WRONG_DATA)


def tallies(
    *,
    kind: str,
    measure: str,
    level: str,
    policy: Policy,
    on: date,
    scope: Scope,
    area: str = "",
) -> Tallies:
    """Return place → how many, or how many out of how many, as of a day.

    Args:
        kind: `leads`, `visits`, `cases`, `measures`, `campaigns` or `notices`.
        measure: A word of `rules.sources.DECISIONS` under that kind.
        area: Only what has to do with an area: leads by their findings. What belongs to no area
            counts nothing.
    """
    asked = _Asked(measure, level, policy, on, scope, area)
    if area and kind != "leads":
        return {}
    return _KINDS[kind](asked)


class _Asked:
    """What is asked, with the ways of counting it."""

    def __init__(
        self, measure: str, level: str, policy: Policy, on: date, scope: Scope, area: str
    ) -> None:  # fmt: skip
        self.measure = measure
        self.level = level
        self.policy = policy
        self.on = on
        self.scope = scope
        self.checks = [each.name for each in policy.checks.values() if each.area == area]
        self.area = area

    @property
    def start_of_year(self) -> date:
        """The first day of the running year."""
        return year_of(self.on)

    @property
    def root(self) -> str:
        """The code of the whole region."""
        return self.policy.content.regions_of(REGION)[0].code

    def seen(self, records: "QuerySet[Any]") -> "QuerySet[Any]":
        """The records of the scope."""
        return within(records, self.scope)

    def rows(
        self, records: "QuerySet[Any]", counts: Mapping[str, Any], path: str = ""
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """Yield each place with its counts; the whole region as one place."""
        if self.level == REGION:
            return [(self.root, records.order_by().aggregate(**counts))]
        place = path + self.level
        grouped = records.order_by().values(place).annotate(**counts)
        return [(row[place], row) for row in grouped if row[place]]

    def count(self, records: "QuerySet[Any]", what: str = "pk", *, path: str = "") -> Tallies:
        """How many; each different value once."""
        counts = {"above": Count(what, distinct=what != "pk")}
        return {place: (row["above"], None) for place, row in self.rows(records, counts, path)}

    def share(self, records: "QuerySet[Any]", meets: Q | Exists, *, path: str = "") -> Tallies:
        """How many of the records meet a condition, out of all of them."""
        counts = {"above": Count("pk", filter=meets), "below": Count("pk")}
        return {
            place: (row["above"], row["below"])
            for place, row in self.rows(records, counts, path)
            if row["below"]
        }


# ------------------------------------------------------------------------ leads


def _leads(asked: _Asked) -> Tallies:
    on = asked.on
    if asked.measure == "answered_share":
        return _answered(asked)
    leads = asked.seen(Lead.objects.filter(raised_date__lte=on))
    if asked.area:
        leads = leads.filter(
            Exists(
                LeadFinding.objects.filter(
                    lead=OuterRef("pk"), is_current=True, check_name__in=asked.checks
                )
            )
        )
    is_verified = Q(state=LeadState.CLOSED, closed_date__lte=on) & ~Q(
        verdict__in=["", Verdict.NOT_FOUND]
    )
    is_confirmed = is_verified & Q(verdict=Verdict.CONFIRMED)
    in_time = Q(closed_date__lte=F("due_date"))
    match asked.measure:
        case "verified_share":
            return asked.share(leads.filter(sent_date__lte=on), is_verified)
        case "confirmed_share":
            return asked.share(leads.filter(is_verified), is_confirmed)
        case "in_time_share":
            due = leads.filter(due_date__isnull=False).filter(in_time | Q(due_date__lt=on))
            return asked.share(due, in_time)
        case _:
            pass
    wanted = {
        "raised": Q(),
        "waiting": Q(state=LeadState.WAITING),
        "open": Q(state=LeadState.OPEN),
        "verified": is_verified,
        "confirmed": is_confirmed,
        "overdue": Q(state=LeadState.OPEN, due_date__lt=on),
    }[asked.measure]
    return asked.count(leads.filter(wanted))


def _answered(asked: _Asked) -> Tallies:
    """Findings whose term is over, or that are answered: how many a measure answers, in time.

    The measure is alive and proved. A finding that is still within its term is nobody's fault and
    does not count; one that has been dismissed or settled needs no answer.

    It answers a finding of its household if it is against the same risk, or against none that is
    named; it is in time as long as its own term has not run out, or if it was kept.
    """
    findings = LeadFinding.objects.filter(is_current=True, lead__raised_date__lte=asked.on)
    findings = findings.exclude(lead__state=LeadState.DISMISSED).exclude(
        lead__state=LeadState.CLOSED, lead__verdict__in=SETTLED
    )
    if asked.area:
        findings = findings.filter(check_name__in=asked.checks)
    measures = _with_proof(
        Measure.objects.filter(
            household=OuterRef("lead__household"), state__in=LIVE, started_date__lte=asked.on
        )
        .filter(Q(risk="") | Q(risk=OuterRef("risk")))
        .filter(Q(due_date__gte=asked.on) | Q(delivered_date__lte=F("due_date")))
    )
    found = within(findings, asked.scope, path="lead__").alias(is_answered=Exists(measures))
    judged = found.filter(Q(is_answered=True) | Q(lead__due_date__lt=asked.on))
    return asked.share(judged, Q(is_answered=True), path="lead__")


def _with_proof(measures: "QuerySet[Measure]") -> "QuerySet[Measure]":
    """Only measures that have a file attached."""
    owner = Concat(Fixed("measure:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    return measures.filter(Exists(Attachment.objects.filter(owner=owner)))


# ----------------------------------------------------------------------- visits


def _visits(asked: _Asked) -> Tallies:
    visits = asked.seen(Visit.objects.filter(visited_date__range=(asked.start_of_year, asked.on)))
    if asked.measure == "made":
        return asked.count(visits)
    if asked.measure in habits.SHARES:
        level = "league" if asked.level == REGION else asked.level
        found = habits.share(
            asked.measure, visits, level, rules=load_signs(asked.policy.content), on=asked.on
        )
        return habits.together(found, asked.root) if asked.level == REGION else found
    households = asked.count(visits, "household")
    if asked.measure == "households":
        return households
    below = _households(asked)
    return {place: (households.get(place, (0, None))[0], total) for place, total in below.items()}


def _households(asked: _Asked) -> dict[str, int]:
    """Place → the households in the register."""
    content = asked.policy.content
    table = content.contracts[next(iter(content.subjects.values())).table]
    statuses = table.column("status").codes
    level = "league" if asked.level == REGION else asked.level
    found: dict[str, int] = {}
    for (place, _status), number in register_counts.count_by_status(
        level=level, statuses=list(statuses), on=asked.on, scope=asked.scope
    ).items():
        place = asked.root if asked.level == REGION else place  # noqa: PLW2901 - the same place
        found[place] = found.get(place, 0) + number
    return found


# ------------------------------------------------------------------------ cases


def _cases(asked: _Asked) -> Tallies:
    on = asked.on
    every = asked.seen(Case.objects.filter(opened_date__lte=on))
    cases = every.filter(procedure=IDENTIFICATION)
    decided = cases.filter(decided_date__lte=on)
    watched = cases.filter(state__in=WATCHED)
    match asked.measure:
        case "in_time_share":
            return _in_time(asked, decided)
        case "identified_share":
            is_in = Q(state__in=WATCHED)
            return asked.share(decided.filter(is_in | Q(state=CaseState.REJECTED)), is_in)
        case "ended_share":
            return asked.share(watched, Q(state=CaseState.ENDED))
        case "relapsed_share":
            return asked.share(cases.filter(state=CaseState.ENDED), Q(relapsed_date__lte=on))
        case _:
            pass
    is_paused = Exists(Pause.objects.filter(case=OuterRef("pk"), end_date=None))
    return asked.count(
        {
            "opened": cases,
            "open": every.filter(state=CaseState.OPEN),
            "identified": watched,
            "refused": cases.filter(state=CaseState.REJECTED),
            "ended": cases.filter(state=CaseState.ENDED),
            "paused": every.filter(is_paused, state=CaseState.OPEN),
            "overdue": every.filter(state=CaseState.OPEN, due_date__lt=on),
        }[asked.measure]
    )


def _in_time(asked: _Asked, decided: "QuerySet[Case]") -> Tallies:
    """Decided cases: how many within the days of the parameter, not counting what was paused."""
    days = asked.policy.parameters.get(IDENTIFY_DAYS)
    term = asked.policy.value(IDENTIFY_DAYS, asked.on) if days is not None else None
    if term is None:
        return {}
    limit = timedelta(days=int(str(term)))
    pauses: dict[int, timedelta] = {}
    for case, start, end in Pause.objects.filter(case__in=decided).values_list(
        "case", "start_date", "end_date"
    ):
        if end is not None:
            pauses[case] = pauses.get(case, timedelta()) + (end - start)
    found: dict[str, tuple[int, int | None]] = {}
    level = "league" if asked.level == REGION else asked.level
    rows = decided.values_list("pk", level, "opened_date", "decided_date")
    for case, code, opened, closed in rows:
        place = asked.root if asked.level == REGION else code
        above, below = found.get(place, (0, 0))
        is_kept = closed - opened - pauses.get(case, timedelta()) <= limit
        found[place] = (above + int(is_kept), (below or 0) + 1)
    return found


# --------------------------------------------------------------------- measures


def _measures(asked: _Asked) -> Tallies:
    on = asked.on
    agreed = asked.seen(Measure.objects.filter(started_date__lte=on)).exclude(
        state=MeasureState.CANCELLED
    )
    given = agreed.filter(state__in=GIVEN)
    in_time = Q(state__in=GIVEN) & Q(delivered_date__lte=F("due_date"))
    match asked.measure:
        case "delivered_share":
            return asked.share(agreed, Q(state__in=GIVEN))
        case "in_time_share":
            due = agreed.filter(Q(state__in=GIVEN) | Q(due_date__lt=on))
            return asked.share(due, in_time)
        case "evidenced_share":
            owner = Concat(
                Fixed("measure:"), Cast(OuterRef("pk"), CharField()), output_field=CharField()
            )
            return asked.share(given, Exists(Attachment.objects.filter(owner=owner)))
        case _:
            pass
    return asked.count(
        {
            "agreed": agreed,
            "delivered": given,
            "overdue": agreed.exclude(state__in=GIVEN).filter(due_date__lt=on),
        }[asked.measure]
    )


# ------------------------------------------------------- campaigns and notices


def _campaigns(asked: _Asked) -> Tallies:
    parts = asked.seen(
        CampaignVillage.objects.filter(
            campaign__state=CampaignState.RUNNING, campaign__start_date__lte=asked.on
        )
    )
    match asked.measure:
        case "running":
            return asked.count(parts, "campaign")
        case "villages_share":
            return asked.share(parts, Q(visited__gte=F("households")))
        case "signed_off_share":
            return asked.share(parts, Q(township_signed_date__lte=asked.on))
        case _:
            pass
    counts = {"above": Sum("visited"), "below": Sum("households")}
    return {
        place: (row["above"], row["below"])
        for place, row in asked.rows(parts, counts)
        if row["below"]
    }


def _notices(asked: _Asked) -> Tallies:
    """Notices; what was caught in the draft is counted by the warnings that stand beside it."""
    notices: QuerySet[Model] = asked.seen(Notice.objects.filter(made_date__lte=asked.on))
    return asked.count(
        {
            "posted": notices.filter(posted_date__lte=asked.on),
            "taken_down": notices.filter(state=NoticeState.TAKEN_DOWN),
            "leaks_stopped": notices.exclude(warnings=[]),
        }[asked.measure]
    )


_KINDS: Mapping[str, Callable[[_Asked], Tallies]] = {
    "leads": _leads,
    "visits": _visits,
    "cases": _cases,
    "measures": _measures,
    "campaigns": _campaigns,
    "notices": _notices,
}
