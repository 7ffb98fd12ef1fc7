"""Reads the leads a run meets, and writes what it means for them, some thousand at a time."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import F, Max, QuerySet, TextField
from django.db.models.functions import Cast

from shouwang.stages.cases import bulk
from shouwang.stages.cases.enums import LeadSource, LeadState
from shouwang.stages.cases.models import Lead, LeadFinding, Run
from shouwang.stages.cases.raising import CLOSED, HELD, Found, Household
from shouwang.stages.cases.ranking import Asked
from shouwang.stages.cases.sentences import Sentences
from shouwang.stages.cases.settling import CLEARED, Now, Settled, Summary

LIVE = (LeadState.OPEN, LeadState.WAITING)
ENDED = (LeadState.CLOSED, LeadState.DISMISSED)
ROWS = 10_000  # read or named at a time: within the variables of one statement
SYSTEM = "system"
LEAD_COLUMNS = (
    "id", "household", "village", "township", "banner", "league", "version", "changed_by",
    "state", "source", "answer_by", "answer_days", "severity", "rank", "risk", "is_urgent",
    "words", "finding_count", "raised_run", "raised_date", "verdict", "reason", "note", "evidence",
)  # fmt: skip
FINDING_COLUMNS = (
    "lead_id", "check_name", "subject", "key", "severity", "risk", "words", "evidence",
    "earliest_run", "latest_run", "is_current",
)  # fmt: skip


def held_findings() -> Iterator[pa.RecordBatch]:
    """Yield the findings of open and waiting leads, those reported by hand left out."""
    rows = (
        LeadFinding.objects.filter(lead__state__in=LIVE)
        .exclude(check_name="")
        .order_by()
        .values_list("lead__household", "id", "check_name", "key", "evidence", "severity",
                     "is_current")
    )  # fmt: skip
    return _batches(rows, HELD)


def ended_leads() -> Iterator[pa.RecordBatch]:
    """Yield how leads ended."""
    rows = (
        Lead.objects.filter(state__in=ENDED)
        .annotate(text=Cast("evidence", TextField()))
        .order_by()
        .values_list("household", "id", "state", "verdict", "closed_date", "snoozed_until", "text")
    )
    return _batches(rows, CLOSED)


def live_leads() -> dict[int, Now]:
    """Return household → its open or waiting lead."""
    rows = Lead.objects.filter(state__in=LIVE).values_list(
        "household", "id", "state", "version", "severity", "rank", "words", "finding_count",
        "due_date", "is_urgent",
    )  # fmt: skip
    found = {household: Now(*rest) for household, *rest in rows.iterator(ROWS)}  # type: ignore[arg-type]  # in the order of `Now`
    reported = (
        LeadFinding.objects.filter(check_name="", is_current=True, lead__state__in=LIVE)
        .order_by()
        .values_list("lead__household")
        .annotate(most=Max("severity"))
    )
    for household, most in reported:
        found[household].by_hand = most
    return found


def _batches(rows: QuerySet[Any, Any], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    taken: list[tuple[Any, ...]] = []
    for row in rows.iterator(ROWS):
        taken.append(row)
        if len(taken) == ROWS:
            yield _batch(taken, schema)
            taken = []
    if taken:
        yield _batch(taken, schema)


def _batch(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [
        pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


class Writer:
    """Writes what has been settled; each call is one transaction, and may come a second time."""

    def __init__(
        self, run: Run, asked: Mapping[str, Asked], sentences: Sentences, *, at: datetime, on: date
    ) -> None:
        self.run = run
        self.asked = asked
        self.sentences = sentences
        self.at = at
        self.on = on

    def write(self, settled: Settled) -> None:
        """Write it; leads that somebody has ended meanwhile are left as they are."""
        # Worded before the transaction begins, which others wait for.
        added = [(lead, *self._finding(each)) for lead, each in settled.added]
        worded = [[self._finding(each) for each in found] for _h, _s, found in settled.raised]
        again = [self._again(each) for each in settled.changed]
        with transaction.atomic():
            ended = self._ended_meanwhile(settled)
            rows = [row for row in added if row[0] not in ended]
            rows += self._raise(settled, worded)
            bulk.insert(LeadFinding, FINDING_COLUMNS, rows)
            self._find_again(settled, again)
            cleared = self._let_go(settled, ended)
            self._update(settled, ended)
            Run.objects.filter(pk=self.run.pk).update(
                cleared=F("cleared") + cleared, lost=F("lost") + settled.lost
            )

    def _finding(self, each: Found) -> bulk.Row:
        asked = self.asked[each.check]
        return (
            each.check, each.subject, each.key, asked.weight, asked.check.risk,
            each.words or self.sentences.of(each.check, each.evidence),
            self.sentences.evidence(each.check, each.evidence),
            self.run.name, self.run.name, True,
        )  # fmt: skip

    def _again(self, each: Found) -> bulk.Row:
        return (
            self.asked[each.check].weight,
            each.words or self.sentences.of(each.check, each.evidence),
            self.sentences.evidence(each.check, each.evidence),
            self.run.name, True, each.finding,
        )  # fmt: skip

    def _ended_meanwhile(self, settled: Settled) -> set[int]:
        """Return the leads among these that are not as they were read."""
        read = {lead.id: lead.version for lead, *_rest in settled.updated}
        read |= {lead.id: lead.version for lead in settled.cleared}
        read |= {lead: 0 for lead, _each in settled.added if lead not in read}
        ended = set(read)
        for some in _slices(list(read)):
            rows = Lead.objects.filter(pk__in=some, state__in=LIVE).select_for_update()
            for number, version in rows.values_list("pk", "version"):
                if read[number] in (0, version):
                    ended.discard(number)
        return ended

    def _raise(self, settled: Settled, worded: list[list[bulk.Row]]) -> Iterator[bulk.Row]:
        """Insert new leads and yield the rows of their findings."""
        numbers = [household.number for household, _summary, _found in settled.raised]
        taken: set[int] = set()
        for some in _slices(numbers):
            rows = Lead.objects.filter(household__in=some, state__in=LIVE)
            taken |= set(rows.values_list("household", flat=True))
        fresh = [
            (household, summary, findings)
            for (household, summary, _found), findings in zip(settled.raised, worded, strict=True)
            if household.number not in taken
        ]
        ids = bulk.next_ids(Lead, len(fresh))
        leads = [
            self._lead(number, household, summary)
            for number, (household, summary, _findings) in zip(ids, fresh, strict=True)
        ]
        there = set(ids)
        if bulk.insert(Lead, LEAD_COLUMNS, leads) != len(leads):
            there = set()
            for some in _slices(list(ids)):
                there |= set(Lead.objects.filter(pk__in=some).values_list("pk", flat=True))
        for number, (_household, _summary, findings) in zip(ids, fresh, strict=True):
            if number in there:
                yield from ((number, *finding) for finding in findings)

    def _lead(self, number: int, household: Household, summary: Summary) -> bulk.Row:
        return (
            number, household.number, *household.place, 1, "", LeadState.WAITING.value,
            LeadSource.SYSTEM.value, summary.answer_by, summary.answer_days, summary.severity,
            summary.rank, summary.risk, summary.is_urgent, summary.words, summary.count,
            self.run.name, self.on.isoformat(), "", "", "", "{}",
        )  # fmt: skip

    def _find_again(self, settled: Settled, again: list[bulk.Row]) -> None:
        for some in _slices(settled.same):
            LeadFinding.objects.filter(pk__in=some).update(latest_run=self.run.name)
        columns = ("severity", "words", "evidence", "latest_run", "is_current")
        bulk.update(LeadFinding, columns, again)

    def _let_go(self, settled: Settled, ended: set[int]) -> int:
        gone = 0
        for some in _slices(finding for lead, finding in settled.gone if lead not in ended):
            found = LeadFinding.objects.filter(pk__in=some, is_current=True)
            gone += found.update(is_current=False)
        numbers = [lead.id for lead in settled.cleared if lead.id not in ended]
        for some in _slices(numbers):
            Lead.objects.filter(pk__in=some, state__in=LIVE).update(
                state=LeadState.CLOSED, reason=CLEARED, closed_date=self.on,
                version=F("version") + 1, changed_by=SYSTEM, changed_at=self.at,
            )  # fmt: skip
        return gone

    def _update(self, settled: Settled, ended: set[int]) -> None:
        moment = connection.ops.adapt_datetimefield_value(self.at)
        told, quiet, counts = [], [], []
        for lead, summary, due, is_other in settled.updated:
            if lead.id in ended:
                continue
            if not summary.answer_by:
                counts.append((summary.count, lead.id))
                continue
            row = (
                summary.answer_by, summary.answer_days, summary.severity, summary.rank,
                summary.risk, summary.is_urgent, summary.words, summary.count,
                due.isoformat() if due else None,
            )  # fmt: skip
            if is_other:
                told.append((*row, lead.version + 1, SYSTEM, moment, lead.id))
            else:
                quiet.append((*row, lead.id))
        columns = ("answer_by", "answer_days", "severity", "rank", "risk", "is_urgent", "words",
                   "finding_count", "due_date")  # fmt: skip
        bulk.update(Lead, (*columns, "version", "changed_by", "changed_at"), told)
        bulk.update(Lead, columns, quiet)
        bulk.update(Lead, ("finding_count",), counts)


def _slices(numbers: Iterable[int]) -> Iterator[list[int]]:
    listed = list(numbers)
    for start in range(0, len(listed), ROWS):
        yield listed[start : start + ROWS]
