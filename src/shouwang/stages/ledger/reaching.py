"""How far a number is from what a task wants, and whether two numbers agree."""

from dataclasses import dataclass

LOWER, HIGHER = "lower", "higher"
COMPARATORS = ("=", ">=", "<=", ">", "<", "~", "range")


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached.

    Attributes:
        start: Where it starts from, if the plan's quantity is the start and the goal another.
    """

    goal: float
    goal_to: float | None = None
    comparator: str = "="
    better: str = "neither"
    start: float | None = None


def distance(value: float, aim: Aim) -> float:
    """Return by how much the number is off: 0 if it is reached, positive above, negative below."""
    if is_reached(value, aim):
        return 0.0
    if aim.goal_to is not None and value > aim.goal_to:
        return value - aim.goal_to
    return value - aim.goal


def is_reached(value: float, aim: Aim) -> bool:
    """Tell whether a number is what was wanted.

    "16000 people out of poverty" is reached below it too, where lower is better.

    >>> is_reached(0, Aim(0, better="lower")), is_reached(12, Aim(10, comparator="<="))
    (True, False)
    """
    if aim.goal_to is not None:
        return aim.goal <= value <= aim.goal_to
    match aim.comparator:
        case ">=":
            return value >= aim.goal
        case ">":
            return value > aim.goal
        case "<=":
            return value <= aim.goal
        case "<":
            return value < aim.goal
        case _:
            return _is_about(value, aim)


def _is_about(value: float, aim: Aim) -> bool:
    """Without a bound the better side of the goal counts too."""
    if aim.better == LOWER:
        return value <= aim.goal
    return value >= aim.goal if aim.better == HIGHER else value == aim.goal


def share_done(value: float, aim: Aim) -> float | None:
    """Return how much of the way is gone, from 0 to 1; nothing where it has no length."""
    start = aim.start if aim.start is not None else 0.0
    if start == aim.goal:
        return 1.0 if is_reached(value, aim) else None
    return min(max((value - start) / (aim.goal - start), 0.0), 1.0)


def agrees(reported: float, measured: float, *, within: float) -> bool:
    """Tell whether what an office reports agrees with the data.

    Args:
        within: The share of the larger by which they may differ.

    >>> agrees(100, 104, within=0.05), agrees(100, 120, within=0.05)
    (True, False)
    """
    return abs(reported - measured) <= within * max(abs(reported), abs(measured))
