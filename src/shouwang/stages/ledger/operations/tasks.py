"""What is corrected of a task: while its plan is a draft, and by whom after it was adopted."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.practice import Practice
from shouwang.stages.ledger import binding, units
from shouwang.stages.ledger.enums import Part, PlanState, TaskState
from shouwang.stages.ledger.models import Target, Task, TaskOffice, TaskPlace
from shouwang.stages.ledger.operations.plans import EARLIEST, LATEST, draft
from shouwang.stages.ledger.queries import offices
from shouwang.stages.ledger.reaching import COMPARATORS
from shouwang.stages.ledger.sight import found_task
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change

# Characters, as the columns are wide.
LONGEST = {"title": 300, "unit": 120, "raw": 100, "reason": 200, "what": 120, "unit_word": 20}
GREATEST = 1e15  # a value; more is a slip of the pen
MOST_OF_A_TASK = 100  # units, targets or places; a task with more is several tasks
PLACED = ("league", "banner")
RANGE = "range"


class TaskIsLocked(NotAllowed):
    """The task has been signed off: nothing of it changes until it is opened again."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a task as a person wants it; ``office`` is empty for one that is outside."""

    unit: str
    part: str
    office: str = ""
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class Aimed:
    """A quantity of a task as a person wants it."""

    raw: str
    value: float
    value_to: float | None = None
    comparator: str = "="
    unit: str = ""
    what: str = ""
    goal: float | None = None
    indicator: str = ""
    unbound_reason: str = ""


@transaction.atomic
def correct_task(
    *,
    content: Content,
    practice: Practice,
    task_id: int,
    version: int,
    title: str,
    due_date: date | None,
    parts: Sequence[Unit],
    targets: Sequence[Aimed],
    places: Sequence[str] = (),
    at: datetime,
    by: Actor,
    on: date,
) -> Task:
    """Correct a task of a draft: who does it, by when, where, and how much.

    What is still open (a unit nobody knows, a quantity bound to nothing) may be kept; only adopting
    the plan wants it settled.

    Raises:
        InputProblems: with all that is wrong with what was typed.
    """
    task = found_task(task_id, by.scope)
    draft(plan_id=task.plan_id, by=by, on=on)
    problems = [
        *_faulty_head(title, due_date),
        *_faulty_units(parts, practice),
        *_faulty_targets(targets, practice),
        *_faulty_places(places, content),
    ]
    if problems:
        raise InputProblems(problems)
    change(task, version, at=at, by=by, title=title.strip(), due_date=due_date)
    _put_units(task, parts)
    task.targets.all().delete()
    Target.objects.bulk_create(_target(task, each) for each in targets)
    _put_places(task, places, content)
    _told("correct_task", task, at, by, on)
    return task


@transaction.atomic
def drop_task(*, task_id: int, version: int, at: datetime, by: Actor, on: date) -> None:
    """Take a task out of a draft; its text becomes a sentence somebody has to decide on."""
    task = found_task(task_id, by.scope)
    plan = draft(plan_id=task.plan_id, by=by, on=on)
    change(task, version, at=at, by=by)
    plan.clauses.filter(task=task).delete()
    plan.clauses.create(line=task.line, text=task.text or task.title, why=_("was taken for a task"))
    _told("drop_task", task, at, by, on)
    task.delete()


@transaction.atomic
def reassign_task(
    *,
    practice: Practice,
    task_id: int,
    version: int,
    owners: Sequence[str],
    partners: Sequence[str],
    due_date: date | None,
    at: datetime,
    by: Actor,
    on: date,
) -> Task:
    """Give an adopted task to other units, or another day; the offices that sign off do that.

    Args:
        owners: Units by the names of our offices, or others: these are outside.

    Raises:
        NotAllowed: if it is for other offices to do.
        TaskIsLocked: if it has been signed off.
        InputProblems: if nobody is left to do it.
    """
    task = found_task(task_id, by.scope)
    problems = list(faulty_change(task=task, practice=practice, owners=owners, due_date=due_date,
                                  by=by, on=on))  # fmt: skip
    if problems:
        raise InputProblems(problems)
    was = {
        "owners": units.joined(_unit_names(task, Part.OWNER, Part.JOINT)),
        "due_date": str(task.due_date or ""),
    }
    change(task, version, at=at, by=by, due_date=due_date)
    wanted = [(each, Part.OWNER) for each in owners]
    wanted += [(each, Part.PARTNER) for each in partners if each not in owners]
    _put_units(task, [_known(name, part, practice) for name, part in wanted])
    _told("reassign_task", task, at, by, on, was=was)
    return task


def faulty_change(
    *,
    task: Task,
    practice: Practice,
    owners: Collection[str],
    due_date: date | None,
    by: Actor,
    on: date,
) -> Iterator[Problem]:
    """Yield what is wrong with giving a task to others.

    Raises:
        NotAllowed: if it is for other offices to do.
        TaskIsLocked: if it has been signed off.
    """
    own = offices.office_of(account=by.account, areas=practice.areas, on=on, scope=by.scope)
    if own not in practice.ledger.sign_off:
        raise NotAllowed(_("owners and days are changed by the offices that sign off"))
    if task.plan.state != PlanState.ADOPTED:
        raise NotAllowed(_("the plan has not been adopted yet"))
    if task.state == TaskState.SIGNED_OFF:
        raise TaskIsLocked(_("the task has been signed off: open it again first"))
    if not owners:
        yield Problem("owners", _("somebody must be responsible"))
    if any(len(each) > LONGEST["unit"] for each in owners):
        yield Problem("owners", _("the name of a unit is too long"))
    if due_date is not None and not EARLIEST <= due_date.year <= LATEST:
        yield Problem("due_date", _("choose a day"))


def _unit_names(task: Task, *parts: str) -> list[str]:
    return [each.unit for each in task.offices.all() if each.part in parts]


def _known(name: str, part: str, practice: Practice) -> Unit:
    office = units.office_of(name, practice.areas, practice.ledger)
    return Unit(unit=name, part=part, office=office, is_outside=not office)


def _put_units(task: Task, parts: Sequence[Unit]) -> None:
    task.offices.all().delete()
    TaskOffice.objects.bulk_create(
        TaskOffice(
            task=task, part=each.part, unit=each.unit.strip(), office=each.office,
            is_outside=each.is_outside and not each.office,
        )
        for each in parts
    )  # fmt: skip


def _put_places(task: Task, places: Sequence[str], content: Content) -> None:
    task.places.all().delete()
    rows = []
    for code in dict.fromkeys(places):
        above = content.ancestors(code)
        rows.append(TaskPlace(task=task, **{level: above.get(level, "") for level in PLACED}))
    TaskPlace.objects.bulk_create(rows)


def _target(task: Task, each: Aimed) -> Target:
    return Target(
        task=task, raw=each.raw.strip(), value=each.value, value_to=each.value_to,
        comparator=each.comparator, unit=each.unit.strip(), what=each.what.strip(),
        goal=each.goal, indicator=each.indicator,
        unbound_reason="" if each.indicator else each.unbound_reason.strip(),
    )  # fmt: skip


def _faulty_head(title: str, due_date: date | None) -> Iterator[Problem]:
    if not title.strip() or len(title.strip()) > LONGEST["title"]:
        message = _("a title has 1 to {count} characters").format(count=LONGEST["title"])
        yield Problem("title", message)
    if due_date is not None and not EARLIEST <= due_date.year <= LATEST:
        yield Problem("due_date", _("choose a day"))


def _faulty_units(parts: Sequence[Unit], practice: Practice) -> Iterator[Problem]:
    offered = units.choices(practice.areas, practice.ledger)
    seen: set[str] = set()
    for each in parts:
        name = each.unit.strip()
        if not name or len(name) > LONGEST["unit"]:
            yield Problem("unit", _("a unit has a name of {count} characters at most").format(
                count=LONGEST["unit"]))  # fmt: skip
        if name in seen:
            yield Problem("unit", _("“{unit}” is named twice").format(unit=name))
        seen.add(name)
        if each.part not in Part.values:
            yield Problem("part", _("choose what “{unit}” has to do with it").format(unit=name))
        if each.office and each.office not in offered:
            yield Problem("office", _("there is no office {name}").format(name=each.office))
    if len(parts) > MOST_OF_A_TASK:
        yield Problem("unit", _("these are too many units for one task"))


def _faulty_targets(targets: Sequence[Aimed], practice: Practice) -> Iterator[Problem]:
    offered = binding.bindable(practice.indicators, practice.ledger)
    for each in targets:
        yield from _faulty_amount(each)
        if each.indicator and each.indicator not in offered:
            message = _("there is no indicator {name}").format(name=each.indicator)
            yield Problem("indicator", message)
        words = (("reason", each.unbound_reason), ("what", each.what), ("unit_word", each.unit))
        for key, text in words:
            if len(text.strip()) > LONGEST[key]:
                message = _("has more than {count} characters").format(count=LONGEST[key])
                yield Problem(key, message)
    if len(targets) > MOST_OF_A_TASK:
        yield Problem("raw", _("these are too many quantities for one task"))


def _faulty_amount(each: Aimed) -> Iterator[Problem]:
    name = each.raw.strip()
    if not name or len(name) > LONGEST["raw"]:
        yield Problem("raw", _("say the quantity as the plan writes it"))
    numbers = (each.value, each.value_to, each.goal)
    if any(number is not None and not abs(number) < GREATEST for number in numbers):
        yield Problem("value", _("“{raw}”: this is no number").format(raw=name))
    if each.comparator not in COMPARATORS:
        yield Problem("comparator", _("“{raw}”: choose how it compares").format(raw=name))
    if (each.comparator == RANGE) != (each.value_to is not None):
        yield Problem("value_to", _("“{raw}”: a range has two ends").format(raw=name))
    elif each.value_to is not None and each.value_to < each.value:
        yield Problem("value_to", _("“{raw}”: the range ends before it begins").format(raw=name))


def _faulty_places(places: Sequence[str], content: Content) -> Iterator[Problem]:
    for code in places:
        region = content.regions.get(code)
        if region is None or region.level not in PLACED:
            yield Problem("places", _("a task is the region's, or names leagues and banners"))
            return


def _told(what: str, task: Task, at: datetime, by: Actor, on: date, **detail: object) -> None:
    audit.record(what=what, subject=f"task:{task.pk}", at=at, by=by, on=on, detail=detail)
