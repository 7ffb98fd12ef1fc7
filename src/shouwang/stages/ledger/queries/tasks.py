"""What can be asked of tasks: by plan, office and place, and how many stand where."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from shouwang.base.access import Scope
from shouwang.rules.pack import Policy
from shouwang.stages.ledger.enums import Part, PlanState, TaskState
from shouwang.stages.ledger.models import PlanDocument, ProgressNote, Task, TaskPlace
from shouwang.stages.ledger.sight import found_task, in_force, visible, visible_plans
from shouwang.stages.ledger.units import EVERY

REGION = "region"
DONE = Q(state=TaskState.SIGNED_OFF)
COUNTS: Mapping[str, Callable[[date], Q]] = {
    "adopted": lambda on: Q(),
    "open": lambda on: ~DONE,
    "signed_off": lambda on: DONE,
    "overdue": lambda on: ~DONE & Q(due_date__lt=on),
}
SHARES: Mapping[str, Q] = {"signed_off_share": DONE, "evidenced_share": Q(is_evidenced=True)}
OPEN, LATE = "open", "overdue"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks of a plan are asked for; empty fields ask for nothing.

    Attributes:
        part: With an office: only those it owns, or is a partner of.
        state: A word of `TaskState`, or `overdue`.
    """

    office: str = ""
    part: str = ""
    state: str = ""


def plans(*, on: date, scope: Scope) -> list[PlanDocument]:
    """Return the plans, the latest year first; drafts too for those who see everything."""
    del on
    return list(visible_plans(scope).defer("lines"))


def adopted_plan(*, year: int | None = None, on: date, scope: Scope) -> PlanDocument | None:
    """Return the plan adopted for a year, or for the latest one; the last if there are several."""
    found = visible_plans(scope).filter(state=PlanState.ADOPTED, adopted_date__lte=on)
    if year is not None:
        found = found.filter(year=year)
    return found.defer("lines").order_by("-year", "-adopted_date", "-id").first()


def tasks(*, plan_id: int, wanted: Wanted | None = None, on: date, scope: Scope) -> list[Task]:
    """Return the tasks of a plan in its order, with their offices, places and targets."""
    wanted = wanted or Wanted()
    found = _evidenced(visible(Task.objects.filter(plan=plan_id), scope))
    if wanted.state == LATE:
        found = found.filter(COUNTS[LATE](on))
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.office:
        its = Q(offices__office__in=[wanted.office, EVERY])
        if wanted.part in Part.values:
            its = Q(offices__office__in=[wanted.office, EVERY], offices__part=wanted.part)
        found = found.filter(its).distinct()
    return list(
        found.select_related("plan")
        .prefetch_related("offices", "places", "targets")
        .order_by("row")
    )


def task(*, task_id: int, on: date, scope: Scope) -> Task:
    """Return a task.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_task(task_id, scope)


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
    counted = visible(in_force(on), scope)
    if measure in SHARES:
        above = _by_place(_evidenced(counted).filter(SHARES[measure]), level, policy)
        below = _by_place(counted, level, policy)
        return {place: (above[place], count) for place, count in below.items()}
    found = _by_place(counted.filter(COUNTS[measure](on)), level, policy)
    return {place: (count, None) for place, count in found.items()}


def _evidenced(found: QuerySet[Task]) -> QuerySet[Task]:
    """Return tasks with whether a note of theirs has a file."""
    proofs = ProgressNote.objects.filter(task=OuterRef("pk"), files__gt=0)
    return found.annotate(is_evidenced=Exists(proofs))


def _by_place(found: QuerySet[Task], level: str, policy: Policy) -> Counter[str]:
    if level == REGION:
        count = found.count()
        codes = [each.code for each in policy.content.regions_of(REGION)]
        return Counter(dict.fromkeys(codes, count))
    if level not in {"league", "banner"}:
        return Counter()
    named = TaskPlace.objects.filter(task__in=found.values("pk")).exclude(**{level: ""})
    pairs = set(named.values_list(level, "task"))
    return Counter(place for place, _task in pairs)
