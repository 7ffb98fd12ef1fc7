"""One lead: its findings and history; dismissed with a reason; opened by hand."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from shouwang.base.access import NotAllowed, Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.enums import LeadSource, LeadState
from shouwang.stages.cases.operations import leads as acts
from shouwang.stages.cases.queries import leads
from shouwang.stages.cases.ranking import Tally
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.leads.rules import counted, risk_labels, rules
from shouwang.web.navigation import EVERY, VISITORS
from shouwang.web.reading import whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

# Who may be sent to a door.
GOERS = frozenset({*VISITORS, "township"})


@page(*EVERY)
@require_GET
def lead(request: HttpRequest, number: int) -> HttpResponse:
    """Show a lead: why, since when, what can be done."""
    found = leads.lead(lead_id=number, on=request.day, scope=request.scope)
    trail.saw(request, "lead", f"lead:{found.pk}", household=found.household)
    return render(request, "leads/lead.html", _shown(request, found))


def _shown(request: HttpRequest, found: Any, **more: Any) -> dict[str, Any]:
    checks, figures = place.policy().checks, counted(request)
    findings = [
        {
            "finding": each,
            "check": checks.get(each.check_name),
            "tally": figures.get(each.check_name, Tally()),
            "severity": rules().severity(each.severity),
        }
        for each in leads.findings_of(lead_id=found.pk, on=request.day, scope=request.scope)
    ]
    others = leads.leads_of(household=found.household, on=request.day, scope=request.scope)
    households = index.households(numbers=[found.household], on=request.day, scope=request.scope)
    reason = rules().reason(found.reason)
    is_live = found.state in {LeadState.OPEN, LeadState.WAITING}
    return {
        "lead": found,
        "head": households.get(found.household),
        "severity": rules().severity(found.severity),
        "risk": risk_labels().get(found.risk, found.risk),
        "findings": findings,
        "others": [each for each in others if each.pk != found.pk],
        "reason": reason.label if reason else found.reason,
        "is_overdue": bool(is_live and found.due_date and found.due_date < request.day),
        "is_live": is_live,
        "may_visit": is_live and request.actor.has_role(*GOERS),
        "may_dismiss": is_live and request.actor.has_role(*rules().dismiss_roles),
        "reasons": rules().reasons,
        "snoozes": rules().snoozes,
        "typed": {},
        **more,
    }


@page(*EVERY)
@require_http_methods(["POST"])
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Dismiss a lead; what was typed is kept where it cannot be."""
    found = leads.lead(lead_id=number, on=request.day, scope=request.scope)
    if not request.actor.has_role(*rules().dismiss_roles):
        raise NotAllowed(_("leads are dismissed by the township or the banner"))
    typed = {name: request.POST.get(name, "") for name in ("reason", "note", "snooze")}
    try:
        reason, days = _dismissal(typed)
        acts.dismiss_lead(
            lead_id=found.pk, version=whole(request.POST.get("version")), reason=reason,
            until=request.day + timedelta(days=days), note=typed["note"].strip(),
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except (InputProblems, Stale) as error:
        return _again(request, number, typed, error)
    messages.success(request, _("The lead has been dismissed."))
    return redirect("leads:list")


def _dismissal(typed: dict[str, str]) -> tuple[str, int]:
    """Return reason and days of rest as the content has them."""
    reason = rules().reason(typed["reason"])
    snooze = next((each for each in rules().snoozes if each.name == typed["snooze"]), None)
    problems = []
    if reason is None:
        problems.append(Problem("reason", _("choose one of the reasons")))
    elif reason.needs_note and not typed["note"].strip():
        problems.append(Problem("note", _("this reason wants a note: what was found, and how")))
    if snooze is None:
        problems.append(Problem("snooze", _("choose until when it rests")))
    if problems or reason is None or snooze is None:
        raise InputProblems(problems)
    return reason.name, snooze.days


def _again(
    request: HttpRequest, number: int, typed: dict[str, str], error: InputProblems | Stale
) -> HttpResponse:
    """Show the lead as it is now, with what was typed and what stands against it."""
    audit.record(
        what=type(error).__name__, subject=f"lead:{number}", at=request.moment,
        kind=AuditKind.REFUSED, by=request.actor, on=request.day,
    )  # fmt: skip
    found = leads.lead(lead_id=number, on=request.day, scope=request.scope)
    is_stale = isinstance(error, Stale)
    shown = _shown(
        request, found, typed=typed, stale=error if is_stale else None,
        problems=() if isinstance(error, Stale) else error.problems,
    )  # fmt: skip
    return render(request, "leads/lead.html", shown, status=CONFLICT if is_stale else UNPROCESSABLE)


@page(*EVERY)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Open a lead by hand: what a household, a cadre or the hotline reported."""
    if not request.actor.has_role(*rules().by_hand_roles):
        raise NotAllowed(_("your role opens no leads"))
    sent = request.POST if request.method == "POST" else request.GET
    typed = {
        name: sent.get(name, "").strip()
        for name in ("household", "source", "risk", "severity", "words")
    }
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            number = _add(request, typed)
        except InputProblems as error:
            problems = error.problems
        else:
            messages.success(request, _("The lead has been taken down."))
            return redirect("leads:lead", number)
    household = whole(typed["household"])
    heads = index.households(
        numbers=[household] if household else [], on=request.day, scope=request.scope
    )
    if heads:
        trail.saw(request, "lead_form", f"household:{household}")
    shown = {
        "typed": typed,
        "problems": problems,
        "head": heads.get(household),
        "sources": [each for each in LeadSource if each != LeadSource.SYSTEM],
        "risks": risk_labels(),
        "severities": rules().severities,
        "longest": acts.LONGEST,
    }
    return render(request, "leads/add.html", shown, status=UNPROCESSABLE if problems else OK)


def _add(request: HttpRequest, typed: dict[str, str]) -> int:
    severity = rules().severity(whole(typed["severity"]))
    problems = []
    if not whole(typed["household"]):
        problems.append(Problem("household", _("give the number of the household")))
    if typed["risk"] not in risk_labels():
        problems.append(Problem("risk", _("choose a risk")))
    if severity is None:
        problems.append(Problem("severity", _("choose how grave it is")))
    if problems or severity is None:
        raise InputProblems(problems)
    return acts.open_lead(
        household=whole(typed["household"]), source=typed["source"], risk=typed["risk"],
        words=typed["words"], severity=severity.weight,
        days=rules().by_hand_days(request.day) or 0,
        at=request.moment, by=request.actor, on=request.day,
    )  # fmt: skip
