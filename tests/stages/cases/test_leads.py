"""Leads raised from runs: one a household, capped, rested, worsened, cleared; and ended by people."""

import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.lake.runs import stored_run
from shouwang.lake.snapshots import Lake
from shouwang.lake.sources import Source, TableFile
from shouwang.rules.load import load_policy
from shouwang.stages.cases.models import Lead, LeadFinding, Run
from shouwang.stages.cases.operations import leads
from shouwang.stages.cases.operations.leads import (
    LeadEnded,
    RunTooOld,
    close_lead,
    dismiss_lead,
    open_lead,
    raise_leads,
    send_waiting,
)  # fmt: skip
from shouwang.stages.cases.writing import Writer
from shouwang.stages.org.models import AuditEntry
from tests.office import world

pytestmark = pytest.mark.django_db
LOW, WATCHED, FLOOD = "income_below_monitoring_line", "below_line_not_watched", "struck_by_disaster"
HOUSEHOLDS = range(100, 120)


@pytest.fixture(scope="module")
def policy():
    return load_policy(world.content().root)


@pytest.fixture
def ground(tmp_path, policy, monkeypatch):
    """A folder of runs, and a register in which all households live in the first village."""
    path = tmp_path / "household.parquet"
    homes = {"household": list(HOUSEHOLDS), "village": [world.villages()[0]] * len(HOUSEHOLDS)}
    pq.write_table(pa.table(homes), path)
    source = Source("household", (TableFile(str(path), None, len(HOUSEHOLDS)),))
    monkeypatch.setattr(Lake, "snapshot", lambda _lake, number: number)
    monkeypatch.setattr(Lake, "source", lambda _lake, _name, _snapshot: source)
    home = SimpleNamespace(lake=tmp_path)
    return SimpleNamespace(home=home, policy=policy, runs=tmp_path / "runs", count=0)


def finding(household, check=LOW, income=400000, key=None):
    evidence = {
        LOW: {"income_per_head": income, "monitoring_line": 500000},
        WATCHED: {"income_per_head": income, "monitoring_line": 500000, "status": "general",
                  "watched": False},
        FLOOD: {"disasters_lately": 1},
    }[check]  # fmt: skip
    return {
        "subject": "household", "key": str(key or household), "household": str(household),
        "check": check, "evidence": json.dumps(evidence, separators=(",", ":")),
    }  # fmt: skip


def run_of(ground, findings, on=world.DAY, values=()):
    ground.count += 1
    name = f"run{ground.count}"
    columns = ("subject", "key", "household", "check", "evidence")
    schema = pa.schema([(column, pa.string()) for column in columns])
    folder = ground.runs / name / "findings"
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(findings, schema=schema), folder / "part.parquet")
    kept = ground.runs / name / "values_household"
    kept.mkdir()
    told = pa.schema([("household", pa.int64()), ("income_per_head", pa.float64()),
                      ("status", pa.string()), ("watched", pa.bool_()),
                      ("disasters_lately", pa.int64())])  # fmt: skip
    pq.write_table(pa.Table.from_pylist(list(values), schema=told), kept / "part.parquet")
    record = {"run": name, "as_of": on.isoformat(), "snapshot": 1}
    (ground.runs / name / "run.json").write_text(json.dumps(record))
    return stored_run(ground.runs, name)


def raised(ground, findings, on=world.DAY, values=()):
    return again(ground, run_of(ground, findings, on, values), on)


def again(ground, run, on=world.DAY):
    return raise_leads(
        home=ground.home, policy=ground.policy, run=run, at=at(on), by=world.SYSTEM, on=on
    )


def at(on):
    return datetime.combine(on, world.AT.timetz())


def state():
    return sorted(Lead.objects.values_list("household", "state", "words", "finding_count", "rank"))


def test_findings_of_a_household_are_one_lead(ground):
    run = raised(ground, [finding(100), finding(100, WATCHED), finding(101)])
    lead = Lead.objects.get(household=100)
    assert (run.raised, run.sent, run.waiting) == (2, 2, 0)
    assert (lead.state, lead.severity, lead.finding_count) == ("open", 3, 2)
    assert lead.due_date == world.DAY + timedelta(days=lead.answer_days)
    assert "4000" in lead.words
    assert lead.place == world.place()
    assert AuditEntry.objects.filter(what="raise_leads", subject="run:run1").count() == 1


def test_the_same_run_again_changes_nothing(ground):
    run = run_of(ground, [finding(100), finding(101)])
    again(ground, run)
    before, entries = state(), AuditEntry.objects.count()
    again(ground, run)
    assert (state(), AuditEntry.objects.count()) == (before, entries)


def test_a_run_that_was_cut_short_goes_on(ground):
    run = run_of(ground, [finding(each) for each in HOUSEHOLDS])
    again(ground, run)
    whole = state()
    Run.objects.update(is_finished=False)
    Lead.objects.filter(household__gt=110).delete()
    found = again(ground, run)
    assert (found.raised, found.is_finished) == (len(HOUSEHOLDS), True)
    assert [row[0] for row in state()] == [row[0] for row in whole]
    assert LeadFinding.objects.count() == len(HOUSEHOLDS)


def test_the_order_of_findings_does_not_matter(ground):
    findings = [finding(each, check) for each in HOUSEHOLDS for check in (LOW, WATCHED)]
    raised(ground, findings)
    before = state()
    Lead.objects.all().delete()
    Run.objects.all().delete()
    raised(ground, findings[::-1])
    assert state() == before


def test_a_continuing_finding_adds_no_work(ground):
    raised(ground, [finding(100)])
    version = Lead.objects.get().version
    found = raised(ground, [finding(100)])
    lead, behind = Lead.objects.get(), LeadFinding.objects.get()
    assert (found.raised, found.continued, lead.version) == (0, 1, version)
    assert (behind.earliest_run, behind.latest_run) == ("run1", "run2")


def test_a_new_finding_joins_the_open_lead(ground):
    raised(ground, [finding(100)])
    lead = Lead.objects.get()
    raised(ground, [finding(100), finding(100, FLOOD)])
    now = Lead.objects.get()
    assert (now.pk, now.finding_count, now.version) == (lead.pk, 2, lead.version + 1)
    assert now.is_urgent


def test_what_is_gone_is_closed_by_the_system(ground):
    raised(ground, [finding(100), finding(101)])
    clear = {"household": 100, "income_per_head": 900000.0, "status": "general", "watched": False}
    found = raised(ground, [finding(101)], values=[clear])
    lead = Lead.objects.get(household=100)
    assert (found.cleared, lead.state, lead.verdict, lead.reason) == (1, "closed", "", "cleared")
    raised(ground, [finding(100)])
    assert Lead.objects.filter(household=100, state="open").count() == 1


def test_what_cannot_be_seen_is_not_gone(ground):
    raised(ground, [finding(100)])
    blind = {"household": 100, "income_per_head": None, "status": "general", "watched": False}
    found = raised(ground, [], values=[blind])
    lead = Lead.objects.get()
    assert (found.cleared, lead.state) == (0, "open")
    assert lead.findings.get().is_current


def test_a_village_gets_five_a_week_and_the_green_channel_more(ground):
    findings = [finding(each) for each in range(100, 108)] + [finding(119, FLOOD)]
    run = raised(ground, findings)
    assert (run.sent, run.waiting) == (6, 3)
    assert Lead.objects.get(household=119).state == "open"
    sending = {"content": ground.policy.content, "by": world.SYSTEM}
    assert send_waiting(at=world.AT, on=world.DAY, **sending) == 0
    monday = date(2020, 7, 6)
    assert send_waiting(at=at(monday), on=monday, **sending) == 3
    assert Lead.objects.filter(sent_date=monday).count() == 3


def test_what_waits_already_goes_before_what_is_as_grave_and_new(ground):
    raised(ground, [finding(each) for each in range(100, 107)])
    waiting = set(Lead.objects.filter(state="waiting").values_list("household", flat=True))
    assert len(waiting) == 2
    monday = date(2020, 7, 6)
    both = [finding(each) for each in range(100, 113)]
    run = raised(ground, both, monday)
    sent = Lead.objects.filter(sent_date=monday)
    assert set(sent.values_list("household", flat=True)) == waiting | {107, 108, 109}
    assert (run.raised, run.sent, run.waiting) == (6, 5, 3)
    terms = set(Lead.objects.filter(state="open").values_list("sent_date", "due_date"))
    assert {due - day for day, due in terms} == {timedelta(days=Lead.objects.first().answer_days)}


@pytest.mark.parametrize("graver", [LOW, WATCHED])
def test_a_graver_new_lead_goes_before_what_waits(ground, graver):
    lighter = {LOW: WATCHED, WATCHED: LOW}[graver]
    old, monday = [finding(each, lighter) for each in range(100, 113)], date(2020, 7, 6)
    raised(ground, old)
    raised(ground, [*old, finding(119, graver)], monday)
    new, waited = Lead.objects.get(household=119), Lead.objects.filter(raised_date=world.DAY)
    # Eight of the old ones waited, and the week has room for five.
    assert (new.state == "open") == (new.rank > waited.first().rank)
    assert waited.filter(sent_date=monday).count() == (4 if new.state == "open" else 5)


def test_the_two_checks_are_not_as_grave_as_each_other(ground):
    raised(ground, [finding(100, LOW), finding(101, WATCHED)])
    assert len(set(Lead.objects.values_list("rank", flat=True))) == 2


def test_a_run_cut_short_sends_no_more_than_the_week_has_room_for(ground, monkeypatch):
    monkeypatch.setattr(leads, "HOUSEHOLDS", 2)
    writes = []

    def torn(writer, worded):
        if len(writes) == 2:
            raise OSError("torn")
        writes.append(worded)
        return written(writer, worded)

    written = Writer.write_new
    run = run_of(ground, [finding(each) for each in range(100, 109)])
    with monkeypatch.context() as cut:
        cut.setattr(Writer, "write_new", torn)
        with pytest.raises(OSError, match="torn"):
            again(ground, run)
    assert Lead.objects.filter(state="open").count() == 4
    found = again(ground, run)
    assert (found.raised, found.sent, found.waiting) == (9, 5, 4)


def test_an_older_run_is_refused(ground):
    raised(ground, [finding(100)])
    with pytest.raises(RunTooOld):
        raised(ground, [finding(101)], on=world.DAY - timedelta(days=9))


def test_a_household_that_lives_nowhere_is_counted_as_lost(ground):
    assert raised(ground, [finding(999)]).lost == 1
    assert not Lead.objects.exists()


def test_who_does_not_see_the_region_raises_nothing(ground):
    with pytest.raises(NotAllowed):
        raise_leads(
            home=ground.home, policy=ground.policy, run=run_of(ground, []), at=world.AT,
            by=world.actor("clerk"), on=world.DAY,
        )  # fmt: skip


def ended(lead, verdict):
    return close_lead(
        lead_id=lead.pk, version=lead.version, verdict=verdict, at=world.AT,
        by=world.actor("village"), on=world.DAY,
    )  # fmt: skip


def dismissed(lead, until, by=None, version=None):
    return dismiss_lead(
        lead_id=lead.pk, version=version or lead.version, reason="helped", until=until,
        at=world.AT, by=by or world.actor("township"), on=world.DAY,
    )  # fmt: skip


@pytest.mark.parametrize("verdict", ["confirmed", "known", "not_so", "not_found"])
def test_a_closed_household_rests(ground, verdict):
    raised(ground, [finding(100)])
    ended(Lead.objects.get(), verdict)
    assert raised(ground, [finding(100, income=390000)]).raised == 0
    assert raised(ground, [finding(100, income=300000)]).raised == 1


def test_it_rests_until_its_time_is_over(ground):
    raised(ground, [finding(100)])
    ended(Lead.objects.get(), "not_found")
    assert raised(ground, [finding(100)], on=world.DAY + timedelta(days=29)).raised == 0
    assert raised(ground, [finding(100)], on=world.DAY + timedelta(days=30)).raised == 1


def test_wrong_data_wait_for_the_correction(ground):
    raised(ground, [finding(100)])
    ended(Lead.objects.get(), "wrong_data")
    assert raised(ground, [finding(100)], on=date(2021, 6, 30)).raised == 0
    assert raised(ground, [finding(100, income=410000)], on=date(2021, 7, 1)).raised == 1


def test_a_dismissed_household_sleeps_unless_another_check_finds_it(ground):
    raised(ground, [finding(100), finding(101)])
    until = world.DAY + timedelta(days=30)
    for lead in Lead.objects.all():
        dismissed(lead, until)
    again_ = raised(ground, [finding(100), finding(101), finding(101, FLOOD)])
    assert list(Lead.objects.filter(state="open").values_list("household", flat=True)) == [101]
    assert again_.raised == 1
    assert raised(ground, [finding(100), finding(101)], on=until).raised == 1


def test_two_people_on_one_lead(ground):
    world.lead(100)
    lead = Lead.objects.get()
    dismissed(lead, world.DAY + timedelta(days=30))
    with pytest.raises(Stale, match="township-0"):
        dismissed(lead, world.DAY + timedelta(days=90), world.actor("clerk"), version=1)
    with pytest.raises(LeadEnded):
        ended(Lead.objects.get(), "confirmed")
    assert Lead.objects.get().snoozed_until == world.DAY + timedelta(days=30)


@pytest.mark.parametrize("role", ["village", "region", "approver"])
def test_others_do_not_dismiss(role):
    with pytest.raises(NotAllowed):
        dismissed(world.lead(100), world.DAY + timedelta(days=1), world.actor(role))


def test_a_foreign_lead_is_not_there():
    lead = world.lead(100, world.ABROAD)
    with pytest.raises(NotFound):
        dismissed(lead, world.DAY + timedelta(days=1))
    with pytest.raises(NotFound):
        ended(lead, "confirmed")


def test_a_word_that_is_no_verdict_is_refused():
    with pytest.raises(InputProblems):
        ended(world.lead(100), "perhaps")


def reported(household, **fields):
    told = {"source": "self", "risk": "illness", "words": "住院", "severity": 2, **fields}
    return open_lead(
        household=household, at=world.AT, by=world.actor("village"), on=world.DAY, **told
    )


def test_a_report_opens_a_lead_that_no_run_clears(ground):
    world.indexed(100)
    number = reported(100)
    raised(ground, [])
    lead = Lead.objects.get(pk=number)
    assert (lead.state, lead.due_date, lead.findings.count()) == ("open", None, 1)
    send_waiting(content=ground.policy.content, at=world.AT, by=world.SYSTEM, on=world.DAY)
    lead.refresh_from_db()
    assert lead.due_date == world.DAY + timedelta(days=7)
    raised(ground, [finding(100)])
    lead.refresh_from_db()
    assert (Lead.objects.count(), lead.severity, lead.findings.count()) == (1, 3, 2)


def test_a_report_wakes_what_waits(ground):
    world.indexed(107)
    raised(ground, [finding(each) for each in range(100, 108)])
    waiting = Lead.objects.get(household=107)
    assert waiting.state == "waiting"
    assert reported(107) == waiting.pk
    waiting.refresh_from_db()
    assert (waiting.state, waiting.finding_count) == ("open", 2)
