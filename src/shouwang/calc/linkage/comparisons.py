"""What two records are compared by, and the settings that Splink takes for it.

References:
    I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", JASA 64 (328), 1969, 1183-1210.
    Splink 5.0: settings of a model that has been trained elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

UNIQUE_ID = "row"


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of agreement.

    Attributes:
        when: The condition in SQL; empty for the last level, which takes what is left.
        frequency: The column whose value's rarity counts; empty for none.
        needs: Other columns that the condition reads.
        is_near: Whether it speaks for the same person.
        contradicts: Whether it speaks for two persons, whatever else agrees.
        m, u: How often a true pair, and a chance pair, is at the level. [0-1]
    """

    name: str
    when: str
    frequency: str
    needs: tuple[str, ...]
    is_near: bool
    contradicts: bool
    m: float
    u: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two records may agree in about one matter.

    Attributes:
        null: The column without which nothing can be said.
        is_personal: Whether it tells a person from the other members of the household.
    """

    name: str
    columns: tuple[str, ...]
    null: str
    is_personal: bool
    levels: tuple[Level, ...]

    @property
    def reads(self) -> frozenset[str]:
        """All columns that it reads."""
        return frozenset(self.columns).union(*(level.needs for level in self.levels))

    def level(self, gamma: int) -> Level | None:
        """Return the level of Splink's value: counted from the last one, -1 for none."""
        return None if gamma < 0 else self.levels[len(self.levels) - 1 - gamma]

    def reduced_to(self, columns: frozenset[str]) -> "Comparison":
        """Return it with the levels that can be made of these columns."""
        levels = tuple(each for each in self.levels if columns.issuperset(each.needs))
        return Comparison(self.name, self.columns, self.null, self.is_personal, levels)


Chances = Mapping[str, Mapping[str, tuple[float, float]]]


@cache
def all_comparisons() -> tuple[Comparison, ...]:
    """Return every comparison that ``comparisons.yaml`` knows."""
    text = Path(__file__).with_name("comparisons.yaml").read_text(encoding="utf-8")
    return tuple(
        Comparison(
            name=name,
            columns=tuple(told["columns"]),
            null=told.get("null", told["columns"][0]),
            is_personal=told.get("is_personal", False),
            levels=tuple(_level(each) for each in told["levels"]),
        )
        for name, told in yaml.safe_load(text).items()
    )


def comparisons_of(columns: Iterable[str]) -> tuple[Comparison, ...]:
    """Return the comparisons that can be made of these prepared columns."""
    there = frozenset(columns)
    return tuple(
        each.reduced_to(there) for each in all_comparisons() if there.issuperset(each.columns)
    )


def untrained(comparisons: Iterable[Comparison]) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the chances (m, u) of each level before anything has been trained."""
    return {
        each.name: {level.name: (level.m, level.u) for level in each.levels} for each in comparisons
    }


def splink_settings(
    comparisons: Iterable[Comparison], chances: Chances, *, prior: float
) -> dict[str, Any]:
    """Return the settings of a Splink model with these chances; nothing is left to train.

    Args:
        chances: Comparison → level → (m, u).
        prior: The share of true pairs among all pairs. [0-1]
    """
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": UNIQUE_ID,
        "probability_two_random_records_match": prior,
        "retain_matching_columns": True,  # and with them the levels
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_splink_comparison(each, chances[each.name]) for each in comparisons],
    }


def _splink_comparison(
    comparison: Comparison, chances: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
    null = comparison.null
    levels: list[dict[str, Any]] = [
        {
            "sql_condition": f"{null}_l IS NULL OR {null}_r IS NULL",
            "label_for_charts": "unknown",
            "is_null_level": True,
        }
    ]
    for level in comparison.levels:
        m, u = chances[level.name]
        made: dict[str, Any] = {
            "sql_condition": level.when or "ELSE",
            "label_for_charts": level.name,
            "m_probability": m,
            "u_probability": u,
        }
        if level.frequency:
            made["tf_adjustment_column"] = level.frequency
        levels.append(made)
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _level(told: Mapping[str, Any]) -> Level:
    return Level(
        name=told["name"],
        when=told.get("when", ""),
        frequency=told.get("frequency", ""),
        needs=tuple(told.get("needs", ())),
        is_near=told.get("near", False),
        contradicts=told.get("contradicts", False),
        m=float(told["m"]),
        u=float(told["u"]),
    )
