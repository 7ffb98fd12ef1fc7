"""What the answers at a door say: measure by measure, area by area; and all doors together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.calc.lots import rule_of
from shouwang.calc.weighted import Estimate, Seen, estimate
from shouwang.rules.tours import Answer, Item

SOUND = "pass"  # the measure of a household where nothing is at fault
# In which order measures are told.
MEASURES = (SOUND, "missed", "wrongly_entered", "wrongly_exited", "approval", "known")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a measure holds at a door; an empty area is the whole household."""

    measure: str
    area: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A result with what it stands for."""

    measure: str
    area: str
    holds: bool
    weight: float
    stratum: str
    village: str
    banner: str


def faults_of_answers(items: Sequence[Item], answers: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with the answers of a door: one is missing, or is none of the keys."""
    problems = []
    for item in items:
        given = answers.get(item.name, "")
        if given not in item.answers:
            problems.append(Problem(item.label, _("choose one")))
    return problems


def verdicts(items: Sequence[Item], answers: Mapping[str, str]) -> list[Verdict]:
    """Return what the answers say; a household passes an area if nothing there is at fault."""
    told: dict[tuple[str, str], list[bool]] = {}
    for item in items:
        answer = item.answers.get(answers.get(item.name, ""))
        if answer is None or answer.holds is None:
            continue
        told.setdefault((item.measure, ""), []).append(answer.holds)
        if item.measure == SOUND:
            told.setdefault((SOUND, item.area), []).append(answer.holds)
    return [Verdict(measure, area, all(found)) for (measure, area), found in told.items()]


def faults(items: Sequence[Item], answers: Mapping[str, str]) -> list[tuple[Item, Answer]]:
    """Return the answers of a door that are issues."""
    found = []
    for item in items:
        answer = item.answers.get(answers.get(item.name, ""))
        if answer is not None and answer.fault:
            found.append((item, answer))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """A measure over all doors: weighted for the whole, counted for each banner."""

    measure: str
    area: str
    estimate: Estimate
    banners: Mapping[str, tuple[int, int]]


def summed(rows: Iterable[Row], strata: Mapping[str, tuple[int, int]]) -> list[Told]:
    """Return every measure with its share and interval.

    Args:
        strata: Banner → villages drawn, and how many there are.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.measure, row.area), []).append(row)
    found = []
    for (measure, area), own in groups.items():
        seen = [Seen(row.banner, row.village, row.weight, row.holds) for row in own]
        made = estimate(seen, drawn_of=dict(strata))
        banners: dict[str, tuple[int, int]] = {}
        for row in own:
            right, total = banners.get(row.banner, (0, 0))
            banners[row.banner] = right + row.holds, total + 1
        if made is not None:
            found.append(Told(measure, area, made, banners))
    return sorted(found, key=lambda each: (MEASURES.index(each.measure), each.area))


def lots(
    told: Iterable[Told],
    design: Mapping[str, Any],
    *,
    good: float,
    bad: float,
    is_complete: bool,
) -> dict[str, bool | None]:
    """Return banner → whether it passes by its rule; ``None`` while doors are still waiting.

    Where somebody was not found, the rule is that of as many as were seen.

    Args:
        is_complete: Whether no door is waiting any more.
    """
    strata = {each["banner"]: each for each in design.get("strata", ())}
    found: dict[str, bool | None] = dict.fromkeys(strata)
    for each in told:
        if each.measure != SOUND or each.area:
            continue
        for banner, (right, total) in each.banners.items():
            wanted = strata.get(banner, {}).get("households", 0)
            if is_complete or total >= wanted:
                found[banner] = rule_of(total, good=good, bad=bad).passes(right)
            elif total - right > wanted - rule_of(wanted, good=good, bad=bad).pass_from:
                found[banner] = False  # too many have failed already
    return found
