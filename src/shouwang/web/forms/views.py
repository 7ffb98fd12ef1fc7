"""The pages of forms from above: the list, one form with its headings, one that was filled in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.words import _
from shouwang.stages.reports.filling.confirming import people_asked, unknown_fields
from shouwang.stages.reports.filling.model import from_document
from shouwang.stages.reports.operations.filling import FILLERS
from shouwang.stages.reports.operations.forms import KEEPERS
from shouwang.stages.reports.queries import forms as known
from shouwang.web import place, trail
from shouwang.web.files import attachment
from shouwang.web.forms.choosing import headings_of, places_to_fill, who_choices
from shouwang.web.guard import page

MINUTES_OF_AN_HOUR = 60  # by definition
READERS = tuple(dict.fromkeys((*FILLERS, *KEEPERS)))


@page(*READERS)
@require_GET
def form_list(request: HttpRequest) -> HttpResponse:
    """Show the forms one may fill in, and those that were."""
    return render(request, "forms/list.html", shown_list(request))


def shown_list(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """Return what the list shows."""
    content, on, scope = place.content(), request.day, request.scope
    return {
        "forms": known.forms(content=content, on=on, scope=scope),
        "filled": known.filled_forms(on=on, scope=scope),
        "may_keep": request.actor.has_role(*KEEPERS),
        "regions": places_to_fill(scope),
        **more,
    }


@page(*READERS)
@require_GET
def form(request: HttpRequest, number: int) -> HttpResponse:
    """Show a form: what its headings mean, where it may be filled in, what nobody knows."""
    found = known.form(form_id=number, content=place.content(), on=request.day, scope=request.scope)
    return render(request, "forms/form.html", shown_form(request, found))


def shown_form(
    request: HttpRequest,
    found: Any,
    *,
    typed: Mapping[str, Mapping[str, str]] | None = None,
    who: Mapping[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return what the page of a form shows.

    Args:
        typed: Sheet → slot → target, as it was sent.
    """
    content, practice = place.content(), place.practice()
    on, scope = request.day, request.scope
    blanks = from_document(found.sheets)
    meanings = known.meanings(found=found, content=content, practice=practice, on=on, scope=scope)
    sheets = headings_of(
        blanks, meanings, typed or found.mapping, who or found.who, content, practice
    )
    fields = unknown_fields(found.mapping)
    places = places_to_fill(scope)
    villages = _villages(content, request.scope)
    minutes = float(practice.burden.minutes_a_field.number_on(on) or 0)
    return {
        "form": found,
        "sheets": sheets,
        "who": who_choices(content),
        "is_ready": bool(found.mapping),
        "names_people": people_asked(found.mapping),
        "may_keep": request.actor.has_role(*KEEPERS)
        and scope.covers(content.ancestors(found.region)),
        "may_ask": request.actor.has_role(*KEEPERS),
        "may_fill": request.actor.has_role(*FILLERS),
        "unknown": fields,
        "villages": villages,
        "minutes": round(minutes * fields),
        "hours": round(minutes * fields * villages / MINUTES_OF_AN_HOUR),
        "places": places,
        "filled": known.filled_forms(form_id=found.pk, on=on, scope=scope),
        **more,
    }


def _villages(content: Any, scope: Any) -> int:
    """How many villages one may ask."""
    return sum(scope.covers(content.ancestors(each.code)) for each in content.regions_of("village"))


@page(*READERS)
@require_GET
def blank(request: HttpRequest, number: int) -> HttpResponse:
    """Give the blank form out again."""
    found = known.form(form_id=number, content=place.content(), on=request.day, scope=request.scope)
    data = known.workbook_of(home=request.home, found=found, on=request.day, scope=request.scope)
    return attachment(data, f"{found.name}.xlsx")


@page(*READERS)
@require_GET
def filled(request: HttpRequest, number: int) -> HttpResponse:
    """Show a form that was filled in: what is missing, and why."""
    found = known.filled_form(number=number, on=request.day, scope=request.scope)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for each in found.unfilled:
        key = (each["sheet"], each["heading"], each["why"])
        groups.setdefault(key, []).append(each["place"])
    shown = [
        {"sheet": sheet, "heading": heading, "why": why, "places": [each for each in names if each]}
        for (sheet, heading, why), names in groups.items()
    ]
    return render(request, "forms/filled.html", {"filled": found, "missing": shown})


@page(*READERS)
@require_GET
def filled_file(request: HttpRequest, number: int) -> HttpResponse:
    """Give a filled form out; one that names people is written down."""
    found = known.filled_form(number=number, on=request.day, scope=request.scope)
    data = known.workbook_of(home=request.home, found=found, on=request.day, scope=request.scope)
    trail.took(
        request, "filled_form", f"filled_form:{found.pk}",
        purpose=found.purpose or _("figures without people"), place=found.region,
    )  # fmt: skip
    return attachment(data, found.name)
