"""The pages of campaigns: the list, a new one, how far one has come."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.base.access import NotFound
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.rules.campaigns import askable, load_campaigns
from shouwang.stages.cases import coverage, questions
from shouwang.stages.cases.operations import campaigns as operations
from shouwang.stages.cases.queries import campaigns as queries
from shouwang.stages.register.queries import index
from shouwang.web import place
from shouwang.web.campaigns import starting
from shouwang.web.campaigns.forms import CampaignForm, VersionForm, faults, typed
from shouwang.web.guard import page
from shouwang.web.jobs.asking import ask_for
from shouwang.web.statuses import UNPROCESSABLE

READERS = ("village", "team", "helper", "township", "clerk", "approver", "league", "region")
MAKERS = ("township", "clerk", "approver", "league", "region")
USUAL_DAYS = 30  # of a new campaign, until somebody says otherwise


@page(*READERS)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the campaigns that reach into one's area, with how far they are."""
    content, on, scope = place.content(), request.day, request.scope
    rows = []
    for each in queries.campaigns(content=content, on=on, scope=scope):
        reach = queries.reach(campaign=each, on=on, scope=scope)
        rows.append((each, reach, _percent(reach)))
    shown = {"rows": rows, "may_make": request.actor.has_role(*MAKERS)}
    return render(request, "campaigns/list.html", shown)


@page(*MAKERS)
def new(request: HttpRequest) -> HttpResponse:
    """Show the form of a new campaign, or make it."""
    rules = load_campaigns(place.policy())
    if request.method == "POST":
        return _make(request, rules)
    kind = rules.kinds.get(request.GET.get("kind", ""))
    values: dict[str, Any] = {
        "start_date": request.day.isoformat(),
        "until_date": (request.day + timedelta(days=USUAL_DAYS)).isoformat(),
        "questions": [],
    }
    if kind is not None:
        values |= {"name": kind.label, "who": kind.who, "questions": list(kind.questions)}
    return render(request, "campaigns/new.html", _form(request, rules, values))


def _make(request: HttpRequest, rules: Any) -> HttpResponse:
    form = CampaignForm(request.POST)
    problems = [] if form.is_valid() else faults(form)
    if not problems:
        try:
            made = operations.make_campaign(
                content=place.content(),
                rules=rules,
                bank=questions.bank_of(place.content()),
                questions=request.POST.getlist("questions"),
                at=request.moment,
                by=request.actor,
                on=request.day,
                **form.cleaned_data,
            )
        except InputProblems as error:
            problems = list(error.problems)
        else:
            messages.success(request, _("The campaign is made; it begins when you start it."))
            return redirect("campaigns:campaign", number=made.pk)
    shown = {**_form(request, rules, typed(request.POST)), "problems": problems}
    return render(request, "campaigns/new.html", shown, status=UNPROCESSABLE)


def _form(request: HttpRequest, rules: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "values": values,
        "kinds": rules.kinds.values(),
        "who": rules.who.values(),
        "regions": _regions(request),
        "questions": askable(questions.bank_of(place.content())).items(),
        "most": rules.most_questions,
    }


def _regions(request: HttpRequest) -> list[tuple[str, str]]:
    """Return code and name of the places one may make a campaign in: one's own and those two below."""
    found = place.own_and_below(request.scope)
    return sorted((code, place.region_label(code)) for code in found)


@page(*READERS)
def campaign(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a campaign has come, by place, the least seen first."""
    found = _found(request, number)
    content, on, scope = place.content(), request.day, request.scope
    code = request.GET.get("place", "")
    here = _here(request, found, code)
    listed = queries.parts(campaign=found, place=here, on=on, scope=scope)
    level = coverage.level_below(here[0] if here else _own_level(request, found))
    reaches = coverage.roll_up(coverage.as_parts(listed), level)
    numbers = {part.village: part.pk for part in listed} if level == "village" else {}
    bank = questions.bank_of(content)
    total = coverage.whole(reaches)
    shown = {
        "campaign": found,
        "rows": [(each, _percent(each), numbers.get(each.code)) for each in reaches],
        "total": total,
        "percent": _percent(total),
        "here": code,
        "asked": [bank.questions[name].label for name in found.questions if name in bank.questions],
        "who": load_campaigns(place.policy()).who.get(found.who),
        "may_run": request.actor.has_role(*MAKERS)
        and index.is_inside(found.region, content, scope),
    }
    return render(request, "campaigns/campaign.html", shown)


def _own_level(request: HttpRequest, found: Any) -> str:
    """Return the lower of the campaign's level and one's own."""
    levels = place.content().levels
    own = request.scope.level or levels[0]
    return str(max((own, found.level), key=levels.index))


def _here(request: HttpRequest, found: Any, code: str) -> tuple[str, str] | None:
    """Return level and code of the place that is looked at, if one is."""
    if not code:
        return None
    content = place.content()
    region = content.regions.get(code)
    if region is None or not (
        index.is_inside(code, content, request.scope)
        and content.ancestors(code).get(found.level) == found.region
    ):
        raise NotFound(_("there is no such place in your area"))
    return (region.level, code)


@page(*MAKERS)
@require_POST
def start(request: HttpRequest, number: int) -> HttpResponse:
    """Start a campaign."""
    found = _found(request, number)
    version = _version(request)
    if found.level in starting.LARGE and starting.is_registered():
        job = ask_for(
            request,
            starting.TASK,
            _("start campaign {number}").format(number=found.pk),
            {"campaign": found.pk, "version": version},
        )
        return redirect("jobs:job", job.pk)
    doors = starting.start_here(request, found, version)
    messages.success(request, _("The campaign has begun: {doors} households.").format(doors=doors))
    return redirect("campaigns:campaign", number=number)


@page(*MAKERS)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End a campaign."""
    _found(request, number)
    operations.end_campaign(
        content=place.content(), campaign_id=number, version=_version(request), at=request.moment,
        by=request.actor, on=request.day,
    )  # fmt: skip
    messages.success(request, _("The campaign has ended."))
    return redirect("campaigns:campaign", number=number)


def _found(request: HttpRequest, number: int) -> Any:
    return queries.campaign(
        campaign_id=number, content=place.content(), on=request.day, scope=request.scope
    )


def _version(request: HttpRequest) -> int:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise InputProblems(faults(form))
    return int(form.cleaned_data["version"])


def _percent(reach: coverage.Reach) -> str:
    """Return the share of doors gone to, as the width of a bar."""
    return f"{round((reach.share or 0) * 100)}%"
