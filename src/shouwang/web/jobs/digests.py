"""The day's digest: what waits for each account in its places, in counts and without names."""

from datetime import date, timedelta

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.base.words import _, use_language_here
from shouwang.lake.folder import Home
from shouwang.lake.home import now, today
from shouwang.rules.content import Content
from shouwang.stages.cases.queries import leads
from shouwang.stages.org.operations import messages
from shouwang.stages.org.queries import accounts
from shouwang.web import place

# Who goes to the door, and who sees that it is done.
READERS = ("village", "team", "township")


def send_digests(home: Home) -> int:
    """Put the digest of the day into the inboxes of those for whom something waits."""
    day = today(home)
    texts = digests(content=place.content(), on=day)
    return messages.make_digests(texts=texts, link="/leads/", at=now(home), by=SYSTEM, on=day)


def digests(*, content: Content, on: date) -> dict[int, str]:
    """Return account → what waits for it, in its language."""
    readers = accounts.accounts_in(
        codes=content.regions.keys(), roles=READERS, on=on, scope=EVERYWHERE
    )
    own = {each.pk: each.places or [each.office.region] for each in readers}
    counts = leads.counts_by_office(
        places={code for places in own.values() for code in places},
        content=content,
        since=on - timedelta(days=1),
        on=on,
        scope=EVERYWHERE,
    )
    texts = {}
    try:
        for reader in readers:
            found = [counts[code] for code in own[reader.pk] if code in counts]
            if not found:
                continue
            use_language_here(reader.language)
            texts[reader.pk] = _(
                "{open} open leads: {fresh} new, {due} due by Friday, {overdue} overdue."
            ).format(
                open=sum(each.open for each in found),
                fresh=sum(each.fresh for each in found),
                due=sum(each.due for each in found),
                overdue=sum(each.overdue for each in found),
            )
    finally:
        use_language_here("")
    return texts
