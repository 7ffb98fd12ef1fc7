"""The pages of corrections: the list, a new one, its withdrawal, what is taken to the national system."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouwang.base.access import NotFound
from shouwang.base.codes import mask_id
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.base.tables import Column, ColumnType
from shouwang.base.words import _
from shouwang.stages.ingest.known_people import id_numbers_of
from shouwang.stages.org.scoping import LEVELS
from shouwang.stages.register.facts import Facts, is_shown, shown
from shouwang.stages.register.operations import corrections as operations
from shouwang.stages.register.queries import corrections, index
from shouwang.stages.register.values import (
    ValueFaulty,
    entered_text,
    is_correctable,
    stored_text,
)
from shouwang.web import place, trail
from shouwang.web.cases.refusing import note_refusal
from shouwang.web.corrections import books
from shouwang.web.guard import page
from shouwang.web.households.corrected import line, lines
from shouwang.web.households.places import choices, place_of
from shouwang.web.households.views import facts_for
from shouwang.web.jobs.asking import ask_for
from shouwang.web.navigation import OFFICES

READERS = frozenset({"village", "team", *OFFICES})
KEEPERS = frozenset({"village", "team", "helper", "township", "clerk"})
TAKERS = frozenset({"township", "clerk", "approver", "league", "region"})
PUBLISHERS = frozenset({"clerk", "league", "region"})
ROWS = 50  # a page of the list
SHORTEST = 4  # characters of a purpose
LONGEST_SOURCE = 60  # characters in the database
LONGEST_NUMBER = 18  # digits of a record's number
UNREADABLE = 422  # RFC 9110
KINDS = {"csv": "text/csv; charset=utf-8",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip


class Taking(forms.Form):
    """What is taken away, and why."""

    purpose = forms.CharField(min_length=SHORTEST, max_length=100)
    kind = forms.ChoiceField(choices=[(each, each) for each in KINDS])
    state = forms.CharField(max_length=12, required=False)


@page(*READERS)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Show a page of corrections."""
    content = place.content()
    chosen, where, level = _where(request)
    state = request.GET.get("state", "standing")
    before = request.GET.get("before", "")
    found = corrections.corrections(
        state=state, place=where, level=level,
        before=int(before) if before.isdigit() and len(before) <= LONGEST_NUMBER else None,
        limit=ROWS + 1, on=request.day, scope=request.scope,
    )  # fmt: skip
    rows = found[:ROWS]
    values = request.GET.copy()
    values["before"] = str(rows[-1].pk) if rows else ""
    trail.saw(request, "corrections", f"place:{where}" if where else "corrections", rows=len(rows))
    heads = index.households(
        numbers=[each.household for each in rows], on=request.day, scope=request.scope
    )
    return render(
        request,
        "corrections/list.html",
        {
            "rows": [{"line": each, "head": heads.get(each.correction.household)}
                     for each in lines(rows, content)],
            "more": values.urlencode() if len(found) > ROWS else "",
            "state": state,
            "states": corrections.STATES,
            "choices": choices(content, request.scope, chosen),
            "query": request.GET.urlencode(),
            "may_take": request.actor.has_role(*TAKERS),
            "may_publish": request.actor.has_role(*PUBLISHERS),
            "may_keep": request.actor.has_role(*KEEPERS),
        },
    )  # fmt: skip


@page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, household: int) -> HttpResponse:
    """Ask which value was found to be another, then what it is."""
    facts = facts_for(request, household)
    given = request.POST if request.method == "POST" else request.GET
    about, name = given.get("of", "household"), given.get("column", "")
    feed, row, key = _row(facts, about)
    contract = place.content().contracts[feed]
    columns = [each for each in contract.columns if _may_correct(each, request)]
    column = next((each for each in columns if each.name == name), None)
    asked: dict[str, Any] = {
        "facts": facts, "household": household, "of": about, "columns": columns, "column": column,
        "held": shown(row[name], column, place.content()) if column else "",
        "value": given.get("value", ""), "source": given.get("source", ""),
    }  # fmt: skip
    if request.method == "POST":
        person = int(about) if about != "household" else None
        try:
            _keep(request, facts, feed=feed, key=key, person=person, column=column, row=row)
        except InputProblems as error:
            note_refusal(request, error)
            asked["problems"] = error.problems
            return render(request, "corrections/new.html", asked, status=UNREADABLE)
        messages.success(request, _("the correction is kept and enters the next screening"))
        return redirect("households:page", household)
    trail.saw(request, "correction_form", f"household:{household}")
    return render(request, "corrections/new.html", asked)


@page(*KEEPERS)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take a correction back."""
    version = request.POST.get("version", "")
    found = operations.withdraw_correction(
        number=number, version=int(version) if version.isdigit() else 0,
        at=request.moment, by=request.actor, on=request.day,
    )  # fmt: skip
    messages.success(request, _("the correction is withdrawn"))
    return redirect("households:page", found.household)


@page(*PUBLISHERS)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Ask for the standing corrections to be written into the lake."""
    job = ask_for(request, "publish_corrections", _("Publish corrections"), {})
    return redirect("jobs:job", job.pk)


@page(*TAKERS, second_factor=True)
@require_POST
def take(request: HttpRequest) -> Any:
    """Give the list for the national system, to somebody who says why."""
    form = Taking(request.POST)
    if not form.is_valid():
        raise InputProblems(
            [Problem(_("purpose"), _("say in 4 to 100 characters what the list is needed for"))]
        )
    chosen, where, level = _where(request)
    del chosen
    state, kind = form.cleaned_data["state"], form.cleaned_data["kind"]
    trail.took(
        request, "corrections", f"place:{where}" if where else "corrections",
        purpose=form.cleaned_data["purpose"], kind=kind, state=state,
    )  # fmt: skip
    rows = _taken(request, state, where, level)
    answer: StreamingHttpResponse | FileResponse = (
        StreamingHttpResponse(books.text_parts(rows), content_type=KINDS[kind])
        if kind == "csv"
        else FileResponse(books.workbook(rows), content_type=KINDS[kind])
    )
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="corrections-{request.day.isoformat()}.{kind}"'
    )
    return answer


def _taken(request: HttpRequest, state: str, where: str, level: str) -> Iterator[list[str]]:
    content = place.content()
    found = corrections.every_correction(
        state=state, place=where, level=level, on=request.day, scope=request.scope
    )
    while part := list(islice(found, ROWS_AT_ONCE)):
        numbers = id_numbers_of(request.home, [each.person for each in part if each.person])
        for each in part:
            told = line(each, content)
            yield [
                place.region_label(each.village), str(each.household),
                mask_id(numbers.get(each.person or 0, "")), told.table, told.column_label, told.was,
                told.value, each.found_by, each.found_date.isoformat(), each.source,
                gettext(str(each.get_state_display())),
            ]  # fmt: skip


def _keep(
    request: HttpRequest, facts: Facts, *, feed: str, key: str, person: int | None,
    column: Column | None, row: Any,
) -> None:  # fmt: skip
    if column is None:
        raise InputProblems([Problem(_("column"), _("choose what is to be corrected"))])
    try:
        value = entered_text(request.POST.get("value", ""), column)
    except ValueFaulty as fault:
        raise InputProblems([Problem(column.label, str(fault))]) from None
    operations.keep_correction(
        household=facts.household["household"], person=person, feed=feed, key=key,
        column=column.name, value=value, was=stored_text(row[column.name]),
        source=request.POST.get("source", "")[:LONGEST_SOURCE] or "office", content=place.content(),
        at=request.moment, by=request.actor, on=request.day,
    )  # fmt: skip


def _row(facts: Facts, about: str) -> tuple[str, Any, str]:
    """The feed, the row and its key that a correction is about."""
    subjects = place.content().subjects
    if about == "household":
        return subjects["household"].table, facts.household, str(facts.household["household"])
    for person in facts.people:
        if str(person["person"]) == about:
            return subjects["person"].table, person, about
    raise NotFound(_("there is no such person in this household"))


def _may_correct(column: Column, request: HttpRequest) -> bool:
    del request
    # Who has left, and where a household lives, is told as a change.
    told_as_change = {"left_date", "left_reason", "village", "members", "phone"}
    is_plain = is_correctable(column) and column.type is not ColumnType.REGION
    return is_plain and column.name not in told_as_change and is_shown(column, frozenset())


def _where(request: HttpRequest) -> tuple[dict[str, str], str, str]:
    given = request.POST if request.method == "POST" else request.GET
    content = place.content()
    chosen = {level: given.get(level, "") for level in LEVELS}
    where = place_of(chosen)
    region = content.regions.get(where)
    if where and (region is None or not index.is_inside(where, content, request.scope)):
        raise NotFound(_("there is no such place in your area"))
    return chosen, where, region.level if region else ""
