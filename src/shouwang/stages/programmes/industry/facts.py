"""What the lake says around a project: who lives by it, its operator, its money, its prices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.register.held import Held, engine, rows_with

INDUSTRIAL = ("industry", "courtyard", "breed")
POOR = ("registered", "exited", "watched")
AT_WORK = ("wage", "order", "custody", "own")
# Product of a project → item of the price list, where they are called differently.
ITEMS = {"dairy": "milk"}
ACTIVE = "active"
IN_HAND = ("planned", "building", "running")
INCOMES = ("wage_income", "business_income", "property_income", "transfer_income")
COST = "business_cost"
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Benefit:
    """A household and a project.

    Attributes:
        promised, received: Within a year. [fen]
        net: What the household has in all, as the register says. [fen a year]
        members: How many live in it; 0 if the register does not know the household.
    """

    household: int
    kind: str
    role: str
    state: str
    promised: int | None
    received: int | None
    net: int | None = None
    members: int = 0

    @property
    def is_active(self) -> bool:
        """Whether they still benefit."""
        return self.state == ACTIVE

    @property
    def is_poor(self) -> bool:
        """Whether it is one of those the project is for."""
        return self.kind in POOR


@dataclass(frozen=True, slots=True)
class Facts:
    """A project with all that the lake says around it.

    Attributes:
        project: Its row.
        operator: The row of who runs it; ``None`` if it is run by nobody known.
        spent: [fen]; ``None`` if no money is told of.
        price_change: What its product costs beside a year ago, less one; ``None`` if not quoted.
        line_share: The share of its product in the money of the banner's projects in hand.
    """

    project: Values
    operator: Values | None = None
    benefits: tuple[Benefit, ...] = ()
    spent: int | None = None
    price_change: float | None = None
    line_share: float | None = None
    active: tuple[Benefit, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "active", tuple(each for each in self.benefits if each.is_active))


def facts_of(found: Held, content: Content, project: Values, on: date) -> Facts:
    """Return what the lake says around a project."""
    place = content.ancestors(project["county"])
    parts = [place.get(level, "") for level in content.partition]
    here = found.files
    return Facts(
        project=project,
        operator=_operator(here("operator", parts), project),
        benefits=_benefits(found, parts, project),
        spent=_spent(here("fund_line", parts), project),
        price_change=_price_change(here("price", parts), project, on),
        line_share=_line_share(here("project", parts), project),
    )


def _operator(source: Source | None, project: Values) -> Values | None:
    number = project.get("operator")
    told = rows_with(source, {"operator": [number] if number else []}, most=1)
    rows = told.to_pylist() if told is not None else []
    return rows[0] if rows else None


def _benefits(found: Held, parts: Sequence[str], project: Values) -> tuple[Benefit, ...]:
    names = ("household", "kind", "role", "state", "promised", "received")
    told = rows_with(
        found.files("project_benefit", parts), {"project": [project["project"]]}, columns=names
    )
    rows = told.to_pylist() if told is not None else []
    homes = _homes(found, parts, {row["household"] for row in rows})
    return tuple(
        Benefit(
            **{name: row[name] for name in names},
            net=_net(homes.get(row["household"])),
            members=int((homes.get(row["household"]) or {}).get("members") or 0),
        )
        for row in sorted(rows, key=lambda row: (row["household"], row["role"]))
    )


def _homes(found: Held, parts: Sequence[str], numbers: Iterable[int]) -> dict[int, Values]:
    told = rows_with(
        found.files("household", parts), {"household": sorted(numbers)},
        columns=("household", "members", *INCOMES, COST),
    )  # fmt: skip
    return {row["household"]: row for row in told.to_pylist()} if told is not None else {}


def _net(home: Values | None) -> int | None:
    if home is None or any(home[name] is None for name in (*INCOMES, COST)):
        return None
    return sum(int(home[name]) for name in INCOMES) - int(home[COST])


def _spent(source: Source | None, project: Values) -> int | None:
    told = rows_with(source, {"project": [project["project"]]}, columns=("paid",))
    paid = [each for each in (told.column("paid").to_pylist() if told else []) if each is not None]
    return sum(paid) if paid else None


def _price_change(source: Source | None, project: Values, on: date) -> float | None:
    line = project.get("line")
    if source is None or not line:
        return None
    query = (
        f"SELECT price, price_year_before FROM {read_parquet(source)} "  # noqa: S608 - quoted
        "WHERE county = ? AND item = ? AND quoted_date <= ? AND price_year_before > 0 "
        "ORDER BY quoted_date DESC, quote LIMIT 1"
    )
    given = [project["county"], ITEMS.get(line, line), on]
    rows = engine().execute(query, given).fetchall()
    return float(rows[0][0]) / float(rows[0][1]) - 1 if rows else None


def _line_share(source: Source | None, project: Values) -> float | None:
    line = project.get("line")
    if source is None or not line:
        return None
    query = (
        f"SELECT sum(budget) FILTER (WHERE line = ?), sum(budget) FROM {read_parquet(source)} "  # noqa: S608
        f"WHERE county = ? AND category IN {INDUSTRIAL} AND state IN {IN_HAND}"
    )
    own, whole = engine().execute(query, [line, project["county"]]).fetchall()[0]
    return float(own or 0) / float(whole) if whole else None


@dataclass(frozen=True, slots=True)
class Sum:
    """Projects or benefits of a kind added up. Money in fen."""

    key: str
    count: int
    households: int
    money: int
    received: int = 0
    owed: int = 0


def grouped(source: Source | None, column: str, where: str, values: Sequence[Any]) -> list[Sum]:
    """Return the projects in hand by a column: how many, for how many households, for how much."""
    if source is None:
        return []
    query = (
        f"SELECT {quoted(column)}, count(*), sum(households_planned), sum(budget) "  # noqa: S608
        f"FROM {read_parquet(source)} WHERE ({where}) AND category IN {INDUSTRIAL} "
        f"AND state IN {IN_HAND} GROUP BY 1 ORDER BY 4 DESC NULLS LAST, 1"
    )
    rows = engine().execute(query, list(values)).fetchall()
    return [Sum(str(key or ""), int(n), int(homes or 0), int(money or 0))
            for key, n, homes, money in rows]  # fmt: skip


def linked(source: Source | None, column: str, where: str, values: Sequence[Any]) -> list[Sum]:
    """Return what is promised and received by a column of the benefits that are running."""
    if source is None:
        return []
    query = (
        f"SELECT {quoted(column)}, count(*), count(DISTINCT household), sum(promised), "  # noqa: S608
        "sum(received), sum(greatest(promised - received, 0)) "
        f"FROM {read_parquet(source)} WHERE ({where}) AND state = '{ACTIVE}' "
        "AND promised IS NOT NULL AND received IS NOT NULL GROUP BY 1 ORDER BY 4 DESC NULLS LAST, 1"
    )
    rows = engine().execute(query, list(values)).fetchall()
    return [Sum(str(key or ""), int(n), int(homes), int(promised or 0), int(received or 0),
                int(owed or 0)) for key, n, homes, promised, received, owed in rows]  # fmt: skip
