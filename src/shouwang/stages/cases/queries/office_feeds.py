"""The decisions of the office as rows of its feeds: cases, watched households, measures, visits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from shouwang.base.access import Scope
from shouwang.stages.cases.enums import CaseState, MeasureState
from shouwang.stages.cases.models import Case, Measure, StepTaken, Visit
from shouwang.stages.cases.rulebook import Rulebook
from shouwang.stages.cases.visit_keys import visit_key
from shouwang.stages.org.scoping import within

IDENTIFICATION = "identification"
NO_LABOUR = "no_labour"  # a fact of a step: nobody in the household can work
OTHER = "other"  # the risk of a case of which none is told
# The states of a case that the feed has a word for; what was opened by mistake is not told.
TOLD = (CaseState.OPEN, CaseState.IDENTIFIED, CaseState.REJECTED, CaseState.ENDED)
WATCHED = (CaseState.IDENTIFIED, CaseState.ENDED)
Row = dict[str, Any]


def case_rows(*, book: Rulebook, on: date, scope: Scope) -> list[Row]:
    """Return the rows of the feed `case`: each case of identification with the days of its steps."""
    cases = _cases(on, scope).filter(state__in=TOLD)
    columns = _columns(book)
    days = _days(cases.values_list("id", flat=True), columns, on)
    return [
        {
            "case_id": each.number,
            "household": each.household,
            "opened_date": each.opened_date,
            "source": each.source,
            "green_channel": each.is_green_channel,
            "state": each.state,
            **days.get(each.id, {}),
        }
        for each in cases.order_by("number").iterator()
    ]


def watch_rows(*, on: date, scope: Scope) -> list[Row]:
    """Return the rows of the feed `watch`: the latest decision about each household."""
    cases = _cases(on, scope).filter(state__in=WATCHED, decided_date__lte=on).exclude(kind="")
    without_labour = set(
        StepTaken.objects.filter(**{f"facts__{NO_LABOUR}": True}, is_void=False).values_list(
            "case_id", flat=True
        )
    )
    rows: dict[int, Row] = {}
    for each in cases.order_by("household", "decided_date", "id").iterator():
        risks = [*each.risks, None, None]
        has_ended = each.state == CaseState.ENDED
        rows[each.household] = {
            "household": each.household,
            "kind": each.kind,
            "identified_date": each.decided_date,
            "risk": risks[0] or OTHER,
            "second_risk": risks[1],
            "no_labour": each.id in without_labour,
            "ended_date": each.closed_date if has_ended else None,
            "ended_way": (each.ended_way or None) if has_ended else None,
        }
    return list(rows.values())


def measure_rows(*, on: date, scope: Scope) -> list[Row]:
    """Return the rows of the feed `measure`: what has begun by a day, and is not a mere plan."""
    found = within(Measure.objects.all(), scope).filter(started_date__lte=on)
    found = found.exclude(state=MeasureState.CANCELLED, ended_date=None)
    names = (
        "number",
        "household",
        "kind",
        "started_date",
        "delivered_date",
        "ended_date",
        "amount",
    )
    return [
        dict(zip(("measure", *names[1:]), values, strict=True))
        for values in found.order_by("number").values_list(*names).iterator()
    ]


def visit_rows(*, on: date, scope: Scope) -> list[Row]:
    """Return the rows of the feed `visit`: every visit that was written down here."""
    found = within(Visit.objects.all(), scope).filter(visited_date__lte=on)
    return [
        {
            "visit": visit_key(each.id),
            "household": each.household,
            "visited_date": each.visited_date,
            "purpose": each.purpose,
            "visitor": each.visitor or None,
            "visitors": each.people,
            "income_per_person": each.income_per_head,
            "trouble": each.trouble,
        }
        for each in found.order_by("id").iterator()
    ]


def _cases(on: date, scope: Scope) -> Any:
    found = within(Case.objects.all(), scope)
    return found.filter(procedure=IDENTIFICATION, opened_date__lte=on)


def _columns(book: Rulebook) -> dict[str, tuple[str, str, str]]:
    """Step → the columns that tell its day and those of its notice, in any version."""
    found: dict[str, tuple[str, str, str]] = {}
    for version in book.procedures[IDENTIFICATION].versions:
        for step in version.steps:
            notice = step.notice
            told = (
                step.column,
                notice.from_column if notice else "",
                notice.until_column if notice else "",
            )
            if any(told):
                found[step.name] = told
    return found


def _days(
    cases: Iterable[int], columns: Mapping[str, tuple[str, str, str]], on: date
) -> dict[int, Row]:
    taken = StepTaken.objects.filter(
        case_id__in=cases, step__in=columns, outcome="done", is_void=False, taken_date__lte=on
    ).order_by("taken_at", "id")
    days: dict[int, Row] = {}
    for step in taken.iterator():
        row = days.setdefault(step.case_id, {})
        row.update(_told(step, columns[step.step]))
    return days


def _told(step: StepTaken, columns: tuple[str, str, str]) -> Iterator[tuple[str, date]]:
    column, *notice = columns
    if column:
        yield column, step.taken_date
    for name in notice:
        if name and (day := step.facts.get(name)):
            yield name, date.fromisoformat(str(day))
