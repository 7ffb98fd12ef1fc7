"""The pages for everybody: they take what is said, and tell nothing to whoever guesses."""

import re
import uuid

import pytest

from shouwang.lake.keys import read_keys
from shouwang.stages.cases.models import Knock, Notice, Objection, SelfReport
from shouwang.stages.cases.operations import knocks
from shouwang.stages.cases.receipts import village_token
from shouwang.stages.org.models import AuditEntry
from tests.office import world
from tests.office.world import DAY

pytestmark = pytest.mark.django_db
UNTIL = DAY.replace(month=7, day=5)


def notice(**fields):
    return Notice.objects.create(
        token=uuid.uuid4().hex, level="village", procedure="identification", step="review",
        title="评议结果公示", text="经评议", shown=[{"name": "张*贵", "kind": "边缘易致贫户", "place": "某村"}],
        made_by="village-0", made_date=DAY, **{"posted_date": DAY, "until_date": UNTIL,
        "state": "posted", **fields}, **world.place(),
    )  # fmt: skip


def said(**fields):
    return {"text": "他家有车", "entry": "all", "contact": "", "form": str(uuid.uuid4()), **fields}


def told(**fields):
    return {"name": "张三", "contact": "13912345678", "trouble": "illness", "text": "住院了",
            "agreed": "1", "form": str(uuid.uuid4()), **fields}  # fmt: skip


@pytest.fixture
def village_page(at_home):
    return f"/public/report/{village_token(world.villages()[0], read_keys(at_home.keys).hash)}/"


class TestObjection:
    def test_is_taken_and_can_be_asked_after(self, client):
        page = f"/public/objection/{notice().token}/"
        shown = client.get(page).content.decode()
        assert "张*贵" in shown
        assert "主菜单" not in shown
        answer = client.post(page, said(contact="13912345678"))
        receipt = client.get(answer.headers["Location"]).content.decode()
        assert Objection.objects.get().receipt in receipt
        for secret in ("13912345678", "他家有车", "张*贵"):
            assert secret not in receipt

    def test_twice_is_once(self, client):
        page = f"/public/objection/{notice().token}/"
        sent = said()
        first, second = (client.post(page, sent).headers["Location"] for _each in "ab")
        assert first == second
        assert Objection.objects.count() == 1

    def test_the_same_form_at_another_notice_is_another(self, client):
        sent = said()
        for each in (notice(), notice()):
            assert client.post(f"/public/objection/{each.token}/", sent).status_code == 302
        assert Objection.objects.count() == 2

    def test_after_the_days_the_names_are_gone_and_a_message_is_taken(self, client):
        late = notice(until_date=DAY.replace(day=1), state="expired")
        page = client.get(f"/public/objection/{late.token}/").content.decode()
        assert "公示期已满" in page
        assert "张*贵" not in page
        client.post(f"/public/objection/{late.token}/", said())
        assert Objection.objects.get().is_late

    @pytest.mark.parametrize(
        "wrong", [{"text": ""}, {"text": "x" * 1001}, {"contact": "x" * 81}, {"entry": "9"},
                  {"entry": "-1"}, {"entry": "x"}]
    )  # fmt: skip
    def test_what_cannot_be_is_told_and_kept_in_the_form(self, client, wrong):
        answer = client.post(
            f"/public/objection/{notice().token}/", said(text="留住这句", entry="1") | wrong
        )
        assert answer.status_code == 422
        if "text" not in wrong:
            assert "留住这句" in answer.content.decode()
        assert Objection.objects.count() == 0

    def test_a_script_is_text(self, client):
        answer = client.post(
            f"/public/objection/{notice().token}/",
            said(text="<script>alert(1)</script>", contact="x" * 90),
        )
        assert "<script>alert" not in answer.content.decode()

    def test_a_draft_cannot_be_seen(self, client):
        draft = notice(state="draft", posted_date=None, until_date=None)
        assert client.get(f"/public/objection/{draft.token}/").status_code == 404


class TestReport:
    def test_is_taken_and_can_be_asked_after(self, client, village_page):
        assert "家里有难处" in client.get(village_page).content.decode()
        answer = client.post(village_page, told())
        receipt = client.get(answer.headers["Location"]).content.decode()
        assert "答复" in receipt
        for secret in ("13912345678", "张三", "住院了"):
            assert secret not in receipt
        kept = SelfReport.objects.get()
        assert "张三".encode() not in bytes(kept.name)
        assert kept.village == world.villages()[0]

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"name": "x" * 61}, {"contact": ""}, {"trouble": "moon"},
                  {"agreed": ""}, {"text": "x" * 1001}]
    )  # fmt: skip
    def test_what_cannot_be_is_told(self, client, village_page, wrong):
        assert client.post(village_page, told(**wrong)).status_code == 422
        assert SelfReport.objects.count() == 0

    def test_twice_is_once(self, client, village_page):
        sent = told()
        for _each in range(2):
            client.post(village_page, sent)
        assert SelfReport.objects.count() == 1

    def test_what_is_too_large_is_refused(self, client, village_page):
        assert client.post(village_page, told(text="x" * 6_000_000)).status_code in {400, 413}

    def test_a_nul_is_refused(self, client, village_page):
        assert client.post(village_page, told(name="a\x00b")).status_code in {400, 422}
        assert SelfReport.objects.count() == 0

    def test_a_name_is_in_no_log(self, client, village_page):
        client.post(village_page, told())
        entries = str(list(AuditEntry.objects.values_list("subject", "detail", "who", "what")))
        assert "张三" not in entries
        assert "13912345678" not in entries
        assert ("-", "send_report") in AuditEntry.objects.values_list("who", "what")


def plain(answer):
    """Return a page without the token that every form has its own of."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", answer.content)


class TestGuessing:
    PAGES = ("/public/objection/x/", "/public/report/x/", "/public/receipt/x/",
             "/public/receipt/0000-0000-0000-0000/", "/public/report/150421100201AAAAAAAAAAAAAAAAAAAA/",
             "/public/objection/%3Cscript%3E/")  # fmt: skip

    @pytest.mark.parametrize("guess", PAGES)
    def test_every_wrong_guess_gets_the_same_answer(self, client, guess):
        answer = client.get(guess)
        other = client.get("/public/objection/another/")
        assert answer.status_code == other.status_code == 404
        assert plain(answer) == plain(other)

    def test_sending_to_a_guess_keeps_nothing(self, client):
        assert client.post("/public/report/x/", told()).status_code == 404
        assert client.post("/public/objection/x/", said()).status_code == 404
        assert Objection.objects.count() == SelfReport.objects.count() == 0

    def test_a_receipt_is_read_as_people_type_it(self, client, village_page):
        client.post(village_page, told())
        typed = SelfReport.objects.get().receipt.lower().replace("-", "")
        answer = client.get("/public/receipt/", {"receipt": typed})
        assert client.get(answer.headers["Location"]).status_code == 200

    def test_asking_for_none_shows_the_form(self, client):
        assert client.get("/public/receipt/").status_code == 200


class TestTooOften:
    def test_an_address_is_stopped(self, client, village_page, monkeypatch):
        monkeypatch.setattr(knocks, "MOST_AN_HOUR", 3)
        for _each in range(3):
            assert client.post(village_page, told()).status_code == 302
        answer = client.post(village_page, told(text="第四次"))
        assert answer.status_code == 429
        assert "第四次" in answer.content.decode()
        assert SelfReport.objects.count() == 3

    def test_behind_a_proxy_each_has_its_own(self, client, village_page, monkeypatch):
        monkeypatch.setattr(knocks, "MOST_AN_HOUR", 1)
        for number in range(3):
            sent = {"HTTP_X_FORWARDED_FOR": f"6.6.6.6, 10.0.0.{number}"}
            assert client.post(village_page, told(), **sent).status_code == 302

    def test_what_is_said_of_the_way_counts_only_from_our_own_proxy(
        self, client, village_page, monkeypatch
    ):
        monkeypatch.setattr(knocks, "MOST_AN_HOUR", 1)
        sent = {"REMOTE_ADDR": "8.8.8.8"}
        assert client.post(village_page, told(), **sent).status_code == 302
        sent["HTTP_X_FORWARDED_FOR"] = "10.0.0.9"
        assert client.post(village_page, told(), **sent).status_code == 429

    def test_no_address_is_kept(self, client, village_page):
        client.post(village_page, told())
        assert "127.0.0.1" not in Knock.objects.get().sender


def test_forms_of_others_are_refused(village_page):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(village_page, told()).status_code == 403
