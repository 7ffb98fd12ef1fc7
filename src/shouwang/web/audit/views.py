"""The audit log as the auditor reads it: who did what, who saw whom, and whether it is whole."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from shouwang.base.access import NOWHERE, Scope
from shouwang.stages.cases.queries import subjects
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit as operations
from shouwang.stages.org.queries import accounts, audit
from shouwang.stages.register.queries import index
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.reading import day, whole
from shouwang.web.who import account_of

AUDITOR = "auditor"
LIMIT = 50  # rows of a page
MOST_AT_ONCE = 50_000  # proved while somebody waits; a longer chain is proved by the command
LONGEST = 200  # characters of what is sought, as the columns are wide
SHOWN = 20  # breaks of the chain that are listed


@page(AUDITOR)
def log(request: HttpRequest) -> HttpResponse:
    """List entries, filtered by person, kind, subject and day."""
    given = request.GET
    scope = _reach(request)
    household = given.get("household", "").strip()[:LONGEST]
    sought = audit.Sought(
        who=given.get("who", "").strip()[:LONGEST],
        kind=given.get("kind", "") if given.get("kind") in AuditKind.values else "",
        subject="" if household else given.get("subject", "")[:LONGEST],
        **_about(request, household, scope),
        day=day(given.get("day")),
        until=day(given.get("until")),
    )
    rows = audit.entries(
        sought=sought, before=whole(given.get("before")) or None, limit=LIMIT + 1,
        on=request.day, scope=scope,
    )  # fmt: skip
    asked = {key: given[key] for key in ("who", "kind", "subject", "household", "day", "until")
             if given.get(key)}  # fmt: skip
    return render(
        request,
        "audit/log.html",
        {
            "rows": rows[:LIMIT],
            "next": urlencode({**asked, "before": rows[LIMIT - 1].pk}) if len(rows) > LIMIT else "",
            "asked": asked,
            "kinds": AuditKind.choices,
            "anchor": audit.anchor_of(on=request.day, scope=scope),
            "sealed": audit.count_sealed(on=request.day, scope=scope),
        },
    )


@page(AUDITOR)
def anchor(request: HttpRequest) -> HttpResponse:
    """Show the day's anchor large, to be printed and kept elsewhere."""
    scope = _reach(request)
    found = audit.anchor_of(on=day(request.GET.get("day")) or request.day, scope=scope)
    return render(request, "audit/anchor.html", {"anchor": found})


@page(AUDITOR)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Prove the chain, or say that the command has to."""
    scope = _reach(request)
    sealed = audit.count_sealed(on=request.day, scope=scope)
    said: dict[str, Any] = {"sealed": sealed, "is_too_long": sealed > MOST_AT_ONCE, "breaks": ()}
    if not said["is_too_long"]:
        breaks = audit.verify_chain(at=request.moment, on=request.day, scope=scope)
        said |= {"breaks": breaks[:SHOWN], "count": len(breaks)}
        operations.record(
            what="verify_chain", subject="audit", at=request.moment, kind=AuditKind.SIGHT,
            detail={"entries": sealed, "breaks": len(breaks)}, by=request.actor, on=request.day,
        )  # fmt: skip
    said["anchor"] = audit.anchor_of(on=request.day, scope=scope)
    return render(request, "audit/verified.html", said)


def _about(request: HttpRequest, household: str, scope: Scope) -> dict[str, Any]:
    """Return what the log is searched for a household by: its records, and the places it lies in.

    A household that nobody knows any more is still found under its own number.
    """
    if not household:
        return {}
    number = whole(household)
    if not number:
        return {"subjects": (f"household:{household}",)}
    families = index.households(numbers=[number], on=request.day, scope=scope)
    places = {audit.WHOLE, *(code for each in families.values() for code in each.place.values())}
    found = subjects.subjects_of(household=number, on=request.day, scope=scope)
    return {"subjects": tuple(found), "places": frozenset(places) if families else frozenset()}


def _reach(request: HttpRequest) -> Scope:
    return accounts.reach_of(
        account=account_of(request), content=place.content(), on=request.day, scope=NOWHERE
    )
