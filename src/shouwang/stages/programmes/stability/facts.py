"""What the lake holds of the four: terms of office, who helps whom, money due, inspections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.lake.duck import quoted, read_parquet
from shouwang.rules.content import Content
from shouwang.stages.register.held import Held, engine

HOLDERS, HELPERS, INSPECTIONS, VILLAGES = "post_holder", "helper", "inspection", "village"
# Whose helper and policies must not go: those who are or were registered as poor.
STATUSES = ("registered", "exited", "relapsed")
CHIEFS = ("secretary", "head")
FOREVER = "DATE '9999-12-31'"
NOBODY = (
    "(SELECT NULL::BIGINT AS household, NULL::DATE AS started_date, NULL::DATE AS ended_date"
    " WHERE FALSE)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of office; names are read for the page of a banner only."""

    term: str
    level: str
    role: str
    name: str
    started: date
    ended: date | None = None
    reason: str = ""
    succeeded: date | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which nobody helped a household.

    Attributes:
        since: The day the last one ended; ``None`` if there never was one.
        until: The day the next one began; ``None`` if there is none yet.
    """

    household: int
    village: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """The inspections of a quarter."""

    start: date
    kind: str
    count: int
    doors: int
    found: int


def place_of(content: Content, banner: str) -> tuple[str, ...]:
    """Return the partition of a banner."""
    chain = content.ancestors(banner)
    return tuple(chain[level] for level in content.partition)


def terms_of(found: Held, content: Content, banner: str) -> list[Term] | None:
    """Return the terms told of a banner, by level, role and beginning; ``None`` if none came."""
    source = found.files(HOLDERS, place_of(content, banner))
    if source is None:
        return _nothing(found, HOLDERS)
    query = (
        f"SELECT term, level, role, holder_name, started_date, ended_date, ended_reason, "  # noqa: S608 - quoted
        f"succeeded_date FROM {read_parquet(source)} WHERE county = ? "
        f"ORDER BY level, role, started_date, term"
    )
    rows = engine().execute(query, [banner]).fetchall()
    return [
        Term(term, level, role, name or "", started, ended, reason or "", succeeded)
        for term, level, role, name, started, ended, reason, succeeded in rows
    ]


def gaps_of(
    found: Held, content: Content, banner: str, *, months: int, since: date, on: date,
    villages: Sequence[str] = (), after: int = 0, limit: int = 0,
) -> list[Gap] | None:  # fmt: skip
    """Return the gaps of more than some months in who helps whom, by household.

    Args:
        since: Gaps that were over before are left out.
        villages: Only in these; everywhere in the banner if there are none.
        after: Only households with a larger number.
        limit: How many at most; all if 0.
    """
    asked = _gaps(found, content, banner)
    if asked is None:
        return None
    query = (
        f"{asked} SELECT household, village, since, until FROM gaps "  # noqa: S608 - quoted
        f"WHERE (since IS NULL OR coalesce(until, ?::DATE) > since + to_months(?::INTEGER)) "
        f"AND coalesce(until, ?::DATE) > ? AND household > ?"
    )
    values: list[object] = [on, on, on, months, on, since, after]
    if villages:
        query += " AND village IN (SELECT unnest(?))"
        values.append(list(villages))
    query += " ORDER BY household, since"
    if limit:
        query += f" LIMIT {int(limit)}"
    return [Gap(*row) for row in engine().execute(query, values).fetchall()]


def _gaps(found: Held, content: Content, banner: str) -> str | None:
    """The gaps of a banner's households: between two helpers, after the last, or without any."""
    place, home = place_of(content, banner), content.subjects["household"]
    homes, helpers = found.files(home.table, place), found.files(HELPERS, place)
    if homes is None or found.sources.get(HELPERS) is None:
        return None
    # Delivered, but of nobody here: then nobody is helped.
    rows = read_parquet(helpers) if helpers is not None else NOBODY
    words = ", ".join(f"'{each}'" for each in STATUSES)
    return (
        f"WITH h AS (SELECT {quoted(home.key)} AS household, {quoted(home.region)} AS village "  # noqa: S608 - quoted
        f"FROM {read_parquet(homes)} WHERE status IN ({words})), "
        f"r AS (SELECT household, village, started_date AS s, coalesce(ended_date, {FOREVER}) AS e "
        f"FROM {rows} JOIN h USING (household) WHERE started_date <= ?), "
        f"w AS (SELECT *, max(e) OVER (PARTITION BY household ORDER BY s, e "
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM r), "
        f"gaps AS (SELECT household, village, before AS since, s AS until FROM w WHERE before < s "
        f"UNION ALL SELECT household, any_value(village), max(e), NULL FROM r GROUP BY 1 "
        f"HAVING max(e) <= ? "
        f"UNION ALL SELECT household, village, NULL, NULL FROM h "
        f"WHERE household NOT IN (SELECT household FROM r))"
    )


def _nothing(found: Held, table: str) -> list[Any] | None:
    """Return no rows of a feed that has been delivered, or ``None`` if it never was."""
    return [] if found.sources.get(table) is not None else None


def households_helped(found: Held, content: Content, banner: str) -> int:
    """Return how many households of a banner are to have a helper."""
    home = content.subjects["household"]
    source = found.files(home.table, place_of(content, banner))
    if source is None:
        return 0
    query = f"SELECT count(*) FROM {read_parquet(source)} WHERE status IN (SELECT unnest(?))"  # noqa: S608 - quoted
    return int(engine().execute(query, [list(STATUSES)]).fetchall()[0][0])


def quarters_of(found: Held, content: Content, banner: str, *, since: date) -> list[Quarter] | None:
    """Return the inspections of a banner by quarter and kind; ``None`` if none came at all."""
    source = found.files(INSPECTIONS, place_of(content, banner))
    if source is None:
        return _nothing(found, INSPECTIONS)
    query = (
        f"SELECT date_trunc('quarter', started_date)::DATE, kind, count(*), "  # noqa: S608 - quoted
        f"coalesce(sum(households_seen), 0), coalesce(sum(found), 0) FROM {read_parquet(source)} "
        f"WHERE county = ? AND started_date >= ? GROUP BY 1, 2 ORDER BY 1, 2"
    )
    rows = engine().execute(query, [banner, since]).fetchall()
    return [
        Quarter(start, kind, count, int(doors), int(seen))
        for start, kind, count, doors, seen in rows
    ]


def uninspected(
    found: Held, content: Content, banner: str, *, since: date, on: date
) -> list[tuple[str, bool, date | None]] | None:
    """Return the poor and key villages not inspected since a day: code, is a key one, last time."""
    place = place_of(content, banner)
    villages, inspections = found.files(VILLAGES, place), found.files(INSPECTIONS, place)
    if villages is None or inspections is None:
        return None
    codes = [
        each.code for each in content.regions_of(content.levels[-1])
        if content.ancestors(each.code).get(content.coverage_level) == banner
    ]  # fmt: skip
    query = (
        f"WITH i AS (SELECT village, max(started_date) AS last FROM {read_parquet(inspections)} "  # noqa: S608 - quoted
        f"WHERE started_date <= ? GROUP BY 1) "
        f"SELECT v.village, coalesce(v.key_village, FALSE), i.last FROM {read_parquet(villages)} v "
        f"LEFT JOIN i USING (village) WHERE v.village IN (SELECT unnest(?)) "
        f"AND (v.poor_village OR v.key_village) AND (i.last IS NULL OR i.last <= ?) "
        f"ORDER BY i.last NULLS FIRST, v.village"
    )
    return [tuple(row) for row in engine().execute(query, [on, codes, since]).fetchall()]
