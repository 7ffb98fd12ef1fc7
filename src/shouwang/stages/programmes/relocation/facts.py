"""The sites and the households that were moved there, out of the lake."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shouwang.base.dates import months_before
from shouwang.lake.duck import literal, read_parquet
from shouwang.rules.content import Content
from shouwang.stages.register.held import Held, engine

MONTHS_WORKED = 3  # months of reports that the packs' count of workers looks at
SITE = ("site", "village", "kind", "built_date", "households", "people", "flats",
        "flats_occupied", "projects", "project_households", "posts", "school_km", "clinic_km",
        "activities", "heads", "committee", "party_branch", "property", "old_due", "old_down",
        "mu_due", "mu_reclaimed", "mu_accepted", "site_debt")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """A site, as the department reports it; what it does not say is ``None``.

    Attributes:
        school_km, clinic_km: [km]. mu_due, mu_reclaimed, mu_accepted: [mu]. site_debt: [fen]
    """

    site: str
    village: str | None
    kind: str | None
    built_date: date | None
    households: int | None
    people: int | None
    flats: int | None
    flats_occupied: int | None
    projects: int | None
    project_households: int | None
    posts: int | None
    school_km: Decimal | None
    clinic_km: Decimal | None
    activities: int | None
    heads: int | None
    committee: bool | None
    party_branch: bool | None
    property: bool | None
    old_due: int | None
    old_down: int | None
    mu_due: Decimal | None
    mu_reclaimed: Decimal | None
    mu_accepted: Decimal | None
    site_debt: int | None
    banner: str


@dataclass(frozen=True, slots=True)
class Mover:
    """A household that was moved.

    Attributes:
        income: Of the household. [fen/year]
        labour: How many can work; workers: how many have worked in the last reported months.
            ``None`` where that is not known.
    """

    household: int
    site: str
    village: str
    people: int
    area: Decimal | None
    handed_over_date: date | None
    moved_in_date: date | None
    occupied: bool | None
    old_site: str | None
    certificate: bool | None
    sound_house: bool | None
    school_joined: bool | None
    care_joined: bool | None
    follow_up: str | None
    debt: int | None
    income: int | None
    members: int
    labour: int | None
    workers: int | None


def sites_of(held: Held, content: Content, *, banner: str) -> list[Site]:
    """Return the sites of a banner, by their names."""
    source = held.files("relocation_site", (content.ancestors(banner)["league"], banner))
    if source is None:
        return []
    query = (
        f"SELECT {', '.join(SITE)}, banner FROM {read_parquet(source)} "  # noqa: S608 - our own
        f"WHERE banner = {literal(banner)} ORDER BY site"
    )
    return [Site(*row) for row in engine().execute(query).fetchall()]


def movers_of(
    held: Held, content: Content, *, banner: str, on: date, site: str = ""
) -> list[Mover]:
    """Return the moved households of a banner, or of one site of it, by site and number."""
    place = (content.ancestors(banner)["league"], banner)
    moved, homes = held.files("relocation", place), held.files("household", place)
    people, jobs = held.files("person", place), held.files("employment", place)
    if moved is None or homes is None or people is None:
        return []
    where = f" AND site = {literal(site)}" if site else ""
    here = f"WHERE banner = {literal(banner)}"
    worked = (
        f"""SELECT DISTINCT person FROM {read_parquet(jobs)} {here} AND working
            AND month > $since AND month <= $until"""  # noqa: S608 - our own
        if jobs
        else "SELECT NULL::BIGINT AS person WHERE FALSE"
    )
    query = f"""
    WITH moved AS (SELECT * FROM {read_parquet(moved)} {here}{where}),
    worked AS ({worked}),
    counted AS (
        SELECT household,
               CASE WHEN count(*) FILTER (labour IS NULL) = 0
                    THEN count(*) FILTER (labour IN ('ordinary', 'skilled', 'weak')) END AS labour,
               count(w.person) AS workers
        FROM {read_parquet(people)} p LEFT JOIN worked w USING (person)
        WHERE left_date IS NULL AND household IN (SELECT household FROM moved)
        GROUP BY household)
    SELECT m.household, coalesce(m.site, ''), coalesce(h.village, ''), m.people, m.area,
           m.handed_over_date, m.moved_in_date, m.occupied, m.old_site, m.certificate,
           m.sound_house, m.school_joined, m.care_joined, m.follow_up, m.debt,
           h.wage_income + h.business_income + h.property_income + h.transfer_income
               - h.business_cost, greatest(h.members, 1), c.labour, c.workers
    FROM moved m JOIN {read_parquet(homes)} h USING (household)
    LEFT JOIN counted c USING (household)
    WHERE h.left_date IS NULL
    ORDER BY m.site, m.household
    """  # noqa: S608 - names and paths of our own
    given = _window(on) if jobs else {}
    rows = engine().execute(query, given).fetchall()
    known = [row if jobs else (*row[:-1], None) for row in rows]
    return [Mover(*row) for row in known]


def _window(on: date) -> dict[str, date]:
    """The months that the packs' ``workers_lately`` counts: those reported last."""
    return {
        "since": months_before(on, MONTHS_WORKED + 1),
        "until": months_before(on, 1),
    }


def by_site(movers: list[Mover]) -> Iterator[tuple[str, list[Mover]]]:
    """Yield the households of each site."""
    group: list[Mover] = []
    for each in movers:
        if group and group[0].site != each.site:
            yield group[0].site, group
            group = []
        group.append(each)
    if group:
        yield group[0].site, group
