"""Signing in and out, and the locked screen."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shouwang.base.access import EVERYWHERE
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.org.queries import accounts
from shouwang.web import kept, who
from shouwang.web.accounts.backend import LONGEST_USERNAME
from shouwang.web.guard import AWAKE, FACTOR, PASSWORD, page, public, way_back
from shouwang.web.statuses import FORBIDDEN

NOTHING = 204  # RFC 9110: done, and nothing to show
WRONG = 422  # RFC 9110: understood, and not right
BY_SELF = (AWAKE, PASSWORD, FACTOR)


class SignIn(LoginView):
    """The page to sign in."""

    template_name = "accounts/sign_in.html"

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and note it."""
        answer = super().form_valid(form)
        self.request.session.pop(who.LOCKED, None)
        self.request.session[who.LATEST] = self.request.moment.timestamp()
        _note(self.request, "sign_in", form.get_user().pk)
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say so, and note it."""
        _note(self.request, "sign_in_failed", _account_tried(self.request))
        return self.render_to_response(self.get_context_data(form=form))


sign_in = public(SignIn.as_view())


def _account_tried(request: HttpRequest) -> int | None:
    """Return whose name was typed; what is no name may be a password, and is not kept."""
    name = request.POST.get("username", "")[:LONGEST_USERNAME]
    found = accounts.account_named(username=name, on=request.day, scope=EVERYWHERE)
    return found.pk if found else None


def _note(request: HttpRequest, what: str, account: int | None) -> None:
    audit.record(
        what=what,
        subject=f"account:{account}" if account else "account:-",
        at=request.moment,
        kind=AuditKind.ENTRY,
        by=who.actor_of(request) if request.user.is_authenticated else who.STRANGER,
        on=request.day,
    )


@page(early=BY_SELF)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    _note(request, "sign_out", request.user.pk)
    logout(request)
    return redirect("accounts:sign_in")


@page(early=BY_SELF)
@require_POST
def lock_screen(request: HttpRequest) -> HttpResponse:
    """Lock the screen now: the page does so by itself when nobody touches it."""
    who.lock(request, who.actor_of(request))
    return HttpResponse(status=NOTHING) if _is_script(request) else redirect("accounts:locked")


@page(early=BY_SELF)
@require_POST
def awake(request: HttpRequest) -> HttpResponse:
    """Hear that somebody still types on a page; a locked one stays locked."""
    return HttpResponse(status=FORBIDDEN if request.is_locked else NOTHING)


@sensitive_post_parameters("password")
@page(early=BY_SELF)
def locked(request: HttpRequest) -> HttpResponse:
    """Ask for the password again, and go back to where somebody was."""
    said = {"next": way_back(request), "account": request.user, "is_wrong": False}
    if not request.is_locked:
        return redirect(way_back(request))
    if request.method != "POST":
        return render(request, "accounts/screen.html", said)
    own = who.actor_of(request)
    found = authenticate(
        request, username=request.user.username, password=request.POST.get("password", "")
    )
    if found is None or found.pk != request.user.pk:
        _note(request, "unlock_failed", own.account)
        if getattr(request, "axes_locked_out", False):
            logout(request)
        if _is_script(request):
            return HttpResponse(status=WRONG)
        return render(request, "accounts/screen.html", {**said, "is_wrong": True}, status=WRONG)
    request.session.pop(who.LOCKED, None)
    request.session[who.LATEST] = request.moment.timestamp()
    _note(request, "unlock", own.account)
    if _is_script(request):
        return HttpResponse(status=NOTHING)
    return redirect(kept.way_on(request, way_back(request)))


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Say that a name is locked for a while after too many wrong passwords."""
    _note(request, "locked_out", _account_tried(request))
    said = {
        "tries": settings.AXES_FAILURE_LIMIT,
        "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // who.MINUTE),
    }
    return render(request, "accounts/locked.html", said, status=FORBIDDEN)
