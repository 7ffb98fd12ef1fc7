"""A village's part of a campaign: its counts beside the feeds', doors not seen, who signs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.base.access import NotFound
from shouwang.base.errors import InputProblems
from shouwang.base.rows import LARGEST_NUMBER
from shouwang.base.words import _
from shouwang.stages.cases import coverage, feed_counts, questions
from shouwang.stages.cases.enums import CampaignState
from shouwang.stages.cases.operations import counts as operations
from shouwang.stages.cases.queries import campaigns as queries
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.campaigns.forms import VersionForm, faults
from shouwang.web.campaigns.views import READERS
from shouwang.web.guard import page
from shouwang.web.visits.views import VISITORS

VILLAGERS = ("village", "team")


@page(*READERS)
def part(request: HttpRequest, number: int) -> HttpResponse:
    """Show a village's part."""
    found = _found(request, number)
    on, scope = request.day, request.scope
    text = request.GET.get("door", "")
    after = (
        int(text)
        if text.isascii() and text.isdigit() and len(text) < len(str(LARGEST_NUMBER))
        else 0
    )
    doors = queries.unseen_doors(part=found, after=after, on=on, scope=scope)
    families = index.households(numbers={door.household for door in doors}, on=on, scope=scope)
    is_signed = found.village_signed_date is not None
    counts = (
        found.counts
        if is_signed
        else queries.counted(part=found, on=request.day, scope=request.scope)
    )
    held = found.feed_counts if is_signed else _held(request, found)
    trail.saw(request, "campaign_part", f"campaign_part:{number}", households=len(families))
    is_running = found.campaign.state == CampaignState.RUNNING
    by = request.actor
    shown = {
        "part": found,
        "campaign": found.campaign,
        "lines": _lines(found, counts, held),
        "doors": [(door, families.get(door.household)) for door in doors],
        "more": doors[-1].pk if len(doors) == queries.LIMIT else 0,
        "percent": f"{round(found.visited / found.households * 100) if found.households else 0}%",
        "may_visit": by.has_role(*VISITORS),
        "unseen": found.households - found.visited,
        "may_sign_village": is_running and not is_signed and by.has_role(*VILLAGERS),
        "may_sign_township": is_running
        and is_signed
        and found.township_signed_date is None
        and by.has_role("township")
        and by.name != found.village_signed_by,
    }
    return render(request, "campaigns/part.html", shown)


def _lines(found: Any, counts: Any, held: Any) -> list[dict[str, Any]]:
    """Return the lines of the counts, with labels; a question's own line comes first."""
    bank = questions.bank_of(place.content())
    asked = [bank.questions[name] for name in found.campaign.questions if name in bank.questions]
    answers = {each.name: [answer.code for answer in each.answers] for each in asked}
    lines = []
    for each in coverage.differences(counts, held, answers):
        question = bank.questions[each.question]
        answer = question.answer(each.answer)
        lines.append(
            {
                "question": question.label,
                "answer": answer.label if answer else each.answer,
                "is_trouble": bool(answer and answer.is_trouble),
                "line": each,
            }
        )
    return lines


def _held(request: HttpRequest, found: Any) -> dict[str, dict[str, int]]:
    """Return what the feeds say of the households that were gone to."""
    content = place.content()
    bank = questions.bank_of(content)
    seen = queries.seen_households(part=found, on=request.day, scope=request.scope)
    asked = [bank.questions[name] for name in found.campaign.questions if name in bank.questions]
    return feed_counts.held_counts(request.home, content, asked, seen, found.place)


@page(*VILLAGERS, "township")
@require_POST
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Sign the counts: for the village first, then for the township."""
    found = _found(request, number)
    version = _read(request)["version"]
    act: dict[str, Any] = {
        "part_id": number, "version": version, "at": request.moment, "by": request.actor,
        "on": request.day,
    }  # fmt: skip
    if request.actor.has_role("township"):
        operations.sign_for_township(**act)
        messages.success(request, _("The counts are signed by the township, and locked."))
    else:
        operations.sign_for_village(held=_held(request, found), **act)
        messages.success(request, _("The counts are signed by the village."))
    return redirect("campaigns:part", number=number)


@page("township")
@require_POST
def send_back(request: HttpRequest, number: int) -> HttpResponse:
    """Send the counts back to the village."""
    _found(request, number)
    read = _read(request)
    operations.send_back_counts(
        part_id=number, version=read["version"], note=read["note"], at=request.moment,
        by=request.actor, on=request.day,
    )  # fmt: skip
    messages.success(request, _("The counts are back at the village."))
    return redirect("campaigns:part", number=number)


def _found(request: HttpRequest, number: int) -> Any:
    if number > LARGEST_NUMBER:
        raise NotFound(_("there is no such record in your area"))
    return queries.part(part_id=number, on=request.day, scope=request.scope)


def _read(request: HttpRequest) -> dict[str, Any]:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise InputProblems(faults(form))
    return dict(form.cleaned_data)
