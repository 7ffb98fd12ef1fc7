"""Writes down that a borrower was reminded of a loan that falls due."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import place_fields
from shouwang.stages.programmes.microcredit.enums import ReminderOutcome, ReminderWay
from shouwang.stages.programmes.microcredit.facts import Loan
from shouwang.stages.programmes.microcredit.models import Reminder
from shouwang.stages.programmes.microcredit.queries import loans

REMINDERS = ("village", "team", "township", "clerk")
LONGEST = 500  # characters, as wide as the column


@dataclass(frozen=True, slots=True)
class Told:
    """How somebody was reminded and what they said."""

    way: str
    outcome: str
    note: str = ""


def remind(
    *, home: Home, content: Content, number: str, told: Told, at: datetime, by: Actor, on: date
) -> Reminder:
    """Keep that the borrower of a loan was reminded.

    Raises:
        NotAllowed: if this is not for whoever asks.
        NotFound: if there is no such loan in their area.
        InputProblems: with everything that is wrong with it.
    """
    if not by.has_role(*REMINDERS):
        raise NotAllowed(_("the village, its team, the township or the clerk reminds borrowers"))
    loan = loans.loan(home=home, content=content, number=number, on=on, scope=by.scope)
    problems = list(_problems(loan, told))
    if problems or loan.household is None or loan.due is None:
        raise InputProblems(problems)
    return _keep(loan, (loan.household, loan.due), content, told, at=at, by=by, on=on)


def _problems(loan: Loan, told: Told) -> list[Problem]:
    problems = []
    if told.way not in ReminderWay.values:
        problems.append(Problem("way", _("say how they were reminded")))
    if told.outcome not in ReminderOutcome.values:
        problems.append(Problem("outcome", _("say what they answered")))
    note = told.note.strip()
    if len(note) > LONGEST or "\0" in note:
        problems.append(Problem("note", _("at most {count} characters").format(count=LONGEST)))
    if told.outcome == ReminderOutcome.CANNOT and not note:
        problems.append(
            Problem("note", _("say what will be done if there is nothing to repay from"))
        )
    if loan.state != "issued" or not loan.balance or loan.due is None:
        problems.append(Problem("loan", _("nothing is owed on this loan any more")))
    if loan.household is None or not loan.village:
        problems.append(Problem("loan", _("the register does not hold the borrower")))
    return problems


@transaction.atomic
def _keep(
    loan: Loan,
    whose: tuple[int, date],
    content: Content,
    told: Told,
    *,
    at: datetime,
    by: Actor,
    on: date,
) -> Reminder:
    household, due_date = whose
    made = Reminder.objects.create(
        loan=loan.loan,
        household=household,
        due_date=due_date,
        way=told.way,
        outcome=told.outcome,
        note=told.note.strip(),
        done_by=by.label or by.name,
        done_date=on,
        at=at,
        **place_fields(content, loan.village),
    )
    audit.record(
        what="remind", subject=f"reminder:{made.pk}", at=at, by=by, on=on,
        detail={"loan": loan.loan, "outcome": told.outcome},
    )  # fmt: skip
    return made
