"""A team as it is: the terms the lake tells of, and what has been decided of them since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from shouwang.stages.programmes.village_teams.facts import Post


@dataclass(frozen=True, slots=True)
class Decided:
    """What has been decided of a term.

    Attributes:
        successor: The term that comes after it, if somebody is to come.
    """

    post: str
    ended: date
    reason: str
    successor: Post | None = None


def as_decided(posts: Iterable[Post], decided: Mapping[str, Decided]) -> list[Post]:
    """Return the terms with what has been decided of them, in the order in which they begin."""
    found: dict[str, Post] = {}
    for each in posts:
        said = decided.get(each.post)
        ended = each if said is None else replace(each, ended=said.ended, reason=said.reason)
        found[each.post] = ended
    for said in decided.values():
        if said.successor is not None:
            found.setdefault(said.successor.post, said.successor)
    return sorted(found.values(), key=lambda each: (each.village, each.started, each.post))


@dataclass(frozen=True, slots=True)
class Seats:
    """How many seats of a village are wanted, filled and open."""

    wanted: int
    filled: int

    @property
    def open(self) -> int:
        """Those nobody fills: wanted = filled + open, where nobody is beyond what is wanted."""
        return max(self.wanted - self.filled, 0)


def seats_of(posts: Iterable[Post], *, wanted: int, on: date) -> Seats:
    """Return the seats of a village on a day; whoever is beyond the number is not counted."""
    there = sum(each.runs_on(on) for each in posts)
    return Seats(wanted, min(there, wanted))


def term_ends(post: Post, *, term_days: int) -> date:
    """Return the day on which a term has lasted as long as it has to."""
    return post.started + timedelta(days=term_days)


@dataclass(frozen=True, slots=True)
class Due:
    """A term whose end is near or past.

    Attributes:
        days: How many days are left; negative if it is over.
    """

    post: Post
    ends: date
    days: int

    @property
    def is_over(self) -> bool:
        """Whether the term is over."""
        return self.days < 0


def due_terms(posts: Iterable[Post], *, term_days: int, ahead: int, on: date) -> list[Due]:
    """Return the running terms that end within some days, those longest over first."""
    found = []
    for each in posts:
        if not each.runs_on(on):
            continue
        ends = term_ends(each, term_days=term_days)
        left = (ends - on).days
        if left <= ahead:
            found.append(Due(each, ends, left))
    return sorted(found, key=lambda each: (each.days, each.post.post))
