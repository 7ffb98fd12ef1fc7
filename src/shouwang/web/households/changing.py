"""The page on which a change of a household is recorded: split, merged, moved, somebody came or went."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from shouwang.base.access import NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.operations.following import Followed, follow_change
from shouwang.stages.org.scoping import LEVELS
from shouwang.stages.register.operations.changes import record_change
from shouwang.stages.register.queries import changes
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.households.places import choices, place_of
from shouwang.web.households.views import facts_for

RECORDERS = ("township", "clerk")
UNREADABLE = 422  # RFC 9110
GREATEST = 10**18  # a household's number in the database


class Change(forms.Form):
    """A change as its form sends it."""

    kind = forms.CharField(max_length=12)
    happened_date = forms.DateField()
    other = forms.IntegerField(min_value=1, max_value=GREATEST, required=False)
    people = forms.TypedMultipleChoiceField(coerce=int, required=False)
    note = forms.CharField(max_length=300, required=False, strip=True)


@page(*RECORDERS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Ask what has changed, and record it."""
    facts = facts_for(request, number)
    content = place.content()
    chosen = {level: request.POST.get(level, "") for level in LEVELS}
    shown: dict[str, Any] = {
        "facts": facts, "household": number, "kinds": changes.KINDS, "typed": request.POST,
        "people": request.POST.getlist("people"),
        "choices": choices(content, request.scope, chosen),
        "happened_date": request.POST.get("happened_date") or request.day.isoformat(),
    }  # fmt: skip
    if request.method == "POST":
        try:
            followed = _record(request, number, place_of(chosen))
        except (InputProblems, NotFound) as error:
            shown |= {"error": error, "problems": getattr(error, "problems", ())}
            return render(request, "households/change.html", shown, status=UNREADABLE)
        messages.success(request, _("the change is recorded and enters the register"))
        _tell(request, followed)
        return redirect("households:page", number)
    trail.saw(request, "change_form", f"household:{number}")
    return render(request, "households/change.html", shown)


def _tell(request: HttpRequest, followed: Followed) -> None:
    """Say what followed for leads, cases, measures and money."""
    parts = (
        (followed.moved, _("{count} records moved with the people")),
        (followed.ended, _("{count} ended")),
        (followed.flagged, _("{count} cases are to be looked at again")),
        (followed.opened, _("{count} opened")),
    )
    said = [text.format(count=count) for count, text in parts if count]
    if said:
        messages.info(request, "\uff1b".join(said))


def _record(request: HttpRequest, number: int, village: str) -> Followed:
    form = Change(request.POST)
    form.fields["people"].choices = [(each, each) for each in request.POST.getlist("people")]  # type: ignore[attr-defined]
    if not form.is_valid():
        raise InputProblems(
            Problem(name, str(message)) for name, found in form.errors.items() for message in found
        )
    given = form.cleaned_data
    content = place.content()
    happened: date = given["happened_date"]
    made = record_change(
        home=request.home, content=content, household=number, kind=given["kind"],
        people=given["people"], other=given["other"], new_village=_village(village),
        happened_date=happened, note=given["note"], at=request.moment, by=request.actor,
        on=request.day,
    )  # fmt: skip
    return follow_change(
        change_id=made.pk, content=content, at=request.moment, by=request.actor, on=request.day
    )


def _village(code: str) -> str:
    """The place that was chosen, if it is a village; a half chosen one is none."""
    region = place.content().regions.get(code)
    return code if region is not None and region.level == LEVELS[-1] else ""
