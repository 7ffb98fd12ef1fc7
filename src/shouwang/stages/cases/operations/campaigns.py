"""Campaigns: made, started, gone through door by door, ended."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from shouwang.base.access import EVERYWHERE, Actor, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.campaigns import Campaigns, Who, askable
from shouwang.rules.content import Content
from shouwang.rules.questions import Bank
from shouwang.stages.cases import bulk, feed_counts
from shouwang.stages.cases.duties import fail_without
from shouwang.stages.cases.enums import CampaignState, CaseState
from shouwang.stages.cases.models import (
    Campaign,
    CampaignHousehold,
    CampaignVillage,
    Case,
)
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import LEVELS, change, found_within
from shouwang.stages.register.queries import families, index

MAKERS = (Role.TOWNSHIP, Role.CLERK, Role.APPROVER, Role.LEAGUE, Role.REGION)
DOOR_COLUMNS = ("campaign_id", "household", *LEVELS)
LONGEST_NAME = 120  # characters that the database keeps
Progress = Callable[[int, int], None]


class CampaignStands(ShouwangError):
    """The campaign is not in a state in which this can be done."""


@transaction.atomic
def make_campaign(
    *,
    content: Content,
    rules: Campaigns,
    bank: Bank,
    name: str,
    region: str,
    who: str,
    questions: Sequence[str],
    start_date: date,
    until_date: date,
    at: datetime,
    by: Actor,
    on: date,
) -> Campaign:
    """Make a campaign; it goes to nobody before it is started.

    Raises:
        NotAllowed: if it is not for whoever asks.
        NotFound: if the region is not theirs.
        InputProblems: with everything that is wrong.
    """
    fail_without(by, MAKERS)
    if region not in content.regions or not _is_theirs(region, content, by):
        raise NotFound(_("there is no such place in your area"))
    asked = tuple(dict.fromkeys(questions))
    problems = [
        *_faulty_name(name),
        *_faulty_questions(asked, rules, bank),
        *_faulty_days(start_date, until_date, on),
    ]
    if who not in rules.who:
        problems.append(Problem("who", _("say which households are asked")))
    if problems:
        raise InputProblems(problems)
    campaign = Campaign.objects.create(
        name=name.strip(),
        region=region,
        level=content.regions[region].level,
        who=who,
        questions=list(asked),
        start_date=start_date,
        until_date=until_date,
        made_by=by.name,
        made_date=on,
        changed_by=by.label or by.name,
        changed_at=at,
    )
    audit.record(
        what="make_campaign", subject=f"campaign:{campaign.pk}", at=at, detail={"region": region},
        by=by, on=on,
    )  # fmt: skip
    return campaign


def start_campaign(
    *,
    home: Home,
    content: Content,
    rules: Campaigns,
    campaign_id: int,
    version: int,
    progress: Progress = lambda _done, _total: None,
    at: datetime,
    by: Actor,
    on: date,
) -> int:
    """Give every household of the campaign a door, banner by banner, and return how many there are.

    A start that was cut short can be begun again: doors that are there already stay.

    Raises:
        CampaignStands: if it has been started before, or there is no household.
    """
    fail_without(by, MAKERS)
    campaign = _theirs(campaign_id, content, by)
    if campaign.state != CampaignState.DRAFT:
        raise CampaignStands(_("this campaign has been started already"))
    who = rules.who.get(campaign.who)
    if who is None:
        raise CampaignStands(_("the content no longer says which households this campaign means"))
    if version != campaign.version:
        change(campaign, version, at=at, by=by)
    banners = _banners(content, campaign.region)
    total = 0
    for done, banner in enumerate(banners):
        progress(done, len(banners))
        total += _open_doors(home, content, campaign, who, banner, on)
    if not total:
        raise CampaignStands(_("no household is meant by this campaign"))
    with transaction.atomic():
        change(campaign, version, at=at, by=by, state=CampaignState.RUNNING)
        audit.record(
            what="start_campaign", subject=f"campaign:{campaign.pk}", at=at,
            detail={"doors": total}, by=by, on=on,
        )  # fmt: skip
    return total


@transaction.atomic
def end_campaign(
    *, content: Content, campaign_id: int, version: int, at: datetime, by: Actor, on: date
) -> Campaign:
    """End a campaign: no more doors, and the counts stay as they are."""
    fail_without(by, MAKERS)
    campaign = _theirs(campaign_id, content, by)
    if campaign.state != CampaignState.RUNNING:
        raise CampaignStands(_("only a running campaign can be ended"))
    change(campaign, version, at=at, by=by, state=CampaignState.ENDED)
    audit.record(what="end_campaign", subject=f"campaign:{campaign.pk}", at=at, by=by, on=on)
    return campaign


# --- doors --------------------------------------------------------------------------------------


def door_to_visit(*, campaign_id: int, household: int, by: Actor, on: date) -> CampaignHousehold:
    """Return a door of a running campaign whose village has not been signed off.

    Raises:
        NotFound: if it is no door of whoever asks.
        CampaignStands: if the campaign has not begun, has ended, or the counts are signed off.
    """
    door = found_within(
        CampaignHousehold.objects.select_related("campaign"), by.scope,
        campaign_id=campaign_id, household=household,
    )  # fmt: skip
    campaign = door.campaign
    if campaign.state != CampaignState.RUNNING or not (
        campaign.start_date <= on <= campaign.until_date
    ):
        raise CampaignStands(
            _("the campaign runs from {start} to {until}").format(
                start=campaign.start_date, until=campaign.until_date
            )
        )
    part = CampaignVillage.objects.get(campaign=campaign, village=door.village)
    if part.village_signed_date is not None:
        raise CampaignStands(
            _(
                "{who} has signed the counts of this village; the township can send them back"
            ).format(who=part.village_signed_by)
        )
    return door


def mark_visited(*, door: CampaignHousehold, by: Actor, on: date) -> None:
    """Tick a door off; in the transaction of the visit, which is audited."""
    del by
    fresh = CampaignHousehold.objects.filter(pk=door.pk, visited_date=None).update(visited_date=on)
    if fresh:
        CampaignVillage.objects.filter(campaign=door.campaign_id, village=door.village).update(
            visited=F("visited") + 1
        )


def _open_doors(
    home: Home, content: Content, campaign: Campaign, who: Who, banner: str, on: date
) -> int:
    """Make the doors of a campaign in a banner; what is read comes before the write."""
    above = content.ancestors(banner)
    inside, complete = feed_counts.chosen_by_feeds(home, content, who, above)
    if who.watched:
        inside |= _watched(banner)
    is_of_list = who.watched or bool(who.listed_in)
    where = (campaign.level, campaign.region)
    if campaign.level in {"region", "league"}:
        where = ("banner", banner)
    doors: list[bulk.Row] = []
    counts: Counter[families.Codes] = Counter()
    for household, status, codes in families.families_in(place=where, on=on, scope=EVERYWHERE):
        if who.statuses and status not in who.statuses:
            continue
        if (is_of_list and household not in inside) or (complete and household in complete):
            continue
        counts[codes] += 1
        doors.append((campaign.pk, household, *codes))
    parts = [
        CampaignVillage(
            campaign=campaign, households=count, **dict(zip(LEVELS, codes, strict=True))
        )
        for codes, count in counts.items()
    ]
    with transaction.atomic():
        bulk.insert(CampaignHousehold, DOOR_COLUMNS, doors)
        CampaignVillage.objects.bulk_create(parts, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    return len(doors)


def _watched(banner: str) -> set[int]:
    watched = Case.objects.filter(
        banner=banner, procedure="identification", state=CaseState.IDENTIFIED
    )
    return set(watched.values_list("household", flat=True))


def _banners(content: Content, region: str) -> list[str]:
    """Return the banners of a region; of a smaller one the banner it lies in."""
    level = content.regions[region].level
    above = content.ancestors(region)
    if "banner" in above:
        return [above["banner"]]
    return [
        each.code
        for each in content.regions_of("banner")
        if level == content.levels[0] or content.ancestors(each.code).get(level) == region
    ]


# --- what must hold -----------------------------------------------------------------------------


def _is_theirs(region: str, content: Content, by: Actor) -> bool:
    """Tell whether the whole region lies in the scope."""
    return by.scope.households is None and index.is_inside(region, content, by.scope)


def _theirs(campaign_id: int, content: Content, by: Actor) -> Campaign:
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None or not _is_theirs(campaign.region, content, by):
        raise NotFound(_("there is no such record in your area"))
    return campaign


def _faulty_name(name: str) -> Iterable[Problem]:
    text = name.strip()
    if not text or len(text) > LONGEST_NAME or "\0" in text:
        yield Problem(
            "name",
            _("a campaign has a name of {most} characters at most").format(most=LONGEST_NAME),
        )


def _faulty_questions(asked: Sequence[str], rules: Campaigns, bank: Bank) -> Iterable[Problem]:
    if not 1 <= len(asked) <= rules.most_questions:
        yield Problem(
            "questions",
            _("a campaign asks 1 to {most} questions").format(most=rules.most_questions),
        )
    known = askable(bank)
    if any(each not in known for each in asked):
        yield Problem("questions", _("there is no such question"))


def _faulty_days(start: date, until: date, on: date) -> Iterable[Problem]:
    if until < start:
        yield Problem("until_date", _("it ends before it begins"))
    elif until < on:
        yield Problem("until_date", _("its last day is past already"))
