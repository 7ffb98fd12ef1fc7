"""What a quantity of a plan may be followed by: suggestions by unit, by words, by the plan's items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from shouwang.base import numerals
from shouwang.rules.indicators import Indicator
from shouwang.rules.ledger import LedgerRules

MOST = 3  # suggestions that are shown
# How much each sign weighs of a hundred: likeness of words, the same item of the plan, the very
# number in the definition. They only order what a person chooses from.
WORDS = 50
ITEM = 25
NUMBER = 25
LEAST = 40  # of a hundred; what is less like is no suggestion
PER_CENT = "1"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quantity with what stands around it."""

    raw: str
    unit: str
    what: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something a quantity may be bound to; ``likeness`` is of a hundred."""

    name: str
    label: str
    likeness: int


def suggest(
    wanted: Wanted, indicators: Mapping[str, Indicator], rules: LedgerRules
) -> list[Suggestion]:
    """Return what a quantity may be bound to, the likeliest first."""
    found = [*_lists(wanted, rules), *_indicators(wanted, indicators, rules)]
    best = sorted(found, key=lambda each: (-each.likeness, each.name))
    return [each for each in best if each.likeness >= LEAST][:MOST]


def bindable(indicators: Mapping[str, Indicator], rules: LedgerRules) -> dict[str, str]:
    """Return all that a quantity may be bound to: name → label, lists first."""
    return {
        **{each.name: each.label for each in rules.lists.values()},
        **{each.name: each.label for each in indicators.values() if not each.is_by_area},
    }


def _lists(wanted: Wanted, rules: LedgerRules) -> Iterator[Suggestion]:
    for each in rules.lists.values():
        is_named = any(word in wanted.what or word in wanted.raw for word in each.words)
        if is_named and rules.units.get(wanted.unit, each.unit) == each.unit:
            yield Suggestion(each.name, each.label, WORDS + ITEM)


def _indicators(
    wanted: Wanted, indicators: Mapping[str, Indicator], rules: LedgerRules
) -> Iterator[Suggestion]:
    unit = rules.units.get(wanted.unit, "")
    number = numerals.half_width(wanted.number)
    for each in indicators.values():
        if each.is_by_area or (unit and str(each.unit) != unit):
            continue
        said = f"{each.label} {each.definition} {each.basis}"
        likeness = fuzz.partial_ratio(wanted.what, said) if wanted.what else 0
        likeness = max(likeness, fuzz.ratio(wanted.what, each.label))
        is_of_item = bool(number) and number in {numerals.half_width(item) for item in each.plan}
        score = WORDS * likeness / 100 + ITEM * is_of_item + NUMBER * (wanted.raw in said)
        yield Suggestion(each.name, each.label, round(score))
