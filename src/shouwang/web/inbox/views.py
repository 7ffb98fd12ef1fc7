"""The inbox: what one is told, newest first; opening a message marks it as read."""

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.base.words import _
from shouwang.stages.org.operations import messages
from shouwang.stages.org.queries import messages as known
from shouwang.web.guard import page
from shouwang.web.reading import whole
from shouwang.web.who import account_of

LIMIT = 50  # rows of a page


@page()
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one's messages."""
    rows = known.messages_of(
        account=account_of(request).pk, before=whole(request.GET.get("before")) or None,
        limit=LIMIT + 1, on=request.day, scope=request.scope,
    )  # fmt: skip
    return render(
        request,
        "inbox/list.html",
        {
            "rows": rows[:LIMIT],
            "next": rows[LIMIT - 1].pk if len(rows) > LIMIT else 0,
            "newest": rows[0].pk if rows else 0,
        },
    )


@page()
@require_POST
def open_message(request: HttpRequest, number: int) -> HttpResponse:
    """Mark a message as read and go where it leads."""
    message = messages.mark_read(
        message_id=number, at=request.moment, by=request.actor, on=request.day
    )
    return redirect(message.link or "inbox:list")


@page()
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark what was shown as read; what came in since stays unread."""
    count = messages.mark_all_read(
        until=whole(request.POST.get("until")), at=request.moment, by=request.actor,
        on=request.day,
    )  # fmt: skip
    said.success(request, _("{count} messages are marked as read").format(count=count))
    return redirect("inbox:list")
