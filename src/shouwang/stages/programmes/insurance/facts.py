"""What the feeds say of claims: the case, its household, and what medical insurance has settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.lake.duck import read_parquet
from shouwang.rules.content import Content
from shouwang.stages.register.held import Held, engine

CLAIM = ("case_number", "household", "kind", "reported_date", "surveyed_date", "noticed_days",
         "approved_date", "paid_date", "state", "loss", "other_paid", "payout", "borne")  # fmt: skip
INCOME = ("wage_income", "business_income", "property_income", "transfer_income")


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim with what is known around it; amounts in fen.

    Attributes:
        income: Of a head and a year; ``None`` if something of it is not known.
        proved: What the household itself paid by the settlements of medical insurance in the year
            before the report; ``None`` where nothing of them is held.
    """

    case_number: str
    household: int
    kind: str
    reported_date: date
    surveyed_date: date | None
    noticed_days: int | None
    approved_date: date | None
    paid_date: date | None
    state: str
    loss: int | None
    other_paid: int | None
    payout: int | None
    borne: int | None
    village: str
    status: str
    income: int | None
    proved: int | None

    @property
    def is_decided(self) -> bool:
        """Whether the insurer has said a sum."""
        return self.state in {"approved", "paid"}


def claims_of(
    found: Held, content: Content, *, place: Sequence[str], household: int | None = None
) -> list[Fact]:
    """Return the claims of the households of a place, those of one household by their days.

    Args:
        place: Its codes at the partition levels: only their files are opened.
        household: Only this one's.
    """
    claims = found.files("insurance_claim", place)
    homes = found.files(content.subjects["household"].table, place)
    if claims is None or homes is None:
        return []
    fields = ", ".join(f"c.{name}" for name in CLAIM)
    total = " + ".join(f"h.{name}" for name in INCOME)
    narrowed = "WHERE c.household = ?" if household is not None else ""
    query = (
        f"WITH c AS (SELECT {fields}, h.village, h.status, "  # noqa: S608 - names of our own
        f"({total} - h.business_cost) // nullif(h.members, 0) AS income "
        f"FROM {read_parquet(claims)} c JOIN {read_parquet(homes)} h USING (household) {narrowed})"
        f"{_proved(found, content, place)} ORDER BY c.household, c.reported_date, c.case_number"
    )
    values = [household] if household is not None else []
    rows = engine().execute(query, values).fetchall()
    return [Fact(*row) for row in rows]


def _proved(found: Held, content: Content, place: Sequence[str]) -> str:
    """Return what joins each claim with the settlements of medical insurance, if they are held."""
    medical = found.files("medical_claim", place)
    people = found.files(content.subjects["person"].table, place)
    if medical is None or people is None:
        return " SELECT c.*, NULL AS proved FROM c"
    return (
        f", p AS (SELECT person, household FROM {read_parquet(people)} "  # noqa: S608 - likewise
        "WHERE household IN (SELECT household FROM c)), "
        "m AS (SELECT p.household, settled_date, self_paid "
        f"FROM {read_parquet(medical)} JOIN p USING (person)), "
        "s AS (SELECT c.case_number, sum(m.self_paid)::BIGINT AS proved FROM c JOIN m "
        "ON c.household = m.household AND m.settled_date <= c.reported_date "
        "AND m.settled_date > c.reported_date - INTERVAL 12 MONTH GROUP BY 1) "
        "SELECT c.*, coalesce(s.proved, 0)::BIGINT AS proved FROM c LEFT JOIN s USING (case_number)"
    )


@dataclass(frozen=True, slots=True)
class Cover:
    """A policy; amounts in fen."""

    policy: str
    county: str
    cover_year: int
    product: str | None
    people: int | None
    premium: int
    payouts: int | None
    balance_left: int | None
    start_date: date
    end_date: date | None

    @property
    def ratio(self) -> float | None:
        """What is paid out of a yuan of premium."""
        return self.payouts / self.premium if self.payouts is not None and self.premium else None


def covers(found: Held, *, place: Sequence[str] = ()) -> list[Cover]:
    """Return the policies of a place, banner by banner, the latest year first."""
    source = found.files("insurance_cover", place)
    if source is None:
        return []
    rows = engine().execute(
        "SELECT policy, county, cover_year, product, people, premium, payouts, balance_left, "  # noqa: S608
        f"start_date, end_date FROM {read_parquet(source)} ORDER BY county, cover_year DESC, policy"
    )
    return [Cover(*row) for row in rows.fetchall()]
