"""Loans and the funds that stand for them, as the feeds tell them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shouwang.base.access import EVERYWHERE, NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.folder import Home
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import is_near
from shouwang.stages.register.held import Held, RegisterEmpty, engine, held, rows_with
from shouwang.stages.register.reading import Conditions, Ground, by_place, by_scope, partition_of

FEED = "microloan"
DUE = "coalesce(extended_until, due_date)"
LOAN = ("loan", "person", "bank", "state", "issued_date", "amount", "term_months", "rate",
        "secured", "subsidised_share", "purpose", "used_by", "due_date", "extended_until",
        "balance", "overdue_days", "repayment_source")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan with its borrower; amounts in fen, the rate and the share in per cent.

    Attributes:
        due: The day it must be paid back, extensions counted.
        household, village, name: Of the borrower; unknown if the register does not hold them.
    """

    loan: str
    person: int | None
    bank: str | None
    state: str
    issued_date: date | None
    amount: int | None
    term_months: int | None
    rate: Decimal | None
    secured: bool | None
    subsidised_share: Decimal | None
    purpose: str | None
    used_by: str | None
    due_date: date | None
    extended_until: date | None
    balance: int | None
    overdue_days: int | None
    repayment_source: bool | None
    due: date | None
    household: int | None = None
    village: str = ""
    name: str = ""
    left_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Which loans: in a place, that a scope covers."""

    place: str = ""
    scope: Scope = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Found:
    """The files of loans of a place, and the conditions under which a row is meant."""

    ground: Ground
    source: Source
    conditions: Conditions


def ground_of(home: Home, content: Content, where: Where) -> Found | None:
    """Return where the loans of a place lie; ``None`` if none are held.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    try:
        found = held(home, content)
    except RegisterEmpty:
        return None
    ground, contract, conditions = Ground(found, content), content.contracts[FEED], Conditions()
    inside = by_scope(ground, contract, where.scope)
    conditions.add(inside.where, *inside.values)
    codes = sorted(where.scope.places)
    if where.place:
        region = content.regions.get(where.place)
        if region is None or not is_near(where.place, content, where.scope):
            raise NotFound(_("there is no such place in your area"))
        if region.level != content.levels[0]:
            here = by_place(ground, contract, level=region.level, places=[region.code])
            conditions.add(here.where, *here.values)
            codes = [region.code]
    source = found.files(FEED, partition_of(content, codes))
    return Found(ground, source, conditions) if source is not None else None


def loans(found: Found, *, more: Sequence[tuple[str, Sequence[Any]]], order: str, limit: int) -> list[Loan]:  # fmt: skip
    """Return loans with their borrowers.

    Args:
        more: Further conditions with the values of their places; the names are our own.
    """
    conditions = Conditions([*found.conditions.texts], [*found.conditions.values])
    for text, values in more:
        conditions.add(text, *values)
    fields = ", ".join(quoted(name) for name in LOAN)
    query = (
        f"SELECT {fields}, {DUE} AS due FROM {read_parquet(found.source)} "  # noqa: S608 - our own
        f"WHERE {conditions.where} ORDER BY {order} LIMIT {int(limit)}"
    )
    rows = [Loan(*row) for row in engine().execute(query, conditions.values).fetchall()]
    return with_borrowers(found.ground, rows)


def sums(found: Found, *, cases: Mapping[str, tuple[str, Sequence[Any]]]) -> dict[str, tuple[int, int]]:  # fmt: skip
    """Return for each case how many loans there are and what they still owe. [fen]"""  # noqa: D415
    fields, values = [], []
    for text, given in cases.values():
        fields.append(f"count(*) FILTER ({text}), coalesce(sum(balance) FILTER ({text}), 0)")
        values += [*given, *given]
    query = (
        f"SELECT {', '.join(fields)} FROM {read_parquet(found.source)} "  # noqa: S608 - our own
        f"WHERE {found.conditions.where}"
    )
    row = engine().execute(query, [*values, *found.conditions.values]).fetchone() or ()
    return {
        name: (int(row[2 * place]), int(row[2 * place + 1])) for place, name in enumerate(cases)
    }


def with_borrowers(ground: Ground, rows: Sequence[Loan]) -> list[Loan]:
    """Return loans with the households and villages of their borrowers."""
    person, home = ground.content.subjects["person"], ground.content.subjects["household"]
    people = _by_key(ground.found, person.table, person.key, [each.person for each in rows],
                     (person.parent_column, "name", "left_reason"))  # fmt: skip
    numbers = [each[person.parent_column] for each in people.values()]
    homes = _by_key(ground.found, home.table, home.key, numbers, (home.region,))
    return [_with(each, people, homes, person.parent_column, home.region) for each in rows]


def _with(loan: Loan, people: Any, homes: Any, parent: str, region: str) -> Loan:
    borrower = people.get(loan.person, {})
    number = borrower.get(parent)
    values = {name: getattr(loan, name) for name in (*LOAN, "due")}
    return Loan(
        **values,
        household=number,
        village=str(homes.get(number, {}).get(region) or ""),
        name=str(borrower.get("name") or ""),
        left_reason=borrower.get("left_reason"),
    )


def _by_key(
    found: Held, table: str, key: str, numbers: Sequence[int | None], columns: Sequence[str]
) -> dict[int, dict[str, Any]]:
    wanted = sorted({each for each in numbers if each is not None})
    rows = rows_with(found.files(table), {key: wanted}, columns=[key, *columns])
    return {each[key]: each for each in rows.to_pylist()} if rows is not None else {}


@dataclass(frozen=True, slots=True)
class BankShare:
    """What a bank lends in a township; amounts in fen."""

    township: str
    bank: str
    loans: int
    balance: int


def banks(found: Found, content: Content) -> list[BankShare]:
    """Return what each bank lends in each township, township by township, the most first."""
    home, person = content.subjects["household"], content.subjects["person"]
    people, homes = found.ground.found.files(person.table), found.ground.found.files(home.table)
    if people is None or homes is None:
        return []
    query = (
        f"WITH l AS (SELECT person, bank, balance FROM {read_parquet(found.source)} "  # noqa: S608
        f"WHERE {found.conditions.where} AND state = 'issued') "
        f"SELECT h.{home.region}, coalesce(l.bank, ''), count(*), coalesce(sum(l.balance), 0) "
        f"FROM l JOIN {read_parquet(people)} p ON l.person = p.{person.key} "
        f"JOIN {read_parquet(homes)} h ON p.{person.parent_column} = h.{home.key} GROUP BY 1, 2"
    )
    added: dict[tuple[str, str], tuple[int, int]] = {}
    for village, bank, count, balance in (
        engine().execute(query, found.conditions.values).fetchall()
    ):
        key = (content.ancestors(village).get("township", ""), bank)
        before = added.get(key, (0, 0))
        added[key] = (before[0] + count, before[1] + int(balance))
    found_shares = [BankShare(*key, *sums_) for key, sums_ in added.items()]
    return sorted(found_shares, key=lambda each: (each.township, -each.balance, each.bank))


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund that stands for a bank's loans; amounts in fen."""

    fund: str
    county: str
    bank: str
    month_date: date
    fund_amount: int
    balance_covered: int | None
    compensated: int | None
    recovered: int | None

    @property
    def times(self) -> float | None:
        """How many times the fund the loans are."""
        if self.balance_covered is None or not self.fund_amount:
            return None
        return self.balance_covered / self.fund_amount


def funds(home: Home, content: Content) -> list[Fund]:
    """Return the funds of all banners."""
    try:
        source = held(home, content).files("compensation_fund")
    except RegisterEmpty:
        return []
    if source is None:
        return []
    rows = engine().execute(
        "SELECT fund, county, bank, month_date, fund_amount, balance_covered, compensated, "  # noqa: S608
        f"recovered FROM {read_parquet(source)} ORDER BY county, bank"
    )
    return [Fund(*row) for row in rows.fetchall()]
