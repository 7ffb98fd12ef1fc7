"""What is done on the pages: hold the lists of a banner against each other, answer a line."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.programmes.safety_net.facts import ListNotHeld
from shouwang.stages.programmes.safety_net.operations import lists as acts
from shouwang.stages.register.held import RegisterEmpty
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.programmes.safety_net.views import line_page
from shouwang.web.reading import whole
from shouwang.web.statuses import CONFLICT, UNPROCESSABLE


@page(*acts.RECONCILERS)
@require_POST
def reconcile(request: HttpRequest) -> HttpResponse:
    """Hold the two lists of a banner against each other."""
    banner = request.POST.get("banner", "")
    try:
        made = acts.reconcile_banner(
            home=request.home, policy=place.policy(), banner=banner, at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    except (RegisterEmpty, ListNotHeld) as missing:
        messages.warning(request, str(missing))
        return redirect("safety_net:lines")
    messages.success(request, _("the lists differ in {count} places").format(count=made.lines))
    response = redirect("safety_net:lines")
    response["Location"] += f"?place={banner}"
    return response


@page(*acts.ANSWERERS)
@require_POST
def answer(request: HttpRequest, line_id: int) -> HttpResponse:
    """Answer a line."""
    sent = request.POST
    try:
        acts.answer_line(
            line_id=line_id, version=whole(sent.get("version")), answer=sent.get("answer", ""),
            note=sent.get("note", ""), at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return line_page(
            request, line_id, status=UNPROCESSABLE, problems=wrong.problems, typed=sent
        )
    except Stale as stale:  # told here with what was typed; the log is told too
        audit.record(
            what=type(stale).__name__, subject=f"net_line:{line_id}", at=request.moment,
            kind=AuditKind.REFUSED, by=request.actor, on=request.day,
        )  # fmt: skip
        return line_page(request, line_id, status=CONFLICT, stale=stale, typed=sent)
    messages.success(request, _("your answer is kept"))
    return redirect("safety_net:line", line_id)
