"""What is done in the project bank: declared, taken step by step, declared anew, adjusted, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases import guards, workflow
from shouwang.stages.cases.operations.numbering import take_number
from shouwang.stages.cases.rulebook import nearest_first
from shouwang.stages.cases.workflow import Move
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within, place_fields
from shouwang.stages.programmes.industry import bank, rulebook
from shouwang.stages.programmes.industry.declared import FIELDS, read_declared
from shouwang.stages.programmes.industry.enums import BankState
from shouwang.stages.programmes.industry.models import Edition, Proposal, ProposalStep
from shouwang.stages.programmes.industry.queries import bank as known

NUMBERS = "K"
FEED = "project"
LONGEST_NOTE = 300  # characters, as the column is wide


class NotAdjustable(ShouwangError):
    """The bank is not adjusted now, or this project cannot be any more."""


@transaction.atomic
def declare_project(
    *, content: Content, village: str, told: Mapping[str, str], at: datetime, by: Actor, on: date
) -> Proposal:
    """Declare a project for the bank: a draft of the village, which nobody has agreed to yet.

    Raises:
        NotFound: if the village is not the actor's.
        InputProblems: with all that is wrong.
    """
    _require(by, Role.VILLAGE)
    place = place_fields(content, village) if village in content.regions else {}
    if not place or not by.scope.covers(place):
        raise NotFound(_("there is no such record in your area"))
    fields = read_declared(told, content.contracts[FEED]).fields
    version = rulebook.version_on(content, on, tuple(content.ancestors(village).values()))
    try:
        with transaction.atomic():
            found = Proposal.objects.create(
                number=take_number(letter=NUMBERS, by=by, on=on), **fields, **place,
                rules_from=version.start, next_steps=bank.next_steps(version, ()),
                declared_by=by.name, declared_date=on, changed_by=by.label or by.name,
                changed_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise _doubled() from None
    audit.record(what="declare_project", subject=f"proposal:{found.pk}", at=at, by=by, on=on)
    return found


@transaction.atomic
def amend_project(
    *, content: Content, proposal_id: int, version: int, told: Mapping[str, str], at: datetime,
    by: Actor, on: date,
) -> Proposal:  # fmt: skip
    """Declare a project anew that nobody reviews; what it said before is kept.

    Raises:
        NotAdjustable: if it is under review or further.
        InputProblems: with all that is wrong.
    """
    _require(by, Role.VILLAGE)
    found = found_within(Proposal.objects.all(), by.scope, pk=proposal_id)
    if found.version == version and found.state != BankState.DRAFT:
        raise NotAdjustable(_("only a draft can be changed; it has been handed in"))
    fields = read_declared(told, content.contracts[FEED]).fields
    before = {name: _as_json(getattr(found, name)) for name in FIELDS}
    edition = found.edition
    try:
        with transaction.atomic():
            change(found, version, at=at, by=by, **fields, edition=edition + 1)
    except IntegrityError:
        raise _doubled() from None
    Edition.objects.create(
        proposal=found, edition=edition, fields=before, kept_by=by.name, kept_date=on
    )
    audit.record(what="amend_project", subject=f"proposal:{found.pk}", at=at, by=by, on=on,
                 detail={"edition": edition + 1})  # fmt: skip
    return found


@transaction.atomic
def take_step(
    *,
    content: Content,
    proposal_id: int,
    version: int,
    step: str,
    outcome: str = workflow.DONE,
    papers: Sequence[str] = (),
    note: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Proposal:
    """Take a step of a project, refuse at it, or send the project back from it.

    Raises:
        NotFound: if it is not in the actor's area.
        NotAllowed: if the step is for others.
        MoveNotAllowed: if it cannot be taken now.
        StepForbidden: with everything that forbids it.
        Stale: if somebody has changed it meanwhile.
    """
    stands = known.standing(proposal_id=proposal_id, content=content, on=on, scope=by.scope)
    found = stands.proposal
    if found.version != version:
        change(found, version, at=at, by=by)  # tells who has changed it
    if found.state in {BankState.DROPPED, BankState.WITHDRAWN}:
        raise workflow.MoveNotAllowed(_("the project is no longer in the bank"))
    move = Move(step, outcome, papers=tuple(papers), note=_note(note))
    taking, role = workflow.judge(
        stands.version, stands.taken, move, bank.roles_for(frozenset(by.roles))
    )
    if outcome == workflow.DONE:
        guards.fail_if_forbidden(
            known.rulings_of(stands=stands, step=taking, by=by.name, content=content, on=on,
                             scope=by.scope)
        )  # fmt: skip
    change(found, version, at=at, by=by)
    if outcome == workflow.RETURNED:
        _undo(stands, [stands.steps[each].pk for each in
                       workflow.voided(stands.version, stands.taken, taking)])  # fmt: skip
    ProposalStep.objects.create(
        proposal=found, step=step, outcome=outcome, edition=found.edition, papers=list(papers),
        note=move.note, taken_by=by.name, taken_role=role, taken_date=on, taken_at=at,
    )  # fmt: skip
    _stand(found, content, on, reason=move.note if outcome == workflow.REFUSED else "", by=by)
    audit.record(what="take_project_step", subject=f"proposal:{found.pk}", at=at, by=by, on=on,
                 detail={"step": step, "outcome": outcome})  # fmt: skip
    return found


@transaction.atomic
def reopen_project(
    *, content: Content, proposal_id: int, version: int, reason: str, at: datetime, by: Actor,
    on: date,
) -> Proposal:  # fmt: skip
    """Adjust a listed project: the village declares it anew, and it goes the whole way again.

    Raises:
        NotAdjustable: if it is not the season, or money has been assigned to it.
    """
    found = _adjusted(content, proposal_id, version, by, on, (BankState.LISTED,))
    stands = known.standing(proposal_id=found.pk, content=content, on=on, scope=by.scope)
    words = _reason(reason)
    change(found, version, at=at, by=by)
    _undo(stands, [each.pk for each in stands.steps])
    _stand(found, content, on, reason="", by=by)
    audit.record(what="reopen_project", subject=f"proposal:{found.pk}", at=at, by=by, on=on,
                 detail={"reason": words})  # fmt: skip
    return found


@transaction.atomic
def drop_project(
    *, content: Content, proposal_id: int, version: int, reason: str, at: datetime, by: Actor,
    on: date,
) -> Proposal:  # fmt: skip
    """Take a project out of the bank whose ground is gone, before it has been begun.

    Raises:
        NotAdjustable: if it is not the season, or it has been begun.
    """
    allowed = (BankState.LISTED, BankState.PLANNED)
    found = _adjusted(content, proposal_id, version, by, on, allowed)
    change(found, version, at=at, by=by, state=BankState.DROPPED, next_steps=[],
           closed_date=on, closed_reason=_reason(reason))  # fmt: skip
    audit.record(what="drop_project", subject=f"proposal:{found.pk}", at=at, by=by, on=on)
    return found


@transaction.atomic
def withdraw_project(
    *, content: Content, proposal_id: int, version: int, reason: str, at: datetime, by: Actor,
    on: date,
) -> Proposal:  # fmt: skip
    """Withdraw a project that has not entered the bank.

    Raises:
        NotAdjustable: if it has.
    """
    del content
    _require(by, Role.VILLAGE)
    found = found_within(Proposal.objects.all(), by.scope, pk=proposal_id)
    can = (BankState.DRAFT, BankState.REVIEW)
    if found.version == version and found.state not in can:
        raise NotAdjustable(_("it has entered the bank, or is closed"))
    change(found, version, at=at, by=by, state=BankState.WITHDRAWN, next_steps=[],
           closed_date=on, closed_reason=_reason(reason))  # fmt: skip
    audit.record(what="withdraw_project", subject=f"proposal:{found.pk}", at=at, by=by, on=on)
    return found


def _adjusted(
    content: Content, proposal_id: int, version: int, by: Actor, on: date,
    states: Sequence[BankState],
) -> Proposal:  # fmt: skip
    _require(by, Role.APPROVER)
    found = found_within(Proposal.objects.all(), by.scope, pk=proposal_id)
    month = rulebook.project_rules(content, on).adjust_from_month
    if on.month < month:
        raise NotAdjustable(_("the bank is adjusted from month {month} on").format(month=month))
    if found.version == version and found.state not in states:
        raise NotAdjustable(_("this project cannot be adjusted any more"))
    return found


def _undo(stands: known.Standing, steps: Sequence[int]) -> None:
    """Void steps with the notices that belong to them."""
    names = {each.step for each in stands.steps if each.pk in set(steps)}
    stands.proposal.steps.filter(pk__in=steps).update(is_void=True)
    stands.proposal.notices.filter(step__in=names).update(is_void=True)


def _stand(found: Proposal, content: Content, on: date, *, reason: str, by: Actor) -> None:
    """Write where a project stands now that its steps have changed."""
    version = rulebook.version_from(content, found.rules_from, nearest_first(found.place, content))
    fresh = known.standing(proposal_id=found.pk, content=content, on=on, scope=by.scope)
    fields = bank.standing_fields(version, fresh.taken, on)
    if reason:
        fields["closed_reason"] = reason
    Proposal.objects.filter(pk=found.pk).update(**fields)
    found.refresh_from_db()


def _note(note: str) -> str:
    words = note.strip()
    if len(words) > LONGEST_NOTE or "\x00" in words:
        message = _("at most {count} characters").format(count=LONGEST_NOTE)
        raise InputProblems([Problem("note", message)])
    return words


def _reason(reason: str) -> str:
    words = _note(reason)
    if not words:
        raise InputProblems([Problem("reason", _("say why"))])
    return words


def _doubled() -> InputProblems:
    message = _("the village has a project of this name in this year")
    return InputProblems([Problem("name", message)])


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _require(by: Actor, *roles: Role) -> None:
    if not (by.is_program or by.has_role(*roles)):
        raise NotAllowed(_("this is not for your role"))
