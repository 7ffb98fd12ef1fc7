"""What is done with households' own reports: taken in, accepted as a lead, declined with a reason."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.keys import read_keys
from shouwang.rules.content import Content
from shouwang.rules.leads import load_leads
from shouwang.rules.notices import load_notices
from shouwang.stages.cases.enums import LeadSource, ReportState
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.cases.models import SelfReport
from shouwang.stages.cases.operations import leads
from shouwang.stages.cases.queries import self_reports as known
from shouwang.stages.cases.receipts import receipt_of, village_of
from shouwang.stages.cases.typed import faulty_text
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, place_fields
from shouwang.stages.org.sealing_words import seal_words
from shouwang.stages.register.queries import index

ANSWERERS = (Role.TOWNSHIP, Role.CLERK)

# Of what is typed on a phone, in characters.
LONGEST_NAME = 60
LONGEST_CONTACT = 80
LONGEST_TEXT = 1000
LONGEST_REASON = 300
SHORTEST = 2


class ReportAnswered(ShouwangError):
    """Somebody has answered the report already."""


@transaction.atomic
def send_report(
    *,
    home: Home,
    content: Content,
    token: str,
    name: str,
    contact: str,
    trouble: str,
    text: str,
    agreed: bool,
    form: uuid.UUID,
    at: datetime,
    by: Actor,
    on: date,
) -> SelfReport:
    """Take in a household's own report; the same form sent twice is one.

    Args:
        token: That of the village's page.
        trouble: A word of the risks.
        agreed: Whether they agree that what they say is checked.

    Raises:
        NotFound: if no village has that token.
        InputProblems: with all that is wrong with what was typed.
    """
    keys = read_keys(home.keys)
    village = village_of(token, keys.hash)
    if village is None or village not in content.regions:
        raise NotFound(_("there is no such page"))
    receipt = receipt_of(form, keys.hash, about=f"village:{village}")
    before = SelfReport.objects.filter(receipt=receipt, village=village).first()
    if before is not None:
        return before
    rules = load_notices(content).self_reports
    problems = [
        *faulty_text(_("your name"), name, LONGEST_NAME, shortest=1),
        *faulty_text(_("how to reach you"), contact, LONGEST_CONTACT, shortest=SHORTEST),
        *faulty_text(_("what has happened"), text, LONGEST_TEXT),
    ]
    if trouble not in {each.risk for each in rules.troubles}:
        problems.append(Problem(_("your trouble"), _("choose one of the keys")))
    if not agreed:
        problems.append(
            Problem(_("consent"), _("without your consent nothing may be looked up"),
                    _("tick the box, or go to the village office"))
        )  # fmt: skip
    if problems:
        raise InputProblems(problems)
    days = rules.accept_within.number_on(on)
    report = SelfReport.objects.create(
        receipt=receipt,
        name=seal_words(name.strip(), bound_to=f"{receipt}:name", key=keys.seal),
        contact=seal_words(contact.strip(), bound_to=f"{receipt}:contact", key=keys.seal),
        trouble=trouble,
        text=text.strip(),
        agreed=True,
        received_at=at,
        received_date=on,
        due_date=None if days is None else on + timedelta(days=int(days)),
        **place_fields(content, village),
    )
    audit.record(what="send_report", subject=f"report:{report.pk}", at=at, by=by, on=on)
    return report


@transaction.atomic
def accept_report(
    *,
    content: Content,
    report_id: int,
    version: int,
    household: int,
    at: datetime,
    by: Actor,
    on: date,
) -> SelfReport:
    """Accept a report as that of a household of the village; it becomes a lead.

    Raises:
        NotFound: if the report or the household is outside the scope.
        InputProblems: if the household is of another village.
        ReportAnswered: if somebody has answered it already.
    """
    report = _waiting(report_id, by, on)
    held = index.household(number=household, on=on, scope=by.scope)
    if held.village != report.village:
        raise InputProblems(
            [
                Problem(
                    _("household"), _("it is of another village"),
                    _("look it up in the village the report came from"),
                )
            ]
        )  # fmt: skip
    rules = load_notices(content).self_reports
    lead = leads.open_lead(
        household=household,
        source=LeadSource.SELF,
        risk=report.trouble,
        words=rules.words.format(trouble=rules.label(report.trouble)),
        severity=max(load_leads(content).weight(rules.severity), 1),
        at=at,
        by=by,
        on=on,
    )
    change(
        report, version, at=at, by=by, state=ReportState.ACCEPTED, household=household,
        lead_id=lead, decided_by=by.name, decided_date=on,
    )  # fmt: skip
    audit.record(
        what="accept_report", subject=f"report:{report.pk}", at=at,
        detail={"household": household, "lead": lead}, by=by, on=on,
    )  # fmt: skip
    return report


@transaction.atomic
def decline_report(
    *,
    content: Content,
    report_id: int,
    version: int,
    reason: str,
    at: datetime,
    by: Actor,
    on: date,
) -> SelfReport:
    """Decline a report; whoever has the receipt reads the reason, so it may say nothing private.

    Raises:
        InputProblems: without a reason, or if it tells what is not for everybody.
    """
    report = _waiting(report_id, by, on)
    problems = faulty_text(_("reason"), reason, LONGEST_REASON, shortest=SHORTEST)
    problems += [
        Problem(_("reason"), each.message, _("whoever reported reads this: leave it out"))
        for each in leaks_in(reason, words=load_notices(content).private_words)
    ]
    if problems:
        raise InputProblems(problems)
    change(
        report, version, at=at, by=by, state=ReportState.DECLINED, reason=reason.strip(),
        decided_by=by.name, decided_date=on,
    )  # fmt: skip
    audit.record(what="decline_report", subject=f"report:{report.pk}", at=at, by=by, on=on)
    return report


def _waiting(report_id: int, by: Actor, on: date) -> SelfReport:
    report = known.report(report_id=report_id, on=on, scope=by.scope)
    if not by.has_role(*ANSWERERS):
        raise NotAllowed(_("households' own reports are answered by the township"))
    if report.state != ReportState.RECEIVED:
        raise ReportAnswered(_("{who} has answered it already").format(who=report.decided_by))
    return report
