"""Trained weights: a versioned document that prediction reads and only training writes.

References:
    I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64 (328), 1969: m and u.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.calc.linkage.comparisons import Chances, Comparison, untrained

FORMAT = 1
SHIPPED = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class Weights:
    """Chances of agreement as they were learnt once.

    Attributes:
        name: Which weights they are; goes into every answer.
        trained_on: What they were learnt from.
        day: The day of training, as the caller says.
        splink: The version of Splink that compared the pairs.
        chances: Comparison → level → (m, u). [0-1]
    """

    name: str
    trained_on: str
    day: date
    splink: str
    chances: Chances

    def as_json(self) -> dict[str, Any]:
        """Return them as a document."""
        return {
            "format": FORMAT,
            "name": self.name,
            "trained_on": self.trained_on,
            "date": self.day.isoformat(),
            "splink": self.splink,
            "comparisons": {
                comparison: {level: {"m": m, "u": u} for level, (m, u) in levels.items()}
                for comparison, levels in self.chances.items()
            },
        }


def write_weights(weights: Weights, path: Path) -> None:
    """Write weights as a file."""
    text = json.dumps(weights.as_json(), ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def read_weights(path: Path) -> Weights:
    """Read weights from a file.

    Raises:
        InputProblems: if the file cannot be read or is not such a document.
    """
    try:
        return _weights(json.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        message = _("the file cannot be read: {fault}").format(fault=fault.strerror or fault)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        message = _("it holds no weights of linking: {fault}").format(fault=fault)
    raise InputProblems(
        [Problem(path.name, message, _("take a file that link --train has written"))]
    )


@cache
def shipped_weights(name: str) -> Weights | None:
    """Return the weights that come with the code; ``None`` if there are none of that name."""
    path = SHIPPED / f"{name}.json"
    return read_weights(path) if path.exists() else None


def chances_of(comparisons: Iterable[Comparison], weights: Weights | None) -> Chances:
    """Return the chances of every level: the trained ones where there are some."""
    made = untrained(comparisons)
    trained: Mapping[str, Any] = weights.chances if weights else {}
    return {
        name: scaled(levels | {k: v for k, v in trained.get(name, {}).items() if k in levels})
        for name, levels in made.items()
    }


def scaled(levels: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return the chances of one comparison so that they add up to one."""
    all_m = sum(m for m, _u in levels.values())
    all_u = sum(u for _m, u in levels.values())
    return {name: (m / all_m, u / all_u) for name, (m, u) in levels.items()}


def _weights(data: Mapping[str, Any]) -> Weights:
    if data["format"] != FORMAT:
        raise ValueError(data["format"])
    chances = {
        comparison: {level: _pair(told) for level, told in levels.items()}
        for comparison, levels in data["comparisons"].items()
    }
    return Weights(
        name=str(data["name"]),
        trained_on=str(data["trained_on"]),
        day=date.fromisoformat(data["date"]),
        splink=str(data["splink"]),
        chances=chances,
    )


def _pair(told: Mapping[str, Any]) -> tuple[float, float]:
    m, u = float(told["m"]), float(told["u"])
    if not (0 < m <= 1 and 0 < u <= 1):
        raise ValueError(f"{m}, {u}")
    return m, u
