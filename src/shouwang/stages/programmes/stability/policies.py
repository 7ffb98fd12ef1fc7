"""Money due by kind of policy, held against the year before, from the lake in one pass."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from shouwang.base.dates import month_of, months_before, year_of
from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.register.held import Held, engine

PAYMENTS = "policy_payment"
# How two stretches are chosen: the same months of both years, or the last months and those before.
SAME, LATELY = "same", "lately"
BASES = (SAME, LATELY)
STATES = ("paid", "pending", "returned", "lowered", "stopped")
ENOUGH = 10  # people: the middle one of fewer says nothing
REGULAR = 0.6  # of the rows in one month at most: what comes once a year has no months before


@dataclass(frozen=True, slots=True)
class Windows:
    """Two lists of months, of the same length, that are held against each other."""

    before: tuple[date, ...]
    now: tuple[date, ...]

    def __bool__(self) -> bool:
        return bool(self.now)


@dataclass(frozen=True, slots=True)
class Compared:
    """A kind of policy before and now; amounts in fen, people counted once a kind.

    Attributes:
        lost: People who were paid before and are not now = cut + stopped + waiting + gone + silent.
        cut: Of these, those whose money was stopped for want of money or because they are out of
            poverty; `stopped`: for another reason, which is said; `waiting`: it is pending or came
            back; `gone`: they have left; `silent`: there is no row at all.
        less: People who are paid less than before.
        standards_before, standards_now: What those at the quarters of them are paid.
    """

    kind: str
    people_before: int
    paid_before: int
    people_now: int
    paid_now: int
    due_now: int
    lost: int
    cut: int
    stopped: int
    waiting: int
    gone: int
    silent: int
    less: int
    standards_before: tuple[int, ...]
    standards_now: tuple[int, ...]

    @property
    def change(self) -> int:
        """By how much more is paid now."""
        return self.paid_now - self.paid_before

    @property
    def share(self) -> float | None:
        """The change as a share of what was paid before."""
        return share_of(self.paid_before, self.paid_now)

    @property
    def is_over(self) -> bool:
        """Whether nobody is paid any more who was, and who has not left."""
        return not self.people_now and self.people_before > self.gone

    @property
    def is_lowered(self) -> bool:
        """Whether those at every quarter of many are paid less than those there were."""
        enough = min(self.people_before, self.people_now) >= ENOUGH
        pairs = zip(self.standards_before, self.standards_now, strict=False)
        return enough and all(now < before for before, now in pairs)

    @property
    def standard_before(self) -> int:
        """What the middle one was paid before."""
        return self.standards_before[len(self.standards_before) // 2]

    @property
    def standard_now(self) -> int:
        """What the middle one is paid now."""
        return self.standards_now[len(self.standards_now) // 2]

    @property
    def is_worse(self) -> bool:
        """Whether the policy is over, lowered, or was cut for somebody."""
        return self.is_over or self.is_lowered or bool(self.cut)


def share_of(before: int, now: int) -> float | None:
    """Return by which share an amount has changed; ``None`` if there was nothing before.

    >>> round(share_of(5547, 5914), 3)
    0.066
    """
    return (now - before) / before if before else None


def windows_of(delivered: Collection[date], *, basis: str, months: int, on: date) -> Windows:
    """Return the months that can be held against each other: both must have been delivered.

    >>> windows_of({date(2019, 5, 1), date(2019, 6, 1), date(2020, 6, 1)}, basis="same", months=6,
    ...            on=date(2020, 6, 30)).now
    (datetime.date(2020, 6, 1),)
    """
    last = month_of(on)
    if basis == SAME:
        count = (last.month - year_of(on).month) + 1
        now = [months_before(last, back) for back in range(count)]
        back = 12
    else:
        now, back = [months_before(last, each) for each in range(months)], months
    pairs = [
        (months_before(each, back), each)
        for each in reversed(now)
        if each in delivered and months_before(each, back) in delivered
    ]
    return Windows(tuple(one for one, _other in pairs), tuple(other for _one, other in pairs))


def months_delivered(found: Held, place: Sequence[str]) -> set[date]:
    """Return the months of which money was due."""
    source = found.files(PAYMENTS, place)
    if source is None:
        return set()
    query = f"SELECT DISTINCT date_trunc('month', due_date)::DATE FROM {read_parquet(source)}"  # noqa: S608 - quoted
    return {row[0] for row in engine().execute(query).fetchall()}


def compared(
    found: Held, content: Content, place: Sequence[str], windows: Windows
) -> list[Compared]:
    """Return every kind of policy before and now, those that lost the most people first."""
    asked = _by_person(found, content, place)
    if asked is None or not windows:
        return []
    query = (
        f"{asked} SELECT kind, count(*) FILTER (b > 0), coalesce(sum(b), 0), "  # noqa: S608 - quoted
        f"count(*) FILTER (n > 0), coalesce(sum(n), 0), coalesce(sum(due), 0), "
        f"count(*) FILTER (lost), count(*) FILTER (lost AND fate = 'cut'), "
        f"count(*) FILTER (lost AND fate = 'stopped'), "
        f"count(*) FILTER (lost AND fate = 'waiting'), count(*) FILTER (lost AND fate = 'gone'), "
        f"count(*) FILTER (lost AND fate = 'silent'), "
        f"count(*) FILTER (b > 0 AND n > 0 AND n < b), "
        f"quantile_disc(b, [0.25, 0.5, 0.75]) FILTER (b > 0), "
        f"quantile_disc(n, [0.25, 0.5, 0.75]) FILTER (n > 0) FROM told GROUP BY 1"
    )
    rows = engine().execute(query, [list(windows.before), list(windows.now)]).fetchall()
    made = [_compared(*row) for row in rows]
    return sorted(made, key=lambda each: (-each.cut, -each.silent, -each.less, each.kind))


def regular_kinds(found: Held, place: Sequence[str], windows: Windows) -> set[str]:
    """Return the kinds that are paid again and again: only of these last month has one before."""
    source = found.files(PAYMENTS, place)
    if source is None:
        return set()
    query = (
        f"WITH m AS (SELECT kind, date_trunc('month', due_date)::DATE AS m, count(*) AS c "  # noqa: S608 - quoted
        f"FROM {read_parquet(source)} GROUP BY 1, 2) SELECT kind FROM m "
        f"WHERE m IN (SELECT unnest(?)) GROUP BY 1 HAVING max(c) <= ? * sum(c)"
    )
    rows = engine().execute(query, [list(windows.before), REGULAR]).fetchall()
    return {row[0] for row in rows}


def _compared(kind: str, *told: Any) -> Compared:
    counts, (before, now) = [int(each) for each in told[:-2]], told[-2:]
    names = [each.name for each in fields(Compared)][1:-2]
    return Compared(
        kind, **dict(zip(names, counts, strict=True)),
        standards_before=_amounts(before), standards_now=_amounts(now),
    )  # fmt: skip


def _amounts(found: Sequence[int] | None) -> tuple[int, ...]:
    return tuple(int(each) for each in found) if found else (0,)


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody who was paid before and is not now, or less."""

    household: int
    village: str
    person: int
    before: int
    now: int
    fate: str
    reason: str


def lost_people(
    found: Held, content: Content, place: Sequence[str], windows: Windows, *, kind: str,
    fates: Collection[str] = ("silent", "cut", "stopped", "less"), after: int = 0, limit: int = 0,
) -> list[Lost]:  # fmt: skip
    """Return who lost a kind of policy or gets less of it, by the number of the person."""
    asked = _by_person(found, content, place)
    if asked is None or not windows:
        return []
    query = (
        f"{asked} SELECT household, village, person, b, n, "  # noqa: S608 - quoted
        f"CASE WHEN lost THEN fate ELSE 'less' END AS what, coalesce(reason, '') FROM told "
        f"WHERE kind = ? AND b > 0 AND (lost OR n < b) AND person > ? "
        f"AND CASE WHEN lost THEN fate ELSE 'less' END IN (SELECT unnest(?)) ORDER BY person"
    )
    if limit:
        query += f" LIMIT {int(limit)}"
    values = [list(windows.before), list(windows.now), kind, after, sorted(fates)]
    rows = engine().execute(query, values).fetchall()
    return [Lost(*row) for row in rows]


def by_state(found: Held, place: Sequence[str], *, since: date, on: date) -> dict[str, int]:
    """Return state → what was due in fen: what is due = paid + pending + returned + lowered + stopped."""
    source = found.files(PAYMENTS, place)
    if source is None:
        return {}
    query = (
        f"SELECT state, coalesce(sum(due_amount), 0) FROM {read_parquet(source)} "  # noqa: S608 - quoted
        f"WHERE due_date > ? AND due_date <= ? GROUP BY 1"
    )
    return {state: int(amount) for state, amount in engine().execute(query, [since, on]).fetchall()}


def cut_by_quarter(found: Held, place: Sequence[str], *, since: date) -> dict[date, int]:
    """Return quarter → how many payments were stopped or lowered for want of money or the exit."""
    source = found.files(PAYMENTS, place)
    if source is None:
        return {}
    query = (
        f"SELECT date_trunc('quarter', due_date)::DATE, count(*) FROM {read_parquet(source)} "  # noqa: S608 - quoted
        f"WHERE state IN ('stopped', 'lowered') AND reason IN ('exited', 'no_money') "
        f"AND due_date >= ? GROUP BY 1"
    )
    return dict(engine().execute(query, [since]).fetchall())


def _by_person(found: Held, content: Content, place: Sequence[str]) -> str | None:
    """What each person was paid of each kind before and now, and what became of it.

    Two values are asked for: the months before, and those now.
    """
    person, home = content.subjects["person"], content.subjects["household"]
    parts = [found.files(name, place) for name in (PAYMENTS, person.table, home.table)]
    if any(each is None for each in parts):
        return None
    payments, people, homes = (read_parquet(each) for each in parts if isinstance(each, Source))
    return (
        f"WITH p AS (SELECT person, kind, state, reason, paid, due_amount, due_date, "  # noqa: S608 - quoted
        f"date_trunc('month', due_date)::DATE AS m FROM {payments}), "
        f"w AS (SELECT *, m IN (SELECT unnest(?)) AS is_before, m IN (SELECT unnest(?)) AS is_now FROM p), "
        f"s AS (SELECT person, kind, coalesce(sum(paid) FILTER (is_before), 0) AS b, "
        f"coalesce(sum(paid) FILTER (is_now), 0) AS n, coalesce(sum(due_amount) FILTER (is_now), 0) AS due, "
        f"bool_or(state IN ('pending', 'returned')) FILTER (is_now) AS waits, "
        f"bool_or(state IN ('stopped', 'lowered')) FILTER (is_now) AS ended, "
        f"bool_or(state IN ('stopped', 'lowered') AND reason IN ('exited', 'no_money')) "
        f"FILTER (is_now) AS is_cut, "
        f"max(reason) FILTER (is_now) AS reason FROM w WHERE is_before OR is_now GROUP BY 1, 2), "
        f"told AS (SELECT s.*, q.{quoted(person.parent_column)} AS household, "
        f"h.{quoted(home.region)} AS village, s.b > 0 AND s.n = 0 AS lost, "
        f"CASE WHEN q.left_date IS NOT NULL THEN 'gone' WHEN is_cut THEN 'cut' WHEN ended THEN 'stopped' "
        f"WHEN waits THEN 'waiting' ELSE 'silent' END AS fate FROM s "
        f"LEFT JOIN {people} q ON q.{quoted(person.key)} = s.person "
        f"LEFT JOIN {homes} h ON h.{quoted(home.key)} = q.{quoted(person.parent_column)})"
    )
