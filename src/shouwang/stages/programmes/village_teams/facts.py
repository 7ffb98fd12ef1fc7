"""What the lake holds of village teams: terms, days, and the visits to a village's households."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.register.held import Held, engine
from shouwang.stages.register.reading import partition_of

POSTS, DAYS, VISITS = "team_post", "village_team_day", "visit"
TEAM = "team"  # how the feed of visits names the village team


@dataclass(frozen=True, slots=True)
class Post:
    """A term in a village team.

    Attributes:
        ended: The day it ended; ``None`` while it runs.
    """

    post: str
    village: str
    name: str
    unit: str
    role: str
    started: date
    ended: date | None = None
    reason: str = ""
    is_detached: bool | None = None

    def runs_on(self, day: date) -> bool:
        """Tell whether it runs on a day."""
        return self.started <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A day as the lake tells it."""

    post: str
    village: str
    day: date
    state: str
    visits: int


def posts_in(found: Held, content: Content, villages: Collection[str]) -> list[Post]:
    """Return the terms told of some villages, those that came first at the top."""
    source = _files(found, content, POSTS, villages)
    if source is None or not villages:
        return []
    query = (
        f"SELECT post, village, member_name, unit, role, started_date, ended_date, ended_reason, "  # noqa: S608 - quoted
        f"detached FROM {read_parquet(source)} WHERE village IN (SELECT unnest(?)) "
        f"ORDER BY village, started_date, post"
    )
    rows = engine().execute(query, [sorted(villages)]).fetchall()
    return [
        Post(post, village, name or "", unit or "", role, started, ended, reason or "", detached)
        for post, village, name, unit, role, started, ended, reason, detached in rows
    ]


def days_in(
    found: Held, content: Content, villages: Collection[str], *, first: date, last: date
) -> list[ToldDay]:
    """Return the days told of some villages, from one day to another, both counted."""
    source = _files(found, content, DAYS, villages)
    if source is None or not villages:
        return []
    query = (
        f"SELECT post, village, day, state, coalesce(visits, 0) FROM {read_parquet(source)} "  # noqa: S608 - quoted
        f"WHERE village IN (SELECT unnest(?)) AND day BETWEEN ? AND ? ORDER BY post, day"
    )
    rows = engine().execute(query, [sorted(villages), first, last]).fetchall()
    return [ToldDay(*row) for row in rows]


def counts_in(
    found: Held, content: Content, villages: Collection[str], *, first: date, last: date
) -> dict[str, dict[str, int]]:
    """Return term → state → how many days, from one day to another, both counted."""
    source = _files(found, content, DAYS, villages)
    if source is None or not villages:
        return {}
    query = (
        f"SELECT post, state, count(*) FROM {read_parquet(source)} "  # noqa: S608 - quoted
        f"WHERE village IN (SELECT unnest(?)) AND day BETWEEN ? AND ? GROUP BY 1, 2"
    )
    counts: dict[str, dict[str, int]] = {}
    for post, state, number in engine().execute(query, [sorted(villages), first, last]).fetchall():
        counts.setdefault(post, {})[state] = number
    return counts


def visits_in(
    found: Held, content: Content, village: str, *, first: date, last: date
) -> dict[date, int]:
    """Return month → how many doors of a village its team has been to."""
    home = content.subjects["household"]
    visits = _files(found, content, VISITS, [village])
    homes = _files(found, content, home.table, [village])
    if visits is None or homes is None:
        return {}
    query = (
        f"SELECT date_trunc('month', v.visited_date)::DATE, count(DISTINCT (v.household, v.visited_date)) "  # noqa: S608 - quoted
        f"FROM {read_parquet(visits)} v JOIN {read_parquet(homes)} h "
        f"ON v.household = h.{quoted(home.key)} WHERE h.{quoted(home.region)} = ? "
        f"AND v.visitor = ? AND v.visited_date BETWEEN ? AND ? GROUP BY 1"
    )
    return dict(engine().execute(query, [village, TEAM, first, last]).fetchall())


def needing_teams(found: Held, content: Content, villages: Collection[str]) -> set[str]:
    """Return which of some villages are poor or key ones, and so have a team."""
    source = _files(found, content, "village", villages)
    if source is None or not villages:
        return set()
    query = (
        f"SELECT village FROM {read_parquet(source)} WHERE village IN (SELECT unnest(?)) "  # noqa: S608 - quoted
        f"AND (poor_village OR key_village)"
    )
    return {row[0] for row in engine().execute(query, [sorted(villages)]).fetchall()}


def _files(found: Held, content: Content, table: str, villages: Collection[str]) -> Source | None:
    return found.files(table, partition_of(content, sorted(villages)))


def as_row(post: Post) -> Mapping[str, Any]:
    """Return a term as a row of its feed, as far as it is known here."""
    return {
        "post": post.post, "village": post.village, "member_name": post.name or None,
        "unit": post.unit or None, "role": post.role, "started_date": post.started,
        "ended_date": post.ended, "ended_reason": post.reason or None,
        "detached": post.is_detached,
    }  # fmt: skip
