"""Who asks, and when: actor, scope and day of every request; the lock of those who went away."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from shouwang.base.access import NOWHERE, Actor
from shouwang.base.words import use_language_here
from shouwang.lake.home import now, today
from shouwang.stages.org.queries import accounts
from shouwang.web import place

# After so long without a click the page asks for the password again.
IDLE_SECONDS = 30 * 60
LATEST = "latest_click"
STRANGER = Actor("-", scope=NOWHERE)


class Who:
    """Puts `home`, `day`, `moment`, `actor` and `scope` on every request."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.home = place.home()
        request.day, request.moment = today(request.home), now(request.home)
        request.actor, request.scope = STRANGER, NOWHERE
        if request.user.is_authenticated:
            moment = request.moment.timestamp()
            if not 0 <= moment - request.session.get(LATEST, moment) <= IDLE_SECONDS:
                logout(request)
                return redirect("accounts:sign_in")
            request.session[LATEST] = moment
            request.actor = accounts.actor_of(
                account=request.user, content=place.content(), on=request.day, scope=NOWHERE
            )
            request.scope = request.actor.scope
        wanted = request.session.get("language") or getattr(request.user, "language", "")
        language = "en" if wanted == "en" else "zh_Hans"
        use_language_here(language)
        with translation.override("en" if language == "en" else "zh-hans"):
            return self.answer(request)
