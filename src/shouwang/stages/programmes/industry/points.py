"""The evaluation of a project with 100 points, out of records; what is not known is told, not guessed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shouwang.rules.project_rules import Item, Performance
from shouwang.stages.programmes.industry.facts import AT_WORK, Facts

# States of a project: still to be built, so that what comes after cannot be asked of it.
WAITING = ("listed", "planned")
DONE = ("running", "idle", "stopped", "ended")


@dataclass(frozen=True, slots=True)
class Scored:
    """An item with its value and its points; ``None`` where nobody can say."""

    item: Item
    value: float | None
    points: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """What a project gets.

    Attributes:
        points: Of the items that are known. possible: what these could give at most.
        share: The points of a hundred that could be given; ``None`` if nothing is known.
        grade, label: By the share; empty without one.
    """

    items: tuple[Scored, ...]
    points: float
    possible: float
    share: float | None
    grade: str
    label: str

    @property
    def unknown(self) -> tuple[Scored, ...]:
        """The items nobody can score."""
        return tuple(each for each in self.items if each.points is None)


def score(facts: Facts, performance: Performance, on: date) -> Score:
    """Return the points of a project, item by item."""
    items = tuple(_scored(each, facts, on) for each in performance.items)
    known = [each for each in items if each.points is not None]
    points = sum(each.points or 0.0 for each in known)
    possible = sum(float(each.item.points) for each in known)
    share = 100 * points / possible if possible else None
    grade = next(
        (each for each in performance.grades if share is not None and share >= each.least), None
    )
    return Score(items, points, possible, share, grade.name if grade else "",
                 grade.label if grade else "")  # fmt: skip


def _scored(item: Item, facts: Facts, on: date) -> Scored:
    value = _READ[item.name](facts, on)
    if value is None:
        return Scored(item, None, None)
    none, full = float(item.none), float(item.full)
    reached = min(1.0, max(0.0, (value - none) / (full - none)))
    return Scored(item, value, float(item.points) * reached)


def _spent_share(facts: Facts, _on: date) -> float | None:
    budget = facts.project.get("budget")
    return facts.spent / budget if budget and facts.spent is not None else None


def _late(planned: date | None, done: date | None, on: date) -> float | None:
    """Return by how many days something was late; what is not due yet is not late."""
    if planned is None:
        return None
    if done is None and planned > on:
        return None
    return float(max(0, ((done or on) - planned).days))


def _started_late(facts: Facts, on: date) -> float | None:
    return _late(facts.project.get("planned_start"), facts.project.get("started_date"), on)


def _finished_late(facts: Facts, on: date) -> float | None:
    return _late(facts.project.get("planned_end"), facts.project.get("finished_date"), on)


def _accepted(facts: Facts, _on: date) -> float | None:
    if facts.project.get("state") not in DONE:
        return None
    return float(facts.project.get("accepted_date") is not None)


def _driven_share(facts: Facts, _on: date) -> float | None:
    planned = facts.project.get("households_planned")
    if not planned or facts.project.get("state") not in DONE:
        return None
    return float(len({each.household for each in facts.active}) / planned)


def _income_a_household(facts: Facts, _on: date) -> float | None:
    known = [each for each in facts.active if each.received is not None]
    homes = {each.household for each in known}
    return sum(each.received or 0 for each in known) / 100 / len(homes) if homes else None


def _kept_share(facts: Facts, _on: date) -> float | None:
    known = [each for each in facts.active
             if each.received is not None and each.promised is not None]  # fmt: skip
    promised = sum(each.promised or 0 for each in known)
    return float(sum(each.received or 0 for each in known) / promised) if promised else None


def _taking_part(facts: Facts, _on: date) -> float | None:
    poor = [each for each in facts.active if each.is_poor]
    return sum(each.role in AT_WORK for each in poor) / len(poor) if poor else None


def _profit(facts: Facts, _on: date) -> float | None:
    profit = facts.project.get("profit_last_year")
    if profit is None or facts.project.get("state") not in DONE:
        return None
    return float(profit > 0)


def _hedged(facts: Facts, _on: date) -> float | None:
    insured, orders = facts.project.get("insured"), facts.project.get("order_share")
    if insured is None and orders is None:
        return None
    return float(bool(insured) or bool(orders))


def _satisfaction(facts: Facts, _on: date) -> float | None:
    told = facts.project.get("satisfaction")
    return None if told is None else float(told)


_READ: dict[str, Callable[[Facts, date], float | None]] = {
    "spent_share": _spent_share,
    "started_late": _started_late,
    "finished_late": _finished_late,
    "accepted": _accepted,
    "driven_share": _driven_share,
    "income_a_household": _income_a_household,
    "kept_share": _kept_share,
    "taking_part": _taking_part,
    "profit": _profit,
    "hedged": _hedged,
    "satisfaction": _satisfaction,
}
