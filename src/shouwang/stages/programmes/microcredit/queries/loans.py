"""Loans that fall due, that are overdue, one of them with its payments; banks and funds."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.calc.loans import Payment, Repayment, schedule, subsidy, total_interest
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.stages.org.scoping import is_near
from shouwang.stages.programmes.microcredit import facts, terms
from shouwang.stages.programmes.microcredit.facts import DUE, BankShare, Fund, Loan, Where
from shouwang.stages.programmes.microcredit.models import Reminder
from shouwang.stages.programmes.microcredit.queries.reminders import latest_reminders

PAGE = 50  # rows
OWED = "state = 'issued' AND balance > 0"


@dataclass(frozen=True, slots=True)
class Bucket:
    """Loans between two numbers of days, both included; amounts in fen."""

    start: int
    end: int | None
    loans: int
    balance: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A loan of a list, with the last reminder of it that counts."""

    loan: Loan
    reminder: Reminder | None


@dataclass(frozen=True, slots=True)
class LoanPage:
    """A loan with what the scheme allowed, its payments and the subsidy; amounts in fen."""

    loan: Loan
    scheme: terms.Scheme
    payments: tuple[Payment, ...] = ()
    interest: int = 0
    subsidy: int = 0
    reported_subsidy: int = 0
    reminders: tuple[Reminder, ...] = field(default=())

    @property
    def own_interest(self) -> int:
        """What of the interest the household pays itself."""
        return self.interest - self.subsidy


def due_buckets(*, home: Home, policy: Policy, place: str, on: date, scope: Scope) -> list[Bucket]:
    """Return how many loans fall due within the days that the packs name.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    ends = terms.days(policy, terms.DUE_WITHIN, on)
    starts = [0, *(end + 1 for end in ends[:-1])]
    return _buckets(home, policy.content, Where(place, scope), DUE_DAYS, list(zip(starts, ends, strict=True)), on)  # fmt: skip


def overdue_buckets(
    *, home: Home, policy: Policy, place: str, on: date, scope: Scope
) -> list[Bucket]:
    """Return how many loans are overdue, by for how long.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    lines = terms.days(policy, terms.OVERDUE_FROM, on)
    spans = list(zip([1, *(line + 1 for line in lines)], [*lines, None], strict=True))
    return _buckets(home, policy.content, Where(place, scope), "overdue_days", spans, on)


DUE_DAYS = f"date_diff('day', ?::DATE, {DUE})"


def _buckets(
    home: Home, content: Content, where: Where, days: str, spans: list[tuple[int, int | None]],
    on: date,
) -> list[Bucket]:  # fmt: skip
    found = facts.ground_of(home, content, where)
    if found is None or not spans:
        return [Bucket(start, end, 0, 0) for start, end in spans]
    given = [on] if "?" in days else []
    cases = {}
    for start, end in spans:
        text = f"{OWED} AND {days} >= ?" + (f" AND {days} <= ?" if end is not None else "")
        cases[str(start)] = (f"WHERE {text}", [*given, start, *([*given, end] if end is not None else [])])  # fmt: skip
    told = facts.sums(found, cases=cases)
    return [Bucket(start, end, *told[str(start)]) for start, end in spans]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which loans of a list: of a place, between two numbers of days, after a loan."""

    place: str = ""
    start: int = 0
    end: int | None = None
    after: tuple[date, str] | None = None
    limit: int = PAGE


def due_loans(
    *, home: Home, policy: Policy, wanted: Wanted, on: date, scope: Scope
) -> list[Listed]:
    """Return a page of the loans that fall due, the soonest first.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    more: list[tuple[str, list[object]]] = [(OWED, [])]
    more.append((f"{DUE} >= ?", [on + timedelta(days=wanted.start)]))
    if wanted.end is not None:
        more.append((f"{DUE} <= ?", [on + timedelta(days=wanted.end)]))
    return _listed(home, policy.content, wanted, more, on, scope)


def overdue_loans(
    *, home: Home, policy: Policy, wanted: Wanted, on: date, scope: Scope
) -> list[Listed]:
    """Return a page of the overdue loans, those longest due first.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    more: list[tuple[str, list[object]]] = [
        (OWED, []),
        ("overdue_days >= ?", [max(wanted.start, 1)]),
    ]
    if wanted.end is not None:
        more.append(("overdue_days <= ?", [wanted.end]))
    return _listed(home, policy.content, wanted, more, on, scope)


def _listed(
    home: Home, content: Content, wanted: Wanted, more: list[tuple[str, list[object]]],
    on: date, scope: Scope,
) -> list[Listed]:  # fmt: skip
    found = facts.ground_of(home, content, Where(wanted.place, scope))
    if found is None:
        return []
    if wanted.after is not None:
        more = [*more, (f"({DUE}, loan) > (?, ?)", list(wanted.after))]
    loans = facts.loans(found, more=more, order=f"{DUE}, loan", limit=wanted.limit)
    reminders = latest_reminders(loans=[each.loan for each in loans], on=on, scope=scope)
    return [Listed(each, reminders.get(each.loan)) for each in loans]


def loan(*, home: Home, content: Content, number: str, on: date, scope: Scope) -> Loan:
    """Return a loan with its borrower.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    found = facts.ground_of(home, content, Where("", scope))
    rows = [] if found is None else facts.loans(
        found, more=[("loan = ?", [number])], order="loan", limit=1
    )  # fmt: skip
    if not rows:
        raise NotFound(_("there is no such record in your area"))
    return rows[0]


def loan_page(*, home: Home, policy: Policy, number: str, on: date, scope: Scope) -> LoanPage:
    """Return a loan with its payments, its interest, and what of it the treasury pays.

    Raises:
        NotFound: if there is none in the scope.
    """
    found = loan(home=home, content=policy.content, number=number, on=on, scope=scope)
    reminders = tuple(
        Reminder.objects.filter(loan=number, village=found.village) if found.village else ()
    )
    issued = found.issued_date or on
    allowed = terms.scheme(policy, issued=issued, months=found.term_months)
    plain = LoanPage(found, allowed, reminders=reminders)
    amount, months, rate = found.amount, found.term_months, found.rate
    if not amount or not months or rate is None or found.issued_date is None:
        return plain
    payments = schedule(principal=amount, rate=Decimal(rate), start=issued, months=months,
                        plan=Repayment.INTEREST_MONTHLY)  # fmt: skip
    interest = total_interest(payments)
    base = allowed.base_rate if allowed.base_rate is not None else Decimal(rate)

    def paid(share: Decimal | None) -> int:
        return subsidy(interest, rate=Decimal(rate), base_rate=base, share=Decimal(share or 0))

    return LoanPage(found, allowed, payments, interest, paid(allowed.subsidy_share),
                    paid(found.subsidised_share), reminders)  # fmt: skip


def bank_shares(
    *, home: Home, content: Content, place: str, on: date, scope: Scope
) -> list[BankShare]:
    """Return what each bank lends in each township of a place.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    found = facts.ground_of(home, content, Where(place, scope))
    return [] if found is None else facts.banks(found, content)


def funds(*, home: Home, content: Content, place: str, on: date, scope: Scope) -> list[Fund]:
    """Return the funds of the banners near a scope that lie in or around a place."""
    del on

    def is_meant(county: str) -> bool:
        chain = content.ancestors(county).values()
        return not place or place in chain or county in content.ancestors(place).values()

    return [
        each
        for each in facts.funds(home, content)
        if is_near(each.county, content, scope) and is_meant(each.county)
    ]
