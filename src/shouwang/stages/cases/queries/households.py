"""What can be asked of many households at once: which are watched, of which a lead is open."""

from collections.abc import Iterable
from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.cases.enums import CaseState, LeadState
from shouwang.stages.cases.models import Case, Lead
from shouwang.stages.cases.queries.cases import IDENTIFICATION
from shouwang.stages.org.scoping import within_numbers


def watched_among(*, households: Iterable[int], on: date, scope: Scope) -> set[int]:
    """Return those of some households that are watched."""
    del on
    found = within_numbers(Case.objects.all(), scope).filter(
        household__in=list(households), procedure=IDENTIFICATION, state=CaseState.IDENTIFIED
    )
    return set(found.values_list("household", flat=True))


def open_leads_among(*, households: Iterable[int], on: date, scope: Scope) -> set[int]:
    """Return those of some households of which a lead is open."""
    del on
    found = within_numbers(Lead.objects.all(), scope).filter(
        household__in=list(households), state=LeadState.OPEN
    )
    return set(found.values_list("household", flat=True))
