"""What is done with objections: taken in from anybody, decided by somebody who did not verify."""

import uuid
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.keys import read_keys
from shouwang.rules.content import Content
from shouwang.rules.notices import load_notices
from shouwang.stages.cases.enums import ObjectionState
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.cases.models import Case, Notice, NoticeEntry, Objection
from shouwang.stages.cases.operations import upholding
from shouwang.stages.cases.operations.notices import extend_notice
from shouwang.stages.cases.queries import notices as hung, objections as known
from shouwang.stages.cases.receipts import receipt_of
from shouwang.stages.cases.typed import faulty_text
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change
from shouwang.stages.org.sealing_words import seal_words

DECIDERS = (Role.TOWNSHIP, Role.CLERK, Role.APPROVER)

# Of what is typed on a phone, in characters.
LONGEST_TEXT = 1000
LONGEST_CONTACT = 80
LONGEST_FINDING = 1000
SHORTEST = 2
DECIDED = (ObjectionState.UPHELD, ObjectionState.REJECTED)


class ObjectionDecided(ShouwangError):
    """Somebody has decided on it already."""


@transaction.atomic
def take_objection(
    *,
    home: Home,
    content: Content,
    token: str,
    text: str,
    form: uuid.UUID,
    entry: int | None = None,
    contact: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Objection:
    """Take in what somebody has against a notice; the same form sent twice is one.

    Args:
        token: That of the notice's page.
        entry: Which of its households, counted from 0; ``None`` for the notice as a whole.

    Raises:
        NotFound: if no notice has that token.
        InputProblems: with all that is wrong with what was typed.
    """
    notice = hung.notice_of_token(token=token, on=on, scope=by.scope)
    keys = read_keys(home.keys)
    receipt = receipt_of(form, keys.hash, about=f"notice:{notice.pk}")
    before = Objection.objects.filter(receipt=receipt, notice=notice).first()
    if before is not None:
        return before
    problems = [
        *faulty_text(_("what you object to"), text, LONGEST_TEXT, shortest=SHORTEST),
        *faulty_text(_("how to reach you"), contact, LONGEST_CONTACT),
    ]
    if entry is not None and not 0 <= entry < len(notice.shown):
        problems.append(Problem(_("household"), _("choose one of the notice, or all of it")))
    if problems:
        raise InputProblems(problems)
    is_open = hung.is_open(notice=notice, on=on, scope=by.scope)
    objection = Objection.objects.create(
        notice=notice,
        case=_case(notice, entry),
        receipt=receipt,
        text=text.strip(),
        contact=seal_words(contact.strip(), bound_to=f"{receipt}:contact", key=keys.seal)
        if contact.strip()
        else None,
        received_at=at,
        received_date=on,
        is_late=not is_open,
        **notice.place,
    )
    if is_open:
        extend_notice(notice=notice, notices=load_notices(content), at=at, by=by, on=on)
    audit.record(
        what="take_objection", subject=f"objection:{objection.pk}", at=at,
        detail={"notice": notice.pk, "late": not is_open}, by=by, on=on,
    )  # fmt: skip
    return objection


@transaction.atomic
def decide_objection(
    *,
    content: Content,
    objection_id: int,
    version: int,
    verdict: str,
    finding: str,
    remedy: str = upholding.RETURN,
    at: datetime,
    by: Actor,
    on: date,
) -> Objection:
    """Decide on an objection after it has been looked into; whoever verified the case may not.

    If it is upheld, the cases it is about go back or are stopped, in the same act.

    Args:
        finding: What was found; whoever objected reads it with their receipt.
        remedy: Of an upheld one: what becomes of the case, a word of `upholding.REMEDIES`.

    Raises:
        NotFound: if there is none in the scope.
        NotAllowed: if it is not for them to decide.
        ObjectionDecided: if somebody has already.
    """
    objection = known.objection(objection_id=objection_id, on=on, scope=by.scope)
    if not by.has_role(*DECIDERS):
        raise NotAllowed(_("objections are decided by the township or the banner"))
    notices = load_notices(content)
    verified = known.verifiers(
        objection=objection, steps=notices.checked_by_others, on=on, scope=by.scope
    )
    if by.name in verified:
        raise NotAllowed(
            _("you verified this household yourself: somebody else has to look into the objection")
        )
    if objection.state != ObjectionState.OPEN:
        raise ObjectionDecided(
            _("{who} has decided on it already").format(who=objection.decided_by)
        )
    problems = faulty_text(_("what was found"), finding, LONGEST_FINDING, shortest=SHORTEST)
    if verdict not in DECIDED:
        problems.append(Problem(_("decision"), _("say whether it is right or not")))
    problems += [
        Problem(_("what was found"), each.message, _("whoever objected reads this: leave it out"))
        for each in leaks_in(finding, words=notices.private_words)
    ]
    if problems:
        raise InputProblems(problems)
    change(
        objection, version, at=at, by=by, state=verdict, finding=finding.strip(),
        decided_by=by.name, decided_date=on,
    )  # fmt: skip
    audit.record(
        what="decide_objection", subject=f"objection:{objection.pk}", at=at,
        detail={"verdict": verdict}, by=by, on=on,
    )  # fmt: skip
    if verdict == ObjectionState.UPHELD:
        upholding.follow_upheld(
            content=content, notices=notices, objection=objection, remedy=remedy, at=at, by=by,
            on=on,
        )  # fmt: skip
    return objection


def _case(notice: Notice, entry: int | None) -> Case | None:
    if entry is None:
        return None
    found = NoticeEntry.objects.filter(notice=notice).select_related("case").order_by("id")
    return found[entry].case
