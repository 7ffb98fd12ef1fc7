"""What is done to measures on their pages: planned, begun, changed, delivered, ended, cancelled."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.money import minor_units
from shouwang.base.words import _
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.operations import measures
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.cases.queries import cases, measures as known
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.measures import owners
from shouwang.web.measures.rules import rules
from shouwang.web.measures.views import measure_page
from shouwang.web.programmes.offers import offers_of
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

# The statuses of answers (RFC 9110).
MOST_FILES = 10  # sent at once
LONGEST_QUOTE = 20  # characters of what was typed that a complaint repeats
LABOUR = {"yes": True, "no": False}


@page(*measures.PLANNERS)
def plan(request: HttpRequest, household: int) -> HttpResponse:
    """Show the form of a new measure, or keep it."""
    held = index.household(number=household, on=request.day, scope=request.scope)
    if request.method != "POST":
        return _plan_page(request, held, typed=request.GET)
    sent = request.POST
    try:
        due, amount = _terms(sent)
        record = _record(request, held, sent.get("record", ""))
        made = measures.plan_measure(
            content=place.content(),
            household=household,
            kind=sent.get("kind", ""),
            risk=sent.get("risk", ""),
            title=sent.get("title", ""),
            owner=owners.chosen(request),
            due_date=due,
            amount=amount,
            case_id=whole(sent.get("case")) or None,
            has_labour=LABOUR.get(sent.get("labour", "")),
            mismatch_reason=sent.get("mismatch_reason", ""),
            note=sent.get("note", ""),
            record=record,
            at=request.moment,
            by=request.actor,
            on=request.day,
        )
    except InputProblems as wrong:
        return _plan_page(
            request, held, typed=sent, problems=wrong.problems,
            does_not_fit=isinstance(wrong, measures.KindDoesNotFit), status=UNPROCESSABLE,
        )  # fmt: skip
    messages.success(request, _("{number} is planned").format(number=made.number))
    return redirect("measures:measure", made.pk)


@page(*measures.PLANNERS)
@require_POST
def start(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Say that it is under way."""
    return _act(
        request, measure_id, "start",
        lambda told: measures.start_measure(**told), _("it is under way"),
    )  # fmt: skip


@page(*measures.PLANNERS)
@require_POST
def change(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Change what was planned."""
    sent = request.POST

    def do(told: dict[str, Any]) -> object:
        due, amount = _terms(sent)
        return measures.change_measure(
            title=sent.get("title", ""), owner=owners.chosen(request), due_date=due, amount=amount,
            note=sent.get("note", ""), **told,
        )  # fmt: skip

    return _act(request, measure_id, "change", do, _("it is changed"))


@page(*measures.PLANNERS)
@require_POST
def deliver(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Say that it has reached the household, with what proves it."""
    sent = request.POST

    def do(told: dict[str, Any]) -> object:
        _keep_files(request, measure_id)
        delivered = day(sent.get("delivered_date"))
        problems: list[Problem] = []
        amount = _amount(sent.get("amount", ""), problems)
        if delivered is None:
            problems.append(Problem(_("delivered on"), _("choose a day")))
        if problems or delivered is None:
            raise InputProblems(problems)
        return measures.deliver_measure(delivered_date=delivered, amount=amount, **told)

    return _act(request, measure_id, "deliver", do, _("it is delivered"))


@page(*measures.PLANNERS)
@require_POST
def end(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Say that it has come to its end."""
    return _act(
        request, measure_id, "end",
        lambda told: measures.end_measure(note=request.POST.get("note", ""), **told),
        _("it has ended"),
    )  # fmt: skip


@page(*measures.PLANNERS)
@require_POST
def cancel(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Give it up."""
    return _act(
        request, measure_id, "cancel",
        lambda told: measures.cancel_measure(reason=request.POST.get("reason", ""), **told),
        _("it is cancelled"),
    )  # fmt: skip


def _act(
    request: HttpRequest, measure_id: int, act: str, do: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:  # fmt: skip
    told = {
        "measure_id": measure_id, "version": whole(request.POST.get("version")),
        "at": request.moment, "by": request.actor, "on": request.day,
    }  # fmt: skip
    try:
        do(told)
    except InputProblems as wrong:
        return measure_page(
            request, measure_id, status=UNPROCESSABLE, problems=wrong.problems, act=act,
            typed=request.POST,
        )  # fmt: skip
    except Stale as stale:  # told here with what was typed; the log is told too
        _tell(request, stale, measure_id)
        return measure_page(
            request, measure_id, status=CONFLICT, stale=stale, act=act, typed=request.POST
        )
    messages.success(request, said)
    return redirect("measures:measure", measure_id)


def _keep_files(request: HttpRequest, measure_id: int) -> None:
    """Keep what proves it, even if the rest must be mended: nothing has to be sent twice."""
    found = known.measure(measure_id=measure_id, on=request.day, scope=request.scope)
    for each in request.FILES.getlist("evidence")[:MOST_FILES]:
        keep_file(
            home=request.home, data=each.read(), name=each.name or "",
            owner=f"measure:{found.pk}", kind=FileKind.EVIDENCE, household=found.household,
            place=found.place, at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip


def _plan_page(
    request: HttpRequest, held: Any, *, typed: Any, problems: Any = (), does_not_fit: bool = False,
    status: int = OK,
) -> HttpResponse:  # fmt: skip
    named = rules()
    watched = [
        each
        for each in cases.cases_of(household=held.household, on=request.day, scope=request.scope)
        if each.state in {"open", "identified"}
    ]
    chosen = next((each for each in watched if str(each.pk) == typed.get("case")), None)
    case = chosen or (watched[0] if watched else None)
    risks = list(case.risks) if case is not None else []
    days = named.help_within.number_on(request.day)
    trail.saw(request, "plan_measure", f"household:{held.household}")
    said = {
        "held": held,
        "offered": owners.offered(request, held.place),
        "records": offers_of(request, held),
        "cases": watched,
        "case": case,
        "typed": typed,
        "problems": problems,
        "does_not_fit": does_not_fit,
        "days": days,
        "due": typed.get("due_date") or _due(case, days, request.day),
        "risks": [
            {
                "name": each.risk,
                "label": gettext(each.label),
                "is_own": each.risk in risks,
                "kinds": [gettext(named.kind_label(kind)) for kind in named.fitting(each.risk)],
            }
            for each in sorted(named.answers.values(), key=lambda each: each.risk not in risks)
        ],
        "risk": typed.get("risk") or (risks[0] if risks else ""),
        "kinds": [
            {
                "name": each.name,
                "label": gettext(each.label),
                "way": gettext(named.ways.get(each.way, "")),
            }
            for each in named.kinds.values()
        ],
        "fitting": set(named.fitting(typed.get("risk") or (risks[0] if risks else ""))),
        "others": known.measures_of(household=held.household, on=request.day, scope=request.scope),
    }
    return render(request, "measures/plan.html", said, status=status)


def _record(request: HttpRequest, held: Any, value: str) -> tuple[str, str]:
    """Return feed and key of the record that was chosen; it must be of this household.

    Raises:
        InputProblems: if it is not.
    """
    if not value:
        return "", ""
    for each in offers_of(request, held):
        if each.value == value:
            return each.feed, each.token
    raise InputProblems([
        Problem(_("record of a programme"), _("there is no such record"),
                _("choose one of the list, or none"))
    ])  # fmt: skip


def _due(case: Any, days: Any, on: date) -> str:
    """Return by when it should be delivered: so many days after the household was taken up."""
    start = (case.decided_date if case is not None else None) or on
    return max(start + timedelta(days=int(days or 0)), on).isoformat()


def _terms(sent: Any) -> tuple[date, int | None]:
    problems: list[Problem] = []
    due = day(sent.get("due_date"))
    amount = _amount(sent.get("amount", ""), problems)
    if due is None:
        problems.append(Problem(_("due on"), _("choose a day")))
    if problems or due is None:
        raise InputProblems(problems)
    return due, amount


def _amount(text: str, problems: list[Problem]) -> int | None:
    """Return yuan as fen; nothing if nothing was typed."""
    plain = text.replace(",", "").replace("\uff0c", "").strip()
    if not plain:
        return None
    try:
        return minor_units(plain)
    except ValueError:
        problems.append(
            Problem(
                _("amount"), _("“{text}” is no amount").format(text=text[:LONGEST_QUOTE]),
                _("yuan, with two decimals at most: 1200.50"),
            )
        )  # fmt: skip
        return None


def _tell(request: HttpRequest, error: Exception, measure_id: int) -> None:
    audit.record(
        what=type(error).__name__, subject=f"measure:{measure_id}", at=request.moment,
        kind=AuditKind.REFUSED, by=request.actor, on=request.day,
    )  # fmt: skip
