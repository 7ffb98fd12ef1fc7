"""Loans due and overdue within a scope, their payments, and who reminded whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shouwang.base.access import NotAllowed, NotFound
from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.load import load_policy
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.microcredit.models import Reminder
from shouwang.stages.programmes.microcredit.operations.reminders import Told, remind
from shouwang.stages.programmes.microcredit.queries import loans as known
from tests.office import world
from tests.web import registers

pytestmark = pytest.mark.django_db
YUAN = 100
POLICY = load_policy(SHIPPED / "neimenggu")
HERE, HERE_TOO, THERE = registers.FIRST, registers.FIRST + 3, registers.FIRST + 2


def loan(number, person=HERE, due_in=20, **more):
    return {
        "loan": number, "person": person, "bank": "农行", "state": "issued",
        "applied_date": date(2019, 6, 1), "issued_date": date(2019, 7, 1), "amount": 50_000 * YUAN,
        "term_months": 12, "rate": Decimal("4.35"), "secured": False,
        "subsidised_share": Decimal(100),
        "due_date": world.DAY + timedelta(days=due_in), "balance": 30_000 * YUAN,
        "overdue_days": 0, "period": date(2020, 6, 1), **more,
    }  # fmt: skip


@pytest.fixture
def home(tmp_path):
    made = registers.make(tmp_path / "home")
    registers.send(made, "microloan", [
        loan("L-1", due_in=30), loan("L-2", HERE_TOO, due_in=31), loan("L-3", due_in=91),
        loan("L-4", due_in=-40, overdue_days=40),
        loan("L-5", due_in=-200, extended_until=world.DAY + timedelta(days=61)),
        loan("L-6", due_in=5, state="repaid", balance=0), loan("L-9", THERE, due_in=5),
    ])  # fmt: skip
    return made


def asked(home, role="clerk", side=world.HOME, **more):
    return {"home": home, "policy": POLICY, "on": world.DAY,
            "scope": world.actor(role, side).scope, **more}  # fmt: skip


def test_what_falls_due_is_counted_by_days(home):
    found = known.due_buckets(place="", **asked(home))
    assert [(each.start, each.end, each.loans) for each in found] == [
        (0, 30, 1), (31, 60, 1), (61, 90, 1)
    ]  # fmt: skip
    assert [each.balance for each in found] == [30_000 * YUAN] * 3
    abroad = known.due_buckets(place="", **asked(home, side=world.ABROAD))
    assert [each.loans for each in abroad] == [1, 0, 0]
    assert sum(each.loans for each in known.due_buckets(place="", **asked(home, "region"))) == 4


def test_the_soonest_come_first_and_a_page_goes_on(home):
    wanted = known.Wanted(start=0, end=90, limit=2)
    first = known.due_loans(wanted=wanted, **asked(home))
    assert [each.loan.loan for each in first] == ["L-1", "L-2"]
    last = first[-1].loan
    rest = known.due_loans(
        wanted=known.Wanted(start=0, end=90, after=(last.due, last.loan)), **asked(home)
    )
    assert [each.loan.loan for each in rest] == ["L-5"]
    assert (first[0].loan.household, first[0].loan.village) == (
        registers.HERE, world.villages()[world.HOME]
    )  # fmt: skip


def test_overdue_by_age(home):
    found = known.overdue_buckets(place=world.place()["banner"], **asked(home))
    assert [(each.start, each.loans) for each in found] == [(1, 0), (31, 1), (91, 0), (181, 0)]
    (line,) = known.overdue_loans(wanted=known.Wanted(start=31, end=90), **asked(home, "village"))
    assert line.loan.loan == "L-4"
    with pytest.raises(NotFound):
        known.overdue_buckets(place=world.place(world.ABROAD)["banner"], **asked(home))


def test_a_loan_with_its_payments_and_subsidy(home):
    found = known.loan_page(number="L-1", **asked(home))
    assert (found.interest, found.subsidy, found.own_interest) == (2_175 * YUAN, 2_175 * YUAN, 0)
    assert sum(each.principal for each in found.payments) == 50_000 * YUAN
    assert found.scheme.limit == 50_000 * YUAN
    for number, side in (("L-9", world.HOME), ("L-1", world.ABROAD), ("none", world.HOME)):
        with pytest.raises(NotFound):
            known.loan_page(number=number, **asked(home, side=side))


def told(way="visit", outcome="repays", note=""):
    return Told(way, outcome, note)


def do(home, number="L-1", role="village", side=world.HOME, what=None):
    return remind(home=home, content=world.content(), number=number, told=what or told(),
                  at=world.AT, by=world.actor(role, side), on=world.DAY)  # fmt: skip


def test_who_reminded_whom_is_kept(home):
    made = do(home)
    assert (made.household, made.due_date, made.done_by) == (
        registers.HERE, world.DAY + timedelta(days=30), "village-0"
    )  # fmt: skip
    assert AuditEntry.objects.filter(what="remind", subject=f"reminder:{made.pk}").exists()
    (first, *_rest) = known.due_loans(wanted=known.Wanted(end=90), **asked(home))
    assert first.reminder == made
    assert known.loan_page(number="L-1", **asked(home)).reminders == (made,)


@pytest.mark.parametrize(
    ("number", "what", "places"),
    [
        ("L-1", told("x", "y", "z" * 501), {"way", "outcome", "note"}),
        ("L-1", told(outcome="cannot"), {"note"}),
        ("L-1", told(note="a\0b"), {"note"}),
        ("L-6", told(), {"loan"}),
    ],
)
def test_a_faulty_reminder_is_refused_with_every_fault(home, number, what, places):
    with pytest.raises(InputProblems) as refused:
        do(home, number, what=what)
    assert {each.where for each in refused.value.problems} == places
    assert not Reminder.objects.exists()


def test_nobody_reminds_abroad_or_out_of_their_role(home):
    with pytest.raises(NotFound):
        do(home, side=world.ABROAD)
    for role in ("region", "approver", "sender"):
        with pytest.raises(NotAllowed):
            do(home, role=role)
    assert not Reminder.objects.exists()


def test_banks_by_township_and_funds_by_banner(home):
    registers.send(home, "compensation_fund", [
        {"fund": f"F-{side}", "county": world.place(side)["banner"], "bank": "农行",
         "month_date": date(2020, 6, 1), "fund_amount": 10_000 * YUAN,
         "balance_covered": 120_000 * YUAN, "compensated": 0, "recovered": 0,
         "period": date(2020, 6, 1)}
        for side in (world.HOME, world.ABROAD)
    ])  # fmt: skip
    given = {"home": home, "content": world.content(), "place": "", "on": world.DAY,
             "scope": world.actor("clerk").scope}  # fmt: skip
    (share,) = known.bank_shares(**given)
    assert (share.township, share.bank, share.loans) == (world.place()["township"], "农行", 5)
    (fund,) = known.funds(**given)
    assert (fund.fund, fund.times) == ("F-0", 12)
