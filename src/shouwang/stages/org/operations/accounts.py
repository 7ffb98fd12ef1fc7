"""What is done with accounts: made, given roles and places, given a new password, closed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django_otp import devices_for_user

from shouwang.base.access import Actor, NotAllowed, Scope
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.offices import load_offices
from shouwang.stages.org import standing
from shouwang.stages.org.models import Account, Office
from shouwang.stages.org.operations import audit, passwords
from shouwang.stages.org.passwords import drawn_password, set_password, weaknesses
from shouwang.stages.org.queries import accounts as known
from shouwang.stages.org.scoping import change

# A letter first, so that nobody signs in by an ID number or a phone.
USERNAME = re.compile(r"^[a-z][a-z0-9._-]{1,59}$")
PHONE = re.compile(r"^1[0-9]{10}$")
LONGEST_LABEL = 60  # characters, as the column is wide
LONGEST_OFFICE = 120  # characters, as the column is wide

check_password = passwords.check_password


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an account is to be.

    Attributes:
        region: The code of the region of the office; the office is made if it is not there.
        places: Codes of their own places; the region of the office, if there are none.
    """

    label: str
    office: str
    region: str
    roles: tuple[str, ...]
    places: tuple[str, ...] = ()
    phone: str = ""
    department: str = ""


@transaction.atomic
def add_account(
    *,
    content: Content,
    username: str,
    wanted: Wanted,
    password: str = "",
    is_demo: bool = False,
    at: datetime,
    by: Actor,
    on: date,
) -> tuple[Account, str]:
    """Make an account and return it with its first password, which is to be changed at once.

    Args:
        password: The first password; one is drawn if it is empty.

    Raises:
        NotAllowed: if whoever asks is no administrator.
        InputProblems: with everything that is wrong with the name, the roles, the places.
    """
    _only_administrators(by)
    problems = [*_faulty_name(username), *_faulty(wanted, content, by, on)]
    if problems:
        raise InputProblems(problems)
    account = Account(
        username=username,
        is_demo=is_demo,
        must_change_password=not is_demo,
        changed_by=by.label or by.name,
        changed_at=at,
        **_fields(wanted, content),
    )
    if password and not is_demo:
        faults = weaknesses(password, account, 0)
        if faults:
            raise InputProblems(Problem("password", each.message) for each in faults)
    password = password or drawn_password()
    set_password(account, password, history=0, on=on)
    account.save()
    audit.record(
        what="add_account", subject=f"account:{account.pk}", at=at, by=by, on=on,
        detail={"roles": list(wanted.roles), "places": standing.places_of(account)},
    )  # fmt: skip
    return account, password


@transaction.atomic
def change_account(
    *,
    content: Content,
    number: int,
    version: int,
    wanted: Wanted,
    at: datetime,
    by: Actor,
    on: date,
) -> Account:
    """Give an account other roles, places or another office.

    Raises:
        NotAllowed, NotFound: if it is not for whoever asks.
        Stale: if somebody has changed it meanwhile.
        InputProblems: with everything that is wrong with the roles and places.
    """
    account = _account(number, content, by, on)
    if account.pk == by.account and set(wanted.roles) != set(account.roles):
        raise NotAllowed(_("nobody gives roles to themselves: ask another administrator"))
    problems = _faulty(wanted, content, by, on)
    if problems:
        raise InputProblems(problems)
    before = {"roles": account.roles, "places": standing.places_of(account)}
    change(account, version, at=at, by=by, **_fields(wanted, content))
    audit.record(
        what="change_account", subject=f"account:{account.pk}", at=at, by=by, on=on,
        detail={
            "before": before,
            "after": {"roles": list(wanted.roles), "places": standing.places_of(account)},
        },
    )  # fmt: skip
    return account


@transaction.atomic
def reset_password(
    *, content: Content, number: int, version: int, at: datetime, by: Actor, on: date
) -> str:
    """Draw a new password for an account and return it; who is signed in there is out.

    Raises:
        NotAllowed, NotFound, Stale: see `change_account`.
    """
    account = _account(number, content, by, on)
    if account.is_demo:
        raise NotAllowed(_("the password of a demo account stands where the demo is made"))
    password = drawn_password()
    set_password(account, password, history=_history(content), on=on)
    change(
        account, version, at=at, by=by, password=account.password, password_date=on,
        must_change_password=True,
    )  # fmt: skip
    audit.record(what="reset_password", subject=f"account:{account.pk}", at=at, by=by, on=on)
    return password


@transaction.atomic
def forget_second_factor(
    *, content: Content, number: int, version: int, at: datetime, by: Actor, on: date
) -> int:
    """Take the second factor off an account whose phone is lost; return how many devices there were.

    Raises:
        NotAllowed, NotFound, Stale: see `change_account`; nobody does it for themselves.
    """
    account = _account(number, content, by, on)
    if account.pk == by.account:
        raise NotAllowed(_("ask another administrator: nobody takes off their own second factor"))
    change(account, version, at=at, by=by)
    devices = list(devices_for_user(account, confirmed=None))
    for device in devices:
        device.delete()
    audit.record(
        what="forget_second_factor", subject=f"account:{account.pk}", at=at, by=by, on=on,
        detail={"devices": len(devices)},
    )  # fmt: skip
    return len(devices)


@transaction.atomic
def close_account(
    *, content: Content, number: int, version: int, at: datetime, by: Actor, on: date
) -> Account:
    """Close an account; what it did stays where it is.

    Its open work is handed over before: `cases.operations.handover`.

    Raises:
        NotAllowed, NotFound, Stale: see `change_account`; nobody closes their own, nor the last
            administrator's.
    """
    account = _account(number, content, by, on)
    if account.pk == by.account:
        raise NotAllowed(_("nobody closes their own account"))
    if not account.is_active:
        raise NotAllowed(_("this account is closed already"))
    change(account, version, at=at, by=by, closed_date=on)
    if "admin" in account.roles and not any(
        "admin" in each.roles for each in Account.objects.filter(closed_date=None)
    ):
        raise NotAllowed(_("this is the last administrator: add another one first"))
    audit.record(what="close_account", subject=f"account:{account.pk}", at=at, by=by, on=on)
    return account


@transaction.atomic
def choose_settings(
    *, language: str, large_type: bool, at: datetime, by: Actor, on: date
) -> Account:
    """Keep the language and the size of type of one's own account.

    Raises:
        NotAllowed: if nobody is signed in.
    """
    account = Account.objects.filter(pk=by.account or 0, closed_date=None).first()
    if account is None:
        raise NotAllowed(_("sign in first"))
    account.language = "en" if language == "en" else "zh_Hans"
    account.large_type = large_type
    account.save(update_fields=["language", "large_type"])
    audit.record(what="choose_settings", subject=f"account:{account.pk}", at=at, by=by, on=on)
    return account


def _only_administrators(by: Actor) -> None:
    if not (by.is_program or by.has_role("admin")):
        raise NotAllowed(_("only an administrator looks after accounts"))


def _account(number: int, content: Content, by: Actor, on: date) -> Account:
    _only_administrators(by)
    return known.account_within(
        number=number, content=content, on=on, scope=reach(content=content, by=by, on=on)
    )


def reach(*, content: Content, by: Actor, on: date) -> Scope:
    """Return whose accounts an actor looks after; who has no account works on the machine itself.

    Raises:
        NotAllowed: if whoever asks is no administrator.
    """
    _only_administrators(by)
    if by.account is None:
        return by.scope
    own = Account.objects.select_related("office").get(pk=by.account)
    return known.reach_of(account=own, content=content, on=on, scope=by.scope)


def _faulty_name(username: str) -> Iterator[Problem]:
    if not USERNAME.match(username):
        yield Problem(
            "username",
            _("{name} is no name to sign in with").format(name=username[:LONGEST_LABEL]),
            _("a letter first, then small letters, digits, dot, hyphen; no ID number, no phone"),
        )
    elif Account.objects.filter(username=username).exists():
        yield Problem("username", _("this name is taken"), _("choose another"))


def _faulty(wanted: Wanted, content: Content, by: Actor, on: date) -> list[Problem]:
    problems = [
        Problem(where, _("it is missing"))
        for where, value in (("label", wanted.label), ("office", wanted.office))
        if not value.strip()
    ]
    for where, text, longest in (
        ("label", wanted.label, LONGEST_LABEL), ("office", wanted.office, LONGEST_OFFICE),
    ):  # fmt: skip
        if len(text) > longest:
            problems.append(Problem(where, _("at most {count} characters").format(count=longest)))
    if not wanted.roles:
        problems.append(Problem("roles", _("no role is chosen"), _("choose one at least")))
    if wanted.phone and not PHONE.match(wanted.phone):
        problems.append(Problem("phone", _("this is no mobile phone"), _("11 digits, first a 1")))
    if wanted.region not in content.regions:
        problems.append(
            Problem("region", _("there is no such region"), _("choose it from the list"))
        )
        return problems
    places = wanted.places or (wanted.region,)
    problems += standing.faults_of(wanted.roles, places, content)
    problems += _out_of_reach((wanted.region, *wanted.places), content, by, on)
    return problems


def _out_of_reach(codes: Sequence[str], content: Content, by: Actor, on: date) -> Iterator[Problem]:
    own = reach(content=content, by=by, on=on)
    for code in codes:
        if not own.covers(content.ancestors(code)):
            yield Problem("places", _("{code} is not in your area").format(code=code))


def _fields(wanted: Wanted, content: Content) -> dict[str, Any]:
    office, _made = Office.objects.get_or_create(
        name=wanted.office.strip(),
        region=wanted.region,
        defaults={
            "level": content.regions[wanted.region].level,
            "department": wanted.department,
        },
    )
    places = [] if wanted.places == (wanted.region,) else list(wanted.places)
    return {
        "label": wanted.label.strip(), "office": office, "roles": list(wanted.roles),
        "places": places, "phone": wanted.phone,
    }  # fmt: skip


def _history(content: Content) -> int:
    return load_offices(content).sign_in.password_history
