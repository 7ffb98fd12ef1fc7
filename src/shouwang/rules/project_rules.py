"""How projects are judged: risk matrix, simulation, concentration, points, adjustment of the bank."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """The ground on which a part of the rules stands."""

    basis: str = ""
    is_verified: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from a least value on."""

    name: str
    label: str
    least: Decimal


@dataclass(frozen=True, slots=True)
class Factor:
    """What makes trouble likelier: from which value on, by how many steps, and what answers it."""

    name: str
    label: str
    by: int
    at: Decimal = Decimal(0)
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The risk matrix; `households` and `promised` part the five steps of impact."""

    part: Part
    households: tuple[Decimal, ...]
    promised: tuple[Decimal, ...]
    grades: tuple[Grade, ...]
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How a product's price, harvest and losses are spread."""

    price: Decimal
    harvest: Decimal
    death: Decimal
    alike: Decimal


@dataclass(frozen=True, slots=True)
class Tie:
    """Which share of a promise moves with the market, and the least price that is guaranteed."""

    sells: Decimal
    floor: Decimal


@dataclass(frozen=True, slots=True)
class Simulation:
    """How a year is drawn: by product, by tie, by the standing of the operator."""

    part: Part
    trials: int
    correlation: Decimal
    recovered: Decimal
    confidence: Decimal
    lines: Mapping[str, Spread]
    ties: Mapping[str, Tie]
    failing: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Concentration:
    """From how many points of the index on it is middling, and high."""

    part: Part
    middle: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """What gives points: none at one value, all at another, in between by proportion."""

    name: str
    label: str
    kind: str
    points: Decimal
    none: Decimal
    full: Decimal


@dataclass(frozen=True, slots=True)
class Performance:
    """The evaluation of a project."""

    part: Part
    items: tuple[Item, ...]
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules from a day on."""

    start: datetime.date
    adjust_from_month: int
    library: Part
    matrix: Matrix
    simulation: Simulation
    concentration: Concentration
    performance: Performance

    @property
    def parts(self) -> dict[str, Part]:
        """The parts by their names."""
        return {
            "library": self.library,
            "matrix": self.matrix.part,
            "simulation": self.simulation.part,
            "concentration": self.concentration.part,
            "performance": self.performance.part,
        }


@dataclass(frozen=True, slots=True)
class ProjectRules:
    """All versions of the rules."""

    versions: tuple[RuleSet, ...] = field(default_factory=tuple)

    def on(self, day: datetime.date) -> RuleSet | None:
        """Return the rules in force on a day; ``None`` before the first."""
        running = [each for each in self.versions if each.start <= day]
        return max(running, key=lambda each: each.start) if running else None
