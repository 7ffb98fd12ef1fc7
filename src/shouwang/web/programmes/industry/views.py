"""The pages of industry: the project bank, a project of it, a notice, a project judged, ties, shares."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.rules.procedures import Step
from shouwang.stages.cases.workflow import acting_role
from shouwang.stages.org.enums import Role
from shouwang.stages.org.scoping import banners_inside
from shouwang.stages.programmes.industry import bank, rulebook
from shouwang.stages.programmes.industry.enums import BankState
from shouwang.stages.programmes.industry.queries import bank as known, projects, sums
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.industry import charts, shown
from shouwang.web.reading import whole
from shouwang.web.record_keys import token_of
from shouwang.web.statuses import OK

MOST_HOUSEHOLDS = 200  # of a project, shown on its page; the rest is in its records


@page(*shown.READERS)
@require_GET
def bank_list(request: HttpRequest) -> HttpResponse:
    """Show the projects of the bank, the newest first, those that wait for the reader counted."""
    asked = request.GET
    state = asked.get("state", "")
    rows = known.proposals(
        content=place.content(), state=state if state in BankState.values else "",
        place=asked.get("place", ""), year=whole(asked.get("year")),
        before=whole(asked.get("before")) or None, on=request.day, scope=request.scope,
    )  # fmt: skip
    first, more = rows[: known.LIMIT], rows[known.LIMIT :]
    counts = known.counts(on=request.day, scope=request.scope)
    query = asked.copy()
    query["before"] = str(first[-1].pk) if first else ""
    trail.saw(request, "bank_list", "bank", count=len(first))
    return render(request, "industry/bank.html", {
        "rows": [_row(each) for each in first],
        "states": [(each, counts.get(each.value, 0)) for each in BankState],
        "state": state, "year": asked.get("year", ""), "place": asked.get("place", ""),
        "places": _places(request), "next": query.urlencode() if more else "",
        "waiting": sum(counts.get(each, 0) for each in ("draft", "review")),
        "may_declare": request.actor.has_role(Role.VILLAGE),
        "may_publish": request.actor.has_role(*shown.PUBLISHERS),
    })  # fmt: skip


def _row(found: Any) -> dict[str, Any]:
    return {
        "proposal": found,
        "tag": shown.TAGS[BankState(found.state)],
        "category": shown.code_label("category", found.category),
        "line": shown.code_label("line", found.line),
    }


def _places(request: HttpRequest) -> list[str]:
    own = place.own_and_below(request.scope)
    return own if len(own) > 1 else []


@page(*shown.READERS)
@require_GET
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show a project of the bank: its fields, its way, what may be done now and what forbids it."""
    return proposal_page(request, proposal_id)


def proposal_page(
    request: HttpRequest, proposal_id: int, *, status: int = OK, **more: Any
) -> HttpResponse:
    """Return the page of a project, with what was typed and why it was refused."""
    content = place.content()
    stands = known.standing(
        proposal_id=proposal_id, content=content, on=request.day, scope=request.scope
    )
    found = stands.proposal
    roles = bank.roles_for(frozenset(request.actor.roles))
    labels = {each.name: each.label for each in stands.version.steps}
    trail.saw(request, "proposal", f"proposal:{found.pk}")
    return render(request, "industry/proposal.html", {
        "proposal": found, "tag": shown.TAGS[BankState(found.state)],
        "fields": shown.told_fields({name: getattr(found, name) for name in shown.ORDER}),
        "steps": stands.steps, "labels": labels,
        "open": [_step(request, stands, each, roles) for each in _open(stands)],
        "notices": [_notice(each, stands, labels, request) for each in stands.notices],
        "to_post": _to_post(stands, roles),
        "objections": stands.objections, "outcome_tags": {"done": "good", "returned": "watch",
                                                           "refused": "bad"},
        "editions": known.editions_of(proposal_id=found.pk, on=request.day, scope=request.scope),
        "is_draft": found.state == BankState.DRAFT,
        "may_amend": found.state == BankState.DRAFT and request.actor.has_role(Role.VILLAGE),
        "may_withdraw": found.state in {BankState.DRAFT, BankState.REVIEW}
        and request.actor.has_role(Role.VILLAGE),
        "may_object": request.actor.has_role(Role.VILLAGE, Role.TOWNSHIP, Role.CLERK),
        "may_answer": request.actor.has_role(Role.TOWNSHIP, Role.CLERK)
        and found.declared_by != request.actor.name,
        **_season(request, found), **more,
    }, status=status)  # fmt: skip


def _open(stands: known.Standing) -> list[Step]:
    closed = {BankState.DROPPED, BankState.WITHDRAWN, BankState.REFUSED}
    if stands.proposal.state in closed:
        return []
    return [stands.version.step(name) for name in stands.proposal.next_steps]


def _step(
    request: HttpRequest, stands: known.Standing, step: Step, roles: frozenset[str]
) -> dict[str, Any]:
    rulings = known.rulings_of(
        stands=stands, step=step, by=request.actor.name, content=place.content(), on=request.day,
        scope=request.scope,
    )  # fmt: skip
    return {
        "step": step, "rulings": rulings, "forbidding": [each for each in rulings if each.forbids],
        "may_take": bool(acting_role(step, roles)),
    }  # fmt: skip


def _notice(
    each: Any, stands: known.Standing, labels: dict[str, str], request: HttpRequest
) -> dict[str, Any]:
    del stands
    return {"notice": each, "label": labels.get(each.step, each.step),
            "hangs": not each.is_void and each.until_date > request.day}  # fmt: skip


def _to_post(stands: known.Standing, roles: frozenset[str]) -> list[Step]:
    """The steps that are done, want a notice and have none yet, and are the reader's."""
    posted = {each.step for each in stands.posted}
    past = {each.step for each in stands.steps if each.outcome == "done" and not each.is_void}
    return [
        step for step in stands.version.steps
        if step.notice is not None and step.name in past - posted and acting_role(step, roles)
    ]  # fmt: skip


def _season(request: HttpRequest, found: Any) -> dict[str, Any]:
    month = rulebook.project_rules(place.content(), request.day).adjust_from_month
    is_season = request.day.month >= month and request.actor.has_role(Role.APPROVER)
    return {
        "adjust_from": month,
        "may_reopen": is_season and found.state == BankState.LISTED,
        "may_drop": is_season and found.state in {BankState.LISTED, BankState.PLANNED},
    }


@page(*shown.READERS)
@require_GET
def paper(request: HttpRequest, proposal_id: int, step: str) -> HttpResponse:
    """Show the notice of a step as it is printed and hung; nobody is named on it."""
    stands = known.standing(
        proposal_id=proposal_id, content=place.content(), on=request.day, scope=request.scope
    )
    found = next((each for each in stands.notices if each.step == step and not each.is_void), None)
    if found is None:
        raise NotFound(_("there is no such record in your area"))
    project = stands.proposal
    seal = project.place[found.level]
    return render(request, "industry/paper.html", {
        "proposal": project, "notice": found, "label": stands.version.step(step).label,
        "fields": shown.told_fields({name: getattr(project, name) for name in shown.ORDER}),
        "seal": place.content().regions[seal].name,
    })  # fmt: skip


@page(*shown.READERS)
@require_GET
def ranking(request: HttpRequest) -> HttpResponse:
    """Show the industrial projects of a banner, the riskiest first, with their points."""
    content = place.content()
    banners = _banners(request)
    code = request.GET.get("place", "") or (banners[0] if len(banners) == 1 else "")
    found = (
        projects.ranked(home=request.home, content=content, place=code, on=request.day,
                        scope=request.scope)
        if code else []
    )  # fmt: skip
    rules = rulebook.project_rules(content, request.day)
    counts = [
        (each.label, shown.GRADES[each.name], sum(one.cell.grade == each.name for one in found))
        for each in rules.matrix.grades
    ]
    return render(request, "industry/ranking.html", {
        "rows": [
            {"ranked": each, "project": each.row.values,
             "line": shown.code_label("line", each.row.values["line"]),
             "state": shown.code_label("state", each.row.values["state"]),
             "cell_tag": shown.GRADES[each.cell.grade],
             "score_tag": shown.GRADES[each.score.grade]}
            for each in found
        ],
        "counts": counts, "banners": banners, "place": code, "high": counts[0][2],
    })  # fmt: skip


def _banners(request: HttpRequest) -> list[str]:
    """Return the banners of the reader; below one, the reader's own places."""
    content, scope = place.content(), request.scope
    levels = content.levels
    if scope.level and levels.index(scope.level) > levels.index(content.coverage_level):
        return sorted(scope.places)
    return banners_inside(content, scope)


@page(*shown.READERS)
@require_GET
def judged(request: HttpRequest, number: str) -> HttpResponse:
    """Show a project as it is judged: points, risk, what may come of it, who lives by it."""
    given = request.GET.get("seed", "").strip()
    seed = whole(given) if given else None
    found = projects.judged(
        home=request.home, content=place.content(), number=number, seed=seed, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    homes = {each.household for each in found.facts.active}
    heads = index.households(numbers=homes, on=request.day, scope=request.scope)
    if heads:
        trail.saw(request, "judged_project", f"project:{number}", count=len(heads))
    benefits = [
        {"benefit": each, "head": heads[each.household],
         "role": shown.code_label("role", each.role, "project_benefit"),
         "kind": shown.code_label("kind", each.kind, "project_benefit")}
        for each in found.facts.active if each.household in heads
    ]  # fmt: skip
    rules = found.rules
    return render(request, "industry/judged.html", {
        "project": found.row.values, "key": token_of(found.row.key),
        "place_code": next(iter(found.row.place.values()), ""),
        "category": shown.code_label("category", found.row.values["category"]),
        "state": shown.code_label("state", found.row.values["state"]),
        "score": found.score, "score_tag": shown.GRADES[found.score.grade],
        "cell": found.cell, "cell_tag": shown.GRADES[found.cell.grade],
        "matrix": charts.matrix(found.cell, rules.matrix), "standings": _standings(found.cell),
        "outlook": found.outlook, "line": found.line, "is_first_seed": not given,
        "benefits": benefits[:MOST_HOUSEHOLDS], "others": len(homes) - len(heads),
        "more": len(benefits) > MOST_HOUSEHOLDS, "rules": rules,
    })  # fmt: skip


def _standings(cell: Any) -> list[dict[str, Any]]:
    found = []
    for each in cell.standings:
        tag = "blind" if each.holds is None else "bad" if each.holds else "good"
        found.append({"standing": each, "tag": tag, "value": _told(each)})
    return found


def _told(standing: Any) -> str:
    """Return the value of a factor as people read it."""
    value = standing.value
    if value is None:
        return ""
    if isinstance(value, str):
        return shown.code_label("state", value, "operator")
    if standing.factor.name in charts.SHARES:
        return f"{value:+.0%}" if standing.factor.name == "price_fall" else f"{value:.0%}"
    return f"{value:,.10g}"


@page(*shown.READERS)
@require_GET
def links(request: HttpRequest) -> HttpResponse:
    """Show what the ties of running projects promise and have paid, by their kind and by household."""
    code = request.GET.get("place", "")
    told = {
        column: sums.links(
            home=request.home, content=place.content(), column=column, place=code, on=request.day,
            scope=request.scope,
        )
        for column in ("role", "kind")
    }  # fmt: skip
    rows = {
        column: [{"sum": each, "label": shown.code_label(column, each.key, "project_benefit"),
                  "share": each.received / each.money if each.money else None} for each in found]
        for column, found in told.items()
    }  # fmt: skip
    kept = rulebook.number(place.content(), "kept_share", request.day)
    return render(request, "industry/links.html", {
        "roles": rows["role"], "kinds": rows["kind"], "kept": kept,
        "promised": sum(each.money for each in told["role"]),
        "received": sum(each.received for each in told["role"]),
        "owed": sum(each.owed for each in told["role"]),
        "count": sum(each.count for each in told["role"]),
        "chart": charts.kept(rows["role"]),
        "place": code, "places": _places(request),
    })  # fmt: skip


@page(*shown.COMPARERS)
@require_GET
def concentration(request: HttpRequest) -> HttpResponse:
    """Show how the money of industrial projects in hand is spread over products and banners."""
    code = request.GET.get("place", "")
    found = {
        column: sums.concentration(
            home=request.home, content=place.content(), column=column, place=code, on=request.day,
            scope=request.scope,
        )
        for column in ("line", "county")
    }  # fmt: skip
    bands = rulebook.project_rules(place.content(), request.day).concentration
    regions = place.content().regions
    return render(request, "industry/concentration.html", {
        "spreads": [
            {"column": column, "spread": spread,
             "tag": shown.GRADES[spread.grade] if spread.index is not None else "blind",
             "rows": [{"sum": each, "share": each.money / spread.whole if spread.whole else None,
                       "label": (shown.code_label("line", each.key) if column == "line"
                                 else regions[each.key].name if each.key in regions else "")}
                      for each in spread.rows]}
            for column, spread in found.items()
        ],
        "bands": bands, "place": code, "places": _places(request),
    })  # fmt: skip
