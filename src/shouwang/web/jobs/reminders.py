"""Once a day tells the offices what waits that nobody may notice: counts only, without names."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.base.words import _, use_language_here
from shouwang.lake.folder import Home
from shouwang.lake.home import now, today
from shouwang.stages.cases.queries import reminders
from shouwang.stages.cases.rulebook import rulebook_of
from shouwang.stages.org.operations import messages
from shouwang.stages.org.queries import accounts
from shouwang.web import place

GROUND = ("village", "team", "township")
ABOVE = ("township", "clerk", "approver")


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one kind of message says, to whom, and where it leads."""

    kind: str
    roles: tuple[str, ...]
    link: str
    count: Callable[[date], Counter[str]]
    text: Callable[[int], str]


def send_reminders(home: Home) -> int:
    """Put the reminders of the day into inboxes, each once a day; return how many there were."""
    day = today(home)
    sent = 0
    for each in _reminders():
        texts = _texts(each, day)
        if texts:
            sent += messages.make_digests(
                texts=texts, kind=each.kind, link=each.link, at=now(home), by=SYSTEM, on=day
            )
    return sent


def _texts(reminder: Reminder, day: date) -> dict[int, str]:
    counts = reminder.count(day)
    if not counts:
        return {}
    readers = accounts.accounts_in(
        codes=counts.keys(), roles=reminder.roles, on=day, scope=EVERYWHERE
    )
    texts: dict[int, str] = {}
    try:
        for reader in readers:
            own = reader.places or [reader.office.region]
            use_language_here(reader.language)
            texts[reader.pk] = reminder.text(sum(counts[code] for code in own))
    finally:
        use_language_here("")
    return texts


def _reminders() -> tuple[Reminder, ...]:
    def past_excuse(day: date) -> Counter[str]:
        book = rulebook_of(place.policy())
        return reminders.past_excuse(book=book, on=day, scope=EVERYWHERE)

    return (
        Reminder(
            "recheck", GROUND, "/cases/?recheck=1",
            lambda day: reminders.rechecks(on=day, scope=EVERYWHERE),
            lambda count: _("{count} households whose risk has ended are to be seen again.").format(
                count=count),
        ),
        Reminder(
            "notice", GROUND, "/notices/?state=down",
            lambda day: reminders.hanging_too_long(on=day, scope=EVERYWHERE),
            lambda count: _("{count} notices have hung their days: take them down.").format(
                count=count),
        ),
        Reminder(
            "returned", GROUND, "/cases/?state=open",
            lambda day: reminders.sent_back(on=day, scope=EVERYWHERE),
            lambda count: _("{count} cases have been sent back and wait for you.").format(
                count=count),
        ),
        Reminder(
            "clock", ABOVE, "/cases/?late=1", past_excuse,
            lambda count: _("{count} cases are late beyond the last term.").format(count=count),
        ),
    )  # fmt: skip
