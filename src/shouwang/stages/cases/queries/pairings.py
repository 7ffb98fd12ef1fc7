"""What can be asked of pairings: who is responsible for a household, and for whom somebody is."""

from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.cases.models import Pairing
from shouwang.stages.org.scoping import within

# More households than anybody can be responsible for: a bound on what a page lists.
LIMIT = 200


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
