"""The inbox: one's own messages, read by opening them."""

import pytest

from shouwang.stages.org.models import AuditEntry, Message
from shouwang.stages.org.operations import messages
from tests.office import world

pytestmark = pytest.mark.django_db


def tell(*accounts, text="本周新派3条线索", link="/leads/"):
    messages.send(
        accounts=accounts, kind="leads", text=text, link=link, at=world.AT, by=world.SYSTEM,
        on=world.DAY,
    )  # fmt: skip


def texts(answer):
    return answer.content.decode()


def test_shows_ones_own_and_counts_the_unread(sign_in):
    client = sign_in("village")
    tell(world.account("village"))
    tell(world.account("village", world.ABROAD), text="别人的消息")
    page = texts(client.get("/inbox/"))
    assert "本周新派3条线索" in page
    assert "别人的消息" not in page
    assert '<span class="count">1</span>' in page


def test_opening_one_reads_it_and_leads_on(sign_in):
    client = sign_in("village")
    tell(world.account("village"))
    number = Message.objects.get().pk
    assert client.get(f"/inbox/{number}/open/").status_code == 405
    answer = client.post(f"/inbox/{number}/open/")
    assert answer.headers["Location"] == "/leads/"
    read = Message.objects.get().read_at
    assert read is not None
    client.post(f"/inbox/{number}/open/")
    assert Message.objects.get().read_at == read


@pytest.mark.parametrize("number", ["1", "999999", "9" * 30])
def test_somebody_elses_is_not_there(sign_in, number):
    client = sign_in("village")
    tell(world.account("village", world.ABROAD))
    number = Message.objects.get().pk if number == "1" else number
    assert client.post(f"/inbox/{number}/open/").status_code == 404
    assert Message.objects.get().read_at is None
    assert AuditEntry.objects.filter(kind="refused").count() == 1


def test_all_that_was_shown_is_read_at_once(sign_in):
    client = sign_in("village")
    own = world.account("village")
    tell(own)
    tell(own)
    shown = Message.objects.order_by("pk").last().pk
    tell(own)
    tell(world.account("village", world.ABROAD))
    client.post("/inbox/read/", {"until": shown})
    assert Message.objects.filter(account=own, read_at=None).count() == 1
    assert Message.objects.exclude(account=own).filter(read_at=None).count() == 1
    for until in ("", "x", "-3", "9" * 40):
        assert client.post("/inbox/read/", {"until": until}).status_code == 302


def test_pages_of_fifty(sign_in):
    client = sign_in("village")
    own = world.account("village")
    for number in range(51):
        tell(own, text=f"第{number}条")
    first = client.get("/inbox/")
    assert "第0条" not in texts(first)
    assert "第0条" in texts(client.get(f"/inbox/?before={first.context['next']}"))


def test_a_script_in_a_message_is_text(sign_in):
    client = sign_in("village")
    tell(world.account("village"), text="<script>x</script>")
    assert "<script>x" not in texts(client.get("/inbox/"))
