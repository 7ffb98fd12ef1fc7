"""What can be asked of accounts: who somebody is, how far they see, who works at a place."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from shouwang.base.access import NOWHERE, Actor, NotFound, Scope
from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.offices import load_offices
from shouwang.stages.org import standing
from shouwang.stages.org.models import Account, Office

LIMIT = 50  # rows of a page


def actor_of(
    *,
    account: Account,
    content: Content,
    households: frozenset[int] | None = None,
    on: date,
    scope: Scope,
) -> Actor:
    """Return who an account is on a day, with the scope that its roles and places give it.

    Whoever has roles that exclude each other, or a place that is not of their role, has no role
    that acts and sees nothing: what was refused when it was assigned is refused when it is used.

    Args:
        households: The households somebody is responsible for, where a role sees only these.
        scope: What whoever asks may see; an account itself asks from nowhere.
    """
    faults = faults_of_account(account=account, content=content, on=on, scope=scope)
    is_sound = account.is_active and not faults
    return Actor(
        name=account.username,
        roles=frozenset(account.roles) if is_sound else frozenset(),
        account=account.pk,
        label=account.label,
        scope=_scope_of(account, content, households) if is_sound else NOWHERE,
    )


def _scope_of(account: Account, content: Content, households: frozenset[int] | None) -> Scope:
    sights = load_offices(content).sights(account.roles)
    own = standing.scope_at(standing.places_of(account), content)
    if "place" in sights:
        return own
    if "households" in sights:
        return replace(own, households=households or frozenset())
    return NOWHERE


def faults_of_account(
    *, account: Account, content: Content, on: date, scope: Scope
) -> list[Problem]:
    """Return why the roles an account has may not be used."""
    del on, scope
    return standing.faults_of(account.roles, standing.places_of(account), content)


def reach_of(*, account: Account, content: Content, on: date, scope: Scope) -> Scope:
    """Return whose accounts an administrator looks after, whose acts an auditor reads: by place.

    It says nothing of households: these roles see none.
    """
    del on, scope
    return standing.scope_at(standing.places_of(account), content)


def needs_second_factor(*, account: Account, content: Content, on: date, scope: Scope) -> bool:
    """Tell whether a password alone is not enough for one of the roles of an account."""
    del on, scope
    return load_offices(content).needs_second_factor(account.roles)


def must_change_password(*, account: Account, content: Content, on: date, scope: Scope) -> bool:
    """Tell whether a new password comes before anything else: a first one, or one too old."""
    del scope
    days = load_offices(content).sign_in.password_days
    if account.must_change_password or account.password_date is None:
        return True
    return bool(days) and on > account.password_date + timedelta(days=days)


def account_of(*, number: int, on: date, scope: Scope) -> Account | None:
    """Return an account that is open, by its number."""
    del on, scope
    found = Account.objects.select_related("office").filter(pk=number).first()
    return found if found is not None and found.is_active else None


def account_named(*, username: str, on: date, scope: Scope) -> Account | None:
    """Return the account of a name, closed ones too; everybody's, from everywhere alone."""
    del on
    if not scope.is_everything:
        return None
    return Account.objects.select_related("office").filter(username=username).first()


def account_within(*, number: int, content: Content, on: date, scope: Scope) -> Account:
    """Return an account of those somebody looks after.

    Raises:
        NotFound: if there is none, or only outside the scope.
    """
    del on
    found = _within_reach(scope, content).filter(pk=number).first()
    if found is None:
        raise NotFound(_("there is no such account in your area"))
    return found


def accounts_listed(
    *,
    content: Content,
    text: str = "",
    role: str = "",
    after: str = "",
    limit: int = LIMIT,
    on: date,
    scope: Scope,
) -> list[Account]:
    """Return accounts by their names, after one of them.

    Args:
        text: The beginning of a username, or a part of the name of a person or an office.
    """
    del on
    found = _within_reach(scope, content).filter(username__gt=after).order_by("username")
    if text:
        found = found.filter(
            Q(username__istartswith=text)
            | Q(label__icontains=text)
            | Q(office__name__icontains=text)
        )
    if not role:
        return list(found[:limit])
    rows: list[Account] = []
    for each in found.iterator(chunk_size=1000):
        if role in each.roles:
            rows.append(each)
            if len(rows) == limit:
                break
    return rows


def _within_reach(scope: Scope, content: Content) -> QuerySet[Account]:
    found = Account.objects.select_related("office")
    if scope.is_everything:
        return found
    return found.filter(office__region__in=standing.codes_in(scope, content))


def accounts_in(
    *, codes: Collection[str], roles: Collection[str] = (), on: date, scope: Scope
) -> list[Account]:
    """Return the open accounts whose own places are among the codes, to be written to.

    Args:
        roles: Only those with one of these roles; all, if none is named.
        scope: That of the actor in whose name it is written.
    """
    del on, scope
    wanted = set(codes)
    is_open = Account.objects.select_related("office").filter(closed_date=None)
    found = [
        *is_open.filter(places=[], office__region__in=wanted),
        *(each for each in is_open.exclude(places=[]) if wanted.intersection(each.places)),
    ]
    return [each for each in found if not roles or set(roles).intersection(each.roles)]


def accounts_with(*, numbers: Collection[int], on: date, scope: Scope) -> list[Account]:
    """Return the open accounts of these numbers."""
    del on, scope
    return list(Account.objects.select_related("office").filter(pk__in=numbers, closed_date=None))


def labels_of(*, usernames: Collection[str], on: date, scope: Scope) -> dict[str, str]:
    """Return username → how the person is called, of those that are names of accounts."""
    del on, scope
    found = Account.objects.filter(username__in=set(usernames))
    return dict(found.values_list("username", "label"))


def successors(*, account: Account, content: Content, on: date, scope: Scope) -> list[Account]:
    """Return who may take over the work of an account: open ones that have all of its places."""
    del on
    places = set(standing.places_of(account))
    found = _within_reach(scope, content).filter(closed_date=None).exclude(pk=account.pk)
    return [
        each
        for each in found.filter(
            Q(office__region__in=places) | Q(office=account.office_id) | ~Q(places=[])
        ).order_by("username")
        if places <= set(standing.places_of(each)) or each.office_id == account.office_id
    ]


def offices_listed(
    *, content: Content, text: str = "", limit: int = LIMIT, on: date, scope: Scope
) -> list[Office]:
    """Return offices by their names."""
    del on
    found = Office.objects.order_by("name", "region")
    if not scope.is_everything:
        found = found.filter(region__in=standing.codes_in(scope, content))
    if text:
        found = found.filter(name__icontains=text)
    return list(found[:limit])


def count_open_administrators(*, on: date, scope: Scope) -> int:
    """Return how many open accounts are administrators of the whole; never of a part."""
    del on
    if not scope.is_everything:
        return 0
    rows: Sequence[Account] = list(Account.objects.filter(closed_date=None))
    return sum("admin" in each.roles for each in rows)
