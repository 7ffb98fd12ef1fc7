"""The pages of loans: due with who was reminded, overdue by age, a loan's payments, banks."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from shouwang.stages.programmes.microcredit.models import Reminder
from tests.office import both_sides, world
from tests.web import registers

pytestmark = pytest.mark.django_db
YUAN = 100


def url(name, *args):
    return reverse(f"microcredit:{name}", args=args)


def text(answer):
    return answer.content.decode()


@pytest.fixture(autouse=True)
def made(settings, tmp_path, db):
    del db
    home = registers.make(tmp_path / "home")
    registers.send(home, "microloan", [
        _loan("L-1", registers.FIRST, 20), _loan("L-2", registers.FIRST + 3, -40, overdue_days=40),
        _loan("L-9", registers.FIRST + 2, 20),
    ])  # fmt: skip
    settings.HOME = home.root
    return home


def _loan(number, person, due_in, **more):
    return {
        "loan": number, "person": person, "bank": "农行", "state": "issued",
        "applied_date": date(2019, 6, 1), "issued_date": date(2019, 7, 20), "amount": 60_000 * YUAN,
        "term_months": 12, "rate": Decimal("4.35"), "secured": True, "subsidised_share": Decimal(70),
        "due_date": world.DAY + timedelta(days=due_in), "balance": 30_000 * YUAN,
        "overdue_days": 0, "used_by": "enterprise", "period": date(2020, 6, 1), **more,
    }  # fmt: skip


def test_a_village_reminds_and_it_is_seen_who(sign_in):
    client = sign_in("village")
    body = text(client.get(url("due")))
    assert "L-1" in body
    assert "没有提醒" in body
    assert "L-9" not in body
    sent = {"way": "visit", "outcome": "renews", "note": "七月续贷<b>"}
    assert client.post(url("remind", "L-1"), sent).url == url("loan", "L-1")
    page = text(client.get(url("loan", "L-1")))
    assert "申请续贷" in page
    assert "七月续贷&lt;b&gt;" in page
    assert "village-0" in text(client.get(url("due")))


def test_a_loan_is_held_against_the_scheme(sign_in):
    page = text(sign_in("clerk").get(url("loan", "L-1")))
    assert "≤ 50,000" in page  # 60,000 were lent
    assert page.count("tag bad") >= 3
    assert "2,610" in page  # a year's interest at 4.35 %
    assert "1,827" in page  # 70 % of it


@pytest.mark.parametrize(
    "sent",
    [{}, {"way": "x", "outcome": "y"}, {"way": "visit", "outcome": "cannot"},
     {"way": "visit", "outcome": "repays", "note": "z" * 501}],
)  # fmt: skip
def test_a_faulty_reminder_is_shown_again(sign_in, sent):
    answer = sign_in("township").post(url("remind", "L-1"), sent)
    assert answer.status_code == 422
    assert not Reminder.objects.exists()


def test_who_may_remind_and_what_is_foreign(sign_in):
    sent = {"way": "visit", "outcome": "repays"}
    assert sign_in("region").post(url("remind", "L-1"), sent).status_code == 403
    for number, side in (("L-9", world.HOME), ("L-1", world.ABROAD), ("none", world.HOME)):
        client = sign_in("village", side)
        assert client.post(url("remind", number), sent).status_code == 404
        assert client.get(url("loan", number)).status_code == 404
    assert not Reminder.objects.exists()


def test_overdue_by_age_and_banks(sign_in):
    body = text(sign_in("clerk").get(f"{url('overdue')}?days=31"))
    assert "L-2" in body
    assert "L-1<" not in body
    assert "农行" in text(sign_in("clerk").get(url("banks")))
    assert sign_in("village").get(url("banks")).status_code == 403
    assert sign_in("auditor").get(url("due")).status_code == 403


@pytest.mark.parametrize("name", ["due", "overdue", "banks"])
@pytest.mark.parametrize(
    "query", ["place=nowhere", "days=x&after=y", "after=2020-01-01_%00", "days=-1"]
)
def test_addresses_that_mean_nothing(sign_in, name, query):
    assert sign_in("clerk").get(f"{url(name)}?{query}").status_code in {200, 400, 404}


def test_the_overview_counts_days(sign_in):
    both_sides.plant_figures(world.HOME)
    body = text(sign_in("clerk").get(reverse("programmes:overview", args=["microcredit"])))
    assert "到期和逾期" in body
