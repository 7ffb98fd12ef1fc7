"""What can be asked of plans: their text, their sentences, what keeps one from being adopted."""

from collections.abc import Iterator, Sequence
from datetime import date

from shouwang.base.access import Scope
from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.practice import Practice
from shouwang.stages.ledger import binding
from shouwang.stages.ledger.comparing import Compared, Difference, difference
from shouwang.stages.ledger.enums import ClauseState, Part, PlanState
from shouwang.stages.ledger.models import Clause, PlanDocument, Task, TaskOffice
from shouwang.stages.ledger.queries import tasks as known
from shouwang.stages.ledger.sight import found_plan, visible_plans

LONGEST_QUOTE = 20  # characters of a sentence that a complaint repeats


def plan(*, plan_id: int, on: date, scope: Scope) -> PlanDocument:
    """Return a plan.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_plan(plan_id, scope)


def clauses(*, plan_id: int, on: date, scope: Scope) -> list[Clause]:
    """Return the sentences of a plan that the reading put into no task."""
    found = known.plans(on=on, scope=scope)
    if plan_id not in {each.pk for each in found}:
        return []
    return list(Clause.objects.filter(plan=plan_id).select_related("task").order_by("line", "id"))


def wanting(*, plan_id: int, practice: Practice, on: date, scope: Scope) -> list[Problem]:
    """Return all that keeps a plan from being adopted, in its order.

    Where a problem is: `task-<id>` or `clause-<id>`, as its places on the page are called.
    """
    found = known.tasks(plan_id=plan_id, on=on, scope=scope)
    if not found:
        return [Problem("tasks", _("the plan has no task"))]
    problems = [each for task in found for each in _wanting_of(task, practice)]
    for each in clauses(plan_id=plan_id, on=on, scope=scope):
        if each.state == ClauseState.UNDECIDED:
            message = _("“{text}” is in no task").format(text=each.text[:LONGEST_QUOTE])
            mend = _("make it a task, attach it to one, or say why it is none")
            problems.append(Problem(f"clause-{each.pk}", message, mend))
    return problems


def _wanting_of(task: Task, practice: Practice) -> Iterator[Problem]:
    where = f"task-{task.pk}"
    name = f"{task.number} {task.title}".strip()
    units = list(task.offices.all())
    if not any(each.part in {Part.OWNER, Part.JOINT} for each in units):
        yield Problem(where, _("{task}: nobody is responsible").format(task=name))
    for unit in units:
        if not unit.office and not unit.is_outside:
            yield Problem(
                where,
                _("{task}: it is not said which office “{unit}” is").format(
                    task=name, unit=unit.unit
                ),
                _("choose one of our offices, or say that it is none of them"),
            )
    offered = binding.bindable(practice.indicators, practice.ledger)
    for target in task.targets.all():
        if target.indicator and target.indicator not in offered:
            yield Problem(
                where,
                _("{task}: there is no indicator {name}").format(task=name, name=target.indicator),
            )
        elif not target.indicator and not target.unbound_reason.strip():
            yield Problem(
                where,
                _("{task}: “{raw}” is bound to nothing").format(task=name, raw=target.raw),
                _("bind it to an indicator, or say why it cannot be bound"),
            )


def comparable(*, plan_id: int, on: date, scope: Scope) -> list[PlanDocument]:
    """Return the other adopted plans that one may be held against, the nearest year before it first."""
    own = found_plan(plan_id, scope)
    others = visible_plans(scope).filter(state=PlanState.ADOPTED, adopted_date__lte=on)
    rows = list(others.exclude(pk=plan_id).defer("lines"))
    return sorted(
        rows, key=lambda each: (each.year >= own.year, abs(own.year - each.year), each.pk)
    )


def changes(*, before: int, after: int, practice: Practice, on: date, scope: Scope) -> Difference:
    """Return how an adopted plan differs from another.

    Raises:
        NotFound: if one of them is not there within the scope.
    """
    sides = []
    for number in (before, after):
        found_plan(number, scope)
        found = known.tasks(plan_id=number, on=on, scope=scope)
        sides.append([_compared(each) for each in found])
    same_from = practice.ledger.same_task.number_on(on)
    return difference(sides[0], sides[1], same_from=float(same_from or 1))


def _compared(task: Task) -> Compared:
    units = list(task.offices.all())
    return Compared(
        key=task.pk,
        number=task.number,
        title=task.title,
        text=task.text,
        owners=_of_part(units, Part.OWNER, Part.JOINT),
        partners=_of_part(units, Part.PARTNER),
        quantities=tuple(sorted({each.raw for each in task.targets.all()})),
        due=task.due_date.isoformat() if task.due_date else "",
    )


def _of_part(units: Sequence[TaskOffice], *parts: str) -> tuple[str, ...]:
    return tuple(sorted({each.unit for each in units if each.part in parts}))
