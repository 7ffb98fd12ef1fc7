"""Tickets: a list, one of them, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.cases.queries.files import attachments_of
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.programmes.solar.enums import TicketState
from shouwang.stages.programmes.solar.operations import tickets as operations
from shouwang.stages.programmes.solar.queries import tickets as known
from shouwang.web.guard import page
from shouwang.web.programmes.solar import shown
from shouwang.web.programmes.solar.stations import station_shown
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

PAGE = 50  # rows
MOST_FILES = 10  # sent at once
SEPARATOR = "~"
TAGS = {"raised": "bad", "assigned": "watch", "repaired": "watch", "returned": "bad",
        "closed": "good"}  # fmt: skip


@page(*shown.HANDS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Show the tickets of a place, those due first first."""
    code, where = shown.asked_place(request)
    state = request.GET.get("state", "")
    kind = request.GET.get("kind", "")
    due, _mark, number = request.GET.get("after", "").partition(SEPARATOR)
    last = day(due)
    found = known.tickets(
        place=where, state=state if state in TicketState.values else "",
        kind=kind if kind in dict(shown.kinds()) else "",
        after=(last, whole(number)) if last else None, limit=PAGE + 1, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    query = request.GET.copy()
    query.pop("after", None)
    first = query.urlencode()
    if len(found) > PAGE:
        query["after"] = f"{found[PAGE - 1].due_date}{SEPARATOR}{found[PAGE - 1].pk}"
    return render(request, "solar/tickets.html", {
        "tickets": found[:PAGE], "tags": TAGS, "here": code, "day": request.day, "places": shown.places(request),
        "counts": known.counts(place=where, on=request.day, scope=request.scope),
        "states": TicketState.choices, "state": state, "kinds": shown.kinds(), "kind": kind,
        "next": query.urlencode() if len(found) > PAGE else "", "first": first, "is_later": bool(last),
        "may_raise": request.actor.has_role(*operations.RAISERS),
    })  # fmt: skip


@page(*operations.RAISERS)
@require_POST
def raise_all(request: HttpRequest) -> HttpResponse:
    """Raise a ticket for each recent fault that has none."""
    count = operations.raise_tickets(
        rules=shown.rules(), at=request.moment, by=request.actor, on=request.day
    )
    messages.success(request, _("{count} new tickets").format(count=count))
    return redirect("solar:tickets")


@page(*operations.RAISERS)
@require_POST
def raise_one(request: HttpRequest, station: str) -> HttpResponse:
    """Raise a ticket of a station by hand."""
    sent = request.POST
    try:
        made = operations.raise_ticket(
            rules=shown.rules(), station=station, kind=sent.get("kind", ""),
            words=sent.get("words", ""), at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return station_shown(request, station, status=UNPROCESSABLE, problems=wrong.problems,
                             typed=sent, act="ticket")  # fmt: skip
    messages.success(request, _("ticket {number} is raised").format(number=made.number))
    return redirect("solar:ticket", made.pk)


@page(*shown.HANDS)
@require_GET
def ticket(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show one ticket."""
    return ticket_page(request, ticket_id)


def ticket_page(
    request: HttpRequest, ticket_id: int, *, status: int = OK, problems: Any = (),
    stale: Stale | None = None, act: str = "", typed: Any = None,
) -> HttpResponse:  # fmt: skip
    """Return the page of a ticket; with what was wrong of what was sent, if there was."""
    found = known.ticket(ticket_id=ticket_id, on=request.day, scope=request.scope)
    by = request.actor
    waits = found.state in {TicketState.RAISED, TicketState.RETURNED}
    mends = found.state in {TicketState.ASSIGNED, TicketState.RETURNED}
    verifies = found.state == TicketState.REPAIRED and by.has_role(*operations.VERIFIERS)
    return render(request, "solar/ticket.html", {
        "ticket": found, "tag": TAGS[found.state], "steps": found.steps.order_by("pk"),
        "is_late": found.state != TicketState.CLOSED and found.due_date < request.day,
        "files": attachments_of(owner=_files_of(ticket_id), on=request.day, scope=request.scope),
        "may_assign": waits and by.has_role(*operations.ASSIGNERS),
        "may_repair": mends and by.has_role(*operations.REPAIRERS),
        "may_verify": verifies and found.repaired_by != by.name,
        "is_own_hand": verifies and found.repaired_by == by.name,
        "problems": problems, "stale": stale, "act": act, "typed": typed or {},
    }, status=status)  # fmt: skip


@page(*operations.ASSIGNERS)
@require_POST
def assign(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Give it to whoever mends it."""
    sent = request.POST
    return _act(
        request, ticket_id, "assign",
        lambda told: operations.assign_ticket(
            keeper=sent.get("keeper", ""), words=sent.get("words", ""), **told),
        _("the ticket is given out"),
    )  # fmt: skip


@page(*operations.REPAIRERS)
@require_POST
def repair(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say that it is repaired, with what proves it."""

    def do(told: dict[str, Any]) -> object:
        _keep_files(request, ticket_id)
        return operations.repair_ticket(words=request.POST.get("words", ""), **told)

    return _act(request, ticket_id, "repair", do, _("it waits for somebody else to verify it"))


@page(*operations.VERIFIERS)
@require_POST
def verify(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say whether it is mended."""
    sent = request.POST
    is_mended = sent.get("answer", "") == "yes"
    return _act(
        request, ticket_id, "verify",
        lambda told: operations.verify_ticket(
            is_mended=is_mended, words=sent.get("words", ""), **told),
        _("it is closed") if is_mended else _("it is sent back"),
    )  # fmt: skip


def _act(
    request: HttpRequest, ticket_id: int, act: str, do: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:  # fmt: skip
    told = {
        "rules": shown.rules(), "ticket_id": ticket_id,
        "version": whole(request.POST.get("version")), "at": request.moment, "by": request.actor,
        "on": request.day,
    }  # fmt: skip
    try:
        do(told)
    except InputProblems as wrong:
        return ticket_page(request, ticket_id, status=UNPROCESSABLE, problems=wrong.problems,
                           act=act, typed=request.POST)  # fmt: skip
    except Stale as stale:  # told here with what was typed; the log is told too
        audit.record(
            what=type(stale).__name__, subject=f"solar_ticket:{ticket_id}", at=request.moment,
            kind=AuditKind.REFUSED, by=request.actor, on=request.day,
        )  # fmt: skip
        return ticket_page(request, ticket_id, status=CONFLICT, stale=stale, act=act,
                           typed=request.POST)  # fmt: skip
    messages.success(request, said)
    return redirect("solar:ticket", ticket_id)


def _files_of(ticket_id: int) -> str:
    return f"solar_ticket:{ticket_id}"


def _keep_files(request: HttpRequest, ticket_id: int) -> None:
    """Keep what proves it; without anything it is not repaired."""
    found = known.ticket(ticket_id=ticket_id, on=request.day, scope=request.scope)
    if found.state not in {TicketState.ASSIGNED, TicketState.RETURNED}:
        return
    for each in request.FILES.getlist("evidence")[:MOST_FILES]:
        keep_file(
            home=request.home, data=each.read(), name=each.name or "", owner=_files_of(ticket_id),
            kind=FileKind.EVIDENCE, household=None, place=found.place, at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    kept = attachments_of(owner=_files_of(ticket_id), on=request.day, scope=request.scope)
    if not kept:
        raise InputProblems(
            [Problem("evidence", _("add a photo or a paper of the repair"))]
        )  # fmt: skip
