"""How much work linking does and how sure a link is: what ``limits.yaml`` says."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of linking; ``limits.yaml`` explains each."""

    accept: float
    ask: float
    questions_a_row: int
    near_matters: int
    prior_link: float
    prior_duplicates: float
    most_pairs: int
    most_pairs_a_rule: int
    most_pairs_a_key: int
    sample_rows: int
    sample_weight: int
    least_chance: float
    memory: str
    offered_rows: int
    offered_people: int
    passes: tuple[tuple[str, ...], ...]
    rules: tuple[tuple[str, ...], ...]


@cache
def shipped_limits() -> Limits:
    """Return the shipped bounds."""
    data = yaml.safe_load(Path(__file__).with_name("limits.yaml").read_text(encoding="utf-8"))
    for name in ("passes", "rules"):
        data[name] = tuple(tuple(each) for each in data[name])
    return Limits(**data)
