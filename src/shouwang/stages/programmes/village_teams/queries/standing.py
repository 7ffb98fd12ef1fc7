"""How the teams of a place stand: seats, days of the last whole month, terms that are over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shouwang.base.access import Scope
from shouwang.base.dates import Period, month_of, months_before
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.programmes.village_teams import facts, rulebook
from shouwang.stages.programmes.village_teams.facts import Post
from shouwang.stages.programmes.village_teams.places import villages_of
from shouwang.stages.programmes.village_teams.queries import seats
from shouwang.stages.programmes.village_teams.sheet import Counts
from shouwang.stages.programmes.village_teams.teams import Seats, seats_of, term_ends
from shouwang.stages.register.held import RegisterEmpty, held

FIRST_SECRETARY = "first_secretary"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a team stands.

    Attributes:
        short: Members with too few days in the last whole month.
        over: Members whose term is over.
    """

    village: str
    seats: Seats
    members: int
    has_first: bool
    counts: Counts
    short: int
    over: int

    @property
    def want(self) -> int:
        """How much is wrong: the teams most in want come first."""
        return self.seats.open + self.short + (not self.has_first)


def teams(*, home: Home, content: Content, place: str, on: date, scope: Scope) -> list[Standing]:
    """Return how the teams of a place stand, those most in want first.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    villages = villages_of(content, place, scope)
    month = Period.month(months_before(month_of(on), 1))
    last = month.start + timedelta(days=month.days - 1)
    try:
        found = held(home, content)
        needing = facts.needing_teams(found, content, villages)
        counts = facts.counts_in(found, content, villages, first=month.start, last=last)
    except RegisterEmpty:
        needing, counts = set(), {}
    posts = seats.posts_of(home=home, content=content, place=place, on=on, scope=scope)
    by_village: dict[str, list[Post]] = {each: [] for each in sorted(needing)}
    for each in posts:
        if each.runs_on(on):
            by_village.setdefault(each.village, []).append(each)
    asked = _Asked(content, counts, needing, month, on)
    rows = [asked.standing(code, team) for code, team in by_village.items()]
    return sorted(rows, key=lambda each: (-each.want, -each.over, each.village))


@dataclass(frozen=True, slots=True)
class _Asked:
    content: Content
    counts: Mapping[str, Mapping[str, int]]
    needing: set[str]
    month: Period
    on: date

    def standing(self, code: str, team: list[Post]) -> Standing:
        """Return how the team of a village stands."""
        content, on = self.content, self.on
        least = rulebook.number(content, rulebook.DAYS, on)
        wanted = rulebook.number(content, rulebook.SIZE, on) if code in self.needing else 0
        term = rulebook.number(content, rulebook.TERM_DAYS, on)
        counts = {each.post: Counts(**self.counts.get(each.post, {})) for each in team}
        settled = [each for each in team if each.started <= self.month.start]
        return Standing(
            village=code,
            seats=seats_of(team, wanted=wanted, on=on),
            members=len(team),
            has_first=any(each.role == FIRST_SECRETARY for each in team),
            counts=sum(counts.values(), Counts()),
            short=sum(counts[each.post].in_village < least for each in settled),
            over=sum(term_ends(each, term_days=term) < on for each in team),
        )
