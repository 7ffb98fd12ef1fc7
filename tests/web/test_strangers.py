"""What somebody without an account may send: refused in Chinese, written down, and nothing kept."""

import re
import uuid

import pytest

from shouwang.stages.cases.models import Objection, SelfReport
from shouwang.stages.cases.operations import knocks
from shouwang.stages.org.models import AuditEntry
from tests.office import world
from tests.web.test_public import notice, said, told, village_page

__all__ = ["village_page"]
pytestmark = pytest.mark.django_db
MEGABYTE = "长" * 350_000  # in UTF-8 a little more than a million bytes
SCRIPT = "<script>alert(1)</script>"
CHINESE = re.compile("[\u4e00-\u9fff]")


def objection_page():
    return f"/public/objection/{notice().token}/"


@pytest.fixture(params=["report", "objection"])
def page(request):
    """Return the page and what is well sent to it."""
    if request.param == "report":
        return request.getfixturevalue("village_page"), told()
    return objection_page(), said()


def refused():
    return list(AuditEntry.objects.filter(kind="refused").values_list("what", "who"))


def kept():
    return Objection.objects.count() + SelfReport.objects.count()


def sentences(answer):
    """Return what the box of problems says, one problem each."""
    box = re.search(r'class="wrongs".*?</(?:div|section)>', answer.content.decode(), re.DOTALL)
    assert box, "the page does not say what is wrong"
    said = [re.sub("<[^>]+>", "", each).strip() for each in re.split("</li>", box.group())]
    return [each for each in said if CHINESE.search(each)]


@pytest.mark.parametrize("field", ["text", "contact"])
def test_a_megabyte_is_too_long_and_says_how_long_it_may_be(client, page, field):
    path, sent = page
    answer = client.post(path, sent | {field: MEGABYTE})
    assert answer.status_code == 422
    assert any(re.search(r"\d", each) for each in sentences(answer))
    assert (kept(), refused()) == (0, [("InputProblems", "-")])


@pytest.mark.parametrize("field", ["text", "contact", "form", "csrf-like", "entry", "trouble"])
def test_a_nul_is_no_character(client, page, field):
    path, sent = page
    answer = client.post(path, sent | {field: "a\x00b"})
    assert answer.status_code == 400
    assert "没有办成，什么都没有改动" in answer.content.decode()
    assert (kept(), refused()) == (0, [("Unreadable", "-")])


def test_an_empty_form_is_told_all_at_once(client, page):
    path, sent = page
    answer = client.post(path, {})
    assert answer.status_code == 422
    assert len(sentences(answer)) >= (4 if "name" in sent else 1)
    assert (kept(), refused()) == (0, [("InputProblems", "-")])


def test_a_script_is_text_wherever_it_is_shown(client, page):
    path, sent = page
    wrong = sent | {name: SCRIPT for name in sent if name in {"name", "text", "contact", "trouble"}}
    answer = client.post(path, wrong | {"agreed": "", "entry": "99"})
    assert answer.status_code == 422
    assert SCRIPT not in answer.content.decode()
    assert kept() == 0


def test_a_number_of_a_form_that_is_none_is_a_new_form(client, page):
    path, sent = page
    assert client.post(path, sent | {"form": "no-uuid"}).status_code == 302
    assert kept() == 1


def test_what_is_sent_again_and_again_is_one(client, page):
    path, sent = page
    answers = {client.post(path, sent).headers["Location"] for _each in range(5)}
    assert (len(answers), kept()) == (1, 1)


def test_too_many_from_one_address_wait(client, page, monkeypatch):
    monkeypatch.setattr(knocks, "MOST_AN_HOUR", 2)
    path, sent = page
    for _each in range(2):
        assert client.post(path, sent | {"form": str(uuid.uuid4())}).status_code == 302
    answer = client.post(path, sent | {"form": str(uuid.uuid4())})
    assert answer.status_code == 429
    assert sentences(answer)
    assert kept() == 2


@pytest.mark.parametrize("path", ["/public/report/x/", "/public/objection/x/"])
def test_a_wrong_token_is_refused_and_written_down(client, path):
    answer = client.post(path, told() | said())
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
    assert (kept(), refused()) == (0, [("NotFound", "-")])


def test_a_token_of_a_notice_opens_no_page_of_a_village(client):
    token = notice().token
    assert client.post(f"/public/report/{token}/", told()).status_code == 404
    assert kept() == 0


@pytest.mark.parametrize("state", ["draft", "taken_down"])
def test_what_does_not_hang_takes_nothing_as_an_objection(client, state):
    hidden = notice(state=state, posted_date=None, until_date=None)
    answer = client.post(f"/public/objection/{hidden.token}/", said())
    assert answer.status_code == 404
    assert kept() == 0


def test_after_its_days_it_stops_no_case(client):
    late = notice(until_date=world.DAY.replace(day=1), state="expired")
    assert client.post(f"/public/objection/{late.token}/", said()).status_code == 302
    assert Objection.objects.get().is_late


class TestSigningIn:
    PATH = "/accounts/sign-in/"

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"username": "township-0"},
            {"password": world.PASSWORD},
            {"username": "", "password": ""},
            {"username": SCRIPT, "password": SCRIPT},
            {"username": MEGABYTE, "password": "x"},
            {"username": "township-0", "password": MEGABYTE},
        ],
    )
    def test_what_is_no_name_and_password_says_so(self, client, sent):
        world.account("township")
        answer = client.post(self.PATH, sent)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert re.search(r'role="alert"[^>]*>[^<]*(<[^>]+>[^<]*)*[\u4e00-\u9fff]', page)
        assert SCRIPT not in page
        assert "_auth_user_id" not in client.session
        assert AuditEntry.objects.filter(what="sign_in_failed", who="-").count() == 1

    @pytest.mark.parametrize("field", ["username", "password", "next"])
    def test_a_nul_is_refused(self, client, field):
        world.account("township")
        sent = {"username": "township-0", "password": world.PASSWORD, field: "a\x00"}
        answer = client.post(self.PATH, sent)
        assert answer.status_code == 400
        assert "没有办成" in answer.content.decode()
        assert "_auth_user_id" not in client.session
        assert refused() == [("Unreadable", "-")]

    def test_a_password_is_not_written_back_into_the_page_nor_the_log(self, client):
        world.account("township")
        answer = client.post(self.PATH, {"username": "township-0", "password": "guess-77-guess"})
        assert "guess-77-guess" not in answer.content.decode()
        assert "guess-77-guess" not in str(list(AuditEntry.objects.values()))
