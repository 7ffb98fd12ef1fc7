"""What can be asked of rotation: the board of a place, one change, the changes still open."""

from dataclasses import dataclass
from datetime import date

from shouwang.base.access import Scope
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import found_within, place_filter, within
from shouwang.stages.programmes.village_teams import facts, rulebook
from shouwang.stages.programmes.village_teams.enums import ChangeState
from shouwang.stages.programmes.village_teams.facts import Post
from shouwang.stages.programmes.village_teams.models import PostChange
from shouwang.stages.programmes.village_teams.places import villages_of
from shouwang.stages.programmes.village_teams.queries import seats
from shouwang.stages.programmes.village_teams.teams import Due, Seats, due_terms, seats_of
from shouwang.stages.register.held import RegisterEmpty, held

LIMIT = 200  # rows of a board


@dataclass(frozen=True, slots=True)
class Short:
    """A village whose team is short, and since when a seat is open.

    Attributes:
        since: The day on which the last one left; ``None`` if nobody ever has.
    """

    village: str
    seats: Seats
    has_first: bool
    since: date | None


@dataclass(frozen=True, slots=True)
class Board:
    """The rotation of a place."""

    due: list[Due]
    short: list[Short]
    changes: list[PostChange]
    seats: Seats

    @property
    def over(self) -> int:
        """How many terms are over."""
        return sum(each.is_over for each in self.due)


def board(*, home: Home, content: Content, place: str, on: date, scope: Scope) -> Board:
    """Return the rotation of a place: terms that end, seats that are open, changes under way.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    villages = villages_of(content, place, scope)
    posts = seats.posts_of(home=home, content=content, place=place, on=on, scope=scope)
    rules = rulebook.team_rules(content)
    due = due_terms(
        posts, term_days=rulebook.number(content, rulebook.TERM_DAYS, on),
        ahead=rules.days("rotation_ahead_days", on), on=on,
    )  # fmt: skip
    try:
        needing = facts.needing_teams(held(home, content), content, villages)
    except RegisterEmpty:
        needing = set()
    wanted = rulebook.number(content, rulebook.SIZE, on)
    by_village: dict[str, list[Post]] = {village: [] for village in sorted(needing)}
    for each in posts:
        if each.village in by_village:
            by_village[each.village].append(each)
    found = {code: seats_of(team, wanted=wanted, on=on) for code, team in by_village.items()}
    short = [
        _short(code, by_village[code], each, on)
        for code, each in found.items()
        if each.open or not _first(by_village[code], on)
    ]
    return Board(
        due=due,
        short=sorted(short, key=lambda each: (each.since or date.min, each.village)),
        changes=changes(content=content, place=place, on=on, scope=scope),
        seats=Seats(
            sum(each.wanted for each in found.values()), sum(each.filled for each in found.values())
        ),
    )


def changes(*, content: Content, place: str, on: date, scope: Scope) -> list[PostChange]:
    """Return the changes of a place that wait for a successor, the most urgent first.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    found = within(PostChange.objects.filter(state=ChangeState.ENDED), scope)
    found = found.filter(**place_filter(place, content, scope))
    return list(found.order_by("due_date", "id")[:LIMIT])


def change(*, number: int, on: date, scope: Scope) -> PostChange:
    """Return a change.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(PostChange.objects.all(), scope, pk=number)


def changes_of(*, village: str, on: date, scope: Scope) -> list[PostChange]:
    """Return the changes of a village's team, the latest first."""
    del on
    found = within(PostChange.objects.filter(village=village), scope)
    return list(found.order_by("-end_date", "-id")[:LIMIT])


def _first(posts: list[Post], on: date) -> bool:
    return any(each.role == "first_secretary" and each.runs_on(on) for each in posts)


def _short(code: str, posts: list[Post], found: Seats, on: date) -> Short:
    ended = [each.ended for each in posts if each.ended is not None and each.ended <= on]
    return Short(code, found, _first(posts, on), max(ended, default=None))
