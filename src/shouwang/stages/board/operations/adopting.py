"""Takes over the issues of the ledger that was kept before there was one here.

The lake holds them as a feed that somebody else sent. Taken over they are told again as they are,
and the board counts them with those found here.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.area_words import area_words
from shouwang.rules.content import Content
from shouwang.stages.board.enums import EvidenceSign, IssueKind, IssueState, Severity
from shouwang.stages.board.issue_rules import LONGEST_NAME, LONGEST_WORDS, place_of
from shouwang.stages.board.models import Issue
from shouwang.stages.ingest.office_held import held_of_office
from shouwang.stages.org.operations import audit

FEED = "issue"
WRITTEN = 1_000  # records written at a time
LONGEST_NUMBER = 30  # characters, as the column is wide
ORIGIN = "feed"
Row = Mapping[str, Any]


def adopt_issues(*, home: Home, content: Content, at: datetime, by: Actor, on: date) -> int:
    """Take over the issues that the lake holds; those that are here already are left alone."""
    if FEED not in content.contracts:
        return 0
    rows = held_of_office(home, content, content.contracts[FEED]).to_pylist()
    return _write(content, rows, at=at, by=by, on=on)


@transaction.atomic
def _write(content: Content, rows: list[Row], *, at: datetime, by: Actor, on: date) -> int:
    known = set(Issue.objects.values_list("number", flat=True))
    fresh = [
        _issue(content, row, at, on)
        for row in rows
        if row["issue"] not in known
        and len(row["issue"]) <= LONGEST_NUMBER
        and content.ancestors(row["county"] or "").get("banner")
        and row["assigned_date"] <= on
    ]
    Issue.objects.bulk_create(fresh, batch_size=WRITTEN)
    if fresh:
        audit.record(what="adopt_issues", subject="issues", at=at, by=by, on=on,
                     detail={"issues": len(fresh)})  # fmt: skip
    return len(fresh)


def _issue(content: Content, row: Row, at: datetime, on: date) -> Issue:
    banner = row["county"]
    village = row["village"] or ""
    is_inside = village in content.regions and content.ancestors(village).get("banner") == banner
    closed = row["closed_date"] if row["state"] == IssueState.CLOSED else None
    return Issue(
        number=row["issue"],
        **place_of(content, banner, village if is_inside else ""),
        area=row["area"],
        kind=row["kind"] or IssueKind.WORK,
        source=row["source"],
        severity=Severity.COMMON,
        words=(row["text"] or _("the older ledger does not say what it is"))[:LONGEST_WORDS],
        unit=(row["unit"] or "")[:LONGEST_NAME],
        owner=_("named in the older ledger") if row["owner_set"] else "",
        office=_office(content, row["lead_office"], row["area"]),
        plan=_("in the older ledger") if row["has_measure"] else "",
        state=row["state"],
        evidence=EvidenceSign.TOLD if row["has_evidence"] else EvidenceSign.NONE,
        found_date=row["assigned_date"],
        assigned_date=row["assigned_date"],
        due_date=row["due_date"] or row["assigned_date"],
        closed_date=closed or (on if row["state"] == IssueState.CLOSED else None),
        applied_date=row["assigned_date"] if row["state"] == IssueState.APPLIED else None,
        verified_by=_("verified in the older ledger") if row["checked_by_other"] else "",
        returned_times=row["returned_times"] or 0,
        recurred=bool(row["recurred"]),
        origin=ORIGIN,
        made_by=ORIGIN,
        changed_at=at,
    )


def _office(content: Content, label: str | None, area: str) -> str:
    """Return our office of that label, or the one in charge of the area."""
    words = area_words(content)
    named = {text: name for name, text in words.offices.items()}
    return named.get(label or "") or words.in_charge.get(area, "")
