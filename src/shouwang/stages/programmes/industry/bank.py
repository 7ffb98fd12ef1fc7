"""The way of a project through the bank: which steps are open, what forbids them, where it stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from shouwang.rules.pack import Check
from shouwang.rules.procedures import Version
from shouwang.stages.cases.workflow import Taken, done, is_refused, latest, open_steps
from shouwang.stages.programmes.industry.declared import FIELDS
from shouwang.stages.programmes.industry.enums import BankState
from shouwang.stages.register.held import engine
from shouwang.stages.screening.judged import CLEAR, HIT, NOT_EVALUABLE, Judged

# A department and who builds have no accounts here: the office of the banner writes down what the
# one said, the township what the other did.
WRITES_FOR = {"clerk": "department", "township": "operator"}
ENTERED, STARTED, FINISHED, ACCEPTED = (
    "entered_date", "started_date", "finished_date", "accepted_date",
)  # fmt: skip
DATES = (ENTERED, STARTED, FINISHED, ACCEPTED)


def roles_for(roles: frozenset[str]) -> frozenset[str]:
    """Return the words of steps that somebody with some roles may take."""
    return roles | {word for role, word in WRITES_FOR.items() if role in roles}


def next_steps(version: Version, taken: Sequence[Taken]) -> list[str]:
    """Return the names of the open steps."""
    return [step.name for step in open_steps(version, taken)]


def standing_fields(version: Version, taken: Sequence[Taken], on: date) -> dict[str, Any]:
    """Return where a project stands and its dates, from the steps that stand."""
    past = done(taken)
    dates: dict[str, date | None] = dict.fromkeys(DATES)
    for name in past:
        step, took = version.step(name), latest(taken, name)
        if step.column in dates and took is not None:
            dates[step.column] = took.day
    ahead = next_steps(version, taken)
    fields: dict[str, Any] = {**dates, "next_steps": ahead}
    fields["is_confirmed"] = bool(past) and not ahead and not is_refused(taken)
    fields["state"] = _state(version, past, dates)
    if is_refused(taken):
        fields |= {"state": BankState.REFUSED, "closed_date": on}
    return fields


def _state(version: Version, past: Sequence[str], dates: Mapping[str, date | None]) -> BankState:
    if dates[FINISHED]:
        return BankState.RUNNING
    if dates[STARTED]:
        return BankState.BUILDING
    if dates[ENTERED]:
        entered = next(step.name for step in version.steps if step.column == ENTERED)
        order = version.names
        later = any(order.index(name) > order.index(entered) for name in past)
        return BankState.PLANNED if later else BankState.LISTED
    return BankState.REVIEW if past else BankState.DRAFT


def judged_of(row: Mapping[str, Any], conditions: Mapping[str, Check]) -> dict[str, Judged]:
    """Return how conditions come out for the fields of a project, which no feed holds yet.

    What names something that is no field of it cannot be told.
    """
    if not conditions:
        return {}
    table = pa.Table.from_pylist(
        [{name: None if value == "" else value for name, value in row.items()}]
    )
    return {name: _judged(table, check) for name, check in conditions.items()}


def _judged(table: pa.Table, check: Check) -> Judged:
    own = engine()
    own.register("project_of_the_bank", table)
    try:
        text = check.fails_when.sql(dialect="duckdb")
        query = f"SELECT ({text}) FROM project_of_the_bank"  # noqa: S608 - of the content
        found = own.execute(query).fetchall()[0][0]
    except duckdb.Error:
        return Judged(NOT_EVALUABLE)
    finally:
        own.unregister("project_of_the_bank")
    if found is None:
        return Judged(NOT_EVALUABLE)
    return Judged(HIT if found else CLEAR)


def fields_of(found: Any) -> dict[str, Any]:
    """Return the fields of a project as the feed of projects calls them."""
    fields = {name: getattr(found, name) for name in FIELDS if name != "name"}
    dates = {name: getattr(found, name) for name in DATES}
    return {"project": found.number, "county": found.banner, "village": found.village,
            "project_name": found.name, **fields, **dates}  # fmt: skip
