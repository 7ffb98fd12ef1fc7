"""One's own account: password, language, size of type."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from shouwang.base.access import NOWHERE
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.offices import load_offices
from shouwang.stages.org.operations import accounts, passwords
from shouwang.stages.org.queries import accounts as known, factors
from shouwang.stages.org.standing import places_of
from shouwang.web import kept, place
from shouwang.web.guard import FACTOR, PASSWORD, has_second_factor, page, way_back
from shouwang.web.who import account_of

WRONG = 422  # RFC 9110: understood, and not right


@page(early=(FACTOR,))
def me(request: HttpRequest) -> HttpResponse:
    """Show one's own account, and keep language and size of type."""
    if request.method == "POST":
        language = request.POST.get("language", "")
        accounts.choose_settings(
            language=language, large_type="large_type" in request.POST, at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
        request.session["language"] = "en" if language == "en" else "zh_Hans"
        messages.success(request, _("your settings are kept"))
        return redirect("accounts:me")
    asked = {"account": account_of(request), "content": place.content(), "on": request.day}
    return render(
        request,
        "accounts/me.html",
        {
            "account": account_of(request),
            "places": places_of(account_of(request)),
            "faults": known.faults_of_account(**asked, scope=NOWHERE),
            "factor": factors.factor_of(
                account=account_of(request).pk, on=request.day, scope=NOWHERE
            ),
            "is_demanded": known.needs_second_factor(**asked, scope=NOWHERE),
            "is_shown": has_second_factor(request),
        },
    )


@sensitive_post_parameters()
@page()
def kept_form(request: HttpRequest) -> HttpResponse:
    """Offer what was sent while the screen was locked to be sent once more, or forget it."""
    if request.method == "POST":
        kept.forget(request)
        return redirect("home")
    form = kept.found(request)
    if form is None:
        return redirect("home")
    return render(request, "accounts/kept.html", {"form": form})


@sensitive_post_parameters("old", "new", "again")
@page(early=(PASSWORD, FACTOR))
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; asked for on the first day, and when it is too old."""
    rules = load_offices(place.content()).sign_in
    must = known.must_change_password(
        account=account_of(request), content=place.content(), on=request.day, scope=NOWHERE
    )
    said = {"rules": rules, "must": must, "next": way_back(request), "problems": ()}
    if request.method != "POST":
        return render(request, "accounts/password.html", said)
    try:
        _fail_if_they_differ(request)
        account = passwords.change_own_password(
            content=place.content(), old=request.POST.get("old", ""),
            new=request.POST.get("new", ""), at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as error:
        said["problems"] = error.problems
        return render(request, "accounts/password.html", said, status=WRONG)
    update_session_auth_hash(request, account)
    messages.success(request, _("your password is changed; other sessions of yours are closed"))
    return redirect(kept.way_on(request, way_back(request)))


def _fail_if_they_differ(request: HttpRequest) -> None:
    if request.POST.get("new") != request.POST.get("again"):
        raise InputProblems([Problem("again", _("the two new passwords differ"))])
