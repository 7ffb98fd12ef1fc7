"""What may happen next in a procedure: open steps, who may take them, refusals and returns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shouwang.base.access import NotAllowed
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.procedures import Step, Version

DONE, REFUSED, RETURNED = "done", "refused", "returned"
HOUSEHOLD = "household"
# A household has no account: what it does is written down by whoever stands at its door.
WRITES_FOR_HOUSEHOLD = ("village", "team", "township")
# How a household signs: by hand, by fingerprint, or by another's hand once it was read out.
WAYS_OF_SIGNING = ("signature", "fingerprint", "scribe")


class MoveNotAllowed(ShouwangError):
    """The procedure does not allow this move now; nothing has been changed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as somebody took it.

    Attributes:
        by: The name of the account.
        is_void: A return has undone it.
    """

    step: str
    outcome: str
    by: str
    role: str
    day: date
    is_void: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody wants to do: a step, its outcome, who is there, what is at hand."""

    step: str
    outcome: str = DONE
    people: int = 1
    papers: tuple[str, ...] = ()
    signed: str = ""
    note: str = ""


def done(taken: Iterable[Taken]) -> tuple[str, ...]:
    """Return the steps that are done and stand."""
    standing = (each.step for each in taken if each.outcome == DONE and not each.is_void)
    return tuple(dict.fromkeys(standing))


def latest(taken: Iterable[Taken], step: str) -> Taken | None:
    """Return how a step that stands was done, the last time."""
    found = [
        each for each in taken if each.step == step and each.outcome == DONE and not each.is_void
    ]
    return found[-1] if found else None


def coming_after(version: Version, name: str) -> frozenset[str]:
    """Return the steps that come after one, however far."""
    found: set[str] = set()
    growing = True
    while growing:
        fresh = {
            step.name
            for step in version.steps
            if step.name not in found and ({name} | found).intersection(step.after)
        }
        growing = bool(fresh)
        found |= fresh
    return frozenset(found)


def is_refused(taken: Iterable[Taken]) -> bool:
    """Tell whether a refusal has ended the procedure."""
    return any(each.outcome == REFUSED and not each.is_void for each in taken)


def open_steps(
    version: Version, taken: Sequence[Taken], *, is_green: bool = False
) -> tuple[Step, ...]:
    """Return the steps that may be taken now, in the order of the procedure.

    An optional step is past once something that comes after it is done. In the green channel the
    step that gives help is open from the beginning.
    """
    if is_refused(taken):
        return ()
    past = done(taken)
    green = version.green_channel
    early = green.step if is_green and green is not None else ""
    # Help that came first does not close what should have come before it.
    usual = {*past} - {early}
    found = [
        step for step in version.open_steps(past) if not coming_after(version, step.name) & usual
    ]
    if early and early not in past and all(step.name != early for step in found):
        found.append(version.step(early))
    order = version.names
    return tuple(sorted(found, key=lambda step: order.index(step.name)))


def acting_role(step: Step, roles: Collection[str]) -> str:
    """Return the role in which somebody may take a step, ``""`` if in none.

    >>> acting_role(Step("consent", "", ("household",), ()), {"village"})
    'village'
    """
    for word in step.by:
        if word in roles:
            return word
        if word == HOUSEHOLD:
            for role in WRITES_FOR_HOUSEHOLD:
                if role in roles:
                    return role
    return ""


def returned_to(version: Version, step: Step) -> frozenset[str]:
    """Return the steps that a return from one makes void: the one it goes to and all after it."""
    return frozenset({step.returns_to}) | coming_after(version, step.returns_to)


def voided(version: Version, taken: Iterable[Taken], step: Step) -> list[int]:
    """Return the places in the list of what a return makes void; help already given stays."""
    names = returned_to(version, step)
    green = version.green_channel
    if green is not None and green.step:
        names -= {green.step}
    return [
        number
        for number, each in enumerate(taken)
        if each.step in names and not each.is_void and each.outcome == DONE
    ]


def judge(
    version: Version,
    taken: Sequence[Taken],
    move: Move,
    roles: Collection[str],
    *,
    is_green: bool = False,
) -> tuple[Step, str]:
    """Return the step that is moved and the role in which it is, if the move is allowed.

    Raises:
        MoveNotAllowed: if there is no such step, it is not open, or it lacks what it needs.
        NotAllowed: if it is for others to take.
    """
    if move.step not in version.names:
        raise MoveNotAllowed(_("there is no step {step} here").format(step=move.step))
    step = version.step(move.step)
    _fail_if_not_open(version, taken, step, is_green=is_green)
    role = acting_role(step, roles)
    if not role:
        raise NotAllowed(_("the step “{step}” is not for your role").format(step=step.label))
    if move.outcome == DONE:
        _fail_if_lacking(step, move)
    elif move.outcome == REFUSED and not step.may_refuse:
        raise MoveNotAllowed(_("the step “{step}” cannot refuse").format(step=step.label))
    elif move.outcome == RETURNED and not step.returns_to:
        raise MoveNotAllowed(_("the step “{step}” cannot send back").format(step=step.label))
    elif move.outcome not in {REFUSED, RETURNED}:
        raise MoveNotAllowed(_("there is no outcome {outcome}").format(outcome=move.outcome))
    elif not move.note.strip():
        raise MoveNotAllowed(_("say why it is refused or sent back"))
    return step, role


def _fail_if_not_open(
    version: Version, taken: Sequence[Taken], step: Step, *, is_green: bool
) -> None:
    if step in open_steps(version, taken, is_green=is_green):
        return
    if is_refused(taken):
        raise MoveNotAllowed(_("the case has been refused; nothing follows"))
    past = done(taken)
    if step.name in past:
        raise MoveNotAllowed(_("the step “{step}” is done already").format(step=step.label))
    waits = [version.step(each).label for each in step.after if each not in past]
    if not waits:
        raise MoveNotAllowed(_("the step “{step}” was left out").format(step=step.label))
    raise MoveNotAllowed(
        _("the step “{step}” waits for: {steps}").format(step=step.label, steps=_(", ").join(waits))
    )


def _fail_if_lacking(step: Step, move: Move) -> None:
    if move.people < step.least_people:
        raise MoveNotAllowed(
            _("the step “{step}” wants at least {count} people, not {people}").format(
                step=step.label, count=step.least_people, people=move.people
            )
        )
    missing = [paper for paper in step.papers if paper not in move.papers]
    if missing:
        raise MoveNotAllowed(
            _("the step “{step}” lacks: {papers}").format(
                step=step.label, papers=_(", ").join(missing)
            )
        )
    if HOUSEHOLD in (*step.by, *step.signs) and move.signed not in WAYS_OF_SIGNING:
        raise MoveNotAllowed(
            _("the step “{step}” wants the household's signature: say how it signed").format(
                step=step.label
            )
        )
