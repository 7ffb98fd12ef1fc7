"""All open work of a person goes to another in one act, when they leave or fall ill."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.models import Pairing
from shouwang.stages.cases.queries import handover
from shouwang.stages.cases.queries.handover import OpenWork
from shouwang.stages.cases.queries.pairings import RESPONSIBLE
from shouwang.stages.org.operations import accounts, audit
from shouwang.stages.org.queries import accounts as known


@transaction.atomic
def hand_over(*, leaving: int, taking: int, at: datetime, by: Actor, on: date) -> OpenWork:
    """Give the pairings and measures of one account to another; return how many there were.

    Raises:
        NotAllowed: if whoever asks is no administrator.
        InputProblems: if the other cannot take it.
    """
    if not (by.is_program or by.has_role("admin")):
        raise NotAllowed(_("only an administrator hands the work of a person over"))
    left = known.account_of(number=leaving, on=on, scope=by.scope)
    taker = known.account_of(number=taking, on=on, scope=by.scope)
    if left is None or taker is None or left.pk == taker.pk:
        raise InputProblems([Problem("taking", _("the work goes to another account that is open"))])
    work = handover.open_work(account=leaving, on=on, scope=by.scope)
    if work.pairings and not set(RESPONSIBLE).intersection(taker.roles):
        raise InputProblems(
            [Problem("taking", _("this account cannot be responsible for a household"))]
        )
    pairings = list(Pairing.objects.select_for_update().filter(account=left.pk, end_date=None))
    Pairing.objects.filter(pk__in=[each.pk for each in pairings]).update(end_date=on)
    Pairing.objects.bulk_create(
        Pairing(household=each.household, account_id=taker.pk, start_date=on, **each.place)
        for each in pairings
    )
    handover.measures_owned(username=left.username, on=on, scope=by.scope).update(
        owner=taker.username,
        version=F("version") + 1,
        changed_by=by.label or by.name,
        changed_at=at,
    )
    audit.record(
        what="hand_over", subject=f"account:{left.pk}", at=at, by=by, on=on,
        detail={"to": taker.pk, "pairings": work.pairings, "measures": work.measures},
    )  # fmt: skip
    return work


@transaction.atomic
def leave(
    *,
    content: Content,
    leaving: int,
    version: int,
    taking: int | None,
    at: datetime,
    by: Actor,
    on: date,
) -> OpenWork:
    """Close an account, its open work handed over in the same act.

    Raises:
        InputProblems: if there is open work and nobody takes it.
        NotAllowed, NotFound, Stale: see `close_account`.
    """
    known_work = OpenWork()
    # Whose account it is must be checked before a word is said of its work.
    scope = accounts.reach(content=content, by=by, on=on)
    known.account_within(number=leaving, content=content, on=on, scope=scope)
    if taking is not None:
        known.account_within(number=taking, content=content, on=on, scope=scope)
        known_work = hand_over(leaving=leaving, taking=taking, at=at, by=by, on=on)
    elif handover.open_work(account=leaving, on=on, scope=by.scope).total:
        raise InputProblems([Problem("taking", _("there is open work: choose who takes it over"))])
    accounts.close_account(content=content, number=leaving, version=version, at=at, by=by, on=on)
    return known_work
