"""The second factor: set up with a phone's app, shown after signing in."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as keep_device

from shouwang.base.access import NOWHERE
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.stages.org.operations import factors
from shouwang.stages.org.queries import factors as known
from shouwang.web import kept
from shouwang.web.guard import FACTOR, has_second_factor, page, way_back, with_next
from shouwang.web.who import account_of

SET_UP = "accounts:second_factor"
WRONG = 422  # RFC 9110: understood, and not right
SCALE = 5  # pixels of a dot of the picture


@sensitive_post_parameters("token")
@page(early=(FACTOR,))
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the app, and go back to where somebody was."""
    back = way_back(request)
    said: dict[str, Any] = {"next": back, "problems": (), "factor": _own(request)}
    if has_second_factor(request):
        return redirect(back)
    if not said["factor"].is_set_up:
        return redirect(with_next(SET_UP, back))
    if request.method != "POST":
        return render(request, "accounts/verify.html", said)
    try:
        device = factors.show_second_factor(
            home=request.home, token=request.POST.get("token", ""), at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as error:
        said["problems"] = error.problems
        return render(request, "accounts/verify.html", said, status=WRONG)
    keep_device(request, device)
    return redirect(kept.way_on(request, back))


@sensitive_post_parameters("token")
@page(early=(FACTOR,))
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the key that was drawn as a picture; take the app into use by its first code."""
    said: dict[str, Any] = {"next": way_back(request), "problems": (), "factor": _own(request)}
    said["is_shown"] = has_second_factor(request)
    if request.method == "POST":
        try:
            device, codes = factors.confirm_second_factor(
                home=request.home, token=request.POST.get("token", ""),
                is_verified=has_second_factor(request), at=request.moment, by=request.actor,
                on=request.day,
            )  # fmt: skip
        except InputProblems as error:
            said |= {"problems": error.problems, **_drawn(request)}
            return render(request, "accounts/second_factor.html", said, status=WRONG)
        keep_device(request, device)
        return render(
            request, "accounts/recovery_codes.html", {"codes": codes, "next": said["next"]}
        )
    return render(request, "accounts/second_factor.html", {**said, **_drawn(request)})


@page(early=(FACTOR,))
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Draw a key."""
    factors.begin_second_factor(
        home=request.home,
        is_verified=has_second_factor(request),
        at=request.moment,
        by=request.actor,
        on=request.day,
    )
    return redirect(with_next(SET_UP, way_back(request)))


@page(second_factor=True)
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Draw new recovery codes and show them once."""
    drawn = factors.renew_recovery_codes(
        home=request.home,
        is_verified=has_second_factor(request),
        at=request.moment,
        by=request.actor,
        on=request.day,
    )
    messages.success(request, _("the codes of before no longer count"))
    return render(request, "accounts/recovery_codes.html", {"codes": drawn, "next": "/"})


def _own(request: HttpRequest) -> known.Factor:
    return known.factor_of(account=account_of(request).pk, on=request.day, scope=NOWHERE)


def _drawn(request: HttpRequest) -> dict[str, str]:
    """Return the secret that waits for its first code: as a picture, and to be typed."""
    drawn = known.drawn_secret(
        home=request.home, account=account_of(request).pk, on=request.day, scope=NOWHERE
    )
    if not drawn.address:
        return {}
    picture = segno.make(drawn.address).svg_data_uri(scale=SCALE, border=2)
    return {"picture": str(picture), "typed": drawn.typed}
