"""How a case stands: its procedure, the steps taken, the clocks, and what forbids what is next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from shouwang.base.access import Scope
from shouwang.base.words import _
from shouwang.rules.duration import Duration
from shouwang.rules.procedures import Procedure, Step, Version
from shouwang.stages.cases import clocks, workflow
from shouwang.stages.cases.clocks import Reading, Stop, Terms
from shouwang.stages.cases.enums import (
    CaseState,
    FileKind,
    MeasureState,
    NoticeState,
    ObjectionState,
)
from shouwang.stages.cases.guards import Posted
from shouwang.stages.cases.models import (
    Attachment,
    Case,
    Measure,
    Notice,
    Objection,
    Pause,
    StepTaken,
)
from shouwang.stages.cases.rulebook import Rulebook, nearest_first
from shouwang.stages.cases.workflow import MoveNotAllowed, Taken
from shouwang.stages.register.queries import index

# The facts of a member's plan, all of which must be there.
PLAN = ("cause", "measure", "who", "due")
# The fact of a step that names the signed papers it was taken with.
SIGNED_PAPERS = "signed_papers"


@dataclass(frozen=True)
class Standing:
    """A case with the rules it runs by and all that has happened.

    Attributes:
        steps: Every step as it was taken, those made void too, the oldest first.
        taken: The same as the pure modules read them.
    """

    case: Case
    procedure: Procedure
    version: Version
    steps: tuple[StepTaken, ...]
    pauses: tuple[Pause, ...]
    terms: Terms

    @property
    def taken(self) -> list[Taken]:
        """The steps as the workflow reads them."""
        return [_taken_of(step) for step in self.steps]

    @property
    def is_over(self) -> bool:
        """Whether no step can follow."""
        return self.case.state in {CaseState.REJECTED, CaseState.WITHDRAWN}

    @property
    def open_pause(self) -> Pause | None:
        """The time in which it stands still now."""
        return next((each for each in self.pauses if each.end_date is None), None)

    def open_steps(self) -> tuple[Step, ...]:
        """Return the steps that may be taken now."""
        if self.is_over:
            return ()
        return workflow.open_steps(self.version, self.taken, is_green=self.case.is_green_channel)

    def clocks(self, on: date) -> tuple[Reading, ...]:
        """Return its clocks as they stand on a day."""
        return clocks.read_clocks(
            self.version,
            opened=self.case.opened_date,
            taken=self.taken,
            stops=_stops_of(self.pauses, self.version, self.terms),
            terms=self.terms,
            on=on,
            is_green=self.case.is_green_channel,
        )

    def ahead(self, on: date) -> dict[str, Any]:
        """Return the fields of the case that tell what comes next and by when."""
        steps = [step.name for step in self.open_steps()]
        due, clock = clocks.nearest(self.clocks(on)) if steps else (None, "")
        return {"next_steps": steps, "due_date": due, "due_clock": clock}


def standing(*, case: Case, book: Rulebook, on: date, scope: Scope) -> Standing:
    """Return how a case that has been found within the scope stands."""
    del on, scope
    places = nearest_first(case.place, book.policy.content)
    return Standing(
        case=case,
        procedure=book.procedure(case.procedure),
        version=book.version(case.procedure, case.rules_from, places),
        steps=tuple(case.steps.order_by("taken_at", "id")),
        pauses=tuple(case.pauses.order_by("start_date", "id")),
        terms=book.terms(places),
    )


def _taken_of(step: StepTaken) -> Taken:
    """Return a step as the workflow reads it."""
    return Taken(
        step.step, step.outcome, step.taken_by, step.taken_role, step.taken_date, step.is_void,
        step.facts,
    )  # fmt: skip


def _stops_of(pauses: Iterable[Pause], version: Version, terms: Terms) -> list[Stop]:
    """Return the times a case stood still; what a reason may last is used up only once."""
    allowed = {pause.name: pause.at_most for pause in version.pauses}
    used: dict[str, int] = {}
    found = []
    for pause in pauses:
        most = allowed.get(pause.reason)
        days = most.days_on(pause.start_date, terms.policy) if most is not None else None
        left = None if days is None else max(0, days - used.get(pause.reason, 0))
        at_most = None if left is None else Duration(left, bool(most and most.in_workdays))
        stop = Stop(pause.start_date, pause.end_date, at_most)
        end = clocks.end_of_stop(stop, terms)
        used[pause.reason] = used.get(pause.reason, 0) + (end - pause.start_date).days
        found.append(stop)
    return found


def fail_if_used_up(*, stands: Standing, reason: str, on: date, scope: Scope) -> None:
    """Refuse a reason for standing still that the procedure does not know, or knows no longer.

    Raises:
        MoveNotAllowed: if so.
    """
    del scope
    known = {pause.name: pause for pause in stands.version.pauses}
    if reason not in known:
        raise MoveNotAllowed(_("clocks do not stand still for that reason"))
    asked = Pause(case=stands.case, reason=reason, start_date=on)
    stop = _stops_of([*stands.pauses, asked], stands.version, stands.terms)[-1]
    if stop.at_most is not None and not stop.at_most.count:
        raise MoveNotAllowed(
            _("the clocks have stood still for “{reason}” as long as they may").format(
                reason=known[reason].label
            )
        )


def posted_for(*, case: Case, on: date, scope: Scope) -> list[Posted]:
    """Return the notices of a case that hang or have run their days."""
    del on, scope
    # One that was taken down after its days has hung for all of them.
    hung = Q(state=NoticeState.TAKEN_DOWN, taken_down_date__gt=F("until_date"))
    notices = Notice.objects.filter(
        hung | Q(state__in=[NoticeState.POSTED, NoticeState.EXPIRED]),
        entries__case=case, procedure=case.procedure,
    )  # fmt: skip
    return [Posted(each.step, each.posted_date, each.until_date) for each in notices]


def signed_papers(*, case: Case, step: str, on: date, scope: Scope) -> list[Attachment]:
    """Return the signed papers of a case that count for a step now, the oldest first.

    One that a step was taken with counts no more: after a return the household signs anew.
    """
    del on, scope
    used = {
        number
        for facts in case.steps.filter(step=step).values_list("facts", flat=True)
        for number in facts.get(SIGNED_PAPERS, ())
    }
    found = Attachment.objects.filter(owner=f"case:{case.pk}", kind=FileKind.SIGNATURE)
    return list(found.exclude(pk__in=used).order_by("id"))


def signed_fact(*, case: Case, step: Step, on: date, scope: Scope) -> dict[str, list[int]]:
    """Return the fact that names the signed papers a step is taken with, if it wants any."""
    if workflow.HOUSEHOLD not in step.signs:
        return {}
    papers = signed_papers(case=case, step=step.name, on=on, scope=scope)
    return {SIGNED_PAPERS: [each.pk for each in papers]}


def forbidding_records(
    *, case: Case, words: Iterable[str], on: date, scope: Scope
) -> Mapping[str, str]:
    """Return those of the words that forbid a step by what the database holds, each with why."""
    answers = {
        "objection_open": _objections,
        "no_delivered_measure": _no_delivered,
        "no_consent": _no_consent,
        "no_evidence": _no_evidence,
        "no_measure_a_member": _no_plan,
        "entered_this_year": _entered,
        "spot_check_open": _spot_check,
    }
    found = {word: answers[word](case, on, scope) for word in words}
    return {word: why for word, why in found.items() if why}


def _objections(case: Case, on: date, scope: Scope) -> str:
    del on, scope
    notices = Notice.objects.filter(entries__case=case)
    # What comes after the days of the notice is a message, and holds nothing up.
    holding = Objection.objects.filter(state=ObjectionState.OPEN, is_late=False)
    count = (
        holding.filter(case=case).count() + holding.filter(case=None, notice__in=notices).count()
    )
    return _("{count} objections are not decided").format(count=count) if count else ""


def _no_delivered(case: Case, on: date, scope: Scope) -> str:
    del scope
    there = Measure.objects.filter(
        household=case.household,
        state__in=[MeasureState.DELIVERED, MeasureState.ENDED],
        delivered_date__lte=on,
        is_mismatch=False,
    ).exists()
    return "" if there else _("no measure that answers a risk has been delivered")


def _no_consent(case: Case, on: date, scope: Scope) -> str:
    del on, scope
    there = case.steps.filter(step="consent", outcome=workflow.DONE, is_void=False).exists()
    return "" if there else _("the household has not agreed in writing")


def _no_evidence(case: Case, on: date, scope: Scope) -> str:
    del on, scope
    there = Attachment.objects.filter(owner=f"case:{case.pk}").exists()
    return "" if there else _("nothing is attached that proves it")


def _no_plan(case: Case, on: date, scope: Scope) -> str:
    members = index.household(number=case.household, on=on, scope=scope).members
    whole = [
        plan for plan in case.member_plans.values()
        if all(str(plan.get(key) or "").strip() for key in PLAN)
    ]  # fmt: skip
    missing = members - len(whole)
    if missing <= 0:
        return ""
    return _("{count} of {members} members have no cause, measure, person and date").format(
        count=missing, members=members
    )


def _entered(case: Case, on: date, scope: Scope) -> str:
    held = index.household(number=case.household, on=on, scope=scope)
    if held.status == "relapsed":
        return _("the household fell back into poverty")
    entered = (
        Case.objects.filter(
            household=case.household, decided_date__year=on.year,
            state__in=[CaseState.IDENTIFIED, CaseState.ENDED],
        )
        .exclude(pk=case.pk)
        .exists()
    )  # fmt: skip
    return _("it was entered this year") if entered else ""


def _spot_check(case: Case, on: date, scope: Scope) -> str:
    del case, on, scope
    return _("nothing is held here about spot checks")
