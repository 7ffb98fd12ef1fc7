"""What a plan is once it has been read: tasks with their units, quantities and days, and the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Number = int | float


class OwnerRule(StrEnum):
    """How the text tells the owner of a task from the other units."""

    EXPLICIT = "explicit"  # the mark names the owner
    FIRST_LISTED = "first_listed"  # declared: whoever is listed first
    BEFORE_COMMA = "before_comma"  # declared: whoever stands before the first comma
    NONE_JOINT = "none_joint"  # units answer jointly, no owner is stated


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount that a task names.

    Attributes:
        value: In base units (16000, not 1.6 ten thousands); both ends for a range.
        unit: The unit as written, or of the thing counted where the text leaves it out; ``""``
            where neither is known.
        raw: The text it was read from.
        comparator: ``=`` ``>=`` ``<=`` ``>`` ``<`` ``~`` or ``range``.
        what: What is counted, as far as the words beside it tell.
    """

    value: Number | tuple[Number, Number]
    unit: str
    raw: str
    comparator: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Units:
    """Who does it, as one mark (or several together) says.

    Attributes:
        owners: Named as the owner.
        partners: Named as helping.
        joint: Named as responsible together, no owner among them.
        etc: Whether the list ends in "and others".
    """

    owners: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    etc: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nobody is named."""
        return not (self.owners or self.partners or self.joint)


@dataclass(frozen=True, slots=True)
class Task:
    """One item of the plan that somebody has to do.

    Attributes:
        line: The line (paragraph, row) of the source in which it begins.
        number: What the plan calls it by: ``(6)``, ``6``, or ``""``.
        section: Heading of the highest level above it.
        subsection: Headings between that and the task.
        title: Its first sentence.
        text: All of it, without number and mark.
        annotation: The mark itself, as written.
        deadline: An ISO day, ``from/to``, several with ``; ``, or the words where no day follows.
    """

    line: int
    number: str
    section: str
    subsection: str
    title: str
    text: str
    annotation: str = ""
    units: Units = field(default_factory=Units)
    quantities: tuple[Quantity, ...] = ()
    deadline: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Unplaced:
    """A piece of the text that is in no task, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A work plan as read; nothing of the text is lost between its parts."""

    title: str
    issuer: str
    date: str
    owner_rule: OwnerRule | None
    tasks: tuple[Task, ...]
    unplaced: tuple[Unplaced, ...]


def plan_document(plan: Plan) -> Mapping[str, Any]:
    """Return the plan as the document that ``plan parse --json`` prints.

    Its words are a contract with readers outside: *lead* and *support* are owner and partners.
    """
    return {
        "title": plan.title or None,
        "issuer": plan.issuer or None,
        "date": plan.date or None,
        "lead_rule": plan.owner_rule.value if plan.owner_rule else None,
        "unplaced": [
            {"line": each.line, "text": each.text, "why": each.why} for each in plan.unplaced
        ],
        "tasks": [_task_document(task) for task in plan.tasks],
    }


def _task_document(task: Task) -> Mapping[str, Any]:
    return {
        "number": task.number or None,
        "section": task.section or None,
        "subsection": task.subsection or None,
        "title": task.title,
        "text": task.text,
        "annotation": task.annotation or None,
        "lead": list(task.units.owners),
        "support": list(task.units.partners),
        "responsible": list(task.units.joint),
        "etc": task.units.etc,
        "quantities": [_quantity_document(each) for each in task.quantities],
        "deadline": task.deadline or None,
    }


def _quantity_document(quantity: Quantity) -> Mapping[str, Any]:
    value = list(quantity.value) if isinstance(quantity.value, tuple) else quantity.value
    return {
        "value": value,
        "unit": quantity.unit or None,
        "raw": quantity.raw,
        "comparator": quantity.comparator,
        "what": quantity.what,
    }
