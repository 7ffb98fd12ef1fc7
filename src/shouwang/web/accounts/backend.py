"""Finds the account of a name and a password."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from shouwang.base.access import EVERYWHERE
from shouwang.lake.home import now, today
from shouwang.stages.org.operations import passwords
from shouwang.stages.org.queries import accounts as known
from shouwang.web import place
from shouwang.web.loopback import is_loopback
from shouwang.web.who import STRANGER

LONGEST_USERNAME = 60  # characters, as the column is wide


class Accounts(BaseBackend):
    """Asks the organisation."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_rest: Any,
    ) -> Any:
        """Return the account, or nothing; a demo account from this machine alone."""
        if not username or not password or len(username) > LONGEST_USERNAME:
            return None
        home = place.home()
        found = passwords.check_password(
            username=username, password=password, at=now(home), by=STRANGER, on=today(home)
        )
        if found is not None and found.is_demo and not is_loopback(request):
            return None
        return found

    def get_user(self, user_id: int) -> Any:
        """Return the account of a session."""
        return known.account_of(number=user_id, on=today(place.home()), scope=EVERYWHERE)


def name_to_lock(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the name whose failures are counted: what was typed, no longer than a name can be."""
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(typed)[:LONGEST_USERNAME]
