"""What is done with leads: raised from a run, sent village by village, opened by hand, ended."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.utils import IntegrityError

from shouwang.base.access import EVERYWHERE, Actor, NotAllowed
from shouwang.base.ahead import ahead
from shouwang.base.collector import collector_paused
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.runs import StoredRun
from shouwang.lake.snapshots import Lake
from shouwang.rules.content import Content
from shouwang.rules.leads import load_leads
from shouwang.rules.pack import Policy
from shouwang.stages.cases import sending, writing
from shouwang.stages.cases.enums import LeadSource, LeadState, Verdict
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.cases.models import Lead, LeadFinding, Run
from shouwang.stages.cases.queries import precision
from shouwang.stages.cases.raising import Desk, NewRow
from shouwang.stages.cases.ranking import asked_checks, rank
from shouwang.stages.cases.sentences import Sentences
from shouwang.stages.cases.settling import Settled, Settler, finding_name
from shouwang.stages.cases.side_by_side import write_all
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.register.queries import index

FINDINGS = "findings"
# Who goes to the door and who reads what they bring back; `leads.yaml` may say fewer.
ANSWERERS = (Role.VILLAGE, Role.TEAM, Role.HELPER, Role.TOWNSHIP, Role.CLERK)
DISMISSERS = (Role.TOWNSHIP, Role.CLERK)
RAISERS = (Role.CLERK, Role.REGION, Role.ADMIN)
LONGEST = 300  # characters that the database keeps
HOUSEHOLDS = 5_000  # written in one transaction, so that nobody waits long for it
SHOWN = 40  # characters of what somebody sent that is no word


class NoLeadRules(ShouwangError):
    """The content does not say how leads are handed out."""


class RunTooOld(ShouwangError):
    """Leads have been raised from a later run already."""


class LeadEnded(ShouwangError):
    """The lead has been closed or dismissed already."""


@collector_paused()
def raise_leads(
    *, home: Home, policy: Policy, run: StoredRun, at: datetime, by: Actor, on: date
) -> Run:
    """Make of the findings of a run at most one open lead a household, and send the first of them.

    Written some thousand households at a time: raised again after it was cut short, it goes on
    where it was; raised again after it ended, it changes nothing.

    Raises:
        NoLeadRules: if the content does not say how leads are handed out.
        RunTooOld: if leads have been raised from a later run.
    """
    _require_region(by)
    rules = load_leads(policy.content)
    if not rules.is_there:
        raise NoLeadRules(_("the content has no leads.yaml: it does not say how leads go out"))
    record = _begun(run, on)
    if record.is_finished:
        return record
    tallies = precision.tallies(on=on, scope=EVERYWHERE)
    asked = asked_checks(policy, rules, tallies, on=record.as_of)
    sentences = Sentences(policy, checks=asked, on=record.as_of)
    asked = {name: each for name, each in asked.items() if name in sentences.outcomes}
    with Desk() as desk:
        plain = {name for name in asked if sentences.is_plain(name)}
        record.findings = desk.take_findings(run.file(FINDINGS), asked, plain=plain)
        lake = Lake(home.lake, policy.content.partition)
        source = lake.source(
            policy.content.subjects["household"].table, lake.snapshot(record.snapshot)
        )
        desk.take_homes(policy.content, source)
        desk.take_held(writing.held_findings())
        desk.take_live(writing.live_leads(), writing.reported_leads())
        desk.take_closed(writing.ended_leads())
        subjects = sentences.compiled.subjects
        desk.find_unknown(
            sentences.compiled, {name: run.file(f"values:{name}") for name in subjects}
        )
        desk.divide()
        writer = writing.Writer(record, asked, sentences, at=at, on=on)
        _write_same(desk, sentences, writer)
        # Closed before the desk is, whatever happens: the other thread still reads from it.
        with closing(ahead(_settled(desk, Settler(rules, asked, sentences, on=on)))) as settlings:
            for settled in settlings:
                writer.write(settled)
        desk.take_turns(writing.waiting_leads(), sending.used_up(on), rules.cap_on(on))
        with closing(ahead(map(writer.worded, _by_household(desk.new_rows())))) as wordings:
            write_all(wordings, writer.write_new)
    sent = sending.send(rules, on=on)
    return _ended(record, sent, at=at, by=by, on=on)


def _write_same(desk: Desk, sentences: Sentences, writer: writing.Writer) -> None:
    """Write what is found again as it was, those left out whose lead is worded otherwise now."""
    desk.doubt(
        [
            number
            for rows in desk.same_rows()
            for number, check, evidence, words in rows
            if sentences.of(check, evidence) != words
        ]
    )
    for findings in desk.same_findings():
        writer.write_same(findings)


def _settled(desk: Desk, settler: Settler) -> Iterator[Settled]:
    settled = Settled()
    for household in desk.households():
        settler.settle(household, settled)
        if settled.households == HOUSEHOLDS:
            yield settled
            settled = Settled()
    yield settled


def _by_household(batches: Iterable[list[NewRow]]) -> Iterator[list[NewRow]]:
    """Yield the rows of some thousand households at a time, never half a household's."""
    left: list[NewRow] = []
    for batch in batches:
        rows = left + batch
        start = 0
        while len(rows) - start > HOUSEHOLDS:
            end = start + HOUSEHOLDS
            while end < len(rows) and rows[end][0] == rows[end - 1][0]:
                end += 1
            if end == len(rows):  # more of the last may follow
                break
            yield rows[start:end]
            start = end
        left = rows[start:]
    if left:
        yield left


def _begun(run: StoredRun, on: date) -> Run:
    """Return the record of a run, made if this is the first time."""
    as_of = date.fromisoformat(str(run.record["as_of"]))
    with transaction.atomic():
        found = Run.objects.filter(name=run.name).first()
        if found is not None:
            return found
        later = Run.objects.filter(as_of__gt=as_of).first()
        if later is not None:
            raise RunTooOld(
                _("leads have been raised from the run {name} of {day}, which is later").format(
                    name=later.name, day=later.as_of
                )
            )
        begun, _made = Run.objects.get_or_create(
            name=run.name,
            defaults={
                "as_of": as_of,
                "snapshot": int(run.record["snapshot"]),
                "findings": 0,
                "raised_date": on,
            },
        )
        return begun


@transaction.atomic
def _ended(record: Run, sent: int, *, at: datetime, by: Actor, on: date) -> Run:
    """Count what has been done and write it down."""
    found = LeadFinding.objects.filter(latest_run=record.name)
    record.refresh_from_db(fields=["cleared", "lost", "sent"])
    record.raised = Lead.objects.filter(raised_run=record.name).count()
    record.continued = found.exclude(earliest_run=record.name).count()
    record.waiting = Lead.objects.filter(state=LeadState.WAITING).count()
    record.sent += sent
    record.is_finished = True
    record.save()
    audit.record(
        what="raise_leads", subject=f"run:{record.name}", at=at,
        detail={name: getattr(record, name) for name in
                ("findings", "raised", "continued", "cleared", "lost", "sent", "waiting")},
        by=by, on=on,
    )  # fmt: skip
    return record


def send_waiting(*, content: Content, at: datetime, by: Actor, on: date) -> int:
    """Send the best-ranked waiting leads, up to the cap of each village for this week.

    Returns how many were sent. Leads opened by hand without a term get theirs here.
    """
    _require_region(by)
    rules = load_leads(content)
    days = rules.by_hand_days(on)
    if days is not None:
        late = Lead.objects.filter(state=LeadState.OPEN, due_date=None, answer_days=0)
        late.update(answer_days=days, due_date=on + timedelta(days=days))
    sent = sending.send(rules, on=on)
    if sent:
        audit.record(what="send_waiting", subject="leads", at=at, detail={"sent": sent}, by=by,
                     on=on)  # fmt: skip
    return sent


@transaction.atomic
def open_lead(
    *,
    household: int,
    source: str,
    risk: str,
    words: str,
    severity: int,
    days: int = 0,
    answer_by: str = "village",
    at: datetime,
    by: Actor,
    on: date,
) -> int:
    """Open a lead by hand, or add to the one that is open, and return its number.

    Args:
        words: What was reported, in a sentence without names.
        days: Within how many days it is to be answered; 0 leaves that to `leads.yaml`, which the
            next sending of leads reads.

    Raises:
        NotFound: if the household is not in the actor's area.
    """
    if not (by.is_program or by.has_role(*ANSWERERS)):
        raise NotAllowed(_("your role opens no leads"))
    _fail_if_unworded(source, words)
    home = index.household(number=household, on=on, scope=by.scope)
    due = on + timedelta(days=days) if days else None
    lead = _live(household).select_for_update().first()
    if lead is None:
        try:
            with transaction.atomic():
                lead = Lead.objects.create(
                    household=household, **home.place, state=LeadState.OPEN, source=source,
                    answer_by=answer_by, answer_days=days, severity=severity,
                    rank=rank(severity, 0), risk=risk, words=words, raised_date=on, sent_date=on,
                    due_date=due, changed_by=by.label or by.name, changed_at=at,
                )  # fmt: skip
        except IntegrityError:  # somebody was quicker
            lead = _live(household).select_for_update().get()
            _merge(lead, severity, due, at=at, by=by, on=on)
    else:
        _merge(lead, severity, due, at=at, by=by, on=on)
    reports = lead.findings.filter(check_name="").count()
    LeadFinding.objects.create(
        lead=lead, check_name="", subject="household", key=f"{source}:{reports + 1}",
        severity=severity, risk=risk, words=words, earliest_run="", latest_run="",
    )  # fmt: skip
    Lead.objects.filter(pk=lead.pk).update(finding_count=F("finding_count") + 1)
    audit.record(what="open_lead", subject=f"lead:{lead.pk}", at=at, detail={"source": source},
                 by=by, on=on)  # fmt: skip
    return int(lead.pk)


def _live(household: int) -> QuerySet[Lead]:
    return Lead.objects.filter(household=household, state__in=writing.LIVE)


def _merge(
    lead: Lead, severity: int, due: date | None, *, at: datetime, by: Actor, on: date
) -> None:
    """Somebody reports what a lead already asks: it waits no longer, and is as grave as told."""
    fields: dict[str, Any] = {}
    if lead.state == LeadState.WAITING:
        term = on + timedelta(days=lead.answer_days) if lead.answer_days else None
        fields |= {"state": LeadState.OPEN, "sent_date": on, "due_date": term}
    terms = [each for each in (due, fields.get("due_date", lead.due_date)) if each]
    fields["due_date"] = min(terms, default=None)
    if severity > lead.severity:
        fields |= {"severity": severity, "rank": rank(severity, 0)}
    change(lead, lead.version, at=at, by=by, **fields)


@transaction.atomic
def close_lead(
    *,
    lead_id: int,
    version: int,
    verdict: str,
    reason: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Lead:
    """Close a lead with what was found at the door.

    Raises:
        NotFound: if it is not in the actor's area.
        Stale: if somebody has changed it meanwhile.
        LeadEnded: if it has been ended already.
    """
    if not (by.is_program or by.has_role(*ANSWERERS)):
        raise NotAllowed(_("your role closes no leads"))
    if verdict not in Verdict.values:
        raise InputProblems(
            [Problem("verdict", _("{value} is no verdict").format(value=verdict[:SHOWN]))]
        )
    lead = found_within(Lead.objects.all(), by.scope, pk=lead_id)
    fields = {"state": LeadState.CLOSED, "verdict": verdict, "reason": reason[:LONGEST]}
    _end(lead, version, fields, at=at, by=by, on=on)
    audit.record(what="close_lead", subject=f"lead:{lead.pk}", at=at, detail={"verdict": verdict},
                 by=by, on=on)  # fmt: skip
    return lead


@transaction.atomic
def dismiss_lead(
    *,
    lead_id: int,
    version: int,
    reason: str,
    until: date | None,
    note: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Lead:
    """Dismiss a lead without a visit: it is not raised again before a day, unless it gets worse.

    Raises:
        NotFound: if it is not in the actor's area.
        Stale: if somebody has changed it meanwhile.
        LeadEnded: if it has been ended already.
    """
    if not by.has_role(*DISMISSERS):
        raise NotAllowed(_("leads are dismissed by the township or the banner"))
    problems = []
    if not reason.strip() or len(reason) > LONGEST:
        problems.append(Problem("reason", _("say why the lead is dismissed")))
    if until is None or until <= on:
        problems.append(Problem("until", _("the day until which it rests must lie ahead")))
    if len(note) > LONGEST or "\0" in note + reason:
        problems.append(Problem("note", _("at most {count} characters").format(count=LONGEST)))
    problems += leaks_in(note)
    lead = found_within(Lead.objects.all(), by.scope, pk=lead_id)
    if problems:
        raise InputProblems(problems)
    fields = {"state": LeadState.DISMISSED, "reason": reason, "note": note, "snoozed_until": until}
    _end(lead, version, fields, at=at, by=by, on=on)
    audit.record(what="dismiss_lead", subject=f"lead:{lead.pk}", at=at,
                 detail={"until": str(until)}, by=by, on=on)  # fmt: skip
    return lead


def _end(
    lead: Lead, version: int, fields: Mapping[str, Any], *, at: datetime, by: Actor, on: date
) -> None:
    """End a lead and keep what was known, to tell worse from same later."""
    if lead.version == version and lead.state not in writing.LIVE:
        raise LeadEnded(
            _("this lead has been ended already, on {day}").format(day=lead.closed_date)
        )
    known = {
        finding_name(each.check_name, each.key): [each.severity, each.evidence]
        for each in lead.findings.filter(is_current=True).exclude(check_name="")
    }
    change(lead, version, at=at, by=by, closed_date=on, evidence=known, **fields)


def _fail_if_unworded(source: str, words: str) -> None:
    problems = []
    if source not in LeadSource.values or source == LeadSource.SYSTEM:
        problems.append(Problem("source", _("say where the lead comes from")))
    if not words.strip() or len(words) > LONGEST or "\0" in words:
        problems.append(
            Problem("words", _("say in at most {count} characters what was reported").format(
                count=LONGEST))
        )  # fmt: skip
    problems += leaks_in(words)
    if problems:
        raise InputProblems(problems)


def _require_region(by: Actor) -> None:
    if not (by.is_program or (by.has_role(*RAISERS) and by.scope.is_everything)):
        raise NotAllowed(_("leads are raised for the whole region, by its own office"))
