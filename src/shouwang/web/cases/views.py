"""The pages of cases: the list, one case, what forbids a step, who will be late."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.stages.cases.enums import CaseKind, CaseState
from shouwang.stages.cases.operations import procedures
from shouwang.stages.cases.queries import cases, standing as standings
from shouwang.stages.cases.queries.standing import Standing
from shouwang.stages.cases.rulebook import rulebook_of
from shouwang.stages.cases.workflow import HOUSEHOLD
from shouwang.stages.org.queries import accounts
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.cases import shown
from shouwang.web.guard import page
from shouwang.web.lately import lately
from shouwang.web.navigation import EVERY
from shouwang.web.reading import day, whole
from shouwang.web.statuses import OK

LONGEST_TEXT = 30  # characters of a number that is sought
SOON = 3  # days before its end a clock is shown as near: a matter of the page alone


@page(*EVERY)
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """Show cases, those that are due soonest first."""
    asked = _asked(request)
    rows = cases.page_of_cases(
        procedure=asked["procedure"], state=asked["state"], place=_place(asked["place"]),
        text=asked["text"], is_late=asked["late"], needs_review=asked["review"],
        is_recheck=asked["recheck"], after=_after(request), on=request.day, scope=request.scope,
    )  # fmt: skip
    heads = index.households(
        numbers=[row.household for row in rows], on=request.day, scope=request.scope
    )
    until = shown.friday(request.day)
    book = rulebook_of(place.policy())
    trail.saw(request, "case_list", "cases", count=len(rows))
    last = rows[-1] if len(rows) == cases.LIMIT else None
    return render(
        request,
        "cases/list.html",
        {
            "rows": [_row(each, heads, request.day) for each in rows],
            "forecast": lately(
                request,
                "forecast",
                until,
                count=lambda: cases.forecast(until=until, on=request.day, scope=request.scope),
            ),
            "until": until,
            "asked": asked,
            "procedures": book.of_cases,
            "states": CaseState,
            "places": shown.inner_places(request.scope),
            "next": _query(request, last) if last is not None else "",
            "first": _query(request, None) if request.GET.get("after") else "",
        },
    )


@page(*EVERY)
@require_GET
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case."""
    return case_page(request, case_id)


def case_page(request: HttpRequest, case_id: int, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of a case, with what was refused and what was typed, if something was."""
    found, stands = standing_of(request, case_id)
    held = index.household(number=found.household, on=request.day, scope=request.scope)
    readings = stands.clocks(request.day)
    lines = shown.lines(stands, request.actor, readings)
    trail.saw(request, "case", f"case:{found.pk}")
    typed = more.get("typed") or {}
    mine = [line for line in lines if line.is_mine]
    deciding = stands.version.step(stands.version.decided_by)
    said = {
        "case": found,
        "stands": stands,
        "household": held,
        "lines": lines,
        "forms": [_form(request, line, stands, held.status, typed) for line in mine],
        "waiting": [line for line in lines if line.state == "open" and not line.is_mine],
        "readings": readings,
        "fault": [each for each in readings if each.is_running and each.is_fault(request.day)],
        "risks": shown.risk_labels(place.content()),
        "guarded": _guarded(stands),
        "measures": found.measures.all(),
        "owners": accounts.labels_of(
            usernames=found.measures.values_list("owner", flat=True),
            on=request.day,
            scope=request.scope,
        ),
        "notices": [each.notice for each in found.notices.select_related("notice")],
        "history": sorted(stands.steps, key=lambda each: (each.taken_at, each.pk), reverse=True),
        "step_labels": {step.name: step.label for step in stands.version.steps},
        "reasons": {each.name: each.label for each in stands.version.pauses},
        "may_open": request.actor.has_role(*stands.version.opened_by),
        "may_decide": request.actor.has_role(*deciding.by),
        "may_end": _may_end(request, found),
        "is_exit": bool(stands.version.left_reasons),
        "soon": SOON,
    }
    return render(request, "cases/case.html", {**said, **more}, status=status)


@page(*EVERY)
@require_GET
def guards(request: HttpRequest, case_id: int, step: str) -> HttpResponse:
    """Show what would forbid a step, with the values it rests on."""
    found, stands = standing_of(request, case_id)
    if step not in stands.version.names:
        raise NotFound(_("there is no step {step} here").format(step=step))
    rulings = procedures.rulings_of(
        stands=stands, step=step, home=request.home, by=request.actor, on=request.day
    )
    trail.saw(request, "case_guards", f"case:{found.pk}", step=step)
    said = {
        "rulings": rulings,
        "step": stands.version.step(step),
        "forbidding": [each for each in rulings if each.forbids],
        "case": found,
    }
    whole_page = not request.headers.get("HX-Request")
    template = "cases/guards_page.html" if whole_page else "cases/guards.html"
    return render(request, template, said)


@page(*EVERY)
@require_GET
def forecast(request: HttpRequest) -> HttpResponse:
    """Show how many cases will be late by a day, by township."""
    until = day(request.GET.get("until")) or shown.friday(request.day)
    found = cases.forecast(until=until, on=request.day, scope=request.scope)
    most = max((row.count for row in found.rows), default=1)
    rows = [(row, f"{100 * row.count // most}%") for row in found.rows]
    return render(request, "cases/forecast.html", {"forecast": found, "rows": rows, "until": until})


# ------------------------------------------------------------------------------- parts


def standing_of(request: HttpRequest, case_id: int) -> tuple[Any, Standing]:
    """Return a case within the reader's scope and how it stands."""
    found = cases.case(case_id=case_id, on=request.day, scope=request.scope)
    book = rulebook_of(place.policy())
    return found, standings.standing(case=found, book=book, on=request.day, scope=request.scope)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return the filters; a word that nobody knows filters nothing."""
    get = request.GET.get
    names = {each.name for each in rulebook_of(place.policy()).of_cases}
    procedure, state, code = get("procedure", ""), get("state", ""), get("place", "")
    return {
        "procedure": procedure if procedure in names else "",
        "state": state if state in CaseState.values else "",
        "place": code if code in place.content().regions else "",
        "text": get("text", "").strip()[:LONGEST_TEXT],
        "late": get("late") == "1",
        "review": get("review") == "1",
        "recheck": get("recheck") == "1",
    }


def _place(code: str) -> tuple[str, str] | None:
    region = place.content().regions.get(code)
    return (region.level, code) if region is not None else None


def _after(request: HttpRequest) -> cases.After | None:
    due, _sign, number = request.GET.get("after", "").partition("_")
    if not whole(number):
        return None
    return cases.After(day(due), whole(number))


def _query(request: HttpRequest, last: Any) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if last is not None:
        query["after"] = f"{last.due_date or ''}_{last.pk}"
    return f"?{query.urlencode()}"


def _row(found: Any, heads: dict[int, Any], on: Any) -> dict[str, Any]:
    labels = shown.step_labels(found.procedure)
    left = (found.due_date - on).days if found.due_date else None
    return {
        "case": found,
        "head": heads.get(found.household),
        "steps": [labels.get(name, name) for name in found.next_steps],
        "left": left,
        "late": -left if left is not None and left < 0 else 0,
        "tag": "" if left is None else "bad" if left < 0 else "watch" if left <= SOON else "good",
    }


def _form(
    request: HttpRequest, line: shown.Line, stands: Standing, status: str, typed: dict[str, Any]
) -> dict[str, Any]:
    asked = shown.asked_by(line, stands, status)
    own = typed if typed.get("step") == line.step.name else {}
    kinds = [(word, CaseKind(word).label) for word in asked["kinds"] if word in CaseKind.values]
    return {
        "line": line,
        "step": line.step,
        **asked,
        "kinds": kinds,
        "typed": own,
        "wants_paper": HOUSEHOLD in line.step.signs,
        "papers_kept": standings.signed_papers(
            case=stands.case, step=line.step.name, on=request.day, scope=request.scope
        ),
    }


def _guarded(stands: Standing) -> list[Any]:
    """Return the guarded steps that are worth a look now: those open, and the one that decides."""
    past = {each.step for each in stands.taken if each.outcome == "done" and not each.is_void}
    if stands.is_over or stands.case.decided_date is not None:
        return []
    wanted = {step.name for step in stands.open_steps()} | {stands.version.decided_by}
    guarded = {guard.step for guard in stands.version.guards} & wanted - past
    return [step for step in stands.version.steps if step.name in guarded]


def _may_end(request: HttpRequest, found: Any) -> bool:
    """Tell whether the reader may open the end of this household's risk."""
    if found.procedure != cases.IDENTIFICATION or found.state != CaseState.IDENTIFIED:
        return False
    book = rulebook_of(place.policy())
    ending = next((each for each in book.of_cases if each.follows == found.procedure), None)
    if ending is None:
        return False
    version = ending.on(request.day)
    opened = cases.open_cases_of(
        household=found.household, procedure=ending.name, on=request.day, scope=request.scope
    )
    return bool(version and request.actor.has_role(*version.opened_by) and not opened)
