"""Sessions of people whose browser asks for several things at once: none undoes what another noted."""

from copy import deepcopy
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import router, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

NOTHING = 204  # RFC 9110: nothing to show here


class SessionStore(db.SessionStore):
    """Writes what this request changed, not all that it had read.

    A session is one row. Written back as a whole, a page that takes long would take back the lock
    or the language that was set while it was made.
    """

    def load(self) -> dict[str, Any]:
        """Return what is kept, and remember it, to know later what was changed."""
        found: dict[str, Any] = super().load()
        self._as_read = deepcopy(found)
        return found

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own
        """Write what was changed onto what is kept by now.

        Raises:
            UpdateError: if the session was ended or given another key meanwhile.
        """
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            self._as_read = deepcopy(dict(self.items()))
            return
        own = dict(self.items())
        before: dict[str, Any] = getattr(self, "_as_read", {})
        with transaction.atomic(using=router.db_for_write(self.model)):
            row = self.model.objects.select_for_update().filter(pk=self.session_key).first()
            if row is None:
                raise UpdateError
            kept = self.decode(row.session_data)
            changed = {key: own[key] for key in own if key not in before or own[key] != before[key]}
            left = {key: kept[key] for key in kept if key in own or key not in before}
            row.session_data = self.encode(left | changed)
            row.expire_date = self.get_expiry_date()
            row.save(update_fields=["session_data", "expire_date"])


class Sessions(SessionMiddleware):
    """Lets a browser ask again where its session was ended while a page was made for it."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Save the session; if it is gone, whoever asks again is sent where they must go."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            if request.method not in {"GET", "HEAD"}:
                return response  # it is done; where it leads to sees that nobody is signed in
            return asked_again(request)


def asked_again(request: HttpRequest) -> HttpResponse:
    """Return what lets a browser ask for the same once more, with what it is known by then."""
    if getattr(request, "htmx", None):
        return HttpResponse(status=NOTHING, headers={"HX-Refresh": "true"})
    return redirect(request.get_full_path())
