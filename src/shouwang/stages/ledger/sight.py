"""Which plans and tasks somebody may see, and which are in force."""

from datetime import date

from django.db.models import Max, QuerySet

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.stages.ledger.enums import PlanState
from shouwang.stages.ledger.models import PlanDocument, Task, TaskPlace
from shouwang.stages.org.scoping import within


def visible(tasks: QuerySet[Task], scope: Scope) -> QuerySet[Task]:
    """Return the tasks a scope covers: all from everywhere, else the adopted that name its places."""
    tasks = tasks.exclude(plan__state=PlanState.DISCARDED)
    if scope.is_everything:
        return tasks
    named = within(TaskPlace.objects.all(), scope).values("task")
    return tasks.filter(pk__in=named, plan__state=PlanState.ADOPTED)


def visible_plans(scope: Scope) -> QuerySet[PlanDocument]:
    """Return the plans a scope covers: all from everywhere, else those with a task it covers."""
    plans = PlanDocument.objects.exclude(state=PlanState.DISCARDED)
    if scope.is_everything:
        return plans
    return plans.filter(pk__in=visible(Task.objects.all(), scope).values("plan"))


def in_force(on: date) -> QuerySet[Task]:
    """Return the tasks in force on a day: those of the plans adopted for the latest year."""
    adopted = PlanDocument.objects.filter(state=PlanState.ADOPTED, adopted_date__lte=on)
    latest = adopted.aggregate(year=Max("year"))["year"]
    return Task.objects.filter(plan__in=adopted.filter(year=latest))


def found_task(task_id: int, scope: Scope) -> Task:
    """Return the task of a number, if the scope covers it.

    Raises:
        NotFound: if there is none, or only outside the scope.
    """
    tasks = visible(Task.objects.select_related("plan"), scope)
    found = tasks.filter(pk=task_id).first()
    if found is None:
        raise NotFound(_("there is no such record in your area"))
    return found


def found_plan(plan_id: int, scope: Scope) -> PlanDocument:
    """Return the plan of a number, if the scope covers it.

    Raises:
        NotFound: if there is none, or only outside the scope.
    """
    found = visible_plans(scope).filter(pk=plan_id).first()
    if found is None:
        raise NotFound(_("there is no such record in your area"))
    return found
