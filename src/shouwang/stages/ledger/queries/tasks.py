"""What can be asked of tasks: by plan, office and place, and how many stand where."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.rules.pack import Policy
from shouwang.stages.ledger.enums import PlanState, TaskState
from shouwang.stages.ledger.models import PlanDocument, ProgressNote, Task, TaskPlace
from shouwang.stages.org.scoping import within

REGION = "region"
DONE = Q(state=TaskState.SIGNED_OFF)
COUNTS: Mapping[str, Callable[[date], Q]] = {
    "adopted": lambda on: Q(),
    "open": lambda on: ~DONE,
    "signed_off": lambda on: DONE,
    "overdue": lambda on: ~DONE & Q(due_date__lt=on),
}
SHARES: Mapping[str, Q] = {"signed_off_share": DONE, "evidenced_share": Q(is_evidenced=True)}


def tallies(
    *, measure: str, level: str, policy: Policy, on: date, scope: Scope, area: str = ""
) -> dict[str, tuple[int, int | None]]:
    """Return place → how many tasks there are, or how many out of how many.

    Tasks of the latest plans adopted count. A task that names no banner is the region's alone; one
    that does counts at each of them, at their leagues, and once in the region. Tasks belong to no
    area: asked for one they count nothing.
    """
    if area:
        return {}
    counted = visible(current(on=on), scope)
    if measure in SHARES:
        above = _by_place(_evidenced(counted).filter(SHARES[measure]), level, policy)
        below = _by_place(counted, level, policy)
        return {place: (above[place], count) for place, count in below.items()}
    found = _by_place(counted.filter(COUNTS[measure](on)), level, policy)
    return {place: (count, None) for place, count in found.items()}


def current(*, on: date) -> QuerySet[Task]:
    """Return the tasks in force on a day: those of the plans adopted for the latest year."""
    adopted = PlanDocument.objects.filter(state=PlanState.ADOPTED, adopted_date__lte=on)
    latest = adopted.aggregate(year=Max("year"))["year"]
    return Task.objects.filter(plan__in=adopted.filter(year=latest))


def visible(tasks: QuerySet[Task], scope: Scope) -> QuerySet[Task]:
    """Return the tasks a scope covers: all of them from everywhere, else those that name its places."""
    if scope.is_everything:
        return tasks
    named = within(TaskPlace.objects.all(), scope).values("task")
    return tasks.filter(pk__in=named, plan__state=PlanState.ADOPTED)


def found_task(*, task_id: int, scope: Scope) -> Task:
    """Return the task of a number, if the scope covers it.

    Raises:
        NotFound: if there is none, or only outside the scope.
    """
    tasks = visible(Task.objects.select_related("plan"), scope).exclude(
        plan__state=PlanState.DISCARDED
    )
    found = tasks.filter(pk=task_id).first()
    if found is None:
        raise NotFound(_("there is no such record in your area"))
    return found


def _evidenced(tasks: QuerySet[Task]) -> QuerySet[Task]:
    proofs = ProgressNote.objects.filter(task=OuterRef("pk"), files__gt=0)
    return tasks.annotate(is_evidenced=Exists(proofs))


def _by_place(tasks: QuerySet[Task], level: str, policy: Policy) -> Counter[str]:
    if level == REGION:
        code = next(iter(policy.content.regions_of(REGION))).code
        return Counter({code: tasks.count()})
    if level not in {"league", "banner"}:
        return Counter()
    named = TaskPlace.objects.filter(task__in=tasks.values("pk")).exclude(**{level: ""})
    pairs = set(named.annotate(place=F(level)).values_list("place", "task"))
    return Counter(place for place, _task in pairs)
