"""What must hold for procedures: every step can be reached, clocks and guards name what is there."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from shouwang.base.errors import Problem
from shouwang.base.tables import ColumnType
from shouwang.base.words import _
from shouwang.rules.areas import Areas
from shouwang.rules.calendar import Calendar
from shouwang.rules.conditions import type_over_time
from shouwang.rules.duration import Duration
from shouwang.rules.procedures import OPENED, Guard, Procedure, Step, Version
from shouwang.rules.source import shown
from shouwang.rules.types import Kind
from shouwang.rules.vocabulary import Vocabulary


def lint_procedures(
    procedures: Mapping[str, Procedure],
    vocabulary: Vocabulary,
    areas: Areas,
    calendar: Calendar | None,
) -> Iterator[Problem]:
    """Yield every fault of the procedures; the vocabulary's variables must have been typed."""
    for procedure in procedures.values():
        yield from _faulty_head(procedure, vocabulary, areas)
        yield from _doubled_versions(procedure, vocabulary)
        for version in procedure.versions:
            yield from _faulty_steps(version)
            yield from _faulty_columns(procedure, version, vocabulary)
            yield from _faulty_clocks(version, calendar or Calendar())
            yield from _faulty_decision(version)
            for guard in version.guards:
                yield from _faulty_guard(guard, procedure, version, vocabulary)


def _faulty_head(procedure: Procedure, vocabulary: Vocabulary, areas: Areas) -> Iterator[Problem]:
    content = vocabulary.content
    if procedure.of and vocabulary.subject(procedure.of) is None:
        words = ", ".join(dict.fromkeys((*content.subjects, *content.contracts)))
        yield Problem(
            procedure.at("of"), _("{name} is no subject").format(name=shown(procedure.of)),
            _("one of: {words}").format(words=words),
        )  # fmt: skip
    if procedure.feed and procedure.feed not in content.contracts:
        yield Problem(
            procedure.at("feed"), _("there is no feed {name}").format(name=shown(procedure.feed))
        )
    if not procedure.versions:
        yield Problem(procedure.at("versions"), _("there is no version"))
    if not areas.is_there:
        return
    for key, name, there in (
        ("area", procedure.area, areas.areas), ("office", procedure.office, areas.offices)
    ):  # fmt: skip
        if name and name not in there:
            yield Problem(
                procedure.at(key),
                _("there is no {key} {name}").format(key=key, name=shown(name)),
                _("one of: {words}").format(words=", ".join(there)),
            )


def _doubled_versions(procedure: Procedure, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Two versions from one day in one place leave it open which of them runs."""
    seen: dict[tuple[object, str], str] = {}
    for version in procedure.versions:
        for region in version.regions or ("",):
            if region and region not in vocabulary.content.regions:
                yield Problem(
                    version.where, _("there is no region {name}").format(name=shown(region))
                )
            before = seen.setdefault((version.start, region), version.where)
            if before != version.where:
                yield Problem(
                    version.where,
                    _("two versions start on {day}").format(day=version.start),
                    _("see {where}").format(where=before),
                )


def _faulty_steps(version: Version) -> Iterator[Problem]:
    if not version.steps:
        yield Problem(version.where, _("there is no step"))
        return
    for name, count in Counter(version.names).items():
        if count > 1:
            where = version.steps[len(version.names) - 1 - version.names[::-1].index(name)].where
            yield Problem(where, _("{key} is given twice").format(key=name))
    reachable = version.reachable()
    for step in version.steps:
        unknown = [name for name in step.after if name not in version.names]
        for name in unknown:
            yield _no_step(step.at("after"), name, version.names)
        if step.name not in reachable and not unknown:
            yield Problem(
                step.at("after"),
                _("the step {name} can never be reached: it waits for {names}").format(
                    name=step.name,
                    names=", ".join(each for each in step.after if each not in reachable),
                ),
                _("name under `after` only steps that come before it"),
            )
        yield from _faulty_return(step, version)
        if step.least_people < 1:
            yield Problem(step.at("least_people"), _("least_people wants a whole number from 1"))


def _faulty_return(step: Step, version: Version) -> Iterator[Problem]:
    if not step.returns_to:
        return
    if step.returns_to not in version.names:
        yield _no_step(step.at("returns_to"), step.returns_to, version.names)
    elif step.returns_to not in _before(step.name, version):
        yield Problem(
            step.at("returns_to"),
            _("{name} sends back to {step}, which does not come before it").format(
                name=step.name, step=step.returns_to
            ),
        )


def _before(name: str, version: Version) -> set[str]:
    """Return the steps that come before one, however far."""
    after = {step.name: step.after for step in version.steps}
    found: set[str] = set()
    waiting = [*after.get(name, ())]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += after.get(each, ())
    return found


def _no_step(where: str, name: str, names: Collection[str]) -> Problem:
    return Problem(
        where,
        _("there is no step {name}").format(name=shown(name)),
        _("one of: {words}").format(words=", ".join(names)),
    )


def _faulty_columns(
    procedure: Procedure, version: Version, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """The dates of a step and of its notice go into dates of the feed."""
    contract = vocabulary.content.contracts.get(procedure.feed)
    columns = {each.name: each for each in contract.columns} if contract is not None else {}
    for where, name in _columns(version):
        if contract is None:
            yield Problem(where, _("the procedure names no feed"), _("feed: …"))
        elif name not in columns or columns[name].type is not ColumnType.DATE:
            yield Problem(
                where,
                _("{name} is no date of {feed}").format(name=shown(name), feed=contract.name),
            )


def _faulty_decision(version: Version) -> Iterator[Problem]:
    """A case is decided by a step there is, and its kinds and reasons stand there once."""
    if bool(version.decided_by) != bool(version.decides):
        yield Problem(version.where, _("`decided_by` and `decides` go together"))
    if version.decided_by and version.decided_by not in version.names:
        yield _no_step(version.at("decided_by"), version.decided_by, version.names)
    green = version.green_channel
    if green is not None and green.step and green.step not in version.names:
        yield _no_step(green.where, green.step, version.names)
    for listed in (version.kinds, version.left_reasons):
        seen: set[str] = set()
        for each in listed:
            if each.name in seen:
                yield Problem(each.where, _("{key} is given twice").format(key=each.name))
            seen.add(each.name)


def _columns(version: Version) -> Iterator[tuple[str, str]]:
    for step in version.steps:
        if step.column:
            yield step.at("column"), step.column
        if step.notice is not None:
            for name in (step.notice.from_column, step.notice.until_column):
                if name:
                    yield step.notice.where, name


def _faulty_clocks(version: Version, calendar: Calendar) -> Iterator[Problem]:
    for clock in version.clocks:
        for name in (clock.start, clock.end):
            if name and name != OPENED and name not in version.names:
                yield _no_step(clock.where, name, (OPENED, *version.names))
        if clock.start in version.names and clock.start not in _before(clock.end, version):
            yield Problem(
                clock.where,
                _("the clock runs from {start} to {end}, which does not come after it").format(
                    start=clock.start, end=clock.end
                ),
            )
    green = version.green_channel
    if green is not None and green.before not in version.names:
        yield _no_step(green.where, green.before, version.names)
    yield from _doubled_names(version)
    yield from _unknown_workdays(version, calendar)


def _doubled_names(version: Version) -> Iterator[Problem]:
    for listed in (version.clocks, version.guards, version.pauses):
        seen: set[str] = set()
        for each in listed:
            if each.name in seen:
                yield Problem(each.where, _("{key} is given twice").format(key=each.name))
            seen.add(each.name)


def _unknown_workdays(version: Version, calendar: Calendar) -> Iterator[Problem]:
    """Working days are counted only in years of which somebody knows them."""
    if calendar.knows(version.start.year):
        return
    for where, duration in _durations(version):
        if duration is not None and duration.in_workdays:
            yield Problem(
                where,
                _("the clock counts working days, and those of {year} are not known").format(
                    year=version.start.year
                ),
                _("complete {file}, or count days").format(file=calendar.where),
            )


def _durations(version: Version) -> Iterator[tuple[str, Duration | None]]:
    for clock in version.clocks:
        yield clock.where, clock.within
        yield clock.where, clock.at_most
    for step in version.steps:
        if step.notice is not None:
            yield step.notice.where, step.notice.at_least
    for guard in version.guards:
        yield guard.at("apart"), guard.apart
    for pause in version.pauses:
        yield pause.where, pause.at_most
    if version.green_channel is not None:
        yield version.green_channel.where, version.green_channel.made_good


def _faulty_guard(
    guard: Guard, procedure: Procedure, version: Version, vocabulary: Vocabulary
) -> Iterator[Problem]:
    named = {"step": (guard.step,), "other_than": guard.other_than, "since": (guard.since,)}
    for key, names in named.items():
        for name in names:
            if name and name != OPENED and name not in version.names:
                yield _no_step(guard.at(key), name, version.names)
    if guard.step in guard.other_than:
        yield Problem(
            guard.at("other_than"),
            _("{name} cannot be taken by somebody else than itself").format(name=guard.step),
        )
    for name in guard.checks:
        if name not in vocabulary.policy.checks:
            yield Problem(
                guard.at("checks"), _("there is no check {name}").format(name=shown(name))
            )
    yield from _faulty_condition(guard, procedure, vocabulary)


def _faulty_condition(
    guard: Guard, procedure: Procedure, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """The condition is bound as that of a check, with every value its parameters have had."""
    subject = vocabulary.subject(procedure.of) if procedure.of else None
    if guard.holds is None or subject is None:
        return
    faults: dict[str, None] = {}
    type_ = type_over_time(
        guard.holds, subject, vocabulary, lambda fault: faults.update({fault: None})
    )
    if type_.kind not in {Kind.BOOLEAN, Kind.FAULTY}:
        faults[_("`holds` is no condition")] = None
    yield from (Problem(guard.at("holds"), f"{guard.name}: {fault}") for fault in faults)
