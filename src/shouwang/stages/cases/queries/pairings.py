"""What can be asked of pairings: who is responsible for a household, and for whom somebody is."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from shouwang.base.access import Scope
from shouwang.rules.content import Content
from shouwang.stages.cases.models import Pairing
from shouwang.stages.org.queries import accounts
from shouwang.stages.org.scoping import within

# More households than anybody can be responsible for: a bound on what a page lists.
LIMIT = 200
PAGE = 50  # rows of a page
# Who can be responsible for a household.
RESPONSIBLE = ("helper", "village", "team", "township")


def households_of(*, account: int, on: date, scope: Scope) -> frozenset[int]:
    """Return the numbers of the households an account is responsible for on a day.

    It is what gives the account its scope, so it is asked from nowhere.
    """
    del scope
    found = Pairing.objects.filter(account=account, end_date=None, start_date__lte=on)
    return frozenset(found.values_list("household", flat=True))


def pairing_of(*, household: int, on: date, scope: Scope) -> Pairing | None:
    """Return who is responsible for a household."""
    del on
    found = within(Pairing.objects.select_related("account"), scope)
    return found.filter(household=household, end_date=None).first()


def pairings_of(*, account: int, limit: int = LIMIT, on: date, scope: Scope) -> list[Pairing]:
    """Return the open pairings of an account."""
    del on
    found = within(Pairing.objects.all(), scope).filter(account=account, end_date=None)
    return list(found.order_by("village", "household")[:limit])


def persons_of(*, households: Collection[int], on: date, scope: Scope) -> dict[int, str]:
    """Return household → the account of the person responsible, of those that have one."""
    del on
    found = within(Pairing.objects.all(), scope).filter(
        household__in=list(households), end_date=None
    )
    return dict(found.values_list("household", "account__username"))


def responsible_in(*, codes: Collection[str], on: date, scope: Scope) -> list[Any]:
    """Return the accounts of some places that can be responsible for a household."""
    return accounts.accounts_in(codes=codes, roles=RESPONSIBLE, on=on, scope=scope)


def candidates(*, place: Mapping[str, str], content: Content, on: date, scope: Scope) -> list[Any]:
    """Return who can be responsible for a household that lies there: from its place, or above.

    Those who are there to help alone come first.
    """
    codes = set(content.ancestors(place["village"]).values())
    found = responsible_in(codes=codes, on=on, scope=scope)
    return sorted(found, key=lambda each: ("helper" not in each.roles, each.label, each.pk))


def page_of_pairings(
    *, account: int | None = None, after: int | None = None, limit: int = PAGE, on: date,
    scope: Scope,
) -> list[Pairing]:  # fmt: skip
    """Return a page of the open pairings, the newest first; one more, if there are more."""
    del on
    found = within(Pairing.objects.select_related("account"), scope).filter(end_date=None)
    if account is not None:
        found = found.filter(account=account)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found.order_by("-id")[: limit + 1])
