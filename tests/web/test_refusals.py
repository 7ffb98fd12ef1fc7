"""What is refused: the right status, a clear sentence, a line in the audit log, nothing changed."""

import pytest
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.test import Client, RequestFactory

from shouwang.stages.org.models import Account, AuditEntry
from shouwang.web import refusals
from tests.office import world

pytestmark = pytest.mark.django_db


def texts(answer):
    return answer.content.decode()


def refused():
    return AuditEntry.objects.filter(kind="refused")


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/accounts/me/?x=%00", None),
        ("/accounts/me/", {"language": "e\0n"}),
        ("/accounts/me/", {"\0": "en"}),
        ("/accounts/sign-in/", {"username": "a\0", "password": "b"}),
    ],
)
def test_a_character_that_is_none(sign_in, path, sent):
    client = sign_in("village")
    answer = client.get(path) if sent is None else client.post(path, sent)
    assert answer.status_code == 400
    assert "没有办成" in texts(answer)
    assert refused().count() == 1
    assert Account.objects.get(username="village-0").language == "zh_Hans"


def test_in_the_path_too(sign_in):
    assert sign_in("village").get("/acc\0unts/").status_code in {400, 404}


@pytest.mark.parametrize("number", [2**63, 10**40])
def test_a_number_no_database_has(sign_in, number):
    client = sign_in("admin")
    assert client.get(f"/accounts/{number}/").status_code == 404
    assert client.post(f"/accounts/{number}/reset/").status_code == 404
    assert refused().count() == 2


def test_a_page_that_is_not_there(sign_in, client):
    assert Client().get("/nowhere/").status_code == 404
    assert refused().count() == 0
    answer = sign_in("village").get("/nowhere/")
    assert answer.status_code == 404
    assert refused().get().who == "village-0"


def test_a_form_from_elsewhere():
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.account("village"), backend="shouwang.web.accounts.backend.Accounts")
    answer = client.post("/accounts/me/", {"language": "en"})
    assert answer.status_code == 403
    assert Account.objects.get(username="village-0").language == "zh_Hans"
    assert refused().count() == 1


def test_too_large_a_form(sign_in, settings):
    client = sign_in("village")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post("/accounts/me/", {"language": "x" * 500})
    assert answer.status_code == 413
    assert "没有办成" in texts(answer)
    assert refused().count() == 1


def test_too_many_entries(sign_in, settings):
    client = sign_in("village")
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    answer = client.post("/accounts/me/", {str(each): "x" for each in range(9)})
    assert answer.status_code == 400
    assert refused().count() == 1


@pytest.mark.parametrize(
    ("error", "view", "status"),
    [
        (PermissionDenied(), refusals.forbidden, 403),
        (SuspiciousOperation(), refusals.unreadable, 400),
        (TooManyFieldsSent(), refusals.unreadable, 400),
        (RequestDataTooBig(), refusals.unreadable, 413),
    ],
)
def test_errors_of_the_frame_are_pages_of_ours(error, view, status):
    answer = view(RequestFactory().get("/x/"), error)  # before anybody knows who asks
    assert answer.status_code == status
    assert "没有办成" in texts(answer)
    assert refused().get().who == "-"


def test_a_piece_of_a_page_is_answered_with_a_piece(sign_in):
    answer = sign_in("village").get("/audit/", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert "<html" not in texts(answer)
    assert 'role="alert"' in texts(answer)


def test_the_language_leads_back_to_us_alone(client):
    answer = client.post(
        "/language/", {"language": "en"}, headers={"Referer": "https://evil.example/x"}
    )
    assert answer.headers["Location"] == "/"
