"""Cases opened, moved step by step, sent back, refused, held, withdrawn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from shouwang.base.access import Actor, NotAllowed, Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.rules.procedures import Procedure, Step, Version
from shouwang.stages.cases import entering, guards, workflow
from shouwang.stages.cases.enums import CaseState, LeadSource
from shouwang.stages.cases.facts import LONGEST_REASON, kept_facts, read_move, read_reason
from shouwang.stages.cases.guards import Ruling
from shouwang.stages.cases.judging import judged_in_lake
from shouwang.stages.cases.models import Case, Lead, Pause, StepTaken
from shouwang.stages.cases.operations import numbering
from shouwang.stages.cases.queries import cases, standing as standings
from shouwang.stages.cases.queries.standing import Standing
from shouwang.stages.cases.rulebook import Rulebook, nearest_first, rulebook, rulebook_of
from shouwang.stages.cases.workflow import Move, MoveNotAllowed
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.register.queries import index

STATES = {
    "identified": CaseState.IDENTIFIED,
    "exited": CaseState.EXITED,
    "ended": CaseState.ENDED,
}


@transaction.atomic
def open_case(
    *,
    household: int,
    procedure: str,
    source: str,
    content: Content,
    lead_id: int | None = None,
    risks: Collection[str] = (),
    kind: str = "",
    is_green_channel: bool = False,
    at: datetime,
    by: Actor,
    on: date,
) -> Case:
    """Open a case of a household under a procedure as it is in force today, and return it.

    Args:
        kind: The kind of household; the one that its status suggests if it is not given.
        is_green_channel: Whether help comes first; for certain risks only.

    Raises:
        NotFound: if the household or the lead is not in the actor's area.
        NotAllowed: if opening such cases is not for their role.
        MoveNotAllowed: if the household cannot come under the procedure now.
    """
    book = rulebook(content)
    held = index.household(number=household, on=on, scope=by.scope)
    version = book.version_on(procedure, on, nearest_first(held.place, content))
    rules = book.procedure(procedure)
    if not by.is_program and not by.has_role(*version.opened_by):
        raise NotAllowed(_("opening such cases is not for your role"))
    lead = _lead(lead_id, household, by)
    _fail_if_unfit(rules, version, held.status, household, by, on)
    follows = cases.watched_case(household=household, on=on, scope=by.scope)
    kind = entering.kind_of(version, held.status, kind)
    if is_green_channel:
        entering.fail_if_not_green(version, risks)
    try:
        with transaction.atomic():
            case = Case.objects.create(
                number=numbering.take_number(letter=rules.letter, by=by, on=on),
                household=household,
                procedure=procedure,
                rules_from=version.start,
                lead=lead,
                follows=follows if rules.follows else None,
                source=_source(source),
                kind=kind,
                risks=entering.read_risks(risks, book),
                is_green_channel=is_green_channel,
                opened_by=by.name,
                opened_date=on,
                changed_by=by.label or by.name,
                changed_at=at,
                **held.place,
            )
    except IntegrityError:
        raise MoveNotAllowed(_("the household has an open case of this kind already")) from None
    stands = standings.standing(case=case, book=book, on=on, scope=by.scope)
    Case.objects.filter(pk=case.pk).update(**stands.ahead(on))
    _note_relapse(case, rules, on)
    case.refresh_from_db()
    audit.record(what="open_case", subject=f"case:{case.pk}", at=at, by=by, on=on)
    return case


def take_step(
    *,
    home: Home,
    policy: Policy,
    case_id: int,
    version: int,
    step: str,
    outcome: str = workflow.DONE,
    people: int = 1,
    facts: Mapping[str, Any] | None = None,
    note: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Case:
    """Take a step of a case, refuse at it, or send the case back from it.

    What the lake must be asked is asked first, with no transaction open; then everything is
    written at once, if nobody has changed the case meanwhile.

    Raises:
        NotFound: if the case is not in the actor's area.
        NotAllowed: if the step is for others.
        MoveNotAllowed: if the procedure does not allow the move.
        StepForbidden: with everything that forbids the step.
        Stale: if somebody has changed the case.
    """
    given = dict(facts or {})
    move = read_move(step, outcome, people, given, note)
    book = rulebook_of(policy)
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    _fail_if_stale(case, version)
    stands = standings.standing(case=case, book=book, on=on, scope=by.scope)
    if stands.is_over or not stands.open_steps():
        raise MoveNotAllowed(_("the case is closed"))
    if stands.open_pause is not None:
        raise MoveNotAllowed(_("the clocks stand still: let them run again first"))
    taking, role = workflow.judge(
        stands.version, stands.taken, move, by.roles, is_green=case.is_green_channel
    )
    fields = _decision(stands, move, given, book, by, on)
    rulings = rulings_of(stands=stands, step=step, home=home, by=by, on=on)
    if move.outcome != workflow.DONE:
        rulings = tuple(each for each in rulings if _is_about_person(stands, each))
    guards.fail_if_forbidden(rulings)
    signed = standings.signed_fact(case=case, step=taking, on=on, scope=by.scope)
    act = _Act(stands, taking, move, role, {**kept_facts(given, taking), **signed}, fields)
    return _write(act, version, at, by, on)


def rulings_of(
    *, stands: Standing, step: str, home: Home, by: Actor, on: date
) -> tuple[Ruling, ...]:
    """Return what every guard says of a step, were it taken now; nothing is changed."""
    version, policy = stands.version, stands.terms.policy
    own = guards.guards_of(version, step)
    checks = guards.conditions(version, step, policy, stands.procedure.of)
    judged = judged_in_lake(home, policy, household=stands.case.household, checks=checks, on=on)
    records = standings.forbidding_records(
        case=stands.case, words=[guard.record for guard in own if guard.record],
        on=on, scope=by.scope,
    )  # fmt: skip
    posted = standings.posted_for(case=stands.case, on=on, scope=by.scope)
    asked = guards.Asked(
        taken=stands.taken, opened=stands.case.opened_date, on=on, terms=stands.terms, by=by.name,
        judged=judged, checks=checks, records=records,
    )  # fmt: skip
    signed = standings.signed_papers(case=stands.case, step=step, on=on, scope=by.scope)
    return (
        *guards.signature_rulings(version.step(step), len(signed)),
        *guards.notice_rulings(version, version.step(step), posted, asked),
        *guards.rule(version, step, asked),
    )


@dataclass(frozen=True)
class _Act:
    """A step as it is to be written: what it is, in which role, and what it makes of the case."""

    stands: Standing
    step: Step
    move: Move
    role: str
    facts: Mapping[str, Any]
    fields: Mapping[str, Any]


@transaction.atomic
def _write(act: _Act, version: int, at: datetime, by: Actor, on: date) -> Case:
    stands, step, move = act.stands, act.step, act.move
    case = stands.case
    change(case, version, at=at, by=by, **act.fields)
    if move.outcome == workflow.RETURNED:
        undone = workflow.voided(stands.version, stands.taken, step)
        StepTaken.objects.filter(pk__in=[stands.steps[each].pk for each in undone]).update(
            is_void=True
        )
    StepTaken.objects.create(
        case=case, step=step.name, outcome=move.outcome, taken_by=by.name, taken_role=act.role,
        people=move.people, taken_date=on, taken_at=at, note=move.note, facts=dict(act.facts),
    )  # fmt: skip
    now = replace(stands, steps=tuple(case.steps.order_by("taken_at", "id")))
    ahead = now.ahead(on)
    if not ahead["next_steps"] and case.closed_date is None:
        ahead["closed_date"] = on
    _set(case, **ahead)
    if step.name == stands.version.decided_by and move.outcome == workflow.DONE:
        _end_followed(case, stands, at, by, on)
    audit.record(
        what="take_step", subject=f"case:{case.pk}", at=at, by=by, on=on,
        detail={"step": step.name, "outcome": move.outcome},
    )  # fmt: skip
    return case


def _set(case: Case, **fields: Any) -> None:
    """Write fields that follow from a change which has been written just now."""
    Case.objects.filter(pk=case.pk).update(**fields)
    for name, value in fields.items():
        setattr(case, name, value)


@transaction.atomic
def withdraw_case(
    *, content: Content, case_id: int, version: int, reason: str, at: datetime, by: Actor, on: date
) -> Case:
    """Withdraw a case that is not decided: it was opened in error, or there is nobody any more.

    Raises:
        NotAllowed: if it is neither for those who open such cases nor for who decides them.
        MoveNotAllowed: if it is decided.
    """
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    stands = standings.standing(case=case, book=rulebook(content), on=on, scope=by.scope)
    deciding = stands.version.step(stands.version.decided_by)
    if not by.is_program and not by.has_role(*stands.version.opened_by, *deciding.by):
        raise NotAllowed(_("withdrawing such cases is not for your role"))
    if case.state != CaseState.OPEN:
        raise MoveNotAllowed(_("only a case that is not decided can be withdrawn"))
    change(
        case, version, at=at, by=by, state=CaseState.WITHDRAWN, closed_date=on,
        closed_reason=read_reason(reason), next_steps=[], due_date=None, due_clock="", review_reason="",
    )  # fmt: skip
    audit.record(what="withdraw_case", subject=f"case:{case.pk}", at=at, by=by, on=on)
    return case


@transaction.atomic
def pause_case(
    *, content: Content, case_id: int, version: int, reason: str, note: str = "",
    at: datetime, by: Actor, on: date,
) -> Case:  # fmt: skip
    """Let the clocks of a case stand still for a reason that the procedure knows.

    Raises:
        NotAllowed: if it is not for those who open such cases.
        MoveNotAllowed: if no clock can stand still, or the reason has been used up.
    """
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    stands = standings.standing(case=case, book=rulebook(content), on=on, scope=by.scope)
    _fail_if_not_opener(stands, by)
    if stands.is_over or not case.next_steps:
        raise MoveNotAllowed(_("the case is closed"))
    if stands.open_pause is not None:
        raise MoveNotAllowed(_("the clocks stand still already"))
    standings.fail_if_used_up(stands=stands, reason=reason, on=on, scope=by.scope)
    change(case, version, at=at, by=by)
    Pause.objects.create(
        case=case, reason=reason, note=read_reason(note) if note else "", start_date=on,
        paused_by=by.name,
    )  # fmt: skip
    return _run_on(case, stands, "pause_case", at, by, on)


@transaction.atomic
def resume_case(
    *, content: Content, case_id: int, version: int, at: datetime, by: Actor, on: date
) -> Case:
    """Let the clocks of a case run again.

    Raises:
        NotAllowed: if it is not for those who open such cases.
        MoveNotAllowed: if they run.
    """
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    stands = standings.standing(case=case, book=rulebook(content), on=on, scope=by.scope)
    _fail_if_not_opener(stands, by)
    if stands.open_pause is None:
        raise MoveNotAllowed(_("the clocks run already"))
    change(case, version, at=at, by=by)
    Pause.objects.filter(pk=stands.open_pause.pk).update(end_date=on)
    return _run_on(case, stands, "resume_case", at, by, on)


def _run_on(case: Case, stands: Standing, what: str, at: datetime, by: Actor, on: date) -> Case:
    pauses = tuple(case.pauses.order_by("start_date", "id"))
    _set(case, **replace(stands, pauses=pauses).ahead(on))
    audit.record(what=what, subject=f"case:{case.pk}", at=at, by=by, on=on)
    return case


def _fail_if_not_opener(stands: Standing, by: Actor) -> None:
    if not by.is_program and not by.has_role(*stands.version.opened_by):
        raise NotAllowed(_("this is for those who open such cases"))


# ------------------------------------------------------------------------------- parts


def _lead(lead_id: int | None, household: int, by: Actor) -> Lead | None:
    if lead_id is None:
        return None
    return found_within(Lead.objects.all(), by.scope, pk=lead_id, household=household)


def _source(source: str) -> str:
    if source not in LeadSource.values:
        raise InputProblems([Problem("source", _("there is no source {name}").format(name=source))])
    return source


def _fail_if_unfit(
    rules: Procedure, version: Version, status: str, household: int, by: Actor, on: date
) -> None:
    if version.statuses and status not in version.statuses:
        raise MoveNotAllowed(_("the procedure is not for households of this status"))
    if version.kinds and not entering.fitting_kinds(version, status):
        raise MoveNotAllowed(_("the procedure is not for households of this status"))
    watched = cases.is_watched(household=household, on=on, scope=by.scope)
    if rules.follows and not watched:
        raise MoveNotAllowed(_("the household is not watched: there is no risk to be ended"))
    if rules.name == cases.IDENTIFICATION and watched:
        raise MoveNotAllowed(_("the household is watched already"))
    if cases.open_cases_of(household=household, procedure=rules.name, on=on, scope=by.scope):
        raise MoveNotAllowed(_("the household has an open case of this kind already"))


def _fail_if_stale(case: Case, version: int) -> None:
    if case.version != version:
        raise Stale(
            _("{who} changed this at {time}; your entries are kept below, look at both").format(
                who=case.changed_by or _("somebody"),
                time=f"{case.changed_at:%Y-%m-%d %H:%M}" if case.changed_at else "",
            )
        )


def _is_about_person(stands: Standing, ruling: Ruling) -> bool:
    return any(guard.name == ruling.name and guard.other_than for guard in stands.version.guards)


def _decision(
    stands: Standing, move: Move, facts: Mapping[str, Any], book: Rulebook, by: Actor, on: date
) -> dict[str, Any]:
    """Return what a move makes of the case itself."""
    if move.outcome == workflow.REFUSED:
        return {"state": CaseState.REJECTED, "decided_date": on, "closed_date": on,
                "closed_reason": move.note[:LONGEST_REASON]}  # fmt: skip
    if move.outcome != workflow.DONE or move.step != stands.version.decided_by:
        return {}
    case = stands.case
    fields: dict[str, Any] = {"state": STATES[stands.version.decides], "decided_date": on}
    if stands.version.kinds:
        status = index.household(number=case.household, on=on, scope=by.scope).status
        kind = entering.kind_of(stands.version, status, str(facts.get("kind") or case.kind))
        if not kind:
            raise MoveNotAllowed(_("say which kind of household it is"))
        fields["kind"] = kind
    if stands.procedure.follows:
        fields["ended_way"] = entering.way_of_ending(str(facts.get("way") or ""), book)
    return fields


def _end_followed(case: Case, stands: Standing, at: datetime, by: Actor, on: date) -> None:
    """The case of identification ends with the one that follows it; somebody goes there again."""
    watched = case.follows
    if watched is None or watched.state != CaseState.IDENTIFIED:
        return
    care = stands.version.aftercare
    recheck = care.rechecks[0].after(on, policy=stands.terms.policy) if care else None
    change(
        watched, watched.version, at=at, by=by, state=CaseState.ENDED, closed_date=on,
        ended_way=case.ended_way, recheck_date=recheck, next_steps=[], due_date=None, due_clock="",
    )  # fmt: skip


def _note_relapse(case: Case, rules: Procedure, on: date) -> None:
    """A household identified anew after its risk had ended has fallen back."""
    if rules.name != cases.IDENTIFICATION:
        return
    Case.objects.filter(
        household=case.household, procedure=rules.name, state=CaseState.ENDED, relapsed_date=None
    ).update(relapsed_date=on)
