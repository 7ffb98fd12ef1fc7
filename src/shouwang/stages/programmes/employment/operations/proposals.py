"""What becomes of a proposed post: answered, taken up, kept three months, or ended."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.pack import Policy
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.programmes.employment.enums import DeclineReason, EndReason, ProposalState
from shouwang.stages.programmes.employment.keeping import first_kept_day
from shouwang.stages.programmes.employment.models import Proposal

ANSWERERS = (Role.VILLAGE, Role.TEAM, Role.TOWNSHIP, Role.CLERK)
PLACERS = (Role.VILLAGE, Role.TEAM, Role.TOWNSHIP, Role.CLERK)
LONGEST_NOTE = 300  # the width of the column


class ProposalIsPast(ShouwangError):
    """The proposal stands elsewhere by now; this cannot be done to it."""


@transaction.atomic
def answer_proposal(
    *, proposal_id: int, version: int, accepts: bool, reason: str = "", note: str = "",
    at: datetime, by: Actor, on: date,
) -> Proposal:  # fmt: skip
    """Keep what the seeker says to an offer; whoever asked them at the door writes it down.

    Raises:
        ProposalIsPast: if it is answered already, or a new round has replaced it.
        InputProblems: if it is declined without a reason.
    """
    found = _open(proposal_id, by, ANSWERERS, (ProposalState.OFFERED,))
    problems = _faulty_note(note)
    if not accepts and reason not in DeclineReason.values:
        problems.append(Problem("reason", _("choose why")))
    if problems:
        raise InputProblems(problems)
    state = ProposalState.ACCEPTED if accepts else ProposalState.DECLINED
    return _changed(
        "answer_proposal", found, version, at, by, on, state=state, answered_date=on,
        answered_by=by.label or by.name, reason="" if accepts else reason, note=note.strip(),
    )  # fmt: skip


@transaction.atomic
def place_seeker(
    *, proposal_id: int, version: int, placed_date: date, at: datetime, by: Actor, on: date
) -> Proposal:  # fmt: skip
    """Write down that the seeker has begun to work.

    Raises:
        ProposalIsPast: if they have not accepted it, or work there already.
        InputProblems: if the day is ahead, or before the offer.
    """
    found = _open(proposal_id, by, PLACERS, (ProposalState.ACCEPTED,))
    if not found.offered_date <= placed_date <= on:
        message = _("the day lies between the offer and today")
        raise InputProblems([Problem("placed_date", message)])
    return _changed("place_seeker", found, version, at, by, on, state=ProposalState.PLACED,
                    placed_date=placed_date)  # fmt: skip


@transaction.atomic
def confirm_kept(
    *, policy: Policy, proposal_id: int, version: int, at: datetime, by: Actor, on: date
) -> Proposal:  # fmt: skip
    """Write down that they are still in the post after the months the policy asks for.

    Raises:
        ProposalIsPast: if they are not in the post.
        InputProblems: if it is too early to say.
    """
    found = _open(proposal_id, by, PLACERS, (ProposalState.PLACED,))
    first = first_kept_day(policy, found.placed_date, on=on)
    if on < first:
        message = _("it is kept from {day} at the earliest").format(day=first.isoformat())
        raise InputProblems([Problem("placed_date", message)])
    return _changed("confirm_kept", found, version, at, by, on, state=ProposalState.KEPT,
                    kept_date=on)  # fmt: skip


@transaction.atomic
def end_placement(
    *, proposal_id: int, version: int, reason: str, ended_date: date, note: str = "",
    at: datetime, by: Actor, on: date,
) -> Proposal:  # fmt: skip
    """Write down that they have left the post, or will not begin, and why.

    Raises:
        ProposalIsPast: if they neither accepted it nor work there.
        InputProblems: with all that is wrong with what was typed.
    """
    found = _open(
        proposal_id, by, PLACERS,
        (ProposalState.ACCEPTED, ProposalState.PLACED, ProposalState.KEPT),
    )  # fmt: skip
    problems = _faulty_note(note)
    if reason not in EndReason.values:
        problems.append(Problem("reason", _("choose why")))
    if not (found.placed_date or found.offered_date) <= ended_date <= on:
        problems.append(Problem("ended_date", _("the day lies between the first day and today")))
    if problems:
        raise InputProblems(problems)
    return _changed("end_placement", found, version, at, by, on, state=ProposalState.ENDED,
                    ended_date=ended_date, reason=reason, note=note.strip())  # fmt: skip


def _open(
    proposal_id: int, by: Actor, roles: tuple[Role, ...], states: tuple[ProposalState, ...]
) -> Proposal:  # fmt: skip
    if not by.has_role(*roles):
        raise NotAllowed(_("this is not for your role"))
    found = found_within(Proposal.objects.all(), by.scope, pk=proposal_id)
    if found.state not in states:
        raise ProposalIsPast(
            _("the proposal is past this step: {state}").format(state=found.get_state_display())
        )
    return found


def _faulty_note(note: str) -> list[Problem]:
    if len(note.strip()) <= LONGEST_NOTE and "\0" not in note:
        return []
    return [Problem("note", _("no more than {count} characters").format(count=LONGEST_NOTE))]


def _changed(
    what: str, found: Proposal, version: int, at: datetime, by: Actor, on: date, **fields: Any
) -> Proposal:  # fmt: skip
    change(found, version, at=at, by=by, **fields)
    audit.record(what=what, subject=f"proposal:{found.pk}", at=at, by=by, on=on,
                 detail={"state": str(found.state)})  # fmt: skip
    return found
