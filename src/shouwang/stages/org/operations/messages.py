"""What is done with messages: sent, read, summed up once a day, told by short message."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.base.words import _
from shouwang.rules.offices import ShortMessages
from shouwang.stages.org.models import Account, Message
from shouwang.stages.org.operations import audit
from shouwang.stages.org.queries import messages as known
from shouwang.stages.org.senders import Sender, short_text

DIGEST = "digest"
LONGEST_TEXT = 300  # characters, as the column is wide
LONGEST_LINK = 200  # characters, as the column is wide
# What no message holds: an ID number, a phone, a card. Numbers of households have up to 14 digits
# and do not stand in texts either: the link leads there.
LONG_NUMBER = re.compile(r"\d{9,}[\dXx]?")
LINK = re.compile(r"^(/[^/\\\s][^\s\\]*|/|)$")


@transaction.atomic
def send(
    *,
    accounts: Iterable[Account | int],
    kind: str,
    text: str,
    link: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> int:
    """Put a message into the inboxes of accounts and return how many got it.

    Args:
        link: The page it leads to, of our own: ``/leads/17/``.

    Raises:
        InputProblems: if the text holds a number of a person, or the link leads elsewhere.
    """
    numbers = {each if isinstance(each, int) else each.pk for each in accounts}
    problems = _faulty(text, link)
    if problems:
        raise InputProblems(problems)
    made = [
        Message(account_id=each, kind=kind, text=text, link=link, on_date=on, at=at)
        for each in sorted(numbers)
    ]
    Message.objects.bulk_create(made, batch_size=ROWS_AT_ONCE)
    if made:
        audit.record(
            what="send", subject=f"messages:{kind}", at=at, by=by, on=on,
            detail={"accounts": len(made)},
        )  # fmt: skip
    return len(made)


@transaction.atomic
def mark_read(*, message_id: int, at: datetime, by: Actor, on: date) -> Message:
    """Mark one's own message as read.

    Raises:
        NotFound: if it is no message of whoever asks.
    """
    message = known.message(message_id=message_id, account=by.account or 0, on=on, scope=by.scope)
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=["read_at"])
        audit.record(what="mark_read", subject=f"message:{message.pk}", at=at, by=by, on=on)
    return message


@transaction.atomic
def mark_all_read(*, until: int, at: datetime, by: Actor, on: date) -> int:
    """Mark one's own messages up to one of them as read, and return how many were not.

    Args:
        until: The number of the newest message that was shown: what came in since stays unread.
    """
    if by.account is None:
        raise NotAllowed(_("sign in first"))
    own = Message.objects.filter(account=by.account, read_at=None, pk__lte=until)
    count = own.update(read_at=at)
    if count:
        audit.record(
            what="mark_all_read", subject=f"account:{by.account}", at=at, by=by, on=on,
            detail={"messages": count},
        )  # fmt: skip
    return count


@transaction.atomic
def make_digests(
    *,
    texts: Mapping[int, str],
    kind: str = DIGEST,
    link: str = "/",
    at: datetime,
    by: Actor,
    on: date,
) -> int:
    """Put a day's digest into inboxes, once a day however often it is asked for; return how many.

    Args:
        kind: What it is about; an account gets one of each kind a day.
        texts: The number of an account → what waits for it, as a sentence with counts.

    Raises:
        InputProblems: if a text holds a number of a person.
    """
    problems = [each for text in set(texts.values()) for each in _faulty(text, link)]
    if problems:
        raise InputProblems(problems)
    had = set(Message.objects.filter(kind=kind, on_date=on).values_list("account_id", flat=True))
    is_open = Account.objects.filter(closed_date=None).values_list("pk", flat=True)
    wanted = sorted(set(texts).intersection(is_open) - had)
    Message.objects.bulk_create(
        (
            Message(account_id=each, kind=kind, text=texts[each], link=link, on_date=on, at=at)
            for each in wanted
        ),
        batch_size=ROWS_AT_ONCE,
    )
    if wanted:
        audit.record(
            what="make_digests", subject=f"messages:{kind}", at=at, by=by, on=on,
            detail={"accounts": len(wanted)},
        )  # fmt: skip
    return len(wanted)


def send_short_messages(
    *, sender: Sender | None, rules: ShortMessages, at: datetime, by: Actor, on: date
) -> int:
    """Tell phones how many messages wait, once a message; return how many phones were told.

    Only the count goes out: no name, no number, no word of a message.
    """
    if sender is None:
        return 0
    waiting = Message.objects.filter(read_at=None, sent_date=None, account__closed_date=None)
    told = 0
    for number, phone, count in list(
        waiting.exclude(account__phone="")
        .values_list("account_id", "account__phone")
        .annotate(count=Count("pk"))
    ):
        try:
            sender.send(phone, short_text(rules, count))
        except OSError:
            continue  # it is tried again with the next ones
        Message.objects.filter(account=number, read_at=None, sent_date=None).update(sent_date=on)
        told += 1
    if told:
        audit.record(
            what="send_short_messages", subject="messages:short", at=at, by=by, on=on,
            detail={"phones": told},
        )  # fmt: skip
    return told


def _faulty(text: str, link: str) -> list[Problem]:
    problems = []
    if not text.strip() or len(text) > LONGEST_TEXT:
        problems.append(
            Problem("text", _("a message has 1 to {count} characters").format(count=LONGEST_TEXT))
        )
    if LONG_NUMBER.search(text):
        problems.append(
            Problem("text", _("a message holds no number of a person"), _("say it by the link"))
        )
    if not LINK.match(link) or len(link) > LONGEST_LINK:
        problems.append(Problem("link", _("a message leads to a page of ours")))
    return problems
