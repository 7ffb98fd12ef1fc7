"""Numbers given out one after the other, however many people ask at once."""

from datetime import date

from django.db import transaction
from django.db.models import F

from shouwang.base.access import Actor
from shouwang.stages.cases import numbering
from shouwang.stages.cases.models import Series


@transaction.atomic
def take_number(*, letter: str, by: Actor, on: date) -> str:
    """Return the next number of a letter and a year; nobody else is given the same.

    The row of the series stays locked until the transaction of the caller has ended, so that a
    number given out in vain is given out again.
    """
    del by
    name = numbering.series(letter, on)
    Series.objects.get_or_create(name=name)
    Series.objects.filter(name=name).update(latest=F("latest") + 1)
    return numbering.case_number(letter, on, Series.objects.get(name=name).latest)
