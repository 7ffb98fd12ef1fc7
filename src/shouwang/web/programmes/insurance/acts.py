"""What is done on the pages of settlements: a banner is settled, a difference is answered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shouwang.base.words import _
from shouwang.stages.programmes.insurance.operations import settlements as acts
from shouwang.stages.programmes.insurance.queries import settlements as known
from shouwang.stages.register.held import RegisterEmpty
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.programmes.asking import tried
from shouwang.web.programmes.insurance.views import claim_page, settlement_page
from shouwang.web.reading import whole


@page(*acts.SETTLERS)
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Work out a banner's claims."""
    banner = request.POST.get("banner", "")

    def do() -> object:
        return acts.settle_banner(
            home=request.home, policy=place.policy(), banner=banner, at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip

    def then(made: Any) -> HttpResponse:
        messages.success(
            request,
            _("{claims} claims are settled, {count} differ").format(
                claims=made.claims, count=made.differing
            ),
        )
        response = redirect("insurance:settlement")
        response["Location"] += f"?place={banner}"
        return response

    try:
        return tried(request, do, again=lambda **more: settlement_page(request, **more), then=then)
    except RegisterEmpty as missing:
        messages.warning(request, str(missing))
        return redirect("insurance:settlement")


@page(*acts.ANSWERERS)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer a difference."""
    sent = request.POST
    found = known.difference(difference_id=number, on=request.day, scope=request.scope)

    def do() -> object:
        return acts.answer_difference(
            difference_id=number, version=whole(sent.get("version")),
            reply=acts.Reply(sent.get("state", ""), sent.get("words", "")), at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip

    def then(_done: object) -> HttpResponse:
        messages.success(request, _("the answer is kept"))
        return redirect("insurance:claim", found.case_number)

    return tried(
        request, do, then=then,
        again=lambda **more: claim_page(request, found.case_number, typed=sent, **more),
    )  # fmt: skip
