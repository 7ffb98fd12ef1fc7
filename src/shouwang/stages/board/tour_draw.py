"""How the villages and households of a tour are drawn from a frame: pure, the same again by its seed."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shouwang.calc.lots import rule_of
from shouwang.calc.sampling import allocate, draw, error_of, quantile, sample_size
from shouwang.rules.tours import TourRules

GENERAL = "general"
# The two groups of a village's households: who is in the register of the poor, and who is not.
LISTED, UNLISTED = "listed", "unlisted"
DIGITS = 4  # to which the numbers of a design are kept


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers a sample is drawn by, as the content has them on a day."""

    share: float
    error: float
    confidence: float
    a_village: int
    least_villages: int
    good: float
    bad: float


@dataclass(frozen=True, slots=True)
class DrawnVillage:
    """A village that was drawn, its place on the route, and how many it stands for."""

    village: str
    stratum: str
    weight: float
    order: int
    households: int


@dataclass(frozen=True, slots=True)
class DrawnHousehold:
    """A household that was drawn."""

    household: int
    village: str
    status: str
    stratum: str
    weight: float
    order: int


@dataclass
class Sample:
    """What was drawn, and how: `design` is kept and shown."""

    villages: list[DrawnVillage] = field(default_factory=list)
    households: list[DrawnHousehold] = field(default_factory=list)
    design: dict[str, Any] = field(default_factory=dict)


def numbers_of(rules: TourRules, on: date) -> Numbers:
    """Return the numbers in force on a day."""
    found = {name: float(dated.number_on(on) or 0) for name, dated in rules.design.items()}
    return Numbers(
        share=found["share"], error=found["error"], confidence=found["confidence"],
        a_village=max(1, int(found["households_a_village"])),
        least_villages=max(1, int(found["least_villages"])), good=found["lot_good"],
        bad=found["lot_bad"],
    )  # fmt: skip


def draw_villages(
    villages: Mapping[str, tuple[str, int]],
    *,
    numbers: Numbers,
    weights: Mapping[str, float],
    seed: str,
) -> Sample:
    """Draw villages, banner by banner, so many that the households in them keep the error.

    Args:
        villages: Village → its banner, and how many households of the frame it has.
        weights: Banner → how much closer it is looked at; 1 if it is not named.
    """
    z = quantile(numbers.confidence)
    population = sum(count for _banner, count in villages.values())
    wanted = sample_size(numbers.share, numbers.error, z=z, population=population)
    by_banner: dict[str, list[str]] = defaultdict(list)
    for village, (banner, count) in villages.items():
        if count:
            by_banner[banner].append(village)
    sizes = {banner: len(found) for banner, found in sorted(by_banner.items())}
    total = math.ceil(wanted / numbers.a_village)
    shares = allocate(sizes, total, weight=weights, least=numbers.least_villages)
    chosen = {banner: draw(found, shares[banner], seed=seed) for banner, found in by_banner.items()}
    # By township and in the order of codes: where villages lie is not known.
    route = sorted(village for found in chosen.values() for village in found)
    sample = Sample()
    for order, village in enumerate(route, start=1):
        banner, count = villages[village]
        weight = sizes[banner] / len(chosen[banner])
        sample.villages.append(DrawnVillage(village, banner, weight, order, count))
    sample.design = {
        "population": population, "wanted": wanted, "share": numbers.share,
        "error": numbers.error, "confidence": numbers.confidence,
        "strata": [
            {"banner": banner, "villages": size, "drawn": len(chosen[banner]),
             "weight": round(weights.get(banner, 1.0), DIGITS)}
            for banner, size in sizes.items()
        ],
    }  # fmt: skip
    return sample


def draw_households(
    sample: Sample,
    households: Iterable[tuple[str, str, int]],
    *,
    numbers: Numbers,
    seed: str,
) -> Sample:
    """Draw households in the villages of a sample: of those listed as poor and the others alike.

    Args:
        households: Village, status, number.
    """
    groups: dict[str, dict[str, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for village, status, household in households:
        group = UNLISTED if status == GENERAL else LISTED
        groups[village][group][household] = status
    order = 0
    for each in sample.villages:
        own = dict(sorted(groups[each.village].items()))
        sizes = {group: len(found) for group, found in own.items()}
        if not sizes:
            continue
        # As many of each group: who is not listed is many more, and would be all that is seen.
        even = {group: 1 / size for group, size in sizes.items()}
        shares = allocate(sizes, numbers.a_village, spread=even)
        for group, found in own.items():
            for household in sorted(draw(found, shares[group], seed=seed)):
                order += 1
                weight = each.weight * sizes[group] / shares[group]
                sample.households.append(
                    DrawnHousehold(
                        household, each.village, found[household], f"{each.stratum}/{group}",
                        weight, order,
                    )
                )  # fmt: skip
    _state(sample, numbers)
    return sample


def _state(sample: Sample, numbers: Numbers) -> None:
    """Say what the sample can tell: the error of all, and the rule for each banner."""
    banner_of = {each.village: each.stratum for each in sample.villages}
    drawn: dict[str, int] = defaultdict(int)
    for each in sample.households:
        drawn[banner_of[each.village]] += 1
    population = sample.design["population"]
    count = len(sample.households)
    sample.design["drawn"] = count
    sample.design["stated_error"] = round(
        error_of(numbers.share, count, z=quantile(numbers.confidence), population=population),
        DIGITS,
    )
    for stratum in sample.design["strata"]:
        size = drawn[stratum["banner"]]
        stratum["households"] = size
        if size:
            rule = rule_of(size, good=numbers.good, bad=numbers.bad)
            stratum["rule"] = {
                "pass_from": rule.pass_from, "alpha": round(rule.alpha, DIGITS),
                "beta": round(rule.beta, DIGITS),
            }  # fmt: skip


def closer_looks(
    lights: Mapping[str, Sequence[str]], *, blind: float, too_good: float
) -> dict[str, float]:
    """Return banner → how much more it is drawn: where little is seen, and where all looks well.

    Args:
        lights: Banner → how its areas stand: `good`, `watch`, `bad`, `blind`.

    >>> closer_looks({"a": ["blind", "good"], "b": ["good", "good"]}, blind=1, too_good=1)
    {'a': 1.5, 'b': 2.0}
    """
    found = {}
    for banner, states in lights.items():
        if not states:
            continue
        share = sum(each == "blind" for each in states) / len(states)
        is_spotless = all(each == "good" for each in states)
        found[banner] = 1 + blind * share + (too_good if is_spotless else 0)
    return found
