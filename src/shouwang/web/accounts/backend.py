"""Finds the account of a name and a password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from shouwang.base.access import EVERYWHERE
from shouwang.lake.home import now, today
from shouwang.stages.org.operations import accounts
from shouwang.stages.org.queries import accounts as known
from shouwang.web import place
from shouwang.web.who import STRANGER


class Accounts(BaseBackend):
    """Asks the organisation."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_rest: Any,
    ) -> Any:
        """Return the account, or nothing."""
        del request
        if not username or not password:
            return None
        home = place.home()
        return accounts.check_password(
            username=username, password=password, at=now(home), by=STRANGER, on=today(home)
        )

    def get_user(self, user_id: int) -> Any:
        """Return the account of a session."""
        return known.account_of(number=user_id, on=today(place.home()), scope=EVERYWHERE)
