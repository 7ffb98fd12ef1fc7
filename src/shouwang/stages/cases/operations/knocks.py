"""How often something may be sent in from one address by people without an account."""

from datetime import date, datetime, timedelta

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.keys import read_keys
from shouwang.stages.cases.models import Knock
from shouwang.stages.cases.receipts import sender_digest

# A whole village may share the address of its carrier; a program sends more than that.
MOST_AN_HOUR = 40
HOUR = timedelta(hours=1)


class TooOften(ShouwangError):
    """Too much has been sent from there in the last hour."""


@transaction.atomic
def note_knock(*, home: Home, address: str, at: datetime, by: Actor, on: date) -> None:
    """Note that something is sent in from an address; the address itself is not kept.

    Raises:
        TooOften: if it was too often in the last hour.
    """
    del by
    sender = sender_digest(address, on.isoformat(), read_keys(home.keys).hash)
    Knock.objects.filter(at__lt=at - HOUR).delete()
    if Knock.objects.filter(sender=sender, at__gte=at - HOUR).count() >= MOST_AN_HOUR:
        raise TooOften(
            _(
                "too much has been sent from here in the last hour; try again later, or go to the village office"
            )
        )
    Knock.objects.create(sender=sender, at=at)
