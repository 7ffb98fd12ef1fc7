"""What is done with a plan: taken in as a draft, put in order, adopted or given up."""

from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.practice import Practice
from shouwang.stages.ledger import intake, units
from shouwang.stages.ledger.enums import ClauseState, Part, PlanState
from shouwang.stages.ledger.models import Clause, PlanDocument, Target, Task, TaskOffice
from shouwang.stages.ledger.parse.model import Plan as ReadPlan, Quantity, Task as ReadTask
from shouwang.stages.ledger.queries import plans as known
from shouwang.stages.ledger.sight import found_plan
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change

# The columns' widths.
LONGEST = {"title": 200, "issuer": 200, "reason": 200, "file_name": 120, "issued": 40}
EARLIEST = 1949  # a year; an earlier one is a slip of the pen
LATEST = 2100  # a year; a later one is a slip of the pen
# Characters, as the columns are wide.
LONGEST_TASK_TITLE = 300
LONGEST_NUMBER = 40
LONGEST_SECTION = 200
LONGEST_MARK = 500
LONGEST_WORDS = 100
LONGEST_UNIT = 120
LONGEST_WORD = 20


class PlanIsLocked(ShouwangError):
    """The plan has been adopted or given up: its text stands as it is."""


@transaction.atomic
def upload_plan(
    *, practice: Practice, data: bytes, name: str, at: datetime, by: Actor, on: date
) -> PlanDocument:
    """Take a plan in as a draft: its text, the tasks found in it, what is in none.

    Raises:
        InputProblems: if the file is refused; nothing is kept then.
    """
    _fail_unless_region(by)
    read = intake.read_plan(data, name, on=on)
    plan = PlanDocument.objects.create(
        title=read.title,
        issuer=read.plan.issuer[: LONGEST["issuer"]],
        issued=read.plan.date[: LONGEST["issued"]],
        year=read.year,
        file_name=read.file_name[-LONGEST["file_name"] :],
        digest=read.digest,
        lines=[list(each) for each in read.lines],
        uploaded_by=by.name,
        uploaded_date=on,
    )
    for row, task in enumerate(read.plan.tasks, 1):
        _keep_task(plan, row, task, practice)
    _keep_clauses(plan, read.plan)
    _told("upload_plan", plan, at, by, on)
    return plan


def _keep_task(plan: PlanDocument, row: int, read: ReadTask, practice: Practice) -> None:
    task = Task.objects.create(
        plan=plan,
        row=row,
        line=read.line,
        number=read.number[:LONGEST_NUMBER],
        section=read.section[:LONGEST_SECTION],
        subsection=read.subsection[:LONGEST_TASK_TITLE],
        title=read.title[:LONGEST_TASK_TITLE],
        text=read.text,
        annotation=read.annotation[:LONGEST_MARK],
        etc=read.units.etc,
        due_words=read.deadline[:LONGEST_WORDS],
        due_date=intake.last_day(read.deadline),
    )
    named = {
        Part.OWNER: read.units.owners,
        Part.PARTNER: read.units.partners,
        Part.JOINT: read.units.joint,
    }
    kept: set[str] = set()
    for part, names in named.items():
        for name in names:
            unit = name[:LONGEST_UNIT]
            if unit not in kept:
                kept.add(unit)
                office = units.office_of(unit, practice.areas, practice.ledger)
                TaskOffice.objects.create(task=task, part=part, unit=unit, office=office)
    for each in read.quantities:
        _keep_quantity(task, each)


def _keep_quantity(task: Task, read: Quantity) -> None:
    low, high = read.value if isinstance(read.value, tuple) else (read.value, None)
    Target.objects.create(
        task=task, raw=read.raw[:LONGEST_WORDS], value=float(low),
        value_to=None if high is None else float(high), comparator=read.comparator,
        unit=read.unit[:LONGEST_WORD], what=read.what[:LONGEST_UNIT],
    )  # fmt: skip


def _keep_clauses(plan: PlanDocument, read: ReadPlan) -> None:
    """Keep the sentences in no task; one that is a task's own line is with that task already."""
    of_line = {task.line: task for task in plan.tasks.all()}
    for each in read.unplaced:
        task = of_line.get(each.line)
        Clause.objects.create(
            plan=plan, line=each.line, text=each.text or each.why,
            why=each.why[: LONGEST["reason"]], task=task,
            state=ClauseState.ATTACHED if task else ClauseState.UNDECIDED,
        )  # fmt: skip


@transaction.atomic
def describe_plan(
    *,
    plan_id: int,
    version: int,
    title: str,
    issuer: str,
    issued: str,
    year: int,
    at: datetime,
    by: Actor,
    on: date,
) -> PlanDocument:
    """Correct what the reading took for title, issuer, day and year of a draft."""
    plan = draft(plan_id=plan_id, by=by, on=on)
    said = {"title": title, "issuer": issuer, "issued": issued}
    problems = [
        Problem(name, _("has more than {count} characters").format(count=LONGEST[name]))
        for name, text in said.items()
        if len(text.strip()) > LONGEST[name]
    ]
    if not title.strip():
        problems.append(Problem("title", _("a plan has a title")))
    if not EARLIEST <= year <= LATEST:
        problems.append(Problem("year", _("give the year the plan is for")))
    if problems:
        raise InputProblems(problems)
    change(
        plan, version, at=at, by=by, title=title.strip(), issuer=issuer.strip(),
        issued=issued.strip(), year=year,
    )  # fmt: skip
    _told("describe_plan", plan, at, by, on)
    return plan


@transaction.atomic
def decide_clause(
    *,
    clause_id: int,
    state: str,
    task_id: int | None = None,
    reason: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Clause:
    """Make a sentence a task, attach it to one, or say why it is none.

    Raises:
        InputProblems: if there is no task to attach it to, or no reason why it is none.
    """
    clause = Clause.objects.filter(pk=clause_id).first()
    if clause is None:
        raise NotFound(_("there is no such record in your area"))
    plan = draft(plan_id=clause.plan_id, by=by, on=on)
    task = plan.tasks.filter(pk=task_id).first() if task_id else None
    problems = _faulty_decision(state, task, reason)
    if problems:
        raise InputProblems(problems)
    if state == ClauseState.TASK:
        task = _task_of(plan, clause)
    kept_reason = reason.strip() if state == ClauseState.NO_TASK else ""
    clause.state, clause.task, clause.reason = state, task, kept_reason
    if state == ClauseState.NO_TASK:
        clause.task = None
    clause.decided_by, clause.decided_date = by.name, on
    clause.save()
    _told("decide_clause", plan, at, by, on, line=clause.line, state=state)
    return clause


def _faulty_decision(state: str, task: Task | None, reason: str) -> list[Problem]:
    if state not in ClauseState.values or state == ClauseState.UNDECIDED:
        return [Problem("state", _("choose what the sentence is"))]
    if state == ClauseState.ATTACHED and task is None:
        return [Problem("task", _("choose the task of this plan that it belongs to"))]
    if state == ClauseState.NO_TASK and not reason.strip():
        return [Problem("reason", _("say why it is no task"))]
    if len(reason.strip()) > LONGEST["reason"]:
        message = _("has more than {count} characters").format(count=LONGEST["reason"])
        return [Problem("reason", message)]
    return []


def _task_of(plan: PlanDocument, clause: Clause) -> Task:
    last = plan.tasks.order_by("row").last()
    title = clause.text.split("\u3002", maxsplit=1)[0]
    return Task.objects.create(
        plan=plan, row=(last.row if last else 0) + 1, line=clause.line,
        title=title[:LONGEST_TASK_TITLE], text=clause.text,
    )  # fmt: skip


@transaction.atomic
def decide_rest(*, plan_id: int, reason: str, at: datetime, by: Actor, on: date) -> int:
    """Say of all sentences that are left that they are no tasks, and why; return how many."""
    plan = draft(plan_id=plan_id, by=by, on=on)
    problems = _faulty_decision(ClauseState.NO_TASK, None, reason)
    if problems:
        raise InputProblems(problems)
    rest = plan.clauses.filter(state=ClauseState.UNDECIDED)
    count = rest.update(
        state=ClauseState.NO_TASK, reason=reason.strip(), decided_by=by.name, decided_date=on
    )
    _told("decide_rest", plan, at, by, on, clauses=count)
    return count


@transaction.atomic
def date_rest(*, plan_id: int, due_date: date, at: datetime, by: Actor, on: date) -> int:
    """Give the tasks of a draft that name no day one, and return how many there were."""
    plan = draft(plan_id=plan_id, by=by, on=on)
    if not EARLIEST <= due_date.year <= LATEST:
        raise InputProblems([Problem("due_date", _("choose a day"))])
    count = plan.tasks.filter(due_date=None).update(due_date=due_date)
    _told("date_rest", plan, at, by, on, tasks=count, due_date=str(due_date))
    return count


@transaction.atomic
def adopt_plan(
    *, practice: Practice, plan_id: int, version: int, at: datetime, by: Actor, on: date
) -> PlanDocument:
    """Adopt a draft: from now on its text stands, and its tasks count.

    Raises:
        InputProblems: with all that is still wanting: sentences nobody decided on, units nobody
            knows, quantities bound to nothing.
    """
    plan = draft(plan_id=plan_id, by=by, on=on)
    problems = known.wanting(plan_id=plan_id, practice=practice, on=on, scope=by.scope)
    if problems:
        raise InputProblems(problems)
    change(
        plan, version, at=at, by=by, state=PlanState.ADOPTED, adopted_by=by.name, adopted_date=on
    )
    _told("adopt_plan", plan, at, by, on, tasks=plan.tasks.count())
    return plan


@transaction.atomic
def discard_plan(*, plan_id: int, version: int, at: datetime, by: Actor, on: date) -> PlanDocument:
    """Give a draft up; it is kept, and shown to nobody."""
    plan = draft(plan_id=plan_id, by=by, on=on)
    change(plan, version, at=at, by=by, state=PlanState.DISCARDED)
    _told("discard_plan", plan, at, by, on)
    return plan


def draft(*, plan_id: int, by: Actor, on: date) -> PlanDocument:
    """Return a plan that may still be changed.

    Raises:
        NotAllowed: if it is not for whoever asks.
        NotFound: if there is none within the scope.
        PlanIsLocked: if it has been adopted.
    """
    del on
    _fail_unless_region(by)
    plan = found_plan(plan_id, by.scope)
    if plan.state != PlanState.DRAFT:
        raise PlanIsLocked(_("the plan has been adopted: its text stands as it is"))
    return plan


def _fail_unless_region(by: Actor) -> None:
    if not (by.is_program or by.has_role(Role.REGION)) or not by.scope.is_everything:
        raise NotAllowed(_("plans are kept by the offices of the region"))


def _told(
    what: str, plan: PlanDocument, at: datetime, by: Actor, on: date, **detail: object
) -> None:
    audit.record(what=what, subject=f"plan:{plan.pk}", at=at, by=by, on=on, detail=detail)
