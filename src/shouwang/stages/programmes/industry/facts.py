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
    """Return what the lake says around a project, with what its households have."""
    return facts_in(found, content, [project], on, with_homes=True)[0]


def facts_in(
    found: Held, content: Content, projects: Sequence[Values], on: date, *, with_homes: bool = False
) -> list[Facts]:
    """Return what the lake says around projects of one banner, with one query a feed.

    Args:
        with_homes: Whether to look up what the households have; they are many.
    """
    if not projects:
        return []
    county = projects[0]["county"]
    place = content.ancestors(county)
    parts = [place.get(level, "") for level in content.partition]
    around = _Around(found, parts, county, on, with_homes)
    operators, benefits, spent = (
        around.operators(projects), around.benefits(projects), around.spent(projects)
    )  # fmt: skip
    prices, shares = around.price_changes(), around.line_shares()
    return [
        Facts(
            project=each,
            operator=operators.get(each.get("operator") or ""),
            benefits=tuple(benefits.get(each["project"], ())),
            spent=spent.get(each["project"]),
            price_change=prices.get(_item(each)),
            line_share=shares.get(str(each.get("line") or "")),
        )
        for each in projects
    ]


def _item(project: Values) -> str:
    """Return the item of the price list that a project's product is; none if it has no product."""
    line = str(project.get("line") or "")
    return ITEMS.get(line, line)


@dataclass(frozen=True, slots=True)
class _Around:
    """The feeds of a banner that are asked around its projects."""

    found: Held
    parts: Sequence[str]
    county: str
    on: date
    with_homes: bool

    def operators(self, projects: Sequence[Values]) -> dict[str, Values]:
        numbers = sorted({each["operator"] for each in projects if each.get("operator")})
        told = rows_with(self.found.files("operator", self.parts), {"operator": numbers})
        return {row["operator"]: row for row in told.to_pylist()} if told is not None else {}

    def benefits(self, projects: Sequence[Values]) -> dict[str, list[Benefit]]:
        names = ("household", "kind", "role", "state", "promised", "received")
        told = rows_with(
            self.found.files("project_benefit", self.parts),
            {"project": [each["project"] for each in projects]}, columns=("project", *names),
        )  # fmt: skip
        rows = told.to_pylist() if told is not None else []
        rows.sort(key=lambda row: (row["household"], row["role"]))
        homes = _homes(self.found, self.parts, {row["household"] for row in rows}
                       if self.with_homes else ())  # fmt: skip
        made: dict[str, list[Benefit]] = {}
        for row in rows:
            home = homes.get(row["household"])
            members = int((home or {}).get("members") or 0)
            one = Benefit(**{name: row[name] for name in names}, net=_net(home), members=members)
            made.setdefault(row["project"], []).append(one)
        return made

    def spent(self, projects: Sequence[Values]) -> dict[str, int]:
        told = rows_with(
            self.found.files("fund_line", self.parts),
            {"project": [each["project"] for each in projects]}, columns=("project", "paid"),
        )  # fmt: skip
        sums: dict[str, int] = {}
        for row in told.to_pylist() if told is not None else ():
            if row["paid"] is not None:
                sums[row["project"]] = sums.get(row["project"], 0) + row["paid"]
        return sums

    def price_changes(self) -> dict[str, float]:
        source = self.found.files("price", self.parts)
        if source is None:
            return {}
        query = (
            "SELECT item, arg_max(price / price_year_before, (quoted_date, quote)) "  # noqa: S608
            f"FROM {read_parquet(source)} "
            "WHERE county = ? AND quoted_date <= ? AND price_year_before > 0 GROUP BY item"
        )
        rows = engine().execute(query, [self.county, self.on]).fetchall()
        return {item: float(ratio) - 1 for item, ratio in rows}

    def line_shares(self) -> dict[str, float]:
        source = self.found.files("project", self.parts)
        if source is None:
            return {}
        query = (
            f"SELECT line, sum(budget) FROM {read_parquet(source)} "  # noqa: S608 - quoted
            f"WHERE county = ? AND category IN {INDUSTRIAL} AND state IN {IN_HAND} GROUP BY line"
        )
        sums = {line: int(money or 0)
                for line, money in engine().execute(query, [self.county]).fetchall()}  # fmt: skip
        whole = sum(sums.values())
        return {line: money / whole for line, money in sums.items() if line} if whole else {}


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
