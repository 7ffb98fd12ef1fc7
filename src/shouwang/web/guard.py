"""What a page may load and do, told to the browser; and who may open which page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from shouwang.base.access import NotAllowed
from shouwang.base.words import _

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
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


def page(*roles: str, second_factor: bool = False) -> Callable[[View], View]:
    """Make a view a page for people with one of the roles; for everybody signed in, if none.

    Args:
        second_factor: Whether they must have shown their second factor in this session.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if roles and not request.actor.has_role(*roles):
                raise NotAllowed(_("this page is not for your role"))
            if second_factor and not request.user.is_verified():
                raise NotAllowed(_("sign in with your second factor first"))
            return view(request, *args, **kwargs)

        guarded.page_roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View) -> View:
    """Mark a page that needs no account."""
    view.is_public = True  # type: ignore[attr-defined]
    return view
