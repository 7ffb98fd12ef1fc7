"""What can be asked of changes of households."""

from datetime import date

from django.db.models import Q

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.register.enums import ChangeKind
from shouwang.stages.register.models import HouseholdChange

KINDS = tuple(ChangeKind.choices)


def change(*, number: int, on: date, scope: Scope) -> HouseholdChange:
    """Return a change.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(HouseholdChange.objects.all(), scope, pk=number)


def changes_of(*, household: int, on: date, scope: Scope) -> list[HouseholdChange]:
    """Return the changes that happened to a household or brought people to it, the latest first."""
    del on
    found = within(HouseholdChange.objects.all(), scope)
    return list(found.filter(Q(household=household) | Q(other=household)))
