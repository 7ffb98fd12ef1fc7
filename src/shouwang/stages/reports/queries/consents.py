"""Which cases may be told of as examples."""

from collections.abc import Collection
from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import within
from shouwang.stages.reports.models import StoryConsent


def consents(*, case_ids: Collection[int], on: date, scope: Scope) -> dict[int, StoryConsent]:
    """Return case → the consent that stands on a day."""
    found = within(StoryConsent.objects.all(), scope).filter(
        case__in=list(case_ids), recorded_date__lte=on, withdrawn_date=None
    )
    return {each.case: each for each in found}
