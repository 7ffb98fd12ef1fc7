"""What can be asked of seats: who fills one, and the terms of a village as they have been decided."""

from collections.abc import Collection
from datetime import date

from shouwang.base.access import Actor, NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import place_filter, within
from shouwang.stages.programmes.village_teams import facts
from shouwang.stages.programmes.village_teams.enums import ChangeState
from shouwang.stages.programmes.village_teams.facts import Post
from shouwang.stages.programmes.village_teams.models import PostChange, Seat
from shouwang.stages.programmes.village_teams.places import villages_of
from shouwang.stages.programmes.village_teams.teams import Decided, as_decided
from shouwang.stages.register.held import RegisterEmpty, held


def seat_of(*, by: Actor, on: date, scope: Scope) -> Seat | None:
    """Return the seat that somebody fills."""
    del on
    found = within(Seat.objects.all(), scope).filter(account=by.account, until_date=None)
    return found.first()


def seats_in(*, villages: Collection[str], on: date, scope: Scope) -> dict[str, Seat]:
    """Return term → the seat with its account, of those filled in some villages."""
    del on
    found = within(Seat.objects.select_related("account"), scope)
    return {each.post: each for each in found.filter(village__in=villages, until_date=None)}


def posts_of(*, home: Home, content: Content, place: str, on: date, scope: Scope) -> list[Post]:
    """Return the terms of the villages of a place, with what has been decided of them.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    villages = villages_of(content, place, scope)
    try:
        told = facts.posts_in(held(home, content), content, villages)
    except RegisterEmpty:
        told = []
    changes = within(PostChange.objects.exclude(state=ChangeState.WITHDRAWN), scope)
    changes = changes.filter(**place_filter(place, content, scope))
    decided = {each.post: _decided(each) for each in changes}
    return as_decided(told, decided)


def post(
    *, home: Home, content: Content, number: str, village: str, on: date, scope: Scope
) -> Post:
    """Return a term of a village.

    Raises:
        NotFound: if there is none within the scope.
    """
    for each in posts_of(home=home, content=content, place=village, on=on, scope=scope):
        if each.post == number:
            return each
    raise NotFound(_("there is no such record in your area"))


def _decided(change: PostChange) -> Decided:
    successor = None
    if change.state == ChangeState.REPLACED and change.next_start is not None:
        successor = Post(
            change.next_post, change.village, change.next_name, change.next_unit, change.role,
            change.next_start, is_detached=change.next_detached,
        )  # fmt: skip
    return Decided(change.post, change.end_date, change.reason, successor)
