"""The daily digest: counts of leads for every office, into the inboxes of those who answer them."""

from collections import defaultdict
from datetime import date, datetime

from shouwang.base.access import Actor
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.queries import leads
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import messages
from shouwang.stages.org.queries import accounts

KIND = "leads"
LINK = "/leads/"
TOLD = (Role.VILLAGE, Role.TEAM, Role.TOWNSHIP, Role.CLERK, Role.LEAGUE)


def daily_digest(*, content: Content, at: datetime, by: Actor, on: date) -> int:
    """Tell every office how many leads are new and due, without names; return how many were told.

    An office with nothing new and nothing due hears nothing.
    """
    places = [region.code for level in content.levels[1:] for region in content.regions_of(level)]
    counts = leads.counts_by_office(places=places, content=content, since=on, on=on, scope=by.scope)
    told: dict[leads.Counts, list[int]] = defaultdict(list)
    for account in accounts.accounts_in(codes=list(counts), roles=TOLD, on=on, scope=by.scope):
        own = account.places or [account.office.region]
        summed = _sum([counts[code] for code in own if code in counts])
        if summed.fresh or summed.due:
            told[summed].append(int(account.pk))
    return sum(
        messages.send(
            accounts=numbers, kind=KIND, text=_sentence(each), link=LINK, at=at, by=by, on=on
        )
        for each, numbers in told.items()
    )


def _sum(parts: list[leads.Counts]) -> leads.Counts:
    return leads.Counts(
        open=sum(each.open for each in parts),
        fresh=sum(each.fresh for each in parts),
        due=sum(each.due for each in parts),
        overdue=sum(each.overdue for each in parts),
    )


def _sentence(counts: leads.Counts) -> str:
    return _("{fresh} new leads; {due} are due by Friday, {overdue} of them overdue.").format(
        fresh=counts.fresh, due=counts.due, overdue=counts.overdue
    )
