"""How issues are shown: their tags, labels of areas and offices, what the list was narrowed to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from shouwang.base.words import _
from shouwang.rules.area_words import AreaWords, area_words
from shouwang.stages.board.enums import IssueKind, IssueSource, IssueState, Severity
from shouwang.stages.board.queries import issues
from shouwang.web import place
from shouwang.web.reading import day, whole

READERS = ("region", "league", "approver", "clerk", "township", "auditor")
TAGS = {
    IssueState.FOUND: "watch",
    IssueState.OPEN: "bad",
    IssueState.UNDER_WAY: "watch",
    IssueState.APPLIED: "watch",
    IssueState.RETURNED: "bad",
    IssueState.CLOSED: "good",
}


def words() -> AreaWords:
    """Return what areas and offices are called."""
    return area_words(place.content())


def wanted_of(asked: Mapping[str, str]) -> issues.Wanted:
    """Return what a list is narrowed to; words that are none narrow to nothing."""
    region = place.content().regions.get(asked.get("place", ""))
    is_first_look = not set(asked) - {"place", "late", "area", "after", "office", "source", "kind"}
    return issues.Wanted(
        place=(region.level, region.code) if region is not None else None,
        area=asked.get("area", ""),
        source=asked.get("source", ""),
        kind=asked.get("kind", ""),
        office=asked.get("office", ""),
        state="open" if is_first_look else asked.get("state", ""),
        is_late=asked.get("late") == "1",
        is_recurred=asked.get("recurred") == "1",
    )


def after_of(text: str) -> issues.After | None:
    """Return where a page begins."""
    due, _sign, number = text.partition("_")
    read = day(due)
    return issues.After(read, whole(number)) if read and whole(number) else None


def line(issue: Any, on: date) -> dict[str, Any]:
    """Return an issue as a row shows it."""
    named = words()
    is_open = issue.state != IssueState.CLOSED
    return {
        "issue": issue,
        "area": gettext(named.areas.get(issue.area, issue.area)),
        "office": gettext(named.offices.get(issue.office, issue.office)),
        "tag": TAGS.get(IssueState(issue.state), ""),
        "is_open": is_open,
        "is_late": is_open and issue.due_date < on,
        "days": abs((issue.due_date - on).days),
        "where": issue.village or issue.township or issue.banner,
    }


def choices() -> dict[str, Any]:
    """Return what forms and lists offer."""
    named = words()
    return {
        "areas": named.areas,
        "offices": named.offices,
        "in_charge": named.in_charge,
        "kinds": IssueKind,
        "sources": IssueSource,
        "severities": Severity,
        "states": IssueState,
    }


def cells(issue: Any) -> dict[str, str]:
    """Return an issue as a row of the workbook."""
    shown = line(issue, issue.due_date)
    regions = place.content().regions
    inner = issue.village or issue.township
    return {
        "number": issue.number,
        "banner": regions[issue.banner].name if issue.banner in regions else issue.banner,
        "place": regions[inner].name if inner in regions else "",
        "area": shown["area"],
        "source": gettext(str(IssueSource(issue.source).label)),
        "kind": gettext(str(IssueKind(issue.kind).label)),
        "severity": gettext(str(Severity(issue.severity).label)),
        "words": issue.words,
        "unit": issue.unit,
        "owner": issue.owner,
        "office": shown["office"],
        "assigned_date": _iso(issue.assigned_date),
        "due_date": _iso(issue.due_date),
        "plan": issue.plan,
        "evidence": issue.get_evidence_display() if issue.evidence != "none" else "",
        "state": gettext(str(IssueState(issue.state).label)),
        "closed_date": _iso(issue.closed_date),
        "verified_by": issue.verified_by,
        "recurred": _("yes") if issue.recurred else "",
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def next_page(request: HttpRequest, last: Any) -> str:
    """Return the query of the page that follows."""
    query = request.GET.copy()
    query["after"] = f"{last.due_date.isoformat()}_{last.pk}"
    return str(query.urlencode())
