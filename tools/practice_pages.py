"""The pages docs/content/{areas,indicators,procedures,calendar}.md."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from shouwang.base.errors import InputProblems, Problem
from shouwang.rules.areas import LIGHTS, Light
from shouwang.rules.calendar import national_years
from shouwang.rules.content import decimal_text
from shouwang.rules.dated import Dated
from shouwang.rules.duration import Duration
from shouwang.rules.indicator_lint import lowest_level
from shouwang.rules.indicators import Indicator
from shouwang.rules.pack import Value
from shouwang.rules.practice import Practice, read_practice
from shouwang.rules.procedures import OPENED, Clock, Guard, Procedure, Step, Version
from shouwang.rules.sources import Checked, Decided, Fed, Nobody, Ratio, Records
from shouwang.rules.vocabulary import Vocabulary
from tools.pages import head, policy, table, words


@cache
def practice() -> Practice:
    """Return the practice of the content, read once."""
    problems: list[Problem] = []
    found = read_practice(policy(), problems)
    if problems:
        raise InputProblems(problems)
    return found


def _say(word: str) -> str:
    """Return the Chinese of a word of the code."""
    said: Mapping[str, str] = words("practice")
    return said.get(word, word)


def _listed(names: Iterable[str]) -> str:
    return str(words("practice")["comma"]).join(names)


def _offices(names: Iterable[str]) -> str:
    offices = practice().areas.offices
    return _listed(offices[name].label if name in offices else name for name in names)


def _number(value: Value) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


def _values(dated: Dated) -> str:
    said = words("practice")
    return _listed(
        said["value"].format(
            day=each.start, value=_number(each.value), mark="" if each.is_verified else said["?"]
        )
        for each in dated.values
    )  # fmt: skip


# ---------------------------------------------------------------------- areas


def areas() -> str:
    """Return the page of the areas: who answers, three lights each, and their lines."""
    own, found = words("areas"), practice().areas
    rows = [
        (
            area.label,
            _offices([area.office]),
            _offices(area.partners),
            _listed(area.plan),
            len(area.checks),
            *(_listed(map(_label, area.lights[light].shows)) for light in LIGHTS),
            area.basis + ("" if area.is_verified else words("practice")["?"]),
        )
        for area in found.areas.values()
    ]
    lights = [
        (light.label, _label(light.indicator), *map(_values, _bands(light)), light.note)
        for light in found.lights.values()
    ]
    return "\n".join(
        [
            head("areas"),
            f"## {own['lights']}\n",
            table(own["light_headings"], lights),
            f"## {own['areas']}\n",
            table(own["area_headings"], rows),
        ]
    )


def _bands(light: Light) -> tuple[Dated, Dated, Dated]:
    return light.blind, light.yellow, light.green


def _label(indicator: str) -> str:
    return practice().indicators[indicator].label


# ----------------------------------------------------------------- indicators


def indicators() -> str:
    """Return the metric dictionary."""
    own = words("indicators")
    vocabulary = Vocabulary(policy())
    rows = [
        (
            each.label,
            f"`{each.name}`",
            each.definition,
            str(each.unit),
            _offices([each.office]),
            _say(each.better),
            _source(each),
            _say(each.source.drill),
            _say(lowest_level(each, vocabulary)),
            _values(each.target),
            each.basis + ("" if each.is_verified else words("practice")["?"]),
        )
        for each in practice().indicators.values()
    ]
    dispatch = [each for each in practice().indicators.values() if "dispatch" in each.lists]
    nobody = [each for each in practice().indicators.values() if isinstance(each.source, Nobody)]
    return "\n".join(
        [
            head("indicators"),
            own["counts"].format(all=len(rows), dispatch=len(dispatch), nobody=len(nobody)) + "\n",
            table(own["headings"], rows),
        ]
    )


def _source(indicator: Indicator) -> str:
    said = words("practice")
    match indicator.source:
        case Records() as records:
            feed = policy().content.contracts.get(records.of)
            subject = said.get(records.of) or (feed.label if feed is not None else records.of)
            parts = [f"{subject} · {said[records.measure]}"]
            parts += [f"`{text}`" for text in (records.value_text, records.where_text) if text]
            return " ".join(parts)
        case Checked(checks=names, measure=measure):
            labels = [policy().checks[name].label for name in names] or [said["own_area"]]
            return f"{_listed(labels)} · {said[measure]}"
        case Fed(feeds=names, measure=measure):
            contracts = policy().content.contracts
            return f"{_listed([contracts[n].label for n in names] or [said['own_area']])} · {said[measure]}"
        case Decided(kind=kind, measure=measure):
            return f"{said[kind]} · {said[measure]}"
        case Ratio(above=above, below=below):
            return f"{_label(above)} ÷ {_label(below)}"
        case Nobody(why=why):
            return str(said["nobody"]).format(why=why)


# ----------------------------------------------------------------- procedures


def procedures() -> str:
    """Return the procedures: a section a version."""
    parts = [head("procedures")]
    for procedure in practice().procedures.values():
        parts += _procedure(procedure)
    return "\n".join(parts)


def _procedure(procedure: Procedure) -> Iterator[str]:
    own = words("procedures")
    yield f"## {procedure.label}\n"
    yield (
        own["line"].format(office=_offices([procedure.office]), plan=_listed(procedure.plan)) + "\n"
    )
    if procedure.note:
        yield procedure.note + "\n"
    for version in procedure.versions:
        where = _listed(_region(code) for code in version.regions) or own["everywhere"]
        yield f"### {own['from'].format(day=version.start, where=where)}\n"
        mark = "" if version.is_verified else words("practice")["?"]
        yield own["basis"].format(basis=version.basis) + mark + "\n"
        yield table(own["step_headings"], [_step(step, version) for step in version.steps])
        if version.clocks:
            yield table(own["clock_headings"], [_clock(clock, version) for clock in version.clocks])
        if version.guards:
            yield table(own["guard_headings"], [_guard(guard, version) for guard in version.guards])
        if version.pauses:
            lines = [(pause.label, _days(pause.at_most)) for pause in version.pauses]
            yield table(own["pause_headings"], lines)
        green = version.green_channel
        if green is not None:
            yield own["green"].format(
                risks=_listed(map(_say, green.risks)), step=_step_label(green.before, version),
                days=_days(green.made_good), basis=green.basis,
            ) + "\n"  # fmt: skip


def _region(code: str) -> str:
    return policy().content.regions[code].name


def _step_label(name: str, version: Version) -> str:
    return str(words("procedures")["opened"]) if name == OPENED else version.step(name).label


def _step(step: Step, version: Version) -> tuple[str, ...]:
    own = words("procedures")
    remarks = [
        own["notice"].format(days=_days(step.notice.at_least)) if step.notice is not None else "",
        own["people"].format(count=step.least_people) if step.least_people > 1 else "",
        own["refuse"] if step.may_refuse else "",
        own["returns"].format(step=_step_label(step.returns_to, version))
        if step.returns_to
        else "",
        own["signs"].format(who=_listed(map(_say, step.signs))) if step.signs else "",
        step.note,
    ]
    return (
        step.label,
        _listed(map(_say, step.by)),
        _listed(_step_label(name, version) for name in step.after),
        _listed(step.papers),
        " ".join(filter(None, remarks)),
    )


def _clock(clock: Clock, version: Version) -> tuple[str, ...]:
    return (
        clock.label,
        _step_label(clock.start, version),
        _step_label(clock.end, version),
        _days(clock.within),
        _days(clock.at_most),
        clock.basis + ("" if clock.is_verified else words("practice")["?"]),
    )


def _guard(guard: Guard, version: Version) -> tuple[str, ...]:
    own = words("procedures")
    if guard.other_than:
        how = own["other_than"].format(
            steps=_listed(_step_label(n, version) for n in guard.other_than)
        )
    elif guard.apart is not None:
        how = own["apart"].format(step=_step_label(guard.since, version), days=_days(guard.apart))
    elif guard.checks:
        how = own["checks"].format(checks=_listed(policy().checks[n].label for n in guard.checks))
    else:
        how = f"`{guard.text}`" if guard.text else _say(guard.record)
    mark = "" if guard.is_verified else words("practice")["?"]
    return guard.label, _step_label(guard.step, version), how, guard.basis + mark


def _days(duration: Duration | None) -> str:
    own = words("procedures")
    if duration is None:
        return ""
    if duration.parameter:
        parameter = policy().parameters[duration.parameter]
        latest = _number(parameter.values[-1].value)
        return str(own["parameter"].format(label=parameter.label, value=latest))
    return str(own["workdays" if duration.in_workdays else "days"].format(count=duration.count))


# ------------------------------------------------------------------- calendar


def calendar() -> str:
    """Return the page of the working days."""
    own, found = words("calendar"), practice().calendar
    known = national_years()
    parts = [head("calendar"), own["known"].format(first=known[0], last=known[-1]) + "\n"]
    days = [each for listed in found.days.values() for each in listed] if found is not None else []
    if days:
        rows = [
            (each.day, own["worked" if each.is_worked else "free"], each.label,
             _listed(map(_region, each.regions)) or words("procedures")["everywhere"], each.basis)
            for each in days
        ]  # fmt: skip
        parts.append(table(own["headings"], rows))
    else:
        parts.append(own["none"] + "\n")
    return "\n".join(parts)
