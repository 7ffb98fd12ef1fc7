"""Who asks, and when: actor, scope and day of every request; the lock of those who went away."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from shouwang.base.access import NOWHERE, Actor
from shouwang.base.words import use_language_here
from shouwang.lake.folder import Home
from shouwang.lake.home import now, today
from shouwang.rules.offices import load_offices
from shouwang.stages.cases.queries import pairings
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.org.queries import accounts
from shouwang.web import place
from shouwang.web.loopback import is_loopback

# After so long without a click the page asks for the password again, where the content says nothing.
IDLE_SECONDS = 30 * 60
MINUTE = 60  # seconds
# The latest click is noted so many times in an idle span: not with every click, for each is a write.
NOTES = 60
LATEST = "latest_click"
LOCKED = "locked"
HELPER = "helper"
STRANGER = Actor("-", scope=NOWHERE)


class Who:
    """Puts `home`, `day`, `moment`, `actor` and `scope` on every request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with place.one_home() as home:
            return self._answered(request, home)

    def _answered(self, request: HttpRequest, home: Home) -> HttpResponse:
        request.home = home
        request.day, request.moment = today(request.home), now(request.home)
        request.actor, request.scope, request.is_locked = STRANGER, NOWHERE, False
        if (
            request.user.is_authenticated
            and account_of(request).is_demo
            and not is_loopback(request)
        ):
            logout(request)
        if request.user.is_authenticated:
            _recognise(request)
        wanted = request.session.get("language") or getattr(request.user, "language", "")
        language = "en" if wanted == "en" else "zh_Hans"
        use_language_here(language)
        with translation.override("en" if language == "en" else "zh-hans"):
            return self.answer(request)


def idle_seconds() -> int:
    """Return how long a screen may be idle."""
    minutes = load_offices(place.content()).sign_in.idle_minutes
    return minutes * MINUTE if minutes else IDLE_SECONDS


def account_of(request: HttpRequest) -> Any:
    """Return the account that is signed in; only pages that want one ask."""
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """Return who is signed in, locked or not."""
    account, day = account_of(request), request.day
    households = None
    if HELPER in account.roles:
        households = pairings.households_of(account=account.pk, on=day, scope=NOWHERE)
    return accounts.actor_of(
        account=account, content=place.content(), households=households, on=day, scope=NOWHERE
    )


def lock(request: HttpRequest, actor: Actor) -> None:
    """Lock the screen until the password is given again."""
    if not request.session.get(LOCKED):
        request.session[LOCKED] = True
        audit.record(
            what="lock", subject=f"account:{actor.account}", at=request.moment,
            kind=AuditKind.ENTRY, by=actor, on=request.day,
        )  # fmt: skip
    request.is_locked = True
    request.actor, request.scope = STRANGER, NOWHERE


def _recognise(request: HttpRequest) -> None:
    actor = actor_of(request)
    moment, idle = request.moment.timestamp(), idle_seconds()
    latest = request.session.get(LATEST)
    # Of two clicks at once the later one may be noted before the earlier one is looked at.
    since = 0 if latest is None else abs(moment - latest)
    if request.session.get(LOCKED) or since > idle:
        lock(request, actor)
        return
    if latest is None or since >= idle / NOTES:
        request.session[LATEST] = moment
    request.actor, request.scope = actor, actor.scope
