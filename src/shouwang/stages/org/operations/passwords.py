"""What is done with passwords: checked, changed, given anew; those used before are not taken."""

from datetime import date, datetime

from django.contrib.auth import hashers
from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.offices import load_offices
from shouwang.stages.org.models import Account
from shouwang.stages.org.operations import audit
from shouwang.stages.org.passwords import LONGEST, set_password, weaknesses


def check_password(
    *, username: str, password: str, at: datetime, by: Actor, on: date
) -> Account | None:
    """Return the account that a name and a password open; a wrong one takes as long as a right."""
    del at, by, on
    account = Account.objects.filter(username=username).first()
    if account is None or not account.is_active or len(password) > LONGEST:
        hashers.make_password(password[:LONGEST])
        return None
    return account if account.check_password(password) else None


@transaction.atomic
def change_own_password(
    *, content: Content, old: str, new: str, at: datetime, by: Actor, on: date
) -> Account:
    """Give one's own account a new password.

    Raises:
        NotAllowed: if nobody is signed in.
        InputProblems: if the old one is wrong, or the new one weak or used before.
    """
    account = Account.objects.select_for_update(of=("self",)).filter(pk=by.account or 0).first()
    if account is None or not account.is_active:
        raise NotAllowed(_("sign in first"))
    if len(old) > LONGEST or not account.check_password(old):
        raise InputProblems([Problem("old", _("this is not your password"))])
    history = load_offices(content).sign_in.password_history
    problems = weaknesses(new, account, history)
    if problems:
        raise InputProblems(problems)
    set_password(account, new, history=history, on=on)
    account.must_change_password = False
    account.save()
    audit.record(what="change_own_password", subject=f"account:{account.pk}", at=at, by=by, on=on)
    return account
