"""Reads the leads a run meets, and writes what it means for them, some thousand at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import F, Max, QuerySet, TextField
from django.db.models.functions import Cast

from shouwang.stages.cases import bulk
from shouwang.stages.cases.enums import LeadSource, LeadState
from shouwang.stages.cases.models import Lead, LeadFinding, Run
from shouwang.stages.cases.raising import CLOSED, HELD, LIVE_LEADS, REPORTED, WAITING, Found, NewRow
from shouwang.stages.cases.ranking import Asked, Summary
from shouwang.stages.cases.sentences import Sentences
from shouwang.stages.cases.settling import CLEARED, Settled

LIVE = (LeadState.OPEN, LeadState.WAITING)
ENDED = (LeadState.CLOSED, LeadState.DISMISSED)
ROWS = 10_000  # read or named at a time: within the variables of one statement
SYSTEM = "system"
SOURCE = LeadSource.SYSTEM.value
WAITING_STATE, OPEN_STATE = LeadState.WAITING.value, LeadState.OPEN.value
LEAD_COLUMNS = (
    "id", "household", "village", "township", "banner", "league", "version", "changed_by",
    "state", "source", "answer_by", "answer_days", "severity", "rank", "risk", "is_urgent",
    "words", "finding_count", "raised_run", "raised_date", "sent_date", "due_date", "verdict",
    "reason", "note", "evidence",
)  # fmt: skip
# Leads, and findings with the place among these of the lead they belong to.
Worded = tuple[list[bulk.Row], list[tuple[int, bulk.Row]]]
STATE = LEAD_COLUMNS.index("state") - 1  # in a row that has no number yet
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


def live_leads() -> Iterator[pa.RecordBatch]:
    """Yield the open and waiting leads."""
    rows = (
        Lead.objects.filter(state__in=LIVE)
        .order_by()
        .values_list("household", "id", "state", "version", "severity", "rank", "words",
                     "finding_count", "due_date", "is_urgent")
    )  # fmt: skip
    return _batches(rows, LIVE_LEADS)


def waiting_leads() -> Iterator[pa.RecordBatch]:
    """Yield village and rank of the leads that wait for their turn."""
    rows = Lead.objects.filter(state=LeadState.WAITING, is_urgent=False).order_by()
    return _batches(rows.values_list("village", "rank"), WAITING)


def reported_leads() -> Iterator[pa.RecordBatch]:
    """Yield the households of which people have reported something, and how grave it is."""
    rows = (
        LeadFinding.objects.filter(check_name="", is_current=True, lead__state__in=LIVE)
        .order_by()
        .values_list("lead__household")
        .annotate(most=Max("severity"))
    )
    return _batches(rows, REPORTED)


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
        self.today = on.isoformat()
        terms = {each.check.answer_days for each in asked.values()}
        self.due = {days: (on + timedelta(days=days)).isoformat() for days in terms}

    def worded(self, rows: Iterable[NewRow]) -> Worded:
        """Return the findings of households of which nothing was known as rows: a lead each.

        Args:
            rows: As `Desk.new_rows` has them; those of one household follow one another.
        """
        leads: list[bulk.Row] = []
        findings: list[tuple[int, bulk.Row]] = []
        last, words_of, kept, run = None, self.sentences.of, self.sentences.evidence, self.run.name
        for household, *place, check, key, subject, evidence, count, is_urgent, is_sent in rows:
            asked, words = self.asked[check], words_of(check, evidence)
            if household != last:
                last = household
                told = asked.summary(words, count, is_urgent=is_urgent)
                leads.append(self._lead(household, place, told, is_sent=is_sent))
            findings.append(
                (len(leads) - 1, (check, subject, key, asked.weight, asked.check.risk, words,
                                  kept(check, evidence), run, run, True))
            )  # fmt: skip
        return leads, findings

    def write_new(self, worded: Worded) -> None:
        """Write new leads and their findings."""
        leads, findings = worded
        with transaction.atomic():
            ids, sent = self._insert(leads)
            there = ((ids[place], finding) for place, finding in findings)
            rows = [(number, *finding) for number, finding in there if number is not None]
            bulk.insert(LeadFinding, FINDING_COLUMNS, rows)
            Run.objects.filter(pk=self.run.pk).update(sent=F("sent") + sent)

    def write_same(self, findings: Sequence[int]) -> None:
        """Note that findings were found again as they were."""
        with transaction.atomic():
            bulk.set_all(LeadFinding, {"latest_run": self.run.name}, findings)

    def write(self, settled: Settled) -> None:
        """Write it; leads that somebody has ended meanwhile are left as they are."""
        # Worded before the transaction begins, which others wait for.
        added = [(lead, *self._finding(each)) for lead, each in settled.added]
        worded = [[self._finding(each) for each in found] for _h, _s, found in settled.raised]
        again = [self._again(each) for each in settled.changed]
        leads = [
            self._lead(each.number, each.place, told, is_sent=told.is_urgent)
            for each, told, _found in settled.raised
        ]
        with transaction.atomic():
            ended = self._ended_meanwhile(settled)
            rows = [row for row in added if row[0] not in ended]
            ids, sent = self._insert(leads)
            for number, findings in zip(ids, worded, strict=True):
                if number is not None:
                    rows += ((number, *finding) for finding in findings)
            bulk.insert(LeadFinding, FINDING_COLUMNS, rows)
            self._find_again(settled, again)
            cleared = self._let_go(settled, ended)
            self._update(settled, ended)
            Run.objects.filter(pk=self.run.pk).update(
                cleared=F("cleared") + cleared, lost=F("lost") + settled.lost, sent=F("sent") + sent
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

    def _insert(self, leads: Sequence[bulk.Row]) -> tuple[list[int | None], int]:
        """Insert new leads; return their numbers, none where one is open, and how many are sent."""
        ids = bulk.next_ids(Lead, len(leads))
        rows = [(number, *lead) for number, lead in zip(ids, leads, strict=True)]
        numbers: list[int | None] = list(ids)
        if bulk.insert(Lead, LEAD_COLUMNS, rows) != len(rows):
            there: set[int] = set()
            for some in _slices(ids):
                there |= set(Lead.objects.filter(pk__in=some).values_list("pk", flat=True))
            numbers = [number if number in there else None for number in ids]
        sent = sum(
            lead[STATE] == OPEN_STATE
            for number, lead in zip(numbers, leads, strict=True)
            if number is not None
        )
        return numbers, sent

    def _lead(
        self, household: int, place: Iterable[str], summary: Summary, *, is_sent: bool
    ) -> bulk.Row:
        """A new lead; one that is sent at once is written as sent: twice would take twice as long."""
        state, sent, due, days = WAITING_STATE, None, None, summary.answer_days
        if is_sent:
            state, sent, due = OPEN_STATE, self.today, self.due[days]
        return (
            household, *place, 1, "", state, SOURCE, summary.answer_by, days,
            summary.severity, summary.rank, summary.risk, summary.is_urgent, summary.words,
            summary.findings, self.run.name, self.today, sent, due, "", "", "", "{}",
        )  # fmt: skip

    def _find_again(self, settled: Settled, again: list[bulk.Row]) -> None:
        bulk.set_all(LeadFinding, {"latest_run": self.run.name}, settled.same)
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
                counts.append((summary.findings, lead.id))
                continue
            row = (
                summary.answer_by, summary.answer_days, summary.severity, summary.rank,
                summary.risk, summary.is_urgent, summary.words, summary.findings,
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
