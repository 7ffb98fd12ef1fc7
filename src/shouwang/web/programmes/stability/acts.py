"""Explanations: a banner gives one, the region accepts it or not."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.words import _
from shouwang.stages.org.queries import accounts
from shouwang.stages.programmes.stability.enums import ExplanationState, Matter
from shouwang.stages.programmes.stability.operations import explanations as operations
from shouwang.stages.programmes.stability.operations.explanations import Said
from shouwang.stages.programmes.stability.places import banner_in
from shouwang.stages.programmes.stability.queries import explanations
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.asking import tried
from shouwang.web.programmes.stability import shown
from shouwang.web.reading import whole
from shouwang.web.statuses import OK


@page(*operations.GIVERS)
def explain(request: HttpRequest, banner: str) -> HttpResponse:
    """Show the form of an explanation, or keep it."""
    if request.method != "POST":
        return _form(request, banner, typed=request.GET)
    sent = request.POST

    def then(done: Any) -> HttpResponse:
        messages.success(request, _("The explanation is with the region."))
        return redirect("stability:explanation", number=done.pk)

    said = Said(
        sent.get("matter", ""), sent.get("key", ""), sent.get("words", ""),
        sent.get("document", ""),
    )  # fmt: skip
    return tried(
        request,
        lambda: operations.explain_change(
            content=place.content(), banner=banner, said=said,
            version=whole(sent.get("version")) or None, at=request.moment, by=request.actor,
            on=request.day,
        ),
        again=lambda **more: _form(request, banner, typed=sent, **more),
        then=then,
    )  # fmt: skip


def _form(
    request: HttpRequest, banner: str, *, typed: Any, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    banner_in(place.content(), banner, request.scope)
    told = explanations.of_banner(banner=banner, on=request.day, scope=request.scope)
    before = told.get((typed.get("matter", ""), typed.get("key", "")))
    said = {
        "banner": banner, "matters": Matter, "typed": typed, "before": before,
        "matter": _label(typed.get("matter", "")), "problems": problems, "stale": stale,
    }  # fmt: skip
    return render(request, "stability/explain.html", said, status=status)


def _label(matter: str) -> Any:
    return Matter(matter) if matter in Matter.values else ""


@page(*shown.READERS)
@require_GET
def explanation_list(request: HttpRequest) -> HttpResponse:
    """Show explanations, those that wait first."""
    state = request.GET.get("state", ExplanationState.GIVEN)
    wanted = state if state in ExplanationState.values else ""
    rows = explanations.explanations(
        state=wanted, after=whole(request.GET.get("after")) or None, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    first, more = rows[: explanations.LIMIT], rows[explanations.LIMIT :]
    said = {
        "rows": [(each, shown.STATE_TAGS.get(each.state, "")) for each in first],
        "state": wanted, "states": ExplanationState,
        "may_decide": request.actor.has_role(*operations.DECIDERS),
        "next": first[-1].pk if more else "",
    }  # fmt: skip
    return render(request, "stability/explanations.html", said)


@page(*shown.READERS)
@require_GET
def explanation(request: HttpRequest, number: int) -> HttpResponse:
    """Show an explanation."""
    return _page(request, number)


def _page(
    request: HttpRequest, number: int, *, typed: Any = None, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    found = explanations.explanation(number=number, on=request.day, scope=request.scope)
    names = accounts.labels_of(
        usernames=[found.made_by, found.decided_by], on=request.day, scope=request.scope
    )
    trail.saw(request, "explanation", f"explanation:{number}")
    waits = found.state == ExplanationState.GIVEN
    said = {
        "found": found, "tag": shown.STATE_TAGS.get(found.state, ""), "waits": waits,
        "made": names.get(found.made_by, found.made_by),
        "decided": names.get(found.decided_by, found.decided_by),
        "may_decide": waits and request.actor.has_role(*operations.DECIDERS),
        "may_explain": found.state != ExplanationState.ACCEPTED
        and request.actor.has_role(*operations.GIVERS),
        "typed": typed or {}, "problems": problems, "stale": stale,
    }  # fmt: skip
    return render(request, "stability/explanation.html", said, status=status)


@page(*operations.DECIDERS)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Accept an explanation or refuse it."""

    def then(_done: Any) -> HttpResponse:
        messages.success(request, _("The explanation is decided."))
        return redirect("stability:explanation", number=number)

    sent = request.POST
    return tried(
        request,
        lambda: operations.decide_explanation(
            explanation_id=number, version=whole(sent.get("version")),
            accepts=sent.get("answer") == "accept", words=sent.get("words", ""),
            at=request.moment, by=request.actor, on=request.day,
        ),
        again=lambda **more: _page(request, number, typed=sent, **more),
        then=then,
    )  # fmt: skip
