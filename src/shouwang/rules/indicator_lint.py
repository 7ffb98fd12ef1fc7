"""What must hold for indicators: their names, types and units fit, and somebody answers for them."""

from collections.abc import Collection, Iterator, Mapping

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.conditions import type_over_time
from shouwang.rules.content import Subject
from shouwang.rules.graph import in_order
from shouwang.rules.indicators import Indicator
from shouwang.rules.source import shown
from shouwang.rules.sources import Checked, Decided, Fed, Nobody, Ratio, Records
from shouwang.rules.types import Kind, Type
from shouwang.rules.units import NONE, Unit
from shouwang.rules.vocabulary import Vocabulary

MINUTE = Unit({"minute": 1})
Indicators = Mapping[str, Indicator]


def lint_indicators(
    indicators: Indicators, vocabulary: Vocabulary, offices: Collection[str]
) -> Iterator[Problem]:
    """Yield every fault of the indicators; the vocabulary's variables must have been typed."""
    for indicator in indicators.values():
        yield from unknown_offices(indicator, offices)
        yield from _faulty_source(indicator, indicators, vocabulary)
        yield from _faulty_level(indicator, vocabulary)
    yield from _cycles(indicators)


def unknown_offices(indicator: Indicator, offices: Collection[str]) -> Iterator[Problem]:
    """Somebody answers for every indicator, and it is an office that is there."""
    for key, names in (("office", (indicator.office,)), ("partners", indicator.partners)):
        for name in names:
            if name and name not in offices:
                yield Problem(
                    indicator.at(key),
                    _("there is no office {name}").format(name=shown(name)),
                    _("one of: {words}").format(words=", ".join(offices)),
                )


def _faulty_source(
    indicator: Indicator, indicators: Indicators, vocabulary: Vocabulary
) -> Iterator[Problem]:
    policy = vocabulary.policy
    match indicator.source:
        case Records() as records:
            yield from _faulty_records(indicator, records, vocabulary)
        case Checked(checks=names):
            yield from _missing(indicator, "checks", names, policy.checks, _("check"))
            yield from _unit_of(indicator)
        case Fed(feeds=names):
            yield from _missing(indicator, "feeds", names, policy.content.contracts, _("feed"))
            yield from _unit_of(indicator)
        case Decided():
            yield from _unit_of(indicator)
        case Ratio(above=above, below=below):
            yield from _missing(indicator, "ratio", (above, below), indicators, _("indicator"))
            if above in indicators and below in indicators:
                unit = indicators[above].unit / indicators[below].unit
                yield from _other_unit(indicator, unit)
        case Nobody():
            pass


def _missing(
    indicator: Indicator, key: str, names: Collection[str], there: Collection[str], what: str
) -> Iterator[Problem]:
    for name in names:
        if name not in there:
            yield Problem(
                indicator.at(key),
                _("{indicator}: there is no {what} {name}").format(
                    indicator=indicator.name, what=what, name=shown(name)
                ),
            )


def _unit_of(indicator: Indicator) -> Iterator[Problem]:
    """Shares have no unit; what is counted may have any but money."""
    source = indicator.source
    assert isinstance(source, Checked | Fed | Decided)  # noqa: S101 - the cases above
    if source.measure.endswith("share"):
        yield from _other_unit(indicator, NONE)
    elif source.measure == "minutes":
        yield from _other_unit(indicator, MINUTE)


def _other_unit(indicator: Indicator, unit: Unit) -> Iterator[Problem]:
    if indicator.unit != unit:
        yield Problem(
            indicator.at("unit"),
            _("{indicator}: the unit is [{unit}], not [{declared}]").format(
                indicator=indicator.name, unit=unit, declared=indicator.unit
            ),
        )


def _faulty_records(
    indicator: Indicator, records: Records, vocabulary: Vocabulary
) -> Iterator[Problem]:
    subject = vocabulary.subject(records.of) if records.of else None
    if subject is not None:
        yield from _faulty_columns(indicator, subject, vocabulary)
        yield from _faulty_expressions(indicator, records, subject, vocabulary)
    elif records.of:
        content = vocabulary.content
        words = ", ".join(dict.fromkeys((*content.subjects, *content.contracts)))
        yield Problem(
            indicator.at("of"),
            _("{name} is no subject").format(name=shown(records.of)),
            _("one of: {words}").format(words=words),
        )


def _faulty_columns(
    indicator: Indicator, subject: Subject, vocabulary: Vocabulary
) -> Iterator[Problem]:
    if not _level_of(subject, vocabulary):
        yield Problem(
            indicator.at("of"),
            _("nothing in {feed} says in which region a row belongs").format(feed=subject.name),
        )
    for name in indicator.shows:
        if vocabulary.find(name, subject) is None:
            yield Problem(
                indicator.at("shows"),
                _("{name} is no column, variable or parameter here").format(name=shown(name)),
            )


def _faulty_expressions(
    indicator: Indicator, records: Records, subject: Subject, vocabulary: Vocabulary
) -> Iterator[Problem]:
    faults: dict[tuple[str, str], None] = {}
    types: dict[str, Type | None] = {"where": None, "value": None}
    for key, tree in (("where", records.condition), ("value", records.value)):

        def note(fault: str, key: str = key) -> None:
            faults[key, fault] = None

        if tree is not None:
            types[key] = type_over_time(tree, subject, vocabulary, note)
    if not faults:
        misfits = _misfits(indicator, records, types["where"], types["value"])
        faults.update(dict.fromkeys(misfits))
    for key, fault in faults:
        yield Problem(indicator.at(key), f"{indicator.name}: {fault}")


def _misfits(
    indicator: Indicator, records: Records, condition: Type | None, value: Type | None
) -> Iterator[tuple[str, str]]:
    if condition is not None and condition.kind is not Kind.BOOLEAN:
        yield "where", _("`where` is no condition")
    if records.measure == "share":
        if value is not None and value.kind is not Kind.BOOLEAN:
            yield "value", _("a share is of those that meet a condition")
        if indicator.unit != NONE:
            yield "unit", _("a share has no unit")
    elif value is not None:
        if not value.is_number:
            yield "value", _("only numbers are added")
        elif value.unit is not None and value.unit != indicator.unit:
            yield (
                "unit",
                _("the unit is [{unit}], not [{declared}]").format(
                    unit=value.unit, declared=indicator.unit
                ),
            )


def _level_of(subject: Subject, vocabulary: Vocabulary) -> str:
    """Return the lowest level of which the records are known to be in, or ``""``."""
    for each in vocabulary.lineage(subject):
        table = vocabulary.content.contracts.get(each.table)
        if each.region and table is not None:
            return table.column(each.region).level
    return ""


def lowest_level(indicator: Indicator, vocabulary: Vocabulary) -> str:
    """Return the lowest level an indicator is told for; ``""`` where its source does not say."""
    if indicator.down_to or not isinstance(indicator.source, Records):
        return indicator.down_to
    subject = vocabulary.subject(indicator.source.of)
    return _level_of(subject, vocabulary) if subject is not None else ""


def _faulty_level(indicator: Indicator, vocabulary: Vocabulary) -> Iterator[Problem]:
    levels = vocabulary.content.levels
    level = indicator.down_to
    if level and level not in levels:
        yield Problem(
            indicator.at("down_to"), _("{name} is no level").format(name=shown(level)),
            _("one of: {words}").format(words=", ".join(levels)),
        )  # fmt: skip
        return
    subject = (
        vocabulary.subject(indicator.source.of) if isinstance(indicator.source, Records) else None
    )
    lowest = _level_of(subject, vocabulary) if subject is not None else ""
    if level and lowest in levels and levels.index(level) > levels.index(lowest):
        yield Problem(
            indicator.at("down_to"),
            _("the records are known by {lowest}, not by {level}").format(
                lowest=lowest, level=level
            ),
        )


def _cycles(indicators: Indicators) -> Iterator[Problem]:
    """A ratio that needs itself has no value."""
    uses = {
        name: [each for each in _used(one) if each in indicators]
        for name, one in indicators.items()
    }
    _ordered, cycles = in_order(uses)
    for cycle in cycles:
        yield Problem(
            indicators[cycle[0]].at("ratio"), _("a cycle: {names}").format(names=" → ".join(cycle))
        )


def _used(indicator: Indicator) -> tuple[str, ...]:
    """Return the indicators a ratio is of."""
    source = indicator.source
    return (source.above, source.below) if isinstance(source, Ratio) else ()
