"""What is done with pairings: a household is given a person responsible, and taken from one."""

from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.deciding import fail_if_no_office
from shouwang.stages.cases.models import Pairing
from shouwang.stages.cases.queries import pairings as known
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import found_within
from shouwang.stages.register.queries import index


@transaction.atomic
def assign(
    *, content: Content, household: int, account: int, at: datetime, by: Actor, on: date
) -> Pairing:
    """Make an account responsible for a household, in place of whoever was.

    Raises:
        NotAllowed: if it is not for whoever asks.
        NotFound: if the household is not in their area.
        InputProblems: if the account cannot be responsible, or belongs to another place.
    """
    fail_if_no_office(by)
    found = index.household(number=household, on=on, scope=by.scope)
    fitting = known.candidates(place=found.place, content=content, on=on, scope=by.scope)
    person = next((each for each in fitting if each.pk == account), None)
    if person is None:
        raise InputProblems(
            [Problem("account", _("this account cannot be responsible for a household"))]
        )
    Pairing.objects.filter(household=household, end_date=None).update(end_date=on)
    made = Pairing.objects.create(
        household=household, account=person, start_date=on, **_place(found.place)
    )
    audit.record(
        what="assign_pairing", subject=f"household:{household}", at=at, by=by, on=on,
        detail={"account": person.pk},
    )  # fmt: skip
    return made


@transaction.atomic
def end(*, pairing_id: int, at: datetime, by: Actor, on: date) -> Pairing:
    """Take a household from the person responsible.

    Raises:
        NotAllowed, NotFound: see `assign`.
    """
    fail_if_no_office(by)
    found = found_within(Pairing.objects.filter(end_date=None), by.scope, pk=pairing_id)
    found.end_date = on
    found.save(update_fields=["end_date"])
    audit.record(
        what="end_pairing", subject=f"household:{found.household}", at=at, by=by, on=on,
        detail={"account": found.account_id},
    )  # fmt: skip
    return found


def _place(place: dict[str, str]) -> dict[str, str]:
    return {level: place.get(level, "") for level in ("league", "banner", "township", "village")}
