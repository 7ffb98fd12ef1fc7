"""Numbers as sentences tell them: with their unit, their change, and a note where each is from."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlglot import exp

from shouwang.rules.document_lint import FIGURE, PLACE
from shouwang.rules.documents import Documents, Sentence
from shouwang.rules.indicators import Indicator
from shouwang.rules.sources import Checked, Decided, Fed, Nobody, Ratio, Records
from shouwang.stages.reports.blocks import Run

SHARE = "share"
MONEY = "CNY"
WAN = 10_000  # yuan are told in ten thousands
Key = tuple[str, str, str]  # indicator, area, place


class Told(Protocol):
    """A figure that was kept, or one measured now."""

    @property
    def value(self) -> float | None: ...
    @property
    def why(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Note:
    """Where a number of the text is from."""

    indicator: str
    area: str
    place: str
    text: str
    is_change: bool = False


@dataclass(slots=True)
class Teller:
    """Writes sentences about a place and counts the notes.

    Attributes:
        now: The figures of the day; `before` those compared with.
        places: Whose figures the worst and the best are sought among.
        names: Code → name.
        missing: What could not be told → why.
    """

    documents: Documents
    indicators: Mapping[str, Indicator]
    now: Mapping[Key, Told]
    before: Mapping[Key, Told]
    place: str
    places: Sequence[str]
    names: Callable[[str], str]
    notes: list[Note] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)

    def runs(self, sentence: Sentence, facts: Mapping[str, str], area: str = "") -> list[Run]:
        """Return a sentence with its places filled in; nothing if it does not hold or is not known."""
        if sentence.when is not None and self._holds(sentence.when, facts, area) is not True:
            return []
        found: list[Run] = []
        added: list[Note] = []
        for number, part in enumerate(PLACE.split(sentence.text)):
            if number % 2 == 0:
                found.append(Run(part))
            elif part in facts:
                found.append(Run(facts[part]))
            else:
                told = self._figure(part, area)
                if told is None:
                    return []
                if told.text:
                    added.append(told)
                    found.append(Run(told.text, -len(added)))
        return self._numbered([run for run in found if run.text], added)

    def text(self, text: str, facts: Mapping[str, str]) -> str:
        """Return a text of facts filled in."""
        return PLACE.sub(lambda match: facts.get(match[1], ""), text)

    def value(self, name: str, area: str, place: str) -> float | None:
        """Return a figure."""
        figure = self.now.get((name, area, place))
        return figure.value if figure is not None else None

    def written(self, indicator: Indicator, value: float) -> str:
        """Return a number with its unit."""
        return number_text(indicator, value) + self.unit(indicator)

    def unit(self, indicator: Indicator) -> str:
        """Return how the unit is written."""
        return "" if is_share(indicator) else self.documents.units.get(str(indicator.unit), "")

    def _numbered(self, runs: list[Run], added: list[Note]) -> list[Run]:
        marks = []
        for note in added:
            if note not in self.notes:
                self.notes.append(note)
            marks.append(self.notes.index(note) + 1)
        return [Run(run.text, marks[-run.mark - 1] if run.mark else 0) for run in runs]

    def _figure(self, text: str, area: str) -> Note | None:
        match = FIGURE.match(text)
        if match is None or match[1] not in self.indicators:
            return None
        indicator = self.indicators[match[1]]
        own = (match[2] or area) if indicator.is_by_area else ""
        if match["way"] in {"worst", "best"}:
            return self._ranked(indicator, own, is_worst=match["way"] == "worst")
        figure = self.now.get((indicator.name, own, self.place))
        if figure is None or figure.value is None:
            self.missing.setdefault(
                indicator.label, figure.why if figure else self.documents.words["none"]
            )
            return None
        if match["way"] == "change":
            return self._change(indicator, own, figure.value)
        return Note(indicator.name, own, self.place, self.written(indicator, figure.value))

    def _change(self, indicator: Indicator, area: str, value: float) -> Note | None:
        before = self.before.get((indicator.name, area, self.place))
        if before is None or before.value is None:
            return None
        by = value - before.value
        words = self.documents.words
        if number_text(indicator, abs(by)) == number_text(indicator, 0):
            return Note(indicator.name, area, self.place, words["same"], is_change=True)
        if is_share(indicator):
            amount, tail = f"{abs(by) * 100:.1f}", "_share"
        else:
            amount, tail = self.written(indicator, abs(by)), ""
        text = words[("up" if by > 0 else "down") + tail].format(amount=amount)
        return Note(indicator.name, area, self.place, text, is_change=True)

    def _ranked(self, indicator: Indicator, area: str, *, is_worst: bool) -> Note | None:
        ranked = self.ranked(indicator, area, is_worst=is_worst)[: self.documents.named]
        if not ranked:
            return None
        words = self.documents.words
        text = words["comma"].join(
            words["named"].format(place=self.names(place), value=self.written(indicator, value))
            for place, value in ranked
        )
        return Note(indicator.name, area, "", text)

    def ranked(
        self, indicator: Indicator, area: str, *, is_worst: bool = True
    ) -> list[tuple[str, float]]:
        """Return the places that have a figure, the worst (or the best) first."""
        found = [
            (place, value)
            for place in self.places
            if (value := self.value(indicator.name, area, place)) is not None
        ]
        is_falling = (indicator.better == "lower") == is_worst
        return sorted(found, key=lambda each: (-each[1] if is_falling else each[1], each[0]))

    def _holds(self, tree: exp.Expr, facts: Mapping[str, str], area: str) -> bool | None:
        """Evaluate a condition by three-valued logic."""
        match tree:
            case exp.Paren():
                return self._holds(tree.this, facts, area)
            case exp.Not():
                found = self._holds(tree.this, facts, area)
                return None if found is None else not found
            case exp.And() | exp.Or():
                sides = [self._holds(each, facts, area) for each in (tree.this, tree.expression)]
                decides = isinstance(tree, exp.Or)
                if decides in sides:
                    return decides
                return None if None in sides else not decides
            case _:
                return self._compares(tree, facts, area)

    def _compares(self, tree: exp.Expr, facts: Mapping[str, str], area: str) -> bool | None:
        left, right = (self._number(each, facts, area) for each in (tree.this, tree.expression))
        if left is None or right is None:
            return None
        return COMPARED[type(tree)](left, right) if type(tree) in COMPARED else None

    def _number(self, tree: exp.Expr, facts: Mapping[str, str], area: str) -> Decimal | None:
        if isinstance(tree, exp.Literal):
            return Decimal(str(tree.this))
        if not isinstance(tree, exp.Column):
            return None
        if tree.name in facts:
            return Decimal(1 if facts[tree.name] else 0)
        indicator = self.indicators[tree.name]
        own = area if indicator.is_by_area else ""
        value = self.value(tree.name, own, self.place)
        return None if value is None else Decimal(str(value))


COMPARED: Mapping[type[exp.Expr], Callable[[Decimal, Decimal], bool]] = {
    exp.GT: lambda left, right: left > right,
    exp.GTE: lambda left, right: left >= right,
    exp.LT: lambda left, right: left < right,
    exp.LTE: lambda left, right: left <= right,
    exp.EQ: lambda left, right: left == right,
    exp.NEQ: lambda left, right: left != right,
}


def is_share(indicator: Indicator) -> bool:
    """Tell whether an indicator is told in percent."""
    match indicator.source:
        case Checked(measure=measure) | Fed(measure=measure) | Decided(measure=measure):
            return measure.endswith(SHARE)
        case Records(measure=measure):
            return measure == SHARE
        case Ratio():
            return True
        case Nobody():
            return False


def is_money(indicator: Indicator) -> bool:
    """Tell whether an indicator is told in ten thousands of yuan."""
    return indicator.unit.power(MONEY) == 1 and not is_share(indicator)


def scaled(indicator: Indicator, value: float) -> float:
    """Return a value as it is written: money in ten thousands."""
    return value / WAN if is_money(indicator) else value


def number_text(indicator: Indicator, value: float) -> str:
    """Return a number as it is written, without its unit."""
    if is_share(indicator):
        return f"{value:.1%}"
    shown = f"{scaled(indicator, value):.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def day_text(day: date, form: str) -> str:
    """Return a day as papers write it.

    >>> day_text(date(2020, 6, 3), "{year}-{month}-{day}")
    '2020-6-3'
    """
    return form.format(year=day.year, month=day.month, day=day.day)


def figures_in(text: str) -> list[str]:
    """Return the names of indicators in a text's braces."""
    return [match[1] for each in PLACE.findall(text) if (match := re.match(r"([a-z_0-9]+)", each))]
