"""Public notices of the project bank, and what is said against a project while they hang."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.procedures import Step
from shouwang.stages.cases.clocks import due_after
from shouwang.stages.cases.enums import ObjectionState
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.cases.rulebook import nearest_first, rulebook
from shouwang.stages.cases.workflow import MoveNotAllowed, acting_role, latest
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.programmes.industry import bank
from shouwang.stages.programmes.industry.models import BankNotice, BankObjection, Proposal
from shouwang.stages.programmes.industry.queries import bank as known

LONGEST_WORDS = 300  # characters, as the columns are wide
# Where the notice of a step hangs, by who takes the step.
LEVELS = {Role.VILLAGE: "village", Role.TOWNSHIP: "township"}
BANNER = "banner"


@transaction.atomic
def post_notice(
    *, content: Content, proposal_id: int, version: int, step: str, at: datetime, by: Actor,
    on: date,
) -> BankNotice:  # fmt: skip
    """Post the notice of a step that is done; it hangs for the days the procedure wants.

    Raises:
        NotAllowed: if the step is for others.
        MoveNotAllowed: if it wants no notice, is not done, or has one hanging.
    """
    stands = known.standing(proposal_id=proposal_id, content=content, on=on, scope=by.scope)
    found = stands.proposal
    taking = _step(stands, step)
    if not acting_role(taking, bank.roles_for(frozenset(by.roles))):
        raise NotAllowed(_("the step “{step}” is not for your role").format(step=taking.label))
    if taking.notice is None or latest(stands.taken, step) is None:
        raise MoveNotAllowed(_("no notice is to be posted for this step now"))
    terms = rulebook(content).terms(nearest_first(found.place, content))
    until = due_after(on, taking.notice.at_least, (), terms)
    if until is None:
        raise MoveNotAllowed(_("no term of the notice is in force"))
    change(found, version, at=at, by=by)
    try:
        with transaction.atomic():
            notice = BankNotice.objects.create(
                proposal=found, step=step, level=_level_of(taking), edition=found.edition,
                posted_date=on, until_date=until, posted_by=by.name,
            )  # fmt: skip
    except IntegrityError:
        raise MoveNotAllowed(_("its notice has been posted already")) from None
    audit.record(what="post_bank_notice", subject=f"proposal:{found.pk}", at=at, by=by, on=on,
                 detail={"step": step})  # fmt: skip
    return notice


def _level_of(step: Step) -> str:
    """Return the level at which the notice of a step hangs."""
    return next((level for role, level in LEVELS.items() if role in step.by), BANNER)


def _step(stands: known.Standing, step: str) -> Step:
    if step not in stands.version.names:
        raise MoveNotAllowed(_("there is no step {step} here").format(step=step))
    return stands.version.step(step)


@transaction.atomic
def receive_objection(
    *, proposal_id: int, version: int, words: str, at: datetime, by: Actor, on: date
) -> BankObjection:
    """Write down what somebody says against a project; who says it is not written down.

    Whoever had the project open to approve it is told that it has changed.

    Raises:
        InputProblems: if there are no words, or they tell a number of somebody.
        Stale: if somebody has changed the project meanwhile.
    """
    _require(by, Role.VILLAGE, Role.TOWNSHIP, Role.CLERK)
    found = found_within(Proposal.objects.all(), by.scope, pk=proposal_id)
    kept = _words("words", words)
    change(found, version, at=at, by=by)
    objection = BankObjection.objects.create(
        proposal=found, words=kept, received_by=by.name, received_date=on
    )
    audit.record(what="receive_bank_objection", subject=f"proposal:{found.pk}", at=at, by=by,
                 on=on)  # fmt: skip
    return objection


@transaction.atomic
def answer_objection(
    *, objection_id: int, answer: str, is_upheld: bool, at: datetime, by: Actor, on: date
) -> BankObjection:
    """Answer an objection: by the township or the banner, never by who declared the project.

    Raises:
        MoveNotAllowed: if it has been answered.
    """
    _require(by, Role.TOWNSHIP, Role.CLERK)
    objections = BankObjection.objects.select_related("proposal")
    found = found_within(objections, by.scope, path="proposal__", pk=objection_id)
    if found.proposal.declared_by == by.name:
        raise NotAllowed(_("this is not for your role"))
    words = _words("answer", answer)
    state = ObjectionState.UPHELD if is_upheld else ObjectionState.REJECTED
    changed = BankObjection.objects.filter(pk=found.pk, state=ObjectionState.OPEN).update(
        state=state, answer=words, answered_by=by.name, answered_date=on
    )
    if not changed:
        raise MoveNotAllowed(_("the objection has been answered already"))
    found.refresh_from_db()
    audit.record(what="answer_bank_objection", subject=f"proposal:{found.proposal_id}", at=at,
                 by=by, on=on)  # fmt: skip
    return found


def _words(field: str, text: str) -> str:
    words = text.strip()
    problems = [Problem(field, each.message, each.mend) for each in leaks_in(words)]
    if not words:
        problems.append(Problem(field, _("this is wanted")))
    if len(words) > LONGEST_WORDS or "\x00" in words:
        message = _("at most {count} characters").format(count=LONGEST_WORDS)
        problems.append(Problem(field, message))
    if problems:
        raise InputProblems(problems)
    return words


def _require(by: Actor, *roles: Role) -> None:
    if not (by.is_program or by.has_role(*roles)):
        raise NotAllowed(_("this is not for your role"))
