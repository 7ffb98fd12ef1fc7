"""The supervised areas: `areas.yaml` with the offices, the three lights, and what each area rests on."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.dated import NEVER, Dated, read_dated, read_status
from shouwang.rules.groups import Group, read_groups
from shouwang.rules.indicators import Indicator
from shouwang.rules.pack import Policy
from shouwang.rules.source import Entry, Fields, read_entry, shown
from shouwang.rules.units import NONE

FILE = "areas.yaml"
# The three lights of a cell: is the ground known, is something done, does it work.
LIGHTS = ("known", "acted", "achieved")
BANDS = ("blind", "yellow", "green")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Office:
    """One of our own offices."""

    name: str
    label: str
    where: str


@dataclass(frozen=True, slots=True)
class Light:
    """A light of a cell: an indicator, and from which value on it is yellow or green.

    Attributes:
        good_if_none: Whether it is green where nothing is there of which a share could be done.
        blind: Up to (or, where lower is better, from) which value nothing is known.
        shows: Further indicators shown under it.
    """

    name: str
    label: str
    indicator: str
    shows: tuple[str, ...] = ()
    blind: Dated = NEVER
    yellow: Dated = NEVER
    green: Dated = NEVER
    good_if_none: bool = False
    note: str = ""
    where: str = FILE
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Area:
    """One of the supervised areas.

    Attributes:
        checks: What a run finds for it.
        lights: The three lights as this area has them, by name.
        short: What it is called at the head of a column.
    """

    name: str
    label: str
    office: str
    checks: tuple[str, ...]
    lights: Mapping[str, Light]
    short: str = ""
    partners: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    basis: str = ""
    is_verified: bool = True
    note: str = ""
    where: str = FILE
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Areas:
    """What `areas.yaml` holds."""

    offices: Mapping[str, Office] = field(default_factory=dict)
    lights: Mapping[str, Light] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    is_there: bool = False


def read_areas(policy: Policy, problems: list[Problem]) -> Areas:
    """Return the areas of a content, none if the file is not there; faults go to ``problems``."""
    path = policy.content.root / FILE
    if not Path(path).exists():
        return Areas()
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return Areas()
    fields = Fields(entry, problems)
    offices = {
        each.name: each for each in (_office(one, problems) for one in fields.entries("offices"))
    }
    lights = {
        each.name: each
        for each in (_light(one, problems, None) for one in fields.entries("lights", required=True))
    }
    areas: dict[str, Area] = {}
    for one in fields.entries("areas", required=True):
        area = _area(one, policy, lights, problems)
        if area.name in areas:
            problems.append(
                Problem(one.at("name"), _("{key} is given twice").format(key=area.name))
            )
        areas[area.name] = area
    groups = read_groups(fields, problems)
    fields.close()
    problems.extend(
        Problem(entry.at("lights"), _("the light {name} is missing").format(name=name))
        for name in LIGHTS
        if name not in lights and "lights" in entry
    )
    return Areas(offices, lights, areas, groups, is_there=True)


def _office(entry: Entry, problems: list[Problem]) -> Office:
    fields = Fields(entry, problems)
    office = Office(
        fields.text("name", required=True), fields.text("label", required=True), entry.at()
    )
    fields.any("note")
    fields.close()
    return office


def _light(entry: Entry, problems: list[Problem], plain: Light | None) -> Light:
    """Return a light; an area's own says only what differs from the plain one."""
    fields = Fields(entry, problems)
    bands = {band: read_dated(fields, band) for band in BANDS}
    own = plain or Light("", "", "")
    light = Light(
        name=own.name or fields.word("name", LIGHTS),
        label=own.label or fields.text("label", required=True),
        indicator=fields.text("indicator", own.indicator, required=plain is None),
        shows=(*own.shows, *fields.texts("shows")),
        blind=bands["blind"] or own.blind,
        yellow=bands["yellow"] or own.yellow,
        green=bands["green"] or own.green,
        good_if_none=fields.flag("good_if_none", default=own.good_if_none),
        note=fields.text("note", own.note),
        where=entry.at(),
        places={**own.places, **entry.places},
    )
    fields.close()
    return light


def _area(
    entry: Entry, policy: Policy, lights: Mapping[str, Light], problems: list[Problem]
) -> Area:
    fields = Fields(entry, problems)
    name = fields.text("name", required=True)
    checks = fields.texts("checks", required=True)
    if checks == (ALL,):
        checks = tuple(each.name for each in policy.checks.values() if each.area == name)
    label = fields.text("label", required=True)
    own = {}
    for light in LIGHTS:
        section = fields.section(light)
        plain = lights.get(light)
        if plain is not None:
            own[light] = _light(section, problems, plain) if section is not None else plain
    area = Area(
        name=name,
        label=label,
        office=fields.text("office", required=True),
        checks=checks,
        lights=own,
        short=fields.text("short", label),
        partners=fields.texts("partners"),
        plan=fields.texts("plan"),
        basis=fields.text("basis"),
        is_verified=read_status(fields),
        note=fields.text("note"),
        where=entry.at(),
        places=entry.places,
    )
    fields.close()
    return area


def lint_areas(
    found: Areas, policy: Policy, indicators: Mapping[str, Indicator]
) -> Iterator[Problem]:
    """Yield every fault of the areas that only shows beside packs and indicators."""
    if not found.is_there:
        return
    if not found.areas:
        yield Problem(FILE, _("there is no area"))
    yield from _faulty_checks(found, policy)
    for area in found.areas.values():
        for key, names in (("office", (area.office,)), ("partners", area.partners)):
            yield from _missing_offices(area, key, names, found.offices)
    lights = {
        id(light): light
        for light in (
            *found.lights.values(),
            *(light for area in found.areas.values() for light in area.lights.values()),
        )
    }
    for light in lights.values():
        yield from _faulty_light(light, indicators)


def _missing_offices(
    area: Area, key: str, names: Collection[str], offices: Collection[str]
) -> Iterator[Problem]:
    for name in names:
        if name and name not in offices:
            yield Problem(
                area.at(key),
                _("there is no office {name}").format(name=shown(name)),
                _("one of: {words}").format(words=", ".join(offices)),
            )


def _faulty_checks(found: Areas, policy: Policy) -> Iterator[Problem]:
    """Every check counts for one area: for none it would be lost, for two it would count twice."""
    used: dict[str, str] = {}
    for area in found.areas.values():
        if not area.checks:
            yield Problem(area.at("checks"), _("{name} rests on no check").format(name=area.name))
        for name in area.checks:
            if name not in policy.checks:
                yield Problem(
                    area.at("checks"), _("there is no check {name}").format(name=shown(name))
                )
            before = used.setdefault(name, area.name)
            if before != area.name:
                yield Problem(
                    area.at("checks"),
                    _("{name} counts for {area} already").format(name=name, area=before),
                )
    for check in policy.checks.values():
        if check.name not in used:
            yield Problem(
                check.at("area"),
                _("{name} counts for no area of {file}").format(name=check.name, file=FILE),
                _("one of: {words}").format(words=", ".join(found.areas)),
            )


def _faulty_light(light: Light, indicators: Mapping[str, Indicator]) -> Iterator[Problem]:
    for key, names in (("indicator", (light.indicator,)), ("shows", light.shows)):
        for name in names:
            if name and name not in indicators:
                yield Problem(
                    light.at(key), _("there is no indicator {name}").format(name=shown(name))
                )
    for band in BANDS[1:]:
        if not getattr(light, band):
            yield Problem(
                light.at(band),
                _("the light {name} has no {band}").format(name=light.name, band=band),
                "yellow: [{from: 2020-01-01, value: 0.8, basis: …}]",
            )
    indicator = indicators.get(light.indicator)
    if indicator is None:
        return
    if indicator.better == "neither":
        yield Problem(
            light.at("indicator"),
            _("{name} has no better and no worse").format(name=indicator.name),
            "better: higher",
        )
        return
    yield from _misordered(light, indicator)


def _misordered(light: Light, indicator: Indicator) -> Iterator[Problem]:
    """Blind, yellow and green follow each other, on every day."""
    bands = [getattr(light, band) for band in BANDS if getattr(light, band)]
    for day in sorted({day for band in bands for day in band.days}):
        numbers = [number for band in bands if (number := band.number_on(day)) is not None]
        order = sorted(numbers, reverse=indicator.better == "lower")
        if numbers != order:
            yield Problem(
                light.at("green"),
                _("from {day} on green is no better than yellow").format(day=day),
            )
        if indicator.unit == NONE and any(not 0 <= number <= 1 for number in numbers):
            yield Problem(light.at("green"), _("a share lies between 0 and 1"))
