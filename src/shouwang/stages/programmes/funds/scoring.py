"""The appraisal of funds: points of each item from its figure, their sum, the grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shouwang.rules.funds import FundRules, Item

CENT = Decimal("0.01")  # points are told to two places


@dataclass(frozen=True, slots=True)
class Scored:
    """An item with its figure.

    Attributes:
        points: ``None`` where the figure is not known.
    """

    item: Item
    value: float | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Appraised:
    """All items of a place.

    Attributes:
        total: The points of the items that are known, deductions taken off.
        possible: The points that these could have.
        grade: Empty where an item is not known: nobody is graded by what cannot be seen.
    """

    items: Sequence[Scored]
    total: Decimal
    possible: Decimal
    grade: str

    @property
    def blind(self) -> int:
        """How many items could not be told."""
        return sum(each.points is None for each in self.items)


def appraise(rules: FundRules, figures: Mapping[str, float | None]) -> Appraised:
    """Return the appraisal of a place from its figures by their indicators' names."""
    items = []
    for item in rules.items.values():
        value = figures.get(item.indicator)
        items.append(Scored(item, value, None if value is None else points_of(item, value)))
    total = sum((each.points for each in items if each.points is not None), Decimal())
    possible = sum(
        (each.item.points for each in items if each.points is not None and each.item.points > 0),
        Decimal(),
    )
    blind = any(each.points is None for each in items)
    share = total / possible if possible else Decimal()
    grade = next((each.label for each in rules.grades if share >= each.least), "")
    return Appraised(items, total, possible, "" if blind else grade)


def points_of(item: Item, value: float) -> Decimal:
    """Return an item's points: none at ``none``, all at ``full``, on a line between them.

    >>> points_of(Item("x", "g", "X", "i", Decimal(10), Decimal("0.2"), Decimal("0.08")), 0.14)
    Decimal('5.00')
    """
    way = (Decimal(str(value)) - item.none) / (item.full - item.none)
    part = min(max(way, Decimal(0)), Decimal(1))
    return (item.points * part).quantize(CENT, rounding=ROUND_HALF_UP) + 0  # never minus 0
