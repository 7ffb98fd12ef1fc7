"""What is done with issues until somebody says they are mended: found, assigned, planned."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.area_words import area_words
from shouwang.rules.content import Content
from shouwang.rules.issues import IssueRules, load_issues
from shouwang.rules.leads import load_leads
from shouwang.stages.board.enums import IssueState
from shouwang.stages.board.hands import due_on
from shouwang.stages.board.issue_rules import (
    LONGEST_NAME,
    LONGEST_WORDS,
    faults_of_issue,
    faults_of_term,
    faults_of_text,
    place_of,
)
from shouwang.stages.board.models import Issue, IssueHousehold
from shouwang.stages.board.operations.recurrences import ask_whether_recurred
from shouwang.stages.cases.enums import LeadSource
from shouwang.stages.cases.operations import leads
from shouwang.stages.cases.operations.numbering import take_number
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.register.queries import index

FINDERS = (Role.REGION, Role.LEAGUE, Role.APPROVER, Role.CLERK)
ASSIGNERS = (Role.REGION, Role.LEAGUE, Role.APPROVER)
MENDERS = (Role.TOWNSHIP, Role.CLERK, Role.APPROVER)
NUMBERS = "W"  # the series that issues are numbered in
MOST_HOUSEHOLDS = 500  # of one issue: more are a campaign
SHORTENED = 200  # characters of the issue's words that a lead repeats
OTHER = "other"


class NotYetThere(ShouwangError):
    """What is asked of an issue is not what it is waiting for."""


@transaction.atomic
def find_issue(
    *,
    content: Content,
    banner: str,
    area: str,
    kind: str,
    source: str,
    words: str,
    place: str = "",
    households: Iterable[int] = (),
    office: str = "",
    due_date: date | None = None,
    severity: str = "common",
    unit: str = "",
    origin: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Issue:
    """Write an issue into the ledger; the households it touches get or join a lead.

    Args:
        place: A township or village in the banner, if it is of one.
        office: Our office that supervises it; the one in charge of the area, if none is named.
        due_date: By when it is mended, if it is known already.

    Raises:
        NotFound: if the place or a household is not in the actor's area.
        InputProblems: with all that is wrong.
    """
    _require(by, FINDERS)
    known = area_words(content)
    office = office or known.in_charge.get(area, "")
    where = place_of(content, banner, place)
    if not by.scope.covers(where):
        raise NotFound(_("there is no such record in your area"))
    touched = sorted(set(households))
    problems = faults_of_issue(
        known, area=area, kind=kind, source=source, severity=severity, office=office, text=words
    )
    problems += faults_of_text("unit", unit, LONGEST_NAME)
    if due_date is not None:
        problems += faults_of_term(due_date, on)
    if len(touched) > MOST_HOUSEHOLDS:
        problems.append(
            Problem("households", _("at most {count} households").format(count=MOST_HOUSEHOLDS))
        )
    if problems:
        raise InputProblems(problems)
    issue = Issue.objects.create(
        number=take_number(letter=NUMBERS, by=by, on=on), **where, area=area, kind=kind,
        source=source, severity=severity, words=words.strip(), unit=unit.strip(), office=office,
        found_date=on, due_date=due_date or due_on(content, source, severity, on), origin=origin, made_by=by.name,
        changed_by=by.label or by.name, changed_at=at,
    )  # fmt: skip
    audit.record(what="find_issue", subject=f"issue:{issue.pk}", at=at, by=by, on=on,
                 detail={"area": area, "source": source})  # fmt: skip
    touch_households(content=content, issue=issue, households=touched, at=at, by=by, on=on)
    ask_whether_recurred(content=content, issue=issue, at=at, by=by, on=on)
    return issue


@transaction.atomic
def add_households(
    *,
    content: Content,
    issue_id: int,
    version: int,
    households: Iterable[int],
    at: datetime,
    by: Actor,
    on: date,
) -> int:
    """Say that an issue touches further households too; return how many were not known yet."""
    _require(by, FINDERS)
    issue = found_within(Issue.objects.all(), by.scope, pk=issue_id)
    _fail_if_closed(issue)
    before = set(issue.households.values_list("household", flat=True))
    fresh = sorted(set(households) - before)
    if len(before) + len(fresh) > MOST_HOUSEHOLDS:
        raise InputProblems(
            [Problem("households", _("at most {count} households").format(count=MOST_HOUSEHOLDS))]
        )
    change(issue, version, at=at, by=by)
    touch_households(content=content, issue=issue, households=fresh, at=at, by=by, on=on)
    audit.record(what="add_households", subject=f"issue:{issue.pk}", at=at, by=by, on=on,
                 detail={"households": len(fresh)})  # fmt: skip
    return len(fresh)


@transaction.atomic
def touch_households(
    *,
    content: Content,
    issue: Issue,
    households: Iterable[int],
    at: datetime,
    by: Actor,
    on: date,
) -> None:
    """Open or join a lead of each household; the actor has decided it, the system writes it."""
    rules = load_issues(content)
    weight = _lead_weight(content, rules, issue.severity)
    number = rules.lead_days.number_on(on)
    writer = replace(by, is_program=True)
    for household in households:
        home = index.household(number=household, on=on, scope=by.scope)
        if home.banner != issue.banner:
            raise InputProblems(
                [Problem("households", _("{number} lies in another banner").format(
                    number=household))]
            )  # fmt: skip
        words = _("issue {number}: {words}").format(
            number=issue.number, words=issue.words[:SHORTENED]
        )
        lead = leads.open_lead(
            household=household, source=LeadSource.CHANNEL, risk=OTHER, words=words,
            severity=weight, days=int(number or 0), at=at, by=writer, on=on,
        )  # fmt: skip
        IssueHousehold.objects.create(issue=issue, household=household, lead=lead, **home.place)


def _lead_weight(content: Content, rules: IssueRules, severity: str) -> int:
    return max(load_leads(content).weight(rules.lead_severities.get(severity, "")), 1)


@transaction.atomic
def assign_issue(
    *,
    content: Content,
    issue_id: int,
    version: int,
    unit: str,
    owner: str,
    due_date: date | None,
    office: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Issue:
    """Hand an issue to the unit and the person who mend it, by a day.

    Args:
        due_date: By when; as the content says for its source and severity, if none is given.

    Raises:
        NotYetThere: if it has been assigned already.
        InputProblems: with all that is wrong.
    """
    _require(by, ASSIGNERS)
    issue = found_within(Issue.objects.all(), by.scope, pk=issue_id)
    if issue.state != IssueState.FOUND and issue.version == version:
        raise NotYetThere(_("this issue has been assigned already"))
    office = office or issue.office
    due = due_date or due_on(content, issue.source, issue.severity, on)
    problems = [
        *faults_of_text("unit", unit, LONGEST_NAME, is_wanted=True),
        *faults_of_text("owner", owner, LONGEST_NAME, is_wanted=True),
        *faults_of_term(due, on),
    ]
    if office not in area_words(content).offices:
        problems.append(Problem("office", _("choose one")))
    if problems:
        raise InputProblems(problems)
    fields: dict[str, Any] = {
        "state": IssueState.OPEN, "unit": unit.strip(), "owner": owner.strip(), "office": office,
        "assigned_date": on, "due_date": due, "told_level": "",
    }  # fmt: skip
    change(issue, version, at=at, by=by, **fields)
    audit.record(what="assign_issue", subject=f"issue:{issue.pk}", at=at, by=by, on=on,
                 detail={"due": str(due)})  # fmt: skip
    return issue


@transaction.atomic
def plan_issue(
    *, issue_id: int, version: int, plan: str, at: datetime, by: Actor, on: date
) -> Issue:
    """Say how an issue is to be mended; from then on it is under way."""
    _require(by, MENDERS)
    issue = found_within(Issue.objects.all(), by.scope, pk=issue_id)
    if issue.version == version and issue.state not in (
        IssueState.OPEN, IssueState.UNDER_WAY, IssueState.RETURNED,
    ):  # fmt: skip
        raise NotYetThere(_("this issue is not being mended now"))
    problems = faults_of_text("plan", plan, LONGEST_WORDS, is_wanted=True)
    if problems:
        raise InputProblems(problems)
    change(issue, version, at=at, by=by, state=IssueState.UNDER_WAY, plan=plan.strip())
    audit.record(what="plan_issue", subject=f"issue:{issue.pk}", at=at, by=by, on=on)
    return issue


def _fail_if_closed(issue: Issue) -> None:
    if issue.state == IssueState.CLOSED:
        raise NotYetThere(_("this issue is closed"))


def _require(by: Actor, roles: Iterable[str]) -> None:
    if not (by.is_program or by.has_role(*roles)):
        raise NotAllowed(_("this is not for your role"))
