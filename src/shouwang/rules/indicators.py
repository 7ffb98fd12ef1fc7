"""The metric dictionary: `indicators.yaml` read into indicators, each with a checkable source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.contract import NAME
from shouwang.rules.dated import NEVER, Dated, read_dated, read_status
from shouwang.rules.expression import ExpressionUnreadable, parse_expression
from shouwang.rules.source import Entry, Fields, shown
from shouwang.rules.sources import (
    CHECK_MEASURES,
    DECISIONS,
    FEED_MEASURES,
    MEASURES,
    Checked,
    Decided,
    Fed,
    Nobody,
    Ratio,
    Records,
    Source,
)
from shouwang.rules.units import NONE, Unit, UnitUnreadable

FILE = "indicators.yaml"
BETTER = ("higher", "lower", "neither")
AREA = "area"  # stands for the area of the cell that is looked at
KINDS = ("of", "checks", "feeds", "decisions", "ratio", "nobody")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number the office steers by.

    Attributes:
        office: Who answers for it; partners see it too.
        better: `higher`, `lower`, or `neither` where it only describes.
        plan: The items of the work plan it belongs to.
        lists: The published lists it is on.
        target: What it should reach, by date.
        shows: Names shown beside each record when it is drilled down to.
        down_to: The lowest level it is told for; ``""`` for the lowest its source knows.
    """

    name: str
    label: str
    definition: str
    unit: Unit
    office: str
    better: str
    source: Source
    where: str
    partners: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    basis: str = ""
    is_verified: bool = True
    target: Dated = NEVER
    shows: tuple[str, ...] = ()
    down_to: str = ""
    note: str = ""
    places: Mapping[str, str] = field(default_factory=dict)
    source_places: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_by_area(self) -> bool:
        """Whether it is told for one area at a time."""
        match self.source:
            case Checked(checks=names) | Fed(feeds=names):
                return not names
            case Decided(by_area=by_area):
                return by_area
            case Records() | Ratio() | Nobody():
                return False

    def at(self, key: str) -> str:
        """Return the place of a key, of the entry or of its source."""
        return self.source_places.get(key) or self.places.get(key, self.where)


def read_indicators(entries: Sequence[Entry], problems: list[Problem]) -> dict[str, Indicator]:
    """Return the indicators by name; the faults of single entries are added to ``problems``."""
    found: dict[str, Indicator] = {}
    for entry in entries:
        fields = Fields(entry, problems)
        indicator = _indicator(fields)
        fields.close()
        if not indicator.name:
            continue
        if not NAME.match(indicator.name):
            fields.fault(
                "name",
                _("{value} is no name").format(value=shown(indicator.name)),
                _("small letters, digits and _, a letter first"),
            )
        if indicator.name in found:
            fields.fault(
                "name",
                _("{name} is there already, at {where}").format(
                    name=indicator.name, where=found[indicator.name].where
                ),
            )
        found[indicator.name] = indicator
    return found


def _indicator(fields: Fields) -> Indicator:
    section = fields.section("source", required=True)
    source = _source(section, fields.problems) if section is not None else None
    basis = fields.text("basis")
    if not basis:
        fields.fault(
            "basis", _("an indicator cites no basis"), _("basis: document, number, article")
        )
    return Indicator(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        definition=fields.text("definition", required=True),
        unit=_unit(fields),
        office=fields.text("office", required=True),
        better=fields.word("better", BETTER, "neither"),
        source=source or Nobody(""),
        where=fields.entry.at(),
        partners=fields.texts("partners"),
        plan=fields.texts("plan"),
        lists=fields.texts("lists"),
        basis=basis,
        is_verified=read_status(fields),
        target=read_dated(fields, "target"),
        shows=fields.texts("shows"),
        down_to=fields.text("down_to"),
        note=fields.text("note"),
        places=fields.entry.places,
        source_places=section.places if section is not None else {},
    )


def _unit(fields: Fields) -> Unit:
    try:
        return Unit.parse(fields.text("unit", "1"))
    except UnitUnreadable as error:
        fields.fault("unit", str(error))
        return NONE


def _source(entry: Entry, problems: list[Problem]) -> Source | None:
    fields = Fields(entry, problems)
    given = [kind for kind in KINDS if kind in entry]
    if len(given) != 1:
        words = ", ".join(KINDS)
        message = _("a source says exactly one of: {words}").format(words=words)
        problems.append(Problem(entry.at(), message))
        return None
    source = {
        "of": _records, "checks": _checked, "feeds": _fed, "decisions": _decided,
        "ratio": _ratio, "nobody": _nobody,
    }[given[0]](fields)  # fmt: skip
    fields.close()
    return source


def _records(fields: Fields) -> Source:
    measure = fields.word("measure", MEASURES, "count")
    where_text, value_text = fields.text("where"), fields.text("value")
    if measure != "count" and not value_text:
        fields.fault("value", _("a {measure} wants a value").format(measure=measure))
    if measure == "count" and value_text:
        fields.fault("value", _("records are counted, not their values"), "measure: total")
    return Records(
        of=fields.text("of", required=True),
        measure=measure,
        condition=_tree(fields, "where", where_text),
        value=_tree(fields, "value", value_text),
        where_text=where_text,
        value_text=value_text,
    )


def _tree(fields: Fields, key: str, text: str) -> exp.Expr | None:
    if not text:
        return None
    try:
        return parse_expression(text)
    except ExpressionUnreadable as error:
        fields.fault(key, str(error))
        return None


def _names(fields: Fields, key: str) -> tuple[str, ...]:
    """Return the names under a key; none where it says that the area decides."""
    names = fields.texts(key, required=True)
    return () if names == (AREA,) else names


def _checked(fields: Fields) -> Source:
    return Checked(_names(fields, "checks"), fields.word("measure", CHECK_MEASURES))


def _fed(fields: Fields) -> Source:
    return Fed(_names(fields, "feeds"), fields.word("measure", FEED_MEASURES))


def _decided(fields: Fields) -> Source:
    kind = fields.word("decisions", tuple(DECISIONS))
    by_area = fields.text("by")
    if by_area not in {"", AREA}:
        message = _("{value} is no {key}").format(value=shown(by_area), key="by")
        fields.fault("by", message, AREA)
    return Decided(kind, fields.word("measure", DECISIONS[kind]), by_area == AREA)


def _ratio(fields: Fields) -> Source | None:
    names = fields.texts("ratio")
    if len(names) != 1 + 1:
        fields.fault("ratio", _("a ratio is of two indicators"), "ratio: [above, below]")
        return None
    return Ratio(*names)


def _nobody(fields: Fields) -> Source:
    return Nobody(fields.text("nobody", required=True))
