"""What makes a password: how one is drawn, what makes one weak, what is remembered of the last."""

import secrets
from datetime import date

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.stages.org.models import Account, PastPassword

# Letters and digits that nobody takes for one another when they are read out.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS = 4  # of a drawn password: 79 bits in all
GROUP = 4  # letters of a group
LONGEST = 128  # characters: more only cost time to hash


def drawn_password() -> str:
    """Return a new password that can be read out: ``k7mw-2pqz-…``."""
    groups = ("".join(secrets.choice(LETTERS) for _each in range(GROUP)) for _all in range(GROUPS))
    return "-".join(groups)


def weaknesses(new: str, account: Account, history: int) -> list[Problem]:
    """Return what is wrong with a new password."""
    if len(new) > LONGEST:
        return [Problem("new", _("at most {count} characters").format(count=LONGEST))]
    problems = []
    try:
        validate_password(new, account)
    except ValidationError as error:
        problems = [Problem("new", message) for message in error.messages]
    past = account.past_passwords.all()[:history] if account.pk and history else []
    hashes = [account.password, *(each.password for each in past)]
    if any(hashers.check_password(new, each) for each in hashes if each):
        problems.append(Problem("new", _("you have had this password before")))
    return problems


def set_password(account: Account, new: str, *, history: int, on: date) -> None:
    """Put a password on an account in memory; the one before is remembered."""
    if account.pk and account.password:
        PastPassword.objects.create(account=account, password=account.password, until_date=on)
        kept = list(account.past_passwords.values_list("pk", flat=True)[: max(history, 1)])
        account.past_passwords.exclude(pk__in=kept).delete()
    account.set_password(new)
    account.password_date = on
