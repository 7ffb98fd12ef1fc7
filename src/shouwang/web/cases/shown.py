"""A case as its page shows it: the steps as a task list, for whom each waits, what hangs on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from shouwang.base.access import Actor, Scope
from shouwang.rules.content import Content
from shouwang.rules.procedures import Procedure, Step
from shouwang.stages.cases import entering, workflow
from shouwang.stages.cases.clocks import Reading
from shouwang.stages.cases.queries import cases
from shouwang.stages.cases.queries.standing import Standing
from shouwang.stages.cases.rulebook import rulebook_of
from shouwang.stages.org.enums import Role
from shouwang.stages.org.standing import label_of
from shouwang.web import place

FRIDAY = 4  # the number of the last workday of a week in Python's count
WEEK = 7  # days
HOUSEHOLD = "household"
# What a step's state is called in a stylesheet.
TAGS = {"done": "good", "open": "watch", "waits": "", "left_out": ""}


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the task list.

    Attributes:
        state: `done`, `open`, `waits` or `left_out`.
        who: The labels of those who may take it.
        is_mine: Whether the reader may take it now.
        earlier: How it was taken before a return.
    """

    step: Step
    state: str
    who: tuple[str, ...]
    is_mine: bool
    taken: Any
    earlier: tuple[Any, ...]
    clocks: tuple[Reading, ...]

    @property
    def tag(self) -> str:
        """The class of its tag."""
        return TAGS[self.state]


def lines(stands: Standing, reader: Actor, readings: Iterable[Reading]) -> list[Line]:
    """Return the steps of a case in the order of the procedure."""
    past = workflow.done(stands.taken)
    opened = {step.name for step in stands.open_steps()}
    running = [each for each in readings if each.is_running]
    ends = {clock.name: clock.end for clock in stands.version.clocks}
    found = []
    for step in stands.version.steps:
        own = [each for each in stands.steps if each.step == step.name]
        standing = [each for each in own if not each.is_void and each.outcome != "returned"]
        after = workflow.coming_after(stands.version, step.name)
        if step.name in past:
            state = "done"
        elif step.name in opened:
            state = "open"
        else:
            state = "left_out" if after.intersection(past) else "waits"
        found.append(
            Line(
                step=step,
                state=state,
                who=who_takes(step),
                is_mine=state == "open" and bool(workflow.acting_role(step, reader.roles)),
                taken=standing[-1] if standing else None,
                earlier=tuple(each for each in own if each not in standing[-1:]),
                clocks=tuple(each for each in running if ends.get(each.name) == step.name),
            )
        )
    return found


def who_takes(step: Step) -> tuple[str, ...]:
    """Return the labels of those who take a step; the household's own is written down for it."""
    return tuple(label_of(word) for word in step.by if word in Role.values)


def asked_by(line: Line, stands: Standing, status: str) -> dict[str, Any]:
    """Return what the form of a step asks besides outcome, people and note."""
    step, version = line.step, stands.version
    decides = step.name == version.decided_by
    return {
        "signs": HOUSEHOLD in {*step.by, *step.signs},
        "kinds": entering.fitting_kinds(version, status) if decides else (),
        "ways": _ways(stands) if decides and stands.procedure.follows else (),
    }


def _ways(stands: Standing) -> tuple[tuple[str, str], ...]:
    contract = stands.terms.policy.content.contracts.get(entering.WATCH)
    columns = contract.columns if contract is not None else ()
    codes = next((each.codes for each in columns if each.name == entering.WAY), None) or {}
    return tuple((word, labels[0]) for word, labels in codes.items())


def risk_labels(content: Content) -> Mapping[str, str]:
    """Return the risks by which households are watched, with their labels."""
    contract = content.contracts.get(entering.WATCH)
    columns = contract.columns if contract is not None else ()
    codes = next((each.codes for each in columns if each.name == "risk"), None) or {}
    return {word: labels[0] for word, labels in codes.items()}


@dataclass(frozen=True, slots=True)
class Openable:
    """A procedure that a household can come under now, and what its form asks."""

    procedure: Procedure
    kinds: tuple[str, ...]
    green_risks: tuple[str, ...]


def openable(household: Any, reader: Actor, on: date, scope: Scope) -> list[Openable]:
    """Return the procedures the reader may open for a household of the index, the follow-ups not."""
    watched = cases.is_watched(household=household.household, on=on, scope=scope)
    opened = cases.open_cases_of(household=household.household, on=on, scope=scope)
    found = []
    for procedure in rulebook_of(place.policy()).of_cases:
        version = procedure.on(on)
        if version is None or procedure.follows or not reader.has_role(*version.opened_by):
            continue
        kinds = entering.fitting_kinds(version, household.status)
        fits = household.status in version.statuses if version.statuses else bool(kinds)
        taken = any(each.procedure == procedure.name for each in opened)
        if fits and not taken and not (watched and procedure.name == cases.IDENTIFICATION):
            green = version.green_channel
            found.append(Openable(procedure, kinds, green.risks if green is not None else ()))
    return found


def step_labels(procedure: str) -> Mapping[str, str]:
    """Return the labels of a procedure's steps: those of all its versions, the latest last."""
    found = rulebook_of(place.policy()).procedures.get(procedure)
    versions = sorted(found.versions, key=lambda each: each.start) if found else []
    return {step.name: step.label for version in versions for step in version.steps}


def friday(day: date) -> date:
    """Return the end of the week of work: the next Friday, today's if it is one.

    >>> friday(date(2020, 6, 30))
    datetime.date(2020, 7, 3)
    """
    return day + timedelta(days=(FRIDAY - day.weekday()) % WEEK)


def inner_places(scope: Scope, wanted: str = "") -> list[tuple[str, str]]:
    """Return code and name of the places right below those of a scope, or below one of them."""
    content = place.content()
    if wanted:
        above = [wanted]
    elif scope.places:
        above = sorted(scope.places)
    else:
        above = [each.code for each in content.regions_of(content.levels[0])]
    below = _children(str(content.root))
    return [pair for code in above for pair in below.get(code, ())]


@lru_cache(maxsize=2)
def _children(root: str) -> Mapping[str, list[tuple[str, str]]]:
    del root
    found: dict[str, list[tuple[str, str]]] = {}
    for region in place.content().regions.values():
        found.setdefault(region.parent or "", []).append((region.code, region.name))
    return found
