"""What a page may load and do, told to the browser; and who may open which page."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from shouwang.base.access import NOWHERE, NotAllowed
from shouwang.base.words import _
from shouwang.stages.org.queries import accounts
from shouwang.web import kept, place
from shouwang.web.loopback import is_loopback
from shouwang.web.who import account_of

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
NOTHING = 204  # RFC 9110: nothing to show here
View = Callable[..., HttpResponse]


class SecurityHeaders:
    """Sends the content policy and its companions with every answer."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def page(
    *roles: str, second_factor: bool = False, early: Collection[str] = ()
) -> Callable[[View], View]:
    """Make a view a page for people with one of the roles; for everybody signed in, if none.

    Whoever may not open it yet is sent where that can be mended, and back.

    Args:
        second_factor: Whether they must have shown their second factor in this session, even if
            their role does not demand it of every page.
        early: Which of `STAGES` need not have been passed.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            for stage, is_passed in _STAGES.items():
                if stage not in early and not is_passed(request):
                    kept.keep(request)
                    return sent_to(request, stage)
            if roles and not request.actor.has_role(*roles):
                raise NotAllowed(_why_not(request))
            wants = second_factor or (FACTOR not in early and _demands_factor(request))
            if wants and not has_second_factor(request):
                kept.keep(request)
                return sent_to(request, FACTOR)
            kept.forget_if_sent(request)
            return view(request, *args, **kwargs)

        guarded.page_roles = frozenset(roles)  # type: ignore[attr-defined]
        guarded.wants_second_factor = second_factor  # type: ignore[attr-defined]
        return guarded

    return decorate


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether the second factor has been shown in this session.

    A demo account needs none on the machine itself, where alone it may sign in.
    """
    account = account_of(request)
    if account.is_demo and is_loopback(request):
        return True
    return bool(account.is_verified())


def sent_to(request: HttpRequest, stage: str) -> HttpResponse:
    """Send somebody to the page that a stage wants, and from there back to where they were."""
    address = with_next(PAGES[stage], where_from(request))
    if request.htmx:
        return HttpResponse(status=NOTHING, headers={"HX-Redirect": address})
    return redirect(address)


def with_next(name: str, back: str) -> str:
    """Return the address of a page that sends somebody back when it is done."""
    return f"{reverse(name)}?{urlencode({'next': back}, safe='/')}"


def where_from(request: HttpRequest) -> str:
    """Return the page somebody is on: what they asked for, or where the form they sent stands."""
    if request.method == "GET" and not request.htmx:
        return str(request.get_full_path())
    given = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    parts = urlsplit(given)
    is_ours = bool(given) and url_has_allowed_host_and_scheme(given, {request.get_host()})
    return f"{parts.path}?{parts.query}" if is_ours and parts.query else parts.path or "/"


def way_back(request: HttpRequest) -> str:
    """Return where `sent_to` was told to send somebody back to; a path of ours only."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    # Only what begins with a slash is a path: a redirect takes anything else for a view's name.
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return str(wanted) if is_ours else "/"


def _has_fresh_password(request: HttpRequest) -> bool:
    return not accounts.must_change_password(
        account=account_of(request), content=place.content(), on=request.day, scope=NOWHERE
    )


def _demands_factor(request: HttpRequest) -> bool:
    return accounts.needs_second_factor(
        account=account_of(request), content=place.content(), on=request.day, scope=NOWHERE
    )


def _why_not(request: HttpRequest) -> str:
    """Return why somebody has not the role of a page, or none at all."""
    faults = accounts.faults_of_account(
        account=account_of(request), content=place.content(), on=request.day, scope=NOWHERE
    )
    if not faults:
        return _("this page is not for your role")
    return _("your account cannot be used: {why}; the administrator mends it").format(
        why="; ".join(each.message for each in faults)
    )


IN, AWAKE, PASSWORD, FACTOR = "sign-in", "lock", "password", "factor"
# What comes before a page, in this order; and the page that leads past it.
_STAGES: dict[str, Callable[[HttpRequest], bool]] = {
    IN: lambda request: bool(request.user.is_authenticated),
    AWAKE: lambda request: not request.is_locked,
    PASSWORD: _has_fresh_password,
}
STAGES = (*_STAGES, FACTOR)
PAGES = {
    IN: "accounts:sign_in",
    AWAKE: "accounts:locked",
    PASSWORD: "accounts:password",
    FACTOR: "accounts:verify",
}


def public(view: Callable[..., Any]) -> View:
    """Mark a page that needs no account."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
