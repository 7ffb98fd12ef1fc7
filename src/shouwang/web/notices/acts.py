"""What is done to notices on their pages: drawn up, posted with a photo, taken down."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.operations import notices
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.cases.queries import notices as known
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.notices.views import list_page, notice_page
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, UNPROCESSABLE

MOST_PHOTOS = 6  # sent at once
MOST_PAPERS = 6
POSTERS = ("village", "team", "township", "clerk", "approver")


@page(*POSTERS)
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Draw up a notice for the cases that were ticked."""
    try:
        made = notices.draft_notice(
            content=place.content(),
            case_ids=[whole(each) for each in request.POST.getlist("case")],
            step=request.POST.get("step", ""),
            at=request.moment,
            by=request.actor,
            on=request.day,
        )
    except InputProblems as wrong:
        return list_page(request, status=UNPROCESSABLE, problems=wrong.problems)
    messages.success(request, _("the notice is drawn up; print it, hang it up, take a photo"))
    return redirect("notices:notice", made.pk)


@page(*POSTERS)
@require_POST
def post(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Say that it hangs, with a photo."""

    def do(told: dict[str, Any]) -> object:
        _keep_photos(request, notice_id)
        posted = day(request.POST.get("posted_date"))
        if posted is None:
            raise InputProblems([Problem(_("posted on"), _("choose a day"))])
        return notices.post_notice(content=place.content(), posted_date=posted, **told)

    return _act(request, notice_id, do, _("the notice hangs; its days are running"))


@page(*POSTERS)
@require_POST
def take_down(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Take it down."""
    reason = request.POST.get("reason", "")
    return _act(
        request,
        notice_id,
        lambda told: notices.take_down_notice(reason=reason, **told),
        _("the notice is taken down"),
    )


@page(*POSTERS)
@require_POST
def attach(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Attach papers that go with it."""

    def do(told: dict[str, Any]) -> object:
        del told["version"]  # a paper more changes nothing that stands in the notice
        sent = request.FILES.getlist("paper")[:MOST_PAPERS]
        if not sent:
            raise InputProblems([Problem(_("attached file"), _("choose a file"))])
        return [
            notices.attach_paper(
                home=request.home, content=place.content(), data=each.read(),
                name=each.name or "", **told,
            )
            for each in sent
        ]  # fmt: skip

    return _act(request, notice_id, do, _("it is attached"))


def _act(
    request: HttpRequest, notice_id: int, do: Callable[[dict[str, Any]], object], said: str
) -> HttpResponse:
    told = {
        "notice_id": notice_id, "version": whole(request.POST.get("version")),
        "at": request.moment, "by": request.actor, "on": request.day,
    }  # fmt: skip
    try:
        do(told)
    except InputProblems as wrong:
        return notice_page(
            request, notice_id, status=UNPROCESSABLE, problems=wrong.problems, typed=request.POST
        )
    except Stale as stale:
        audit.record(
            what="Stale", subject=f"notice:{notice_id}", at=request.moment,
            kind=AuditKind.REFUSED, by=request.actor, on=request.day,
        )  # fmt: skip
        return notice_page(request, notice_id, status=CONFLICT, stale=stale, typed=request.POST)
    messages.success(request, said)
    return redirect("notices:notice", notice_id)


def _keep_photos(request: HttpRequest, notice_id: int) -> None:
    """Keep the photos, even if the rest must be mended: nothing has to be sent twice."""
    found = known.notice(notice_id=notice_id, on=request.day, scope=request.scope)
    for each in request.FILES.getlist("photo")[:MOST_PHOTOS]:
        keep_file(
            home=request.home, data=each.read(), name=each.name or "",
            owner=f"notice:{found.pk}", kind=FileKind.POSTING, household=None,
            place=found.place, at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
