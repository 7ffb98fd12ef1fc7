"""The watch over households whose risk has ended: a finding, or a visit, may say it has come back."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

import duckdb
import pyarrow as pa
from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.words import _
from shouwang.lake.runs import StoredRun
from shouwang.rules.pack import Check, Policy
from shouwang.rules.procedures import Procedure, Version
from shouwang.stages.cases.enums import LeadSource, LeadState
from shouwang.stages.cases.models import Case, Lead, LeadFinding
from shouwang.stages.cases.queries import cases
from shouwang.stages.cases.ranking import rank
from shouwang.stages.cases.rulebook import Rulebook, rulebook_of
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within

FINDINGS, RELAPSE = "findings", "relapse"
LIVE = (LeadState.WAITING, LeadState.OPEN)
# Severities of checks as leads count them, the gravest last.
SEVERITIES = ("yellow", "orange", "red")


def watch(*, run: StoredRun, policy: Policy, at: datetime, by: Actor, on: date) -> int:
    """Mark the households whose risk had ended and that a run finds again; return how many.

    Each gets a lead that says so, or its open one is told. The findings are read first, with no
    transaction open.
    """
    book = rulebook_of(policy)
    ending = _ending(book, on)
    if ending is None:
        return 0
    procedure, version = ending
    watched = cases.ended_cases(on=on, scope=by.scope)
    found = _found_again(run, _checks(policy, procedure, version), list(watched))
    for household, check in found.items():
        with transaction.atomic():
            _mark(watched[household], check, at, by, on)
    return len(found)


@transaction.atomic
def note_recheck(
    *, policy: Policy, case_id: int, version: int, at: datetime, by: Actor, on: date
) -> Case:
    """Note that a household was seen again after its risk had ended, and say when next.

    Raises:
        NotFound: if the case is not in the actor's area.
        Stale: if somebody has changed it.
    """
    case = found_within(Case.objects.all(), by.scope, pk=case_id)
    ending = _ending(rulebook_of(policy), on)
    care = ending[1].aftercare if ending is not None else None
    ended = case.closed_date or on
    days = [each.after(ended, policy=policy) for each in care.rechecks] if care else []
    following = min((day for day in days if day is not None and day > on), default=None)
    change(case, version, at=at, by=by, recheck_date=following)
    audit.record(what="note_recheck", subject=f"case:{case.pk}", at=at, by=by, on=on)
    return case


def _ending(book: Rulebook, on: date) -> tuple[Procedure, Version] | None:
    """Return the procedure that ends a risk, as it is in force everywhere."""
    for procedure in book.of_cases:
        version = procedure.on(on)
        if procedure.follows == cases.IDENTIFICATION and version is not None:
            return procedure, version
    return None


def _checks(policy: Policy, procedure: Procedure, version: Version) -> dict[str, Check]:
    care = version.aftercare
    severities = care.severities if care is not None else ()
    return {
        check.name: check
        for check in policy.checks.values()
        if check.severity in severities and check.area == procedure.area
    }


def _found_again(
    run: StoredRun, checks: Mapping[str, Check], households: list[int]
) -> dict[int, Check]:
    """Return household → the gravest check that finds it again."""
    if not households or not checks or not run.has(FINDINGS):
        return {}
    found: dict[int, Check] = {}
    for household, name in _rows(run, list(checks), households):
        check, held = checks[name], found.get(household)
        if held is None or _grave(check) > _grave(held):
            found[household] = check
    return found


def _rows(run: StoredRun, checks: list[str], households: list[int]) -> Iterator[tuple[int, str]]:
    numbers = pa.table({"household": [str(each) for each in households]})
    names = pa.table({"check": checks})
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        engine.register("ended", numbers)
        engine.register("wanted", names)
        rows = engine.execute(
            'SELECT DISTINCT f.household, f."check" FROM read_parquet(?) AS f '
            "JOIN ended AS e ON e.household = f.household "
            'JOIN wanted AS w ON w."check" = f."check" ORDER BY f.household, f."check"',
            [str(run.file(FINDINGS))],
        ).fetchall()
    yield from ((int(household), str(name)) for household, name in rows)


def _grave(check: Check) -> int:
    return SEVERITIES.index(check.severity) if check.severity in SEVERITIES else -1


def _mark(case: Case, check: Check, at: datetime, by: Actor, on: date) -> None:
    lead = _lead_of(case, check, at, by, on)
    LeadFinding.objects.get_or_create(
        lead=lead, check_name="", key=RELAPSE,
        defaults={
            "subject": "household", "severity": _grave(check) + 1, "risk": check.risk,
            "words": _words(check), "earliest_run": "", "latest_run": "",
        },
    )  # fmt: skip
    change(
        lead, lead.version, at=at, by=by, finding_count=lead.findings.count(),
        severity=max(lead.severity, _grave(check) + 1),
    )  # fmt: skip
    change(case, case.version, at=at, by=by, relapsed_date=on, recheck_date=None)
    audit.record(
        what="watch", subject=f"case:{case.pk}", at=at, by=by, on=on, detail={"lead": lead.pk}
    )


def _lead_of(case: Case, check: Check, at: datetime, by: Actor, on: date) -> Lead:
    """Return the household's open lead, sent at once if it waited; a new one if there is none."""
    live = Lead.objects.filter(household=case.household, state__in=LIVE).first()
    if live is None:
        return Lead.objects.create(
            household=case.household, state=LeadState.OPEN, source=LeadSource.SYSTEM,
            answer_by=check.answer_by, severity=_grave(check) + 1,
            rank=rank(_grave(check) + 1, 0), risk=check.risk, words=_words(check),
            raised_date=on, sent_date=on, due_date=on + timedelta(days=check.answer_days),
            changed_by=by.label or by.name, changed_at=at, **case.place,
        )  # fmt: skip
    if live.state == LeadState.WAITING:
        due = on + timedelta(days=check.answer_days)
        change(live, live.version, at=at, by=by, state=LeadState.OPEN, sent_date=on, due_date=due)
    return live


def _words(check: Check) -> str:
    return _("its risk had ended; found again: {label}").format(label=check.label)
