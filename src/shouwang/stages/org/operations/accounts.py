"""What is done with accounts: made, given roles, signed in, closed."""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from shouwang.base.access import Actor
from shouwang.stages.org.models import Account


def check_password(
    *, username: str, password: str, at: datetime, by: Actor, on: date
) -> Account | None:
    """Return the account that a name and a password open; a wrong one takes as long as a right."""
    del at, by, on
    account = Account.objects.filter(username=username).first()
    if account is None:
        make_password(password)
        return None
    return account if account.check_password(password) and account.is_active else None
