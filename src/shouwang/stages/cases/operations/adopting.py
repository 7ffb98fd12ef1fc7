"""Takes over what was decided before there was an office here: cases, watched households, help.

The lake holds these as feeds that somebody else sent. From the first start of the office on it is
the office that tells them, so they are written into the database as if decided here; publishing
the decisions then says the same again, and nothing stands twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pyarrow as pa
from django.db import transaction
from sqlglot import exp

from shouwang.base.access import Actor
from shouwang.lake import sql
from shouwang.lake.folder import Home
from shouwang.lake.ground import Ground, held_rows
from shouwang.lake.workspace import Workspace, open_workspace
from shouwang.rules.content import Content
from shouwang.rules.procedures import Version
from shouwang.stages.cases import bulk
from shouwang.stages.cases.enums import CaseState, LeadSource, MeasureState
from shouwang.stages.cases.models import Case, Measure, StepTaken
from shouwang.stages.cases.queries import standing
from shouwang.stages.cases.queries.office_feeds import IDENTIFICATION, NO_LABOUR
from shouwang.stages.cases.rulebook import Rulebook, nearest_first, rulebook
from shouwang.stages.ingest.receiving import ground_in
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import place_fields

HELP = "help"  # the step that gives help: no column tells of it, the measures do
MORNING = time(9, 0)  # the feeds tell days; steps of one day keep the order of the procedure
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many records were taken over."""

    cases: int = 0
    measures: int = 0


@dataclass(frozen=True, slots=True)
class _Bench:
    """What is at hand while records are taken over."""

    content: Content
    book: Rulebook
    villages: Mapping[int, str]
    sender: str
    at: datetime
    on: date


def adopt(*, home: Home, content: Content, at: datetime, by: Actor, on: date) -> Adopted:
    """Take over the cases, watched households and their measures that the lake holds.

    What has been taken over, or has been decided here since, is left alone.
    """
    ground = ground_in(home)
    with open_workspace() as work:
        cases = _rows(work, ground, "case")
        watch = {row["household"]: row for row in _rows(work, ground, "watch")}
        concerned = {row["household"] for row in cases} | set(watch)
        measures = list(_measures(work, ground, concerned))
        villages = _villages(work, ground, concerned)
    label = content.contracts["case"].department_label
    bench = _Bench(content, rulebook(content), villages, label, at, on)
    return _write(bench, cases, watch, measures, by=by)


@transaction.atomic
def _write(
    bench: _Bench,
    cases: Iterable[Row],
    watch: Mapping[int, Row],
    measures: Iterable[Row],
    *,
    by: Actor,
) -> Adopted:
    helped = _latest_help(measures)
    known = set(Case.objects.filter(procedure=IDENTIFICATION).values_list("number", flat=True))
    taken = set(Case.objects.filter(procedure=IDENTIFICATION).values_list("household", flat=True))
    drafts = [
        _draft(bench, row, watch.get(row["household"]), helped)
        for row in [*cases, *_without_a_case(cases, watch)]
        if row["case_id"] not in known
        and row["household"] not in taken
        and row["household"] in bench.villages
    ]
    bulk.add(Case, [case for case, _steps in drafts])
    bulk.add(StepTaken, [step for _case, steps in drafts for step in steps])
    by_household = dict(
        Case.objects.filter(procedure=IDENTIFICATION).values_list("household", "id")
    )
    numbers = set(Measure.objects.values_list("number", flat=True))
    fresh = [
        _measure(bench, row, watch.get(row["household"]), by_household)
        for row in measures
        if row["measure"] not in numbers and row["household"] in bench.villages
    ]
    bulk.add(Measure, fresh)
    made = Adopted(len(drafts), len(fresh))
    if made.cases or made.measures:
        audit.record(
            what="adopt", subject="office", at=bench.at,
            detail={"cases": made.cases, "measures": made.measures}, by=by, on=bench.on,
        )  # fmt: skip
    return made


def _without_a_case(cases: Iterable[Row], watch: Mapping[int, Row]) -> Iterator[Row]:
    """Households that are watched although no case tells why: they get one."""
    known = {row["household"] for row in cases}
    for household, row in watch.items():
        if household not in known:
            yield {
                "case_id": f"JC-{household}", "household": household, "source": None,
                "opened_date": row["identified_date"], "green_channel": False,
                "approved_date": row["identified_date"],
                "state": CaseState.ENDED if row["ended_date"] else CaseState.IDENTIFIED,
            }  # fmt: skip


def _draft(
    bench: _Bench, row: Row, watched: Row | None, helped: Mapping[int, date]
) -> tuple[Case, list[StepTaken]]:
    place = place_fields(bench.content, bench.villages[row["household"]])
    version = _version(bench, place, row["opened_date"])
    case = Case(
        number=row["case_id"], household=row["household"], procedure=IDENTIFICATION,
        rules_from=version.start, source=row["source"] or LeadSource.SYSTEM, state=row["state"],
        is_green_channel=bool(row["green_channel"]), opened_by=bench.sender,
        opened_date=row["opened_date"], **place,
    )  # fmt: skip
    steps = list(_steps(bench, case, version, row))
    if watched is not None:
        case.kind = watched["kind"]
        case.risks = [risk for risk in (watched["risk"], watched["second_risk"]) if risk]
        case.decided_date = watched["identified_date"]
        case.closed_date, case.ended_way = watched["ended_date"], watched["ended_way"] or ""
        if watched["no_labour"] and steps:
            steps[-1].facts = {**steps[-1].facts, NO_LABOUR: True}
    first = helped.get(case.household)
    if case.state in {CaseState.IDENTIFIED, CaseState.ENDED} and first is not None:
        steps.append(_step(bench, case, HELP, max(first, case.opened_date), {}, len(steps)))
    if case.state == CaseState.REJECTED:
        case.closed_date = steps[-1].taken_date if steps else case.opened_date
        case.decided_date = case.closed_date
    elif case.state != CaseState.ENDED:
        _look_ahead(bench, case, version, steps)
    return case, steps


def _version(bench: _Bench, place: Mapping[str, str], day: date) -> Version:
    """The rules of the day, or the first there were: old cases go on by them."""
    procedure = bench.book.procedure(IDENTIFICATION)
    places = nearest_first(place, bench.content)
    return procedure.on(day, places) or min(procedure.versions, key=lambda each: each.start)


def _steps(bench: _Bench, case: Case, version: Version, row: Row) -> Iterator[StepTaken]:
    for number, step in enumerate(version.steps):
        day = row.get(step.column) if step.column else None
        if day is None:
            continue
        facts = {}
        if step.notice:
            names = (step.notice.from_column, step.notice.until_column)
            facts = {name: row[name].isoformat() for name in names if name and row.get(name)}
        yield _step(bench, case, step.name, day, facts, number)


def _step(
    bench: _Bench, case: Case, step: str, day: date, facts: Mapping[str, str], number: int
) -> StepTaken:
    moment = datetime.combine(day, MORNING.replace(minute=number), bench.at.tzinfo)
    return StepTaken(
        case=case, step=step, taken_by=bench.sender, taken_role="", taken_date=day,
        taken_at=moment, facts=dict(facts),
    )  # fmt: skip


def _look_ahead(bench: _Bench, case: Case, version: Version, steps: list[StepTaken]) -> None:
    stands = standing.Standing(
        case=case, procedure=bench.book.procedure(IDENTIFICATION), version=version,
        steps=tuple(steps), pauses=(), terms=bench.book.terms(nearest_first(case.place, bench.content)),
    )  # fmt: skip
    for name, value in stands.ahead(bench.on).items():
        setattr(case, name, value)


def _latest_help(measures: Iterable[Row]) -> dict[int, date]:
    latest: dict[int, date] = {}
    for row in measures:
        day = row["delivered_date"]
        if day is not None:
            latest[row["household"]] = max(day, latest.get(row["household"], day))
    return latest


def _measure(bench: _Bench, row: Row, watched: Row | None, cases: Mapping[int, int]) -> Measure:
    kind = bench.content.contracts["measure"].column("kind")
    delivered, ended = row["delivered_date"], row["ended_date"]
    state = MeasureState.UNDER_WAY
    if ended is not None and ended <= bench.on:
        state = MeasureState.ENDED
    elif delivered is not None:
        state = MeasureState.DELIVERED
    return Measure(
        number=row["measure"], household=row["household"], case_id=cases.get(row["household"]),
        kind=row["kind"], risk=watched["risk"] if watched else "",
        title=kind.codes[row["kind"]][0], owner=bench.sender, state=state,
        started_date=row["started_date"], due_date=delivered or row["started_date"],
        delivered_date=delivered, ended_date=ended, amount=row["amount"], made_by=bench.sender,
        **place_fields(bench.content, bench.villages[row["household"]]),
    )  # fmt: skip


def _rows(work: Workspace, ground: Ground, feed: str) -> list[Row]:
    shape = ground.plans[feed].shape
    held = held_rows(ground.lake, shape, ground.lake.latest())
    return sql.relation(work.connection, held).to_arrow_table().to_pylist()  # type: ignore[no-any-return]


def _concerned(work: Workspace, ground: Ground, feed: str, households: set[int]) -> exp.Select:
    work.connection.register("concerned", pa.table({"household": sorted(households)}))
    shape = ground.plans[feed].shape
    held = held_rows(ground.lake, shape, ground.lake.latest()).subquery("h")
    asked = exp.select(sql.column("household")).from_("concerned")
    return (
        exp.select("*")
        .from_(held)
        .where(exp.In(this=sql.column("household", "h"), query=asked.subquery()))
    )


def _measures(work: Workspace, ground: Ground, households: set[int]) -> list[Row]:
    if not households:
        return []
    tree = _concerned(work, ground, "measure", households)
    return sql.relation(work.connection, tree).to_arrow_table().to_pylist()  # type: ignore[no-any-return]


def _villages(work: Workspace, ground: Ground, households: set[int]) -> dict[int, str]:
    if not households:
        return {}
    tree = _concerned(work, ground, "household", households)
    found = exp.select(sql.column("household"), sql.column("village")).from_(tree.subquery("f"))
    return {int(str(number)): str(village) for number, village in sql.rows(work.connection, found)}
