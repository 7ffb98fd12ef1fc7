"""What is done with seats: somebody says which one is theirs, and it is taken from them again."""

from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import found_within, place_fields
from shouwang.stages.programmes.village_teams import hands
from shouwang.stages.programmes.village_teams.models import Seat
from shouwang.stages.programmes.village_teams.queries import seats as known


@transaction.atomic
def take_seat(
    *, home: Home, content: Content, village: str, post: str, at: datetime, by: Actor, on: date
) -> Seat:
    """Keep that a term of a village is one's own.

    Raises:
        NotAllowed: if one is in no team.
        NotFound: if there is no such term in one's villages.
        InputProblems: if one has a seat already, somebody else has this one, or it is over.
    """
    hands.fail_without(by, *hands.MEMBERS)
    found = known.post(
        home=home, content=content, number=post, village=village, on=on, scope=by.scope
    )
    problems = []
    if known.seat_of(by=by, on=on, scope=by.scope) is not None:
        problems.append(
            Problem("post", _("you have a seat already; the township can take it back"))
        )
    if Seat.objects.filter(post=post, until_date=None).exists():
        problems.append(Problem("post", _("somebody else has this seat; ask the township")))
    if not found.runs_on(on):
        problems.append(Problem("post", _("this term does not run today")))
    if problems:
        raise InputProblems(problems)
    seat = Seat.objects.create(
        account_id=by.account or 0, post=post, role=found.role, since_date=on, made_by=by.name,
        **place_fields(content, found.village),
    )  # fmt: skip
    audit.record(what="take_seat", subject=f"seat:{seat.pk}", at=at, by=by, on=on)
    return seat


@transaction.atomic
def free_seat(*, seat_id: int, at: datetime, by: Actor, on: date) -> Seat:
    """Take a seat from an account: the wrong one was chosen, or somebody has gone.

    Raises:
        NotAllowed: if it is not for whoever asks.
        NotFound: if there is no such seat in their area.
    """
    hands.fail_without(by, *hands.CORRECTORS, *hands.PERSONNEL)
    seat = found_within(Seat.objects.filter(until_date=None), by.scope, pk=seat_id)
    seat.until_date = on
    seat.save(update_fields=["until_date"])
    audit.record(what="free_seat", subject=f"seat:{seat.pk}", at=at, by=by, on=on)
    return seat
