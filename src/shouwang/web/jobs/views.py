"""The pages of background work: one's own list, one job with its bar, cancelling, the file it made."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.stages.org.enums import JobState
from shouwang.stages.org.operations import jobs as operations
from shouwang.stages.org.queries import accounts, jobs as queries
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.jobs.asking import ask_for
from shouwang.web.jobs.running import RESULTS
from shouwang.web.jobs.tasks import SCREENERS
from shouwang.web.statuses import OK
from shouwang.web.trail import took

# htmx stops asking when it is answered with this.
ASK_NO_MORE = 286
LIVE = (JobState.WAITING, JobState.RUNNING)
TAGS = {
    JobState.WAITING: "blind",
    JobState.RUNNING: "watch",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "",
}


@page()
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Show one's own work; to whoever keeps the system running, how everybody's stands."""
    before = _moment(request.GET.get("before", ""))
    is_everybodys = request.actor.has_role("admin")
    if is_everybodys:
        account: Any = request.user
        reach = accounts.reach_of(
            account=account, content=place.content(), on=request.day, scope=request.scope
        )
        found = queries.all_jobs(before=before, on=request.day, scope=reach)
    else:
        found = queries.jobs_of(
            asker=request.actor.name, before=before, on=request.day, scope=request.scope
        )
    said = {
        "jobs": [_shown(each) for each in found],
        "is_everybodys": is_everybodys,
        "live": sum(each.state in LIVE for each in found),
        "may_screen": request.actor.has_role(*SCREENERS),
        "next": found[-1].asked_at.isoformat() if len(found) == queries.PAGE_ROWS else "",
    }
    return render(request, "jobs/list.html", said)


@page(*SCREENERS)
@require_POST
def ask_to_screen(request: HttpRequest) -> HttpResponse:
    """Ask for a screening of the latest snapshot."""
    label = _("Screening as of {day}").format(day=request.day.isoformat())
    return redirect("jobs:job", ask_for(request, "screen", label, {}).pk)


@page()
@require_GET
def job(request: HttpRequest, number: UUID) -> HttpResponse:
    """Show one piece of one's own work."""
    return render(request, "jobs/job.html", _shown(_own(request, number)))


@page()
@require_GET
def progress(request: HttpRequest, number: UUID) -> HttpResponse:
    """Show how far it is; the piece of the page that is asked for again until the end."""
    found = _own(request, number)
    status = OK if found.state in LIVE else ASK_NO_MORE
    return render(request, "jobs/progress.html", _shown(found), status=status)


@page()
@require_POST
def cancel(request: HttpRequest, number: UUID) -> HttpResponse:
    """Stop one's own work."""
    operations.cancel_job(job=number, at=request.moment, by=request.actor, on=request.day)
    messages.success(request, _("The work stops at its next step."))
    return redirect("jobs:job", number)


@page()
@require_GET
def result_file(request: HttpRequest, number: UUID) -> Any:
    """Give out the file that the work made; that it was taken is audited."""
    found = _own(request, number)
    folder = (request.home.root / RESULTS / str(found.pk)).resolve()
    path = (folder / str(found.answer.get("file", ""))).resolve()
    if found.state != JobState.DONE or path.parent != folder or not path.is_file():
        raise NotFound(_("the file is no longer kept; ask for it again"))
    purpose = str(found.wanted.get("purpose", "")) or found.label
    took(request, "result_file", f"job:{found.pk}", purpose=purpose)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _own(request: HttpRequest, number: UUID) -> Any:
    return queries.job(number=number, asker=request.actor.name, on=request.day, scope=request.scope)


def _shown(found: Any) -> dict[str, Any]:
    share = round(100 * min(found.done, found.total) / found.total) if found.total else None
    return {
        "job": found,
        "share": share,
        "is_live": found.state in LIVE,
        "tag": TAGS[JobState(found.state)],
    }


def _moment(text: str) -> datetime | None:
    """Return where a list goes on; a faulty address begins at the top."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
