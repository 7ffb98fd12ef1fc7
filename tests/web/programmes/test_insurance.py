"""The pages of the insurance: differences with their reasons, a sum written out, products, ratios."""

from datetime import date

import pytest
from django.urls import reverse

from shouwang.stages.programmes.insurance.models import Difference, Settlement
from tests.office import both_sides, world
from tests.web import registers

pytestmark = pytest.mark.django_db
YUAN = 100


def url(name, *args):
    return reverse(f"insurance:{name}", args=args)


def text(answer):
    return answer.content.decode()


@pytest.fixture(autouse=True)
def made(settings, tmp_path, db):
    del db
    home = registers.make(tmp_path / "home")
    registers.send(home, "insurance_claim", [
        _claim("C-1", registers.HERE, 5_000), _claim("C-2", registers.HERE, 3_500),
        _claim("C-9", registers.THERE, 900),
    ])  # fmt: skip
    registers.send(home, "insurance_cover", [_cover(side) for side in (world.HOME, world.ABROAD)])
    settings.HOME = home.root
    return home


def _claim(number, household, payout):
    return {
        "case_number": number, "household": household, "kind": "accident", "state": "paid",
        "reported_date": date(2020, 3, 1), "approved_date": date(2020, 4, 1),
        "paid_date": date(2020, 4, 20), "loss": 11_000 * YUAN, "other_paid": 2_000 * YUAN,
        "payout": payout * YUAN, "period": date(2020, 6, 1),
    }  # fmt: skip


def _cover(side):
    return {"policy": f"P-{side}", "county": world.place(side)["banner"], "cover_year": 2019,
            "start_date": date(2019, 1, 1), "end_date": date(2019, 12, 31), "people": 10,
            "premium": 500 * YUAN, "payouts": 200 * YUAN, "balance_left": 299 * YUAN,
            "period": date(2020, 6, 1)}  # fmt: skip


def settle(client, side=world.HOME):
    return client.post(url("settle"), {"banner": world.place(side)["banner"]})


def test_a_clerk_settles_reads_and_answers(sign_in):
    client = sign_in("clerk")
    assert "还没有核对过" in text(client.get(url("settlement")))
    answer = settle(client)
    assert answer.status_code == 302
    body = text(client.get(answer.url))
    # 11,000 − 2,000 − 1,000 = 8,000 at 40 %: 3,200; C-1 pays 5,000, C-2 3,500.
    assert "C-1" in body
    assert "C-2" in body
    assert "C-9" not in body
    assert "3,200" in body
    found = Difference.objects.get(case_number="C-1")
    page = text(client.get(url("claim", "C-1")))
    assert "8,000 × 40%" in page
    assert "2020-04-16" in page  # ten working days from the first of April, a holiday among them
    sent = {"state": "corrected", "words": "更正为3200元<script>", "version": found.version}
    assert client.post(url("answer", found.pk), sent).url == url("claim", "C-1")
    page = text(client.get(url("claim", "C-1")))
    assert "更正为3200元&lt;script&gt;" in page
    assert "<script>x" not in page


def test_what_is_wrong_is_told_and_what_was_typed_stays(sign_in):
    client = sign_in("clerk")
    settle(client)
    found = Difference.objects.get(case_number="C-2")
    answer = client.post(url("answer", found.pk), {"state": "x", "words": "", "version": 1})
    assert answer.status_code == 422
    sent = {"state": "accepted", "words": "两边都看过", "version": 99}
    stale = client.post(url("answer", found.pk), sent)
    assert stale.status_code == 409
    assert "两边都看过" in text(stale)
    found.refresh_from_db()
    assert found.state == "open"
    assert settle(client, world.ABROAD).status_code == 404
    assert client.post(url("settle"), {"banner": "nothing"}).status_code == 404
    league = sign_in("league")
    assert league.post(url("settle"), {"banner": world.place()["league"]}).status_code == 422
    assert Settlement.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "name", "code"),
    [("village", "settlement", 403), ("auditor", "settlement", 403), ("township", "settlement", 200),
     ("township", "ratios", 403), ("clerk", "ratios", 200), ("village", "products", 200)],
)  # fmt: skip
def test_who_reads_what(sign_in, role, name, code):
    assert sign_in(role).get(url(name)).status_code == code


def test_a_village_reads_its_own_claims_only(sign_in):
    assert "3,200" in text(sign_in("village").get(url("claim", "C-2")))
    for number, side in (("C-9", world.HOME), ("C-2", world.ABROAD), ("<x>", world.HOME)):
        assert sign_in("village", side).get(url("claim", number)).status_code == 404


def test_products_are_told_as_tiers_and_a_curve(sign_in):
    body = text(sign_in("village").get(url("product", "weixian")))
    assert "70%" in body
    assert "payouts-option" in body
    assert sign_in("village").get(url("product", "nobody")).status_code == 404
    assert "礼县型防贫保" in text(sign_in("village").get(url("products")))


def test_policies_that_pay_little_or_do_not_close(sign_in):
    body = text(sign_in("clerk").get(url("ratios")))
    assert "40%" in body
    assert "不平" in body
    assert sign_in("clerk").get(url("ratios") + "?place=x").status_code in {200, 400, 404}


def test_the_overview_shows_what_is_open(sign_in):
    client = sign_in("clerk")
    settle(client)
    both_sides.plant_figures(world.HOME)
    assert "件差异待答复" in text(client.get(reverse("programmes:overview", args=["insurance"])))


@pytest.mark.parametrize(
    "query", ["place=nowhere", "after=x&state=y&why=z", "place=%00", "after=9" * 30]
)
def test_addresses_that_mean_nothing(sign_in, query):
    assert sign_in("clerk").get(f"{url('settlement')}?{query}").status_code in {200, 400, 404}
