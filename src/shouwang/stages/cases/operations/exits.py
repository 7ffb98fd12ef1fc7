"""What is done for households on their way out of poverty, besides the steps of the procedure."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.enums import CaseState
from shouwang.stages.cases.exits import read_plans
from shouwang.stages.cases.models import Case
from shouwang.stages.cases.queries import standing as standings
from shouwang.stages.cases.rulebook import rulebook
from shouwang.stages.cases.workflow import MoveNotAllowed
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within


@transaction.atomic
def plan_members(
    *,
    content: Content,
    case_id: int,
    version: int,
    members: Collection[int],
    plans: Mapping[int, Mapping[str, str]],
    at: datetime,
    by: Actor,
    on: date,
) -> Case:
    """Write down for each member of a household cause, measure, who is responsible, by when.

    Args:
        members: The numbers of those who belong to the household now.
        plans: Person → plan; what is left empty is kept empty.

    Raises:
        NotAllowed: if it is not for those who open such cases.
        MoveNotAllowed: if the case is decided.
        InputProblems: with everything that cannot be kept.
    """
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    stands = standings.standing(case=case, book=rulebook(content), on=on, scope=by.scope)
    if not by.has_role(*stands.version.opened_by):
        raise NotAllowed(_("this is for those who open such cases"))
    if case.state != CaseState.OPEN:
        raise MoveNotAllowed(_("the case is closed"))
    change(case, version, at=at, by=by, member_plans=read_plans(plans, members))
    audit.record(what="plan_members", subject=f"case:{case.pk}", at=at, by=by, on=on)
    return case


@transaction.atomic
def leave_list(
    *, content: Content, case_id: int, version: int, reason: str, at: datetime, by: Actor, on: date
) -> Case:
    """Take a household off the list of those still to be brought out of poverty, with a reason.

    Raises:
        NotAllowed: if it is not for whoever decides such cases.
        MoveNotAllowed: if the case is decided, or the procedure does not know the reason.
    """
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    stands = standings.standing(case=case, book=rulebook(content), on=on, scope=by.scope)
    deciding = stands.version.step(stands.version.decided_by)
    if not by.has_role(*deciding.by):
        raise NotAllowed(_("this is for those who decide such cases"))
    if case.state != CaseState.OPEN:
        raise MoveNotAllowed(_("the case is closed"))
    if reason not in {each.name for each in stands.version.left_reasons}:
        raise MoveNotAllowed(_("nobody leaves the list for that reason"))
    change(
        case, version, at=at, by=by, state=CaseState.WITHDRAWN, left_reason=reason,
        closed_date=on, next_steps=[], due_date=None, due_clock="", review_reason="",
    )  # fmt: skip
    audit.record(what="leave_list", subject=f"case:{case.pk}", at=at, by=by, on=on)
    return case
