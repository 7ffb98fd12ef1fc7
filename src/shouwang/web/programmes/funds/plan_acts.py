"""The simulator: weights, floors and caps are tried live, kept as a draft, adopted or put aside."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.listed import load_listed
from shouwang.stages.programmes.funds.operations import sharings as acts
from shouwang.stages.programmes.funds.sharing import Entry, Formula, fen, number, share_out
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.programmes.funds import told
from shouwang.web.programmes.funds.plans import drawn, plan_page
from shouwang.web.reading import whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

LISTED, OTHERS, ALL = "listed", "others", "all"
GROUPS = (LISTED, OTHERS, ALL)
WHERE = "formula"


@dataclass(frozen=True, slots=True)
class Typed:
    """A formula as it was typed, with what is wrong with its words."""

    entries: list[Entry]
    formula: Formula
    problems: list[Problem]
    day: date | None


@page("region")
def new(request: HttpRequest) -> HttpResponse:
    """Show the simulator, or keep what was tried as a draft."""
    if request.method != "POST":
        return _page(request)
    tried = _typed(request)
    try:
        _refuse(tried)
        made = acts.keep_sharing(
            content=place.content(), title=request.POST.get("title", ""), entries=tried.entries,
            formula=tried.formula, figures_day=tried.day, at=request.moment, by=request.actor,
            on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return _page(request, problems=_named(wrong.problems), status=UNPROCESSABLE)
    messages.success(request, _("sharing {number} is kept as a draft").format(number=made.number))
    return redirect("funds:plan", made.pk)


@page("region")
@require_POST
def attempt(request: HttpRequest) -> HttpResponse:
    """Share out what is typed, and show it; nothing is kept."""
    tried = _typed(request)
    try:
        _refuse(tried)
        parts = share_out(tried.entries, tried.formula, where=WHERE)
    except InputProblems as wrong:
        said = {"problems": _named(wrong.problems)}
        return render(request, "funds/_result.html", said, status=UNPROCESSABLE)
    names = {"floor": _("floor"), "cap": _("cap"), "": ""}
    return render(request, "funds/_result.html", {
        "parts": [{"part": each, "share": f"{float(each.share):.3%}", "held": names[each.bound]}
                  for each in sorted(parts, key=lambda each: -each.amount)],
        "sum": sum(each.amount for each in parts), "total": tried.formula.total,
        "map": drawn({each.name: each.amount for each in parts}, _("What each banner gets")),
    })  # fmt: skip


@page("region")
@require_POST
def adopt(request: HttpRequest, sharing_id: int) -> HttpResponse:
    """Make a draft the plan."""
    return _act(request, sharing_id, acts.adopt_sharing, _("it is the plan now"))


@page("region")
@require_POST
def discard(request: HttpRequest, sharing_id: int) -> HttpResponse:
    """Put a draft aside."""
    return _act(request, sharing_id, acts.discard_sharing, _("it is put aside"))


def _act(
    request: HttpRequest, sharing_id: int, operation: Callable[..., Any], said: str
) -> HttpResponse:
    try:
        operation(
            sharing_id=sharing_id, version=whole(request.POST.get("version")),
            note=request.POST.get("note", ""), at=request.moment, by=request.actor,
            on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return plan_page(request, sharing_id, problems=wrong.problems, typed=request.POST,
                         status=UNPROCESSABLE)  # fmt: skip
    except (Stale, acts.NoDraft) as stale:
        return plan_page(request, sharing_id, stale=str(stale), typed=request.POST,
                         status=CONFLICT)  # fmt: skip
    messages.success(request, said)
    return redirect("funds:plan", sharing_id)


def _banners(group: str) -> list[str]:
    content = place.content()
    listed = load_listed(content)
    return [
        each.code
        for each in content.regions_of(content.coverage_level)
        if group == ALL or (each.code in listed) == (group == LISTED)
    ]


def _group(request: HttpRequest) -> str:
    wanted = (request.POST or request.GET).get("group", LISTED)
    return wanted if wanted in GROUPS else LISTED


def _typed(request: HttpRequest) -> Typed:
    """Return the formula and the banners of the form, and what is wrong with what was typed."""
    sent = request.POST
    total, problems = fen(sent.get("total", ""), "total", _("the sum"))
    weights: dict[str, Fraction] = {}
    inverse = set()
    for factor in told.rules().factors.values():
        text = sent.get(f"weight-{factor.name}", "").strip() or "0"
        weight = number(text)
        if weight is None:
            problems.append(Problem("weights", _("the weight of {name} is no number").format(
                name=factor.label)))  # fmt: skip
        elif weight:
            weights[factor.label] = weight / 100
            if sent.get(f"inverse-{factor.name}") == "1":
                inverse.add(factor.label)
    if not weights and not problems:
        problems.append(Problem("weights", _("one weight at least is above 0")))
    values, day = _values(request)
    entries = []
    for code, factors in values.items():
        if sent.get(f"in-{code}") != "1":
            continue
        entry, faults = _entry(code, factors, sent)
        entries.append(entry)
        problems.extend(faults)
    return Typed(entries, Formula(total, weights, frozenset(inverse)), problems, day)


def _entry(
    code: str, factors: Mapping[str, Fraction | None], sent: Mapping[str, str]
) -> tuple[Entry, list[Problem]]:
    name = place.content().regions[code].name
    bounds: dict[str, int | None] = {}
    problems: list[Problem] = []
    for what, label in (("floor", _("floor")), ("cap", _("cap"))):
        text = sent.get(f"{what}-{code}", "").strip()
        bounds[what], faults = fen(text, name, label) if text else (None, [])
        problems.extend(faults)
    return Entry(name, code, factors, bounds["floor"] or 0, bounds["cap"]), problems


def _values(
    request: HttpRequest,
) -> tuple[dict[str, dict[str, Fraction | None]], date | None]:
    """Return banner → factor → value in the newest figures."""
    factors = told.rules().factors.values()
    codes = _banners(_group(request))
    found, day = told.figures_of(request, [each.indicator for each in factors], codes)
    return {
        code: {each.label: _exact(found[code].get(each.indicator)) for each in factors}
        for code in codes
    }, day


def _exact(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def _refuse(tried: Typed) -> None:
    """Refuse what is typed wrongly, with what else is wrong with the formula."""
    if not tried.problems:
        return
    problems = list(tried.problems)
    try:
        share_out(tried.entries, tried.formula, where=WHERE)
    except InputProblems as error:
        problems.extend(error.problems)
    raise InputProblems(problems)


def _named(problems: tuple[Problem, ...]) -> list[Problem]:
    """Return problems with banners by their names instead of their codes."""
    regions = place.content().regions
    return [
        Problem(regions[each.where].name if each.where in regions else each.where, each.message,
                each.mend)
        for each in problems
    ]  # fmt: skip


def _page(request: HttpRequest, *, problems: Any = (), status: int = OK) -> HttpResponse:
    rules, sent = told.rules(), request.POST
    values, day = _values(request)
    factors = [
        {"factor": each, "weight": sent.get(f"weight-{each.name}", f"{float(each.weight) * 100:g}"),
         "inverse": sent.get(f"inverse-{each.name}") == "1" if sent else each.is_inverse}
        for each in rules.factors.values()
    ]  # fmt: skip
    rows = [
        {"code": code, "floor": sent.get(f"floor-{code}", ""), "cap": sent.get(f"cap-{code}", ""),
         "in": sent.get(f"in-{code}") == "1" if sent else None not in told_of.values(),
         "values": ["" if each is None else f"{float(each):,.4g}" if each < 1 else f"{float(each):,.0f}"
                    for each in told_of.values()]}
        for code, told_of in values.items()
    ]  # fmt: skip
    return render(request, "funds/new.html", {
        "factors": factors, "rows": rows, "group": _group(request), "groups": GROUPS, "day": day,
        "typed": sent, "problems": problems, "ready": sum(each["in"] for each in rows),
        "default_total": "100000000",
    }, status=status)  # fmt: skip
