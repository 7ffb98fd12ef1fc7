"""What an upheld objection does to the cases it is about: they go back, or they are stopped."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from shouwang.base.access import Actor
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.notices import Notices
from shouwang.stages.cases import workflow
from shouwang.stages.cases.enums import CaseState, StepOutcome
from shouwang.stages.cases.models import Case, Notice, NoticeEntry, Objection, StepTaken
from shouwang.stages.cases.queries import standing as standings
from shouwang.stages.cases.queries.standing import Standing
from shouwang.stages.cases.rulebook import rulebook
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change

RETURN, STOP = "return", "stop"
REMEDIES = (RETURN, STOP)


def follow_upheld(
    *,
    content: Content,
    notices: Notices,
    objection: Objection,
    remedy: str,
    at: datetime,
    by: Actor,
    on: date,
) -> list[Case]:
    """Send the cases of an upheld objection back to where they are verified, or stop them.

    A case that has been decided meanwhile stays as it is. It is called with the decision, in its
    transaction.

    Args:
        remedy: ``return`` or ``stop``.

    Raises:
        InputProblems: if it is neither, or the procedure cannot refuse.
    """
    if remedy not in REMEDIES:
        raise InputProblems(
            [Problem(_("what follows"), _("say whether the case goes back or is stopped"))]
        )
    book = rulebook(content)
    moved = []
    for case in _cases(objection):
        stands = standings.standing(case=case, book=book, on=on, scope=by.scope)
        if remedy == STOP:
            _stop(stands, objection, at, by, on)
        else:
            _send_back(stands, objection.notice, notices, at, by, on)
        moved.append(case)
        audit.record(
            what="follow_upheld", subject=f"case:{case.pk}", at=at,
            detail={"objection": objection.pk, "remedy": remedy}, by=by, on=on,
        )  # fmt: skip
    return moved


def _cases(objection: Objection) -> list[Case]:
    """Return the cases it is about that are not decided: one, or all of the notice."""
    if objection.case is not None:
        found = [objection.case]
    else:
        entries = NoticeEntry.objects.filter(notice=objection.notice).select_related("case")
        found = [entry.case for entry in entries.order_by("id")]
    return [case for case in found if case.state == CaseState.OPEN]


def _send_back(
    stands: Standing, notice: Notice, notices: Notices, at: datetime, by: Actor, on: date
) -> None:
    """Make the verification void and all that came after it; help already given stays."""
    names = stands.version.names
    target = next((name for name in names if name in notices.checked_by_others), names[0])
    came_from = notice.step if notice.step in names else target
    step = replace(stands.version.step(came_from), returns_to=target)
    undone = workflow.voided(stands.version, stands.taken, step)
    numbers = [stands.steps[each].pk for each in undone]
    StepTaken.objects.filter(pk__in=numbers).update(is_void=True)
    _note(stands.case, came_from, StepOutcome.RETURNED, at, by, on)
    now = replace(stands, steps=tuple(stands.case.steps.order_by("taken_at", "id")))
    change(stands.case, stands.case.version, at=at, by=by, **now.ahead(on))


def _stop(stands: Standing, objection: Objection, at: datetime, by: Actor, on: date) -> None:
    refusing = [step.name for step in stands.version.steps if step.may_refuse]
    if not refusing:
        raise InputProblems(
            [Problem(_("what follows"), _("this procedure cannot refuse: send the case back"))]
        )
    step = objection.notice.step if objection.notice.step in refusing else refusing[-1]
    _note(stands.case, step, StepOutcome.REFUSED, at, by, on)
    fields: dict[str, Any] = {
        "state": CaseState.REJECTED, "decided_date": on, "closed_date": on, "next_steps": [],
        "due_date": None, "due_clock": "", "review_reason": "",
        "closed_reason": _why(),
    }  # fmt: skip
    change(stands.case, stands.case.version, at=at, by=by, **fields)


def _note(case: Case, step: str, outcome: StepOutcome, at: datetime, by: Actor, on: date) -> None:
    StepTaken.objects.create(
        case=case, step=step, outcome=outcome, taken_by=by.name, taken_role=_role(by),
        people=1, taken_date=on, taken_at=at, note=_why(), facts={},
    )  # fmt: skip


def _role(by: Actor) -> str:
    return next(iter(sorted(by.roles)), "")


def _why() -> str:
    return _("an objection was upheld")
