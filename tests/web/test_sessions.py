"""Several requests of one browser at once: none is refused, and none undoes what another noted."""

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from shouwang.stages.org.models import AuditEntry
from shouwang.web import who
from shouwang.web.sessions import Sessions, SessionStore
from tests.office import world
from tests.office.at_once import at_once, disk  # noqa: F401 - a fixture


def kept(**values):
    session = SessionStore()
    session.update(values)
    session.save()
    return session.session_key


def read(key):
    """A session as a request that begins now has it."""
    found = SessionStore(key)
    assert found.items() is not None
    return found


@pytest.mark.django_db
class TestTwoAtOnce:
    def test_both_notes_are_kept(self):
        key = kept(language="zh_Hans", latest_click=1.0)
        first, second = read(key), read(key)
        second["locked"] = True
        second.save()
        first["language"] = "en"
        first.save()
        assert dict(read(key).items()) == {"language": "en", "latest_click": 1.0, "locked": True}

    def test_what_one_took_away_stays_away(self):
        key = kept(locked=True, latest_click=1.0)
        first, second = read(key), read(key)
        del second["locked"]
        second.save()
        first["latest_click"] = 2.0
        first.save()
        assert dict(read(key).items()) == {"latest_click": 2.0}

    def test_what_was_noted_under_the_former_key_is_taken_along(self):
        key = kept(language="en")
        first = read(key)
        first.cycle_key()
        first["locked"] = True
        first.save()
        assert dict(read(first.session_key).items()) == {"language": "en", "locked": True}
        assert not Session.objects.filter(pk=key).exists()

    def test_a_saved_session_is_saved_again(self):
        session = SessionStore()
        session["language"] = "en"
        session.save()
        session["locked"] = True
        session.save()
        del session["language"]
        session.save()
        assert dict(read(session.session_key).items()) == {"locked": True}


class TestASessionThatEndsMeanwhile:
    """Signed out, or signed in anew, by another page of the same browser."""

    @pytest.fixture
    def answer_of(self, rf, db):
        def asking(method="get", **extra):
            key = kept(language="en")

            def view(request):
                request.htmx = "HX-Request" in request.headers
                request.session["latest_click"] = 3.0
                SessionStore(key).delete()
                return HttpResponse("made", headers={"Location": "/leads/7/"})

            request = getattr(rf, method)("/leads/?tab=ended", **extra)
            request.COOKIES[configured.SESSION_COOKIE_NAME] = key
            answer = Sessions(view)(request)
            assert not Session.objects.exists()
            assert configured.SESSION_COOKIE_NAME not in answer.cookies
            return answer

        return asking

    def test_the_page_is_asked_for_again(self, answer_of):
        answer = answer_of()
        assert (answer.status_code, answer.headers["Location"]) == (302, "/leads/?tab=ended")

    def test_a_piece_lets_its_page_be_asked_for_again(self, answer_of):
        answer = answer_of(headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")

    def test_what_was_done_is_done(self, answer_of):
        answer = answer_of("post")
        assert (answer.status_code, answer.headers["Location"]) == (200, "/leads/7/")


class TestTheLatestClick:
    def test_of_a_later_request_does_not_lock_an_earlier_one(self, sign_in):
        client = sign_in("township")
        client.get("/")
        session = client.session
        session[who.LATEST] += 0.5  # a request that began later was quicker
        session.save()
        assert client.get("/inbox/").status_code == 200
        assert not AuditEntry.objects.filter(what="lock").exists()

    @pytest.mark.parametrize("seconds", [1801, -1801])
    def test_of_long_ago_locks_whichever_way_the_clock_went(self, sign_in, seconds):
        client = sign_in("township")
        client.get("/")
        session = client.session
        session[who.LATEST] -= seconds
        session.save()
        assert client.get("/inbox/").headers["Location"].startswith("/accounts/locked/")

    def test_is_not_written_with_every_click(self, sign_in):
        client = sign_in("township")
        client.get("/inbox/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/inbox/")
        assert not [each for each in asked if each["sql"].startswith(("UPDATE", "INSERT"))]

    def test_is_written_when_it_is_half_a_minute_old(self, sign_in):
        client = sign_in("township")
        client.get("/inbox/")
        session = client.session
        before = session[who.LATEST] = session[who.LATEST] - 31
        session.save()
        client.get("/inbox/")
        assert client.session[who.LATEST] > before + 30


def test_pages_asked_for_at_once_are_all_answered(disk, client, settings):  # noqa: F811 - a fixture
    account = world.account("township")
    client.force_login(account, backend="shouwang.web.accounts.backend.Accounts")
    cookie = client.cookies[configured.SESSION_COOKIE_NAME].value

    def click(path):
        def clicking():
            own = type(client)()
            own.cookies[configured.SESSION_COOKIE_NAME] = cookie
            return [own.get(path).status_code for _each in range(5)]

        return clicking

    answers = at_once(click("/inbox/"), click("/"), click("/inbox/"), click("/accounts/me/"))
    assert answers == [[200] * 5] * 4
