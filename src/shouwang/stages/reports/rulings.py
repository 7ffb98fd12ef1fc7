"""Procedures and parameters as a working opinion prints them: what is in force on a day, and its basis."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shouwang.rules.documents import Documents
from shouwang.rules.duration import Duration
from shouwang.rules.pack import Policy
from shouwang.rules.procedures import Procedure, Version
from shouwang.stages.org.enums import Role
from shouwang.stages.reports.composing import Row, Turn
from shouwang.stages.reports.telling import day_text

MONEY = "CNY"


def turns(
    procedures: Mapping[str, Procedure], names: Sequence[str], *, policy: Policy,
    documents: Documents, offices: Mapping[str, str], on: date,
) -> list[Turn]:  # fmt: skip
    """Return a turn of the section for each procedure in force."""
    found = []
    for name in names:
        procedure = procedures[name]
        version = procedure.on(on)
        if version is not None:
            found.append(_turn(procedure, version, policy, documents, offices, on))
    return found


def parameters(
    policy: Policy, names: Sequence[str], *, documents: Documents, on: date
) -> list[Row]:
    """Return the parameters with the value in force on a day and what it rests on."""
    rows: list[Row] = []
    for name in names:
        parameter = policy.parameters.get(name)
        dated = parameter.on(on) if parameter is not None else None
        if parameter is None or dated is None:
            continue
        unit = str(parameter.unit)
        rows.append(
            {
                "label": parameter.label,
                "value": _value(dated.value, parameter.unit.power(MONEY), policy),
                "unit": documents.words.get(f"unit_{unit}", documents.units.get(unit, unit)),
                "start": dated.start,
                "basis": dated.basis,
                "status": _status(documents, is_verified=dated.is_verified),
            }
        )
    return rows


def _value(value: Any, power: int, policy: Policy) -> str:
    if power and isinstance(value, Decimal | int):
        value = Decimal(value) / policy.content.money_minor**power
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _turn(
    procedure: Procedure, version: Version, policy: Policy, documents: Documents,
    offices: Mapping[str, str], on: date,
) -> Turn:  # fmt: skip
    words = {
        "label": procedure.label,
        "basis": version.basis,
        "start": day_text(version.start, documents.words["date"]),
        "note": version.note or procedure.note,
        "office": offices.get(procedure.office, ""),
    }
    steps = {step.name: step.label for step in version.steps}
    comma = documents.words["comma"]

    def told(duration: Duration | None) -> str:
        days = duration.days_on(on, policy) if duration is not None else None
        if duration is None or days is None:
            return ""
        return documents.words["workdays" if duration.in_workdays else "days"].format(count=days)

    lists: dict[str, Sequence[Row]] = {
        "steps": [
            {
                "label": step.label,
                "by": comma.join(_actor(each, documents) for each in step.by),
                "notice": documents.words["notice_days"].format(days=told(step.notice.at_least))
                if step.notice
                else "",
                "papers": comma.join(step.papers),
                "signs": comma.join(_actor(each, documents) for each in step.signs),
            }
            for step in version.steps
        ],
        "clocks": [
            {
                "label": clock.label, "within": told(clock.within), "at_most": told(clock.at_most),
                "basis": clock.basis, "status": _status(documents, is_verified=clock.is_verified),
            }
            for clock in version.clocks
        ],
        "guards": [
            {
                "label": guard.label, "step": steps.get(guard.step, guard.step),
                "basis": guard.basis, "status": _status(documents, is_verified=guard.is_verified),
            }
            for guard in version.guards
        ],
    }  # fmt: skip
    return Turn(words, lists)


def _actor(word: str, documents: Documents) -> str:
    if word in Role.values:
        return str(Role(word).label)
    return documents.words.get(f"actor_{word}", word)


def _status(documents: Documents, *, is_verified: bool) -> str:
    return "" if is_verified else documents.words["to_verify"]
