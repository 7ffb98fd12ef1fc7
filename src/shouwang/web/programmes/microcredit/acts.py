"""What is done on the pages of loans: somebody was reminded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shouwang.base.words import _
from shouwang.stages.programmes.microcredit.operations import reminders as acts
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.programmes.asking import tried
from shouwang.web.programmes.microcredit.views import loan_page


@page(*acts.REMINDERS)
@require_POST
def remind(request: HttpRequest, number: str) -> HttpResponse:
    """Keep that a borrower was reminded."""
    sent = request.POST

    def do() -> object:
        told = acts.Told(sent.get("way", ""), sent.get("outcome", ""), sent.get("note", ""))
        return acts.remind(
            home=request.home, content=place.content(), number=number, told=told,
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip

    def then(_done: object) -> HttpResponse:
        messages.success(request, _("the reminder is kept"))
        return redirect("microcredit:loan", number)

    return tried(
        request, do, then=then, again=lambda **more: loan_page(request, number, typed=sent, **more)
    )
