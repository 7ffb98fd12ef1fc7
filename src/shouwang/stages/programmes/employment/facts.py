"""What the lake says of work in one place: seekers, vacancies, workshops, months of work."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.calc.distance import Point, great_circle_km
from shouwang.lake.duck import read_parquet
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.matching import MatchingRules
from shouwang.stages.org.scoping import is_inside
from shouwang.stages.programmes.employment.eligibility import Post, Seeker
from shouwang.stages.programmes.employment.recognition import Workshop
from shouwang.stages.register.held import Held, RegisterEmpty, engine, held

MAP = "banners.geojson"
REMEMBERED = 4  # contents whose map has been read


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """How many people of a place were at work in a month."""

    place: str
    month: date
    workers: int
    migrants: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A vacancy as it is published: nothing of it is of a person."""

    vacancy: str
    employer: str | None
    carrier: str | None
    source: str | None
    trade: str | None
    place_county: str | None
    wanted: int
    filled: int
    wage: int | None
    board: bool | None
    age_to: int | None
    skill: str | None
    published_date: date
    valid_until: date | None


def seekers(
    *, home: Home, content: Content, rules: MatchingRules, banner: str, on: date, scope: Scope
) -> list[Seeker]:
    """Return a banner's open seekers whom a scope covers, by their numbers."""
    found, at = _held(home, content), _place(content, banner)
    tables = {name: _read(found, name, at) for name in ("job_seeker", "person", "household")}
    if found is None or not all(tables.values()):
        return []
    months = int(rules.limit("earner_months", on))
    work, training = _read(found, "employment", at), _read(found, "training", at)
    earners = (
        f"(SELECT DISTINCT p.household FROM {work} e JOIN {tables['person']} p"  # noqa: S608
        " ON p.person = e.person WHERE e.working"
        f" AND e.month > CAST($day AS DATE) - INTERVAL {months + 1} MONTH"
        " AND e.month <= CAST($day AS DATE) - INTERVAL 1 MONTH)"
        if work else "(SELECT CAST(NULL AS BIGINT) AS household WHERE false)"
    )  # fmt: skip
    trained = (
        f"(SELECT person, list_distinct(list(trade)) AS trades FROM {training}"  # noqa: S608
        " WHERE certified AND trade IS NOT NULL GROUP BY person)"
        if training
        else "(SELECT CAST(NULL AS BIGINT) AS person, [] AS trades WHERE false)"
    )
    query = f"""
        SELECT s.seeker, s.person, p.household, h.village, p.birth_date, p.education, p.labour,
               h.status, s.trade, s.skills, t.trades, s.reach_km, s.leaves_region, s.wage_wish,
               s.care, e.household IS NOT NULL AS has_earner, s.registered_date
        FROM {tables["job_seeker"]} s
        JOIN {tables["person"]} p ON p.person = s.person AND p.left_date IS NULL
        JOIN {tables["household"]} h ON h.household = p.household AND h.left_date IS NULL
        LEFT JOIN {earners} e ON e.household = p.household
        LEFT JOIN {trained} t ON t.person = s.person
        WHERE s.state = 'open' AND p.labour IN ('ordinary', 'skilled', 'weak')
        QUALIFY row_number() OVER (PARTITION BY s.person ORDER BY s.seeker) = 1
        ORDER BY s.seeker
    """  # noqa: S608 - tables are quoted
    rows = engine().execute(query, {"day": on} if work else {}).fetchall()
    told = [_seeker(row, content, on, is_work_known=bool(work)) for row in rows]
    return [
        each
        for each in told
        if each.place.get("banner") == banner and scope.covers(each.place, each.household)
    ]


def posts(
    *, home: Home, content: Content, banner: str, on: date, scope: Scope
) -> list[Post]:  # fmt: skip
    """Return a banner's vacancies that still take people, by their numbers."""
    return [
        Post(
            vacancy=each.vacancy, left=each.wanted - each.filled,
            distance=_distance(content, banner, each), employer=each.employer,
            carrier=each.carrier, trade=each.trade, place_name=each.place_county,
            wage=each.wage, age_to=each.age_to, skill=each.skill, is_boarding=each.board,
        )
        for each in offered(home=home, content=content, banner=banner, on=on, scope=scope)
        if each.wanted > each.filled
    ]  # fmt: skip


def offered(
    *, home: Home, content: Content, banner: str, on: date, scope: Scope
) -> list[Offered]:  # fmt: skip
    """Return a banner's vacancies that are in force, those that end first before the others.

    Vacancies are for everybody: whoever belongs to the banner sees them.
    """
    _fail_unless_near(content, banner, scope)
    found = _held(home, content)
    source = _read(found, "vacancy", _place(content, banner))
    if not source:
        return []
    names = ", ".join(
        f"coalesce({each.name}, 0)" if each.name == "filled" else each.name
        for each in fields(Offered)
    )
    query = f"""
        SELECT {names} FROM {source}
        WHERE county = $banner AND published_date <= $day AND (valid_until IS NULL OR valid_until >= $day)
        ORDER BY valid_until NULLS LAST, vacancy
    """  # noqa: S608 - tables are quoted
    told = engine().execute(query, {"day": on, "banner": banner}).fetchall()
    return [Offered(*row) for row in told]


def workshops(
    *, home: Home, content: Content, banner: str, on: date, scope: Scope
) -> list[Workshop]:  # fmt: skip
    """Return a banner's workshops that a scope covers; one of no village is its banner's."""
    del on
    _fail_unless_near(content, banner, scope)
    source = _read(_held(home, content), "workshop", _place(content, banner))
    if not source:
        return []
    names = ", ".join(each.name for each in fields(Workshop))
    query = f"SELECT {names} FROM {source} WHERE county = ? ORDER BY workshop"  # noqa: S608
    found = [Workshop(*row) for row in engine().execute(query, [banner]).fetchall()]
    return [
        each
        for each in found
        if is_inside(each.village or banner, content, scope)
        or (each.village is None and scope.level != "village")
    ]


def months_of_work(
    *, home: Home, content: Content, banner: str, by: str, months: int, on: date, scope: Scope
) -> list[MonthOfWork]:
    """Return how many were at work in each of the last reported months, by a level below.

    Args:
        by: `banner`, `township` or `village`.
    """
    found, at = _held(home, content), _place(content, banner)
    tables = [_read(found, name, at) for name in ("employment", "person", "household")]
    if not all(tables):
        return []
    work, people, homes = tables
    query = f"""
        SELECT h.village, e.month, count(*), count(*) FILTER (e.channel = 'migrant')
        FROM {work} e
        JOIN {people} p ON p.person = e.person
        JOIN {homes} h ON h.household = p.household
        WHERE e.working AND e.month > CAST($day AS DATE) - INTERVAL {int(months) + 1} MONTH
          AND e.month <= CAST($day AS DATE) - INTERVAL 1 MONTH
        GROUP BY h.village, e.month
    """  # noqa: S608 - tables are quoted
    counted: dict[tuple[str, date], list[int]] = {}
    for village, month, workers, migrants in engine().execute(query, {"day": on}).fetchall():
        place = content.ancestors(village)
        if place.get("banner") != banner or not scope.covers(place):
            continue
        total = counted.setdefault((place.get(by, banner), month), [0, 0])
        total[0] += workers
        total[1] += migrants
    return [MonthOfWork(*key, *total) for key, total in sorted(counted.items())]


def snapshot(home: Home, content: Content) -> int:
    """Return the number of the latest snapshot, 0 if there is none."""
    found = _held(home, content)
    return found.snapshot.id if found is not None else 0


def _held(home: Home, content: Content) -> Held | None:
    try:
        return held(home, content)
    except RegisterEmpty:
        return None


def _place(content: Content, banner: str) -> tuple[str, ...]:
    place = content.ancestors(banner) if banner in content.regions else {}
    if place.get("banner") != banner:
        raise NotFound(_("there is no such place in your area"))
    return tuple(place[level] for level in content.partition)


def _fail_unless_near(content: Content, banner: str, scope: Scope) -> None:
    _place(content, banner)
    if scope.regions and not (
        is_inside(banner, content, scope)
        or any(content.ancestors(each).get("banner") == banner for each in scope.places)
    ):
        raise NotFound(_("there is no such place in your area"))


def _read(found: Held | None, table: str, at: Sequence[str]) -> str:
    source = found.files(table, at) if found is not None else None
    return read_parquet(source) if source is not None else ""


def _seeker(
    row: tuple[Any, ...], content: Content, on: date, *, is_work_known: bool
) -> Seeker:  # fmt: skip
    (seeker, person, household, village, birth, education, labour, status, trade, skills, trades,
     reach, leaves, wish, care, has_earner, registered) = row  # fmt: skip
    return Seeker(
        seeker=seeker, person=person, household=household, place=content.ancestors(village),
        age=_whole_years(birth, on), education=education, labour=labour, status=status,
        trade=trade, skills=skills, certified=tuple(sorted(trades or ())), reach=reach,
        leaves_region=leaves, wish=wish, care=care,
        has_earner=has_earner if is_work_known else None, months=_whole_months(registered, on),
    )  # fmt: skip


def _whole_years(birth: date | None, on: date) -> int | None:
    if birth is None:
        return None
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _whole_months(start: date, on: date) -> int:
    return (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day)


def _distance(content: Content, banner: str, post: Offered) -> float | None:
    """Return how far a post is from the middle of a banner; None if it is outside the region."""
    centres, names = _map(content.root)
    if post.source == "nearby" or post.place_county == names.get(banner):
        return 0.0
    there = next((code for code, name in names.items() if name == post.place_county), None)
    if there is None:
        return None
    return great_circle_km(centres[banner], centres[there])


@lru_cache(maxsize=REMEMBERED)
def _map(root: Path) -> tuple[Mapping[str, Point], Mapping[str, str]]:
    """Return the middle and the name of each banner, as the map of the content has them."""
    path = root / MAP
    if not path.exists():
        return {}, {}
    told = [each["properties"] for each in json.loads(path.read_text(encoding="utf-8"))["features"]]
    centres = {each["code"]: (float(each["cp"][0]), float(each["cp"][1])) for each in told}
    return centres, {each["code"]: each["name"] for each in told}
