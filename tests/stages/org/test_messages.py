"""Messages name nobody; a digest comes once a day; a short message says only how many."""

import pytest

from shouwang.base.errors import InputProblems
from shouwang.rules.offices import ShortMessages, load_offices
from shouwang.stages.org.models import Message
from shouwang.stages.org.operations import messages
from shouwang.stages.org.senders import Console, Outbox, TextTellsTooMuch, sender_of, short_text
from tests.office import world

pytestmark = pytest.mark.django_db
RULES = ShortMessages(by="file", text="您有{count}条新消息")
WHEN = {"at": world.AT, "by": world.SYSTEM, "on": world.DAY}


def send(*accounts, text="有3条线索", link="/leads/"):
    return messages.send(accounts=accounts, kind="leads", text=text, link=link, **WHEN)


class TestSend:
    def test_tells_each_once(self):
        account = world.account("village")
        assert send(account, account.pk, account) == 1
        assert Message.objects.get().text == "有3条线索"

    @pytest.mark.parametrize(
        ("text", "link"),
        [
            ("身份证159901198001011234", "/"),
            ("15990119800101123X", "/"),
            ("电话13800000000", "/"),
            ("", "/"),
            ("字" * 301, "/"),
            ("好", "https://evil.example/"),
            ("好", "//evil.example/"),
            ("好", "/\\evil.example/"),
            ("好", "javascript:alert(1)"),
        ],
    )
    def test_what_says_too_much_or_leads_away_is_refused(self, text, link):
        with pytest.raises(InputProblems):
            send(world.account("village"), text=text, link=link)
        assert not Message.objects.exists()


class TestDigests:
    def test_come_once_a_day(self):
        first, second = world.account("village"), world.account("township")
        closed = world.account("clerk", closed_date=world.DAY)
        texts = {first.pk: "3条线索待核实", closed.pk: "x"}
        assert messages.make_digests(texts=texts, **WHEN) == 1
        texts[second.pk] = "1件将超期"
        assert messages.make_digests(texts=texts, **WHEN) == 1
        assert Message.objects.filter(kind="digest").count() == 2


class Broken:
    def send(self, phone, text):
        raise OSError


class TestShortMessages:
    def test_say_how_many_and_nothing_else(self, tmp_path):
        account = world.account("village", phone="13800000000")
        send(account, text="某户有2条线索")
        send(account)
        outbox = Outbox(tmp_path / "box" / "sms.tsv")
        assert messages.send_short_messages(sender=outbox, rules=RULES, **WHEN) == 1
        assert messages.send_short_messages(sender=outbox, rules=RULES, **WHEN) == 0
        assert outbox.path.read_text("utf-8") == "13800000000\t您有2条新消息\n"
        assert outbox.path.stat().st_mode & 0o077 == 0

    def test_are_tried_again_when_the_line_is_down(self):
        send(world.account("village", phone="13800000000"))
        assert messages.send_short_messages(sender=Broken(), rules=RULES, **WHEN) == 0
        assert Message.objects.get().sent_date is None

    def test_a_trial_prints_no_phone(self, capsys):
        send(world.account("village", phone="13800000000"))
        messages.send_short_messages(sender=Console(), rules=RULES, **WHEN)
        assert "13800000000" not in capsys.readouterr().out

    def test_a_long_number_never_goes_out(self):
        with pytest.raises(TextTellsTooMuch):
            short_text(RULES, 12345)

    def test_nobody_sends_unless_the_content_says_so(self, tmp_path):
        assert sender_of(load_offices(world.content()).short_messages, tmp_path) is None
        assert isinstance(sender_of(RULES, tmp_path / "x"), Outbox)
        assert messages.send_short_messages(sender=None, rules=RULES, **WHEN) == 0
