"""Who is on which list in a banner, out of the lake: a row a person, one query a banner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.duck import literal, read_parquet
from shouwang.rules.content import Content
from shouwang.stages.programmes.safety_net.terms import Terms
from shouwang.stages.register.held import Held, engine

# Columns of feeds that may not have been delivered: name → type.
FEEDS: dict[str, dict[str, str]] = {
    "household": {"household": "BIGINT", "village": "VARCHAR", "status": "VARCHAR",
                  "attribute": "VARCHAR", "members": "INTEGER", "wage_income": "BIGINT",
                  "business_income": "BIGINT", "property_income": "BIGINT",
                  "transfer_income": "BIGINT", "business_cost": "BIGINT", "left_date": "DATE"},
    "person": {"person": "BIGINT", "household": "BIGINT", "birth_date": "DATE",
               "labour": "VARCHAR", "left_date": "DATE", "left_reason": "VARCHAR"},
    "watch": {"household": "BIGINT", "ended_date": "DATE", "no_labour": "BOOLEAN"},
    "social_assistance": {"person": "BIGINT", "kind": "VARCHAR", "start_date": "DATE",
                          "end_date": "DATE", "monthly_amount": "BIGINT", "banner": "VARCHAR"},
    "disability": {"person": "BIGINT", "category": "VARCHAR", "level": "INTEGER"},
    "medical_claim": {"person": "BIGINT", "settled_date": "DATE", "serious_illness": "BOOLEAN"},
    "vehicle": {"person": "BIGINT", "kind": "VARCHAR", "usage": "VARCHAR", "price": "BIGINT"},
    "business_registration": {"person": "BIGINT", "kind": "VARCHAR", "state": "VARCHAR"},
    "public_payroll": {"person": "BIGINT", "kind": "VARCHAR", "ended_date": "DATE"},
    "visit": {"household": "BIGINT", "purpose": "VARCHAR", "visited_date": "DATE"},
}  # fmt: skip
LISTS = ("dibao", "destitute", "orphan")  # what of the assistance is a list of people; rest is once


class ListNotHeld(ShouwangError):
    """A list has not been delivered: nothing can be held against it."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of a household that is on one of the two lists.

    Attributes:
        present: Whether they are in the household now. income: of the household. [fen/year]
        members: As the household's row says. watched, was_watched: of the household.
        kind: On which list of assistance; ``""`` if on none. amount: [fen/month]
        coming: The day cover begins, if it is decided and has not begun.
        ended: The last day cover ended. ended_amount: what was paid. [fen/month]
        from_banner: Which banner covers them.
        severe: Whether disabled so far that they may be covered alone. ill: so by illness.
        assets: How many cars, companies and treasury wages the household has.
        checked: Whether somebody has looked whether the household is watched.
        watch_says_none: Whether the watch list says that nobody there can work.
    """

    person: int
    household: int
    village: str
    status: str
    attribute: str
    members: int
    income: int | None
    household_left: bool
    present: bool
    left_reason: str
    labour: str
    birth_date: date | None
    watched: bool
    was_watched: bool
    watch_says_none: bool
    kind: str
    amount: int
    coming: date | None
    ended: date | None
    ended_amount: int
    from_banner: str
    severe: bool
    ill: bool
    assets: int
    checked: bool

    @property
    def is_registered(self) -> bool:
        """Whether the household is registered or watched."""
        return self.status in {"registered", "exited", "relapsed"} or self.watched


def people_of(held: Held, content: Content, *, banner: str, terms: Terms) -> list[Someone]:
    """Return everybody of the households of a banner that are on one of the lists.

    Raises:
        ListNotHeld: if the register, the watch list or the list of assistance is not there.
    """
    place = (content.ancestors(banner)["league"], banner)
    _fail_missing(held, place)
    found = engine().execute(_query(held, place), _given(terms)).fetchall()
    return [Someone(*row) for row in found]


def household_of(
    held: Held, content: Content, *, banner: str, household: int, terms: Terms
) -> list[Someone]:
    """Return everybody of one household, whether it is on a list or not.

    Raises:
        ListNotHeld: if the register, the watch list or the list of assistance is not there.
    """
    place = (content.ancestors(banner)["league"], banner)
    _fail_missing(held, place)
    query = _query(held, place, household=int(household))
    return [Someone(*row) for row in engine().execute(query, _given(terms)).fetchall()]


def strangers_of(
    held: Held, content: Content, *, banner: str, terms: Terms
) -> list[tuple[int, str, int, str, int]]:
    """Return who is covered by a banner and not in its register, with where they are.

    Each: person, kind, monthly amount, the village they are registered in or ``""``, household.
    """
    place = (content.ancestors(banner)["league"], banner)
    covered = f"""
        SELECT person, min(kind) kind, sum(monthly_amount) amount
        FROM {_rows(held, "social_assistance", place)}
        WHERE banner = $banner AND kind IN {LISTS} AND start_date <= $day
          AND (end_date IS NULL OR end_date > $day)
        GROUP BY person
        HAVING person NOT IN (SELECT person FROM {_rows(held, "person", place)} WHERE person IS NOT NULL)
    """  # noqa: S608 - names and paths of our own
    given = {"banner": banner, "day": terms.on}
    away = engine().execute(covered, given).fetchall()
    homes = _homes(held, [row[0] for row in away]) if away else {}
    return [
        (person, kind, int(amount or 0), *homes.get(person, ("", 0)))
        for person, kind, amount in sorted(away)
    ]


def _homes(held: Held, people: list[int]) -> dict[int, tuple[str, int]]:
    numbers = ", ".join(str(int(each)) for each in people)
    query = f"""
        SELECT p.person, h.village, h.household
        FROM (SELECT person, household FROM {_rows(held, "person", ())}
              WHERE person IN ({numbers})) p
        JOIN {_rows(held, "household", ())} h USING (household)
    """  # noqa: S608 - numbers and paths of our own
    return {row[0]: (row[1] or "", row[2]) for row in engine().execute(query).fetchall()}


def _fail_missing(held: Held, place: tuple[str, str]) -> None:
    for name in ("household", "person", "watch", "social_assistance"):
        if held.files(name, place) is None:
            raise ListNotHeld(
                _("{feed} has not been delivered here: nothing can be held against it").format(
                    feed=name
                )
            )


def _rows(held: Held, table: str, place: tuple[str, ...]) -> str:
    """Return the rows of a table, none of it where it has not been delivered."""
    source, columns = held.files(table, place), FEEDS[table]
    if source is None:
        nothing = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
        return f"(SELECT {nothing} WHERE FALSE)"
    names = ", ".join(columns)
    where = ""
    if place and any(len(file.partition or ()) < len(place) for file in source.files):
        # The list of assistance is read of a whole league: somebody may be covered by a neighbour.
        where = "" if table == "social_assistance" else f" WHERE banner = {literal(place[-1])}"
    return f"(SELECT {names} FROM {read_parquet(source)}{where})"  # noqa: S608 - our own


def _given(terms: Terms) -> dict[str, object]:
    return {
        "day": terms.on,
        "exit_since": terms.exit_since,
        "checked_since": terms.checked_since,
        "ill_since": terms.ill_since,
        "severe": terms.severe,
        "mental": terms.severe_mental,
        "price": terms.car_price,
    }


def _query(held: Held, place: tuple[str, str], *, household: int | None = None) -> str:
    def rows(table: str) -> str:
        found = _rows(held, table, place)
        if household is not None and "household" in FEEDS[table]:
            return f"(SELECT * FROM {found} WHERE household = {household})"  # noqa: S608 - a number
        return found

    chosen = (
        "TRUE"
        if household is not None
        else """h.status IN ('registered', 'exited', 'relapsed') OR coalesce(w.running, FALSE)
           OR h.household IN (SELECT household FROM helped)"""
    )

    return f"""
    WITH homes AS (
        SELECT household, village, status, attribute, greatest(members, 1) AS members,
               wage_income + business_income + property_income + transfer_income - business_cost
                   AS income, left_date IS NOT NULL AS gone
        FROM {rows("household")}),
    watching AS (
        SELECT household, bool_or(ended_date IS NULL) AS running, bool_or(ended_date IS NOT NULL)
                   AS ended, bool_or(ended_date IS NULL AND no_labour) AS says_none
        FROM {rows("watch")} GROUP BY household),
    aid AS (
        SELECT person,
               coalesce(max(kind) FILTER (runs), '') AS kind,
               coalesce(sum(monthly_amount) FILTER (runs), 0)::BIGINT AS amount,
               min(start_date) FILTER (start_date > $day) AS coming,
               max(end_date) FILTER (ends) AS ended,
               coalesce(arg_max(monthly_amount, end_date) FILTER (ends), 0)::BIGINT AS was,
               coalesce(max(banner) FILTER (runs), '') AS from_banner
        FROM (SELECT *, start_date <= $day AND (end_date IS NULL OR end_date > $day) AS runs,
                     end_date <= $day AND end_date > $exit_since AS ends
              FROM {rows("social_assistance")} WHERE kind IN {LISTS})
        GROUP BY person),
    cards AS (
        SELECT person, bool_or(level <= $severe OR category IN ('intellectual', 'mental')
                               AND level <= $mental) AS severe
        FROM {rows("disability")} GROUP BY person),
    illness AS (
        SELECT DISTINCT person FROM {rows("medical_claim")}
        WHERE serious_illness AND settled_date > $ill_since AND settled_date <= $day),
    owned AS (
        SELECT person, count(*) AS number FROM (
            SELECT person FROM {rows("vehicle")}
            WHERE kind = 'car' AND usage = 'private' AND price >= $price
            UNION ALL
            SELECT person FROM {rows("business_registration")}
            WHERE kind IN ('company', 'sole') AND state = 'open'
            UNION ALL
            SELECT person FROM {rows("public_payroll")}
            WHERE kind <> 'contract' AND (ended_date IS NULL OR ended_date > $day))
        GROUP BY person),
    looked AS (
        SELECT DISTINCT household FROM {rows("visit")}
        WHERE purpose IN ('verify', 'survey') AND visited_date > $checked_since
          AND visited_date <= $day),
    people AS (
        SELECT p.*, coalesce(a.kind, '') AS kind, coalesce(a.amount, 0) AS amount, a.coming,
               a.ended, coalesce(a.was, 0) AS was, coalesce(a.from_banner, '') AS from_banner,
               coalesce(c.severe, FALSE) AS severe
        FROM {rows("person")} p
        LEFT JOIN aid a USING (person) LEFT JOIN cards c USING (person)),
    assets AS (SELECT household, sum(number)::BIGINT AS number
               FROM people JOIN owned USING (person) WHERE left_date IS NULL GROUP BY household),
    helped AS (SELECT DISTINCT household FROM people WHERE kind <> ''),
    chosen AS (
        SELECT h.*, coalesce(w.running, FALSE) AS watched, coalesce(w.ended, FALSE) AS was_watched,
               coalesce(w.says_none, FALSE) AS says_none
        FROM homes h LEFT JOIN watching w USING (household)
        WHERE {chosen})
    SELECT p.person, h.household, coalesce(h.village, ''), coalesce(h.status, ''),
           coalesce(h.attribute, ''), h.members, h.income, h.gone, p.left_date IS NULL,
           coalesce(p.left_reason, ''), coalesce(p.labour, ''), p.birth_date, h.watched,
           h.was_watched, h.says_none, p.kind, p.amount, p.coming, p.ended, p.was,
           p.from_banner, p.severe, i.person IS NOT NULL, coalesce(s.number, 0),
           l.household IS NOT NULL
    FROM chosen h JOIN people p USING (household)
    LEFT JOIN illness i ON i.person = p.person
    LEFT JOIN assets s ON s.household = h.household
    LEFT JOIN looked l ON l.household = h.household
    ORDER BY h.household, p.person
    """  # noqa: S608 - names and paths of our own


def by_household(people: list[Someone]) -> Iterator[list[Someone]]:
    """Yield the people of each household; they come in its order."""
    group: list[Someone] = []
    for each in people:
        if group and group[0].household != each.household:
            yield group
            group = []
        group.append(each)
    if group:
        yield group
