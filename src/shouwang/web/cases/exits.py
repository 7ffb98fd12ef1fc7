"""The way out of poverty: what is agreed for each member, and the countdown to nobody left."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from shouwang.base.access import NotFound, Stale
from shouwang.base.errors import InputProblems, ShouwangError
from shouwang.base.words import _
from shouwang.stages.cases.exits import LONGEST
from shouwang.stages.cases.members import Member, members_of
from shouwang.stages.cases.operations import exits as operations
from shouwang.stages.cases.queries import exits
from shouwang.stages.cases.rulebook import rulebook_of
from shouwang.stages.cases.workflow import MoveNotAllowed
from shouwang.stages.org.scoping import LEVELS
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.cases import shown
from shouwang.web.cases.refusing import note_refusal, status_of
from shouwang.web.cases.views import standing_of
from shouwang.web.guard import page
from shouwang.web.navigation import EVERY
from shouwang.web.reading import whole
from shouwang.web.statuses import OK


@page(*EVERY)
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show and write what is agreed for each member of a household."""
    found, stands = standing_of(request, case_id)
    if not stands.version.left_reasons:
        raise NotFound(_("there is no such record in your area"))
    people = members_of(request.home, place.content(), found.household, found.place)
    said: dict[str, Any] = {
        "case": found,
        "household": index.household(number=found.household, on=request.day, scope=request.scope),
        "longest": LONGEST,
        "may_write": found.state == "open" and request.actor.has_role(*stands.version.opened_by),
    }
    plans = {int(key): value for key, value in found.member_plans.items()}
    trail.saw(request, "case_members", f"case:{found.pk}")
    status = OK
    if request.method == "POST":
        plans = {each.person: _typed(request, each.person) for each in people}
        error = _written(request, case_id, people, plans)
        if error is None:
            messages.success(request, _("the plans are kept"))
            return redirect("cases:members", case_id)
        status = status_of(error)
        said |= {"error": error, "problems": getattr(error, "problems", ())}
    said["rows"] = [(each, plans.get(each.person, {})) for each in people]
    return render(request, "cases/members.html", said, status=status)


@page(*EVERY)
@require_GET
def countdown(request: HttpRequest) -> HttpResponse:
    """Show how many households are still to be brought out of poverty, by place and by reason."""
    book = rulebook_of(place.policy())
    procedure = book.procedure(exits.EXIT)
    version = procedure.on(request.day) or procedure.versions[0]
    level = _level(request)
    rows = exits.countdown(version=version, level=level, on=request.day, scope=request.scope)
    most = max((row.listed for row in rows), default=1) or 1
    total = exits.Row("")
    for row in rows:
        total.listed += row.listed
        total.exited += row.exited
        total.under_way += row.under_way
        for reason, count in row.left.items():
            total.left[reason] = total.left.get(reason, 0) + count
        for step, count in row.steps.items():
            total.steps[step] = total.steps.get(step, 0) + count
    labels = shown.step_labels(exits.EXIT)
    return render(
        request,
        "cases/countdown.html",
        {
            "rows": [(row, _bar(row, most)) for row in rows],
            "total": total,
            "share": f"{100 * total.share:.1f}",
            "reasons": [
                (each.label, total.left.get(each.name, 0)) for each in version.left_reasons
            ],
            "steps": [(labels.get(name, name), total.steps.get(name, 0)) for name in labels],
            "version": version,
            "level": level,
        },
    )


def _level(request: HttpRequest) -> str:
    """The level right below the reader's; banners for the whole region, as the plan counts them."""
    level = request.scope.level
    if level not in LEVELS:
        return "banner"
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def _bar(row: exits.Row, most: int) -> list[tuple[str, str]]:
    parts = (("done", row.exited + row.gone), ("way", min(row.under_way, row.remaining)),
             ("rest", row.not_begun))  # fmt: skip
    return [(name, f"{100 * count / most:.2f}%") for name, count in parts]


def _typed(request: HttpRequest, person: int) -> dict[str, str]:
    return {key: request.POST.get(f"{key}-{person}", "") for key in LONGEST}


def _written(
    request: HttpRequest, case_id: int, people: tuple[Member, ...], plans: dict[int, Any]
) -> ShouwangError | None:
    """Write the plans; return why that was refused, if it was."""
    try:
        version = whole(request.POST.get("version"))
        operations.plan_members(
            content=place.content(), case_id=case_id, version=version,
            members=[each.person for each in people], plans=plans,
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except (InputProblems, MoveNotAllowed, Stale) as error:
        note_refusal(request, error)
        return error
    return None
