"""What the lake holds of money: how it was spent month by month, what lies idle, where it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.lake.duck import read_parquet
from shouwang.lake.folder import Home
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.register.held import RegisterEmpty, engine, held

LINES = "fund_line"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Spending:
    """The money of a year in one banner.

    Attributes:
        issued, paid: Fen.
        by_month: Month → fen of pieces that were last paid in it. As only the latest day of a
            piece is known, earlier months show no more than was surely spent by then.
    """

    banner: str
    issued: int
    paid: int
    by_month: dict[int, int]


@dataclass(frozen=True, slots=True)
class Idle:
    """A piece of money that came and of which nothing is spent; fen."""

    fund_line: str
    banner: str
    source: str
    kind: str
    document: str
    project: str
    issued_date: date
    arrived: int
    days: int


def spending(
    *, home: Home, content: Content, year: int, kind: str, banners: Sequence[str]
) -> list[Spending]:
    """Return how the money of a year and a kind was spent, a banner each."""
    source = _source(home, content, banners)
    if source is None:
        return []
    query = (
        "SELECT county, sum(amount), sum(coalesce(paid, 0)), last_month FROM ("  # noqa: S608
        "SELECT county, amount, paid, month(last_paid_date) AS last_month "
        f"FROM {read_parquet(source)} WHERE fund_year = ? AND county IN (SELECT unnest(?)) "
        "AND (? = 'all' OR kind = ?)) GROUP BY county, last_month ORDER BY county"
    )
    found: dict[str, Spending] = {}
    rows = engine().execute(query, [year, sorted(banners), kind, kind]).fetchall()
    for banner, issued, paid, month in rows:
        before = found.get(banner, Spending(banner, 0, 0, {}))
        months = dict(before.by_month)
        if month is not None:
            months[int(month)] = months.get(int(month), 0) + int(paid)
        found[banner] = Spending(
            banner, before.issued + int(issued), before.paid + int(paid), months
        )
    return list(found.values())


def idle(
    *,
    home: Home,
    content: Content,
    on: date,
    days: int,
    banners: Sequence[str],
    after: tuple[int, str] | None,
    limit: int,
) -> list[Idle]:
    """Return pieces that came and lie untouched for longer than some days, the largest first.

    Args:
        after: The amount and the number of the last piece of the page before.
    """
    source = _source(home, content, banners)
    if source is None:
        return []
    more, values = "", [on, days, sorted(banners)]
    if after is not None:
        more = "AND (arrived < ? OR (arrived = ? AND fund_line > ?)) "
        values += [after[0], after[0], after[1]]
    query = (
        "SELECT fund_line, county, source, kind, coalesce(document, ''), "  # noqa: S608 - ours
        "coalesce(project, ''), issued_date, arrived, date_diff('day', issued_date, ?) AS days "
        f"FROM {read_parquet(source)} WHERE {_idle('days > ?')} "
        f"AND county IN (SELECT unnest(?)) {more}ORDER BY arrived DESC, fund_line LIMIT {int(limit)}"
    )
    rows: list[Any] = engine().execute(query, values).fetchall()
    return [Idle(*row) for row in rows]


def idle_sums(
    *, home: Home, content: Content, on: date, days: int, banners: Sequence[str]
) -> list[tuple[str, int, int]]:
    """Return banner, number and fen of idle pieces, the banner with the most money first."""
    source = _source(home, content, banners)
    if source is None:
        return []
    untouched = _idle("date_diff('day', issued_date, ?) > ?")
    query = (
        "SELECT county, count(*), sum(arrived) AS fen "  # noqa: S608 - ours
        f"FROM {read_parquet(source)} "
        f"WHERE {untouched} AND county IN (SELECT unnest(?)) "
        "GROUP BY county ORDER BY fen DESC, county"
    )
    rows: list[Any] = engine().execute(query, [on, days, sorted(banners)]).fetchall()
    return [(banner, int(count), int(fen)) for banner, count, fen in rows]


def _idle(condition: str) -> str:
    return f"arrived > 0 AND paid = 0 AND {condition}"


def _source(home: Home, content: Content, banners: Sequence[str]) -> Source | None:
    try:
        found = held(home, content)
    except RegisterEmpty:
        return None
    leagues = {content.ancestors(code).get("league", "") for code in banners}
    return found.files(LINES, tuple(leagues) if len(leagues) == 1 else ())
