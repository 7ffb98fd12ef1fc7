"""Campaigns: made, started, gone through door by door, signed off by village and township, ended."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from shouwang.base.access import EVERYWHERE, Actor, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.campaigns import Campaigns, Who, askable
from shouwang.rules.content import Content
from shouwang.rules.questions import Bank
from shouwang.stages.cases import feed_counts
from shouwang.stages.cases.enums import CampaignState, CaseState, Verdict
from shouwang.stages.cases.models import (
    Campaign,
    CampaignHousehold,
    CampaignVillage,
    Case,
    Visit,
)
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within, place_fields
from shouwang.stages.register.queries import index

MAKERS = (Role.TOWNSHIP, Role.CLERK, Role.APPROVER, Role.LEAGUE, Role.REGION)
VILLAGERS = (Role.VILLAGE, Role.TEAM)
# Rows of one statement.
AT_ONCE = 2000
LONGEST_NAME = 120
LONGEST_NOTE = 300
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
    _fail_without(by, MAKERS)
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
    _fail_without(by, MAKERS)
    campaign = _theirs(campaign_id, content, by)
    if campaign.state != CampaignState.DRAFT:
        raise CampaignStands(_("this campaign has been started already"))
    who = rules.who.get(campaign.who)
    if who is None:
        raise CampaignStands(_("the content no longer says which households this campaign means"))
    if version != campaign.version:
        change(campaign, version, at=at, by=by)
    villages = _villages_by_part(content, campaign.region)
    total = 0
    for done, (_part, codes) in enumerate(sorted(villages.items())):
        progress(done, len(villages))
        total += _open_doors(home, content, campaign, who, codes, on)
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
    _fail_without(by, MAKERS)
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


def mark_visited(*, door: CampaignHousehold, on: date) -> None:
    """Tick a door off; in the transaction of the visit, which is audited."""
    fresh = CampaignHousehold.objects.filter(pk=door.pk, visited_date=None).update(visited_date=on)
    if fresh:
        CampaignVillage.objects.filter(campaign=door.campaign_id, village=door.village).update(
            visited=F("visited") + 1
        )


def _open_doors(
    home: Home, content: Content, campaign: Campaign, who: Who, codes: Sequence[str], on: date
) -> int:
    """Make the doors of the villages of one part of the lake; what is read comes before the write."""
    place = place_fields(content, codes[0])
    inside, complete = feed_counts.chosen_by_feeds(home, content, who, place)
    if who.watched:
        inside |= _watched(place)
    needs_list = who.watched or bool(who.listed_in)
    doors: list[CampaignHousehold] = []
    counts: dict[str, int] = {}
    for code in codes:
        for family in index.households_of(village=code, on=on, scope=EVERYWHERE):
            if who.statuses and family.status not in who.statuses:
                continue
            if needs_list and family.household not in inside:
                continue
            if complete is not None and family.household in complete:
                continue
            counts[code] = counts.get(code, 0) + 1
            doors.append(
                CampaignHousehold(campaign=campaign, household=family.household, **family.place)
            )
    parts = [
        CampaignVillage(campaign=campaign, households=count, **place_fields(content, code))
        for code, count in counts.items()
    ]
    with transaction.atomic():
        CampaignHousehold.objects.bulk_create(doors, batch_size=AT_ONCE, ignore_conflicts=True)
        CampaignVillage.objects.bulk_create(parts, batch_size=AT_ONCE, ignore_conflicts=True)
    return len(doors)


def _watched(place: Mapping[str, str]) -> set[int]:
    watched = Case.objects.filter(
        banner=place["banner"], procedure="identification", state=CaseState.IDENTIFIED
    )
    return set(watched.values_list("household", flat=True))


def _villages_by_part(content: Content, region: str) -> dict[tuple[str, ...], list[str]]:
    """Return the villages of a region by the part of the lake they are in."""
    level = content.regions[region].level
    found: dict[tuple[str, ...], list[str]] = {}
    for village in content.regions_of("village"):
        above = content.ancestors(village.code)
        if above.get(level) == region:
            part = tuple(above.get(each, "") for each in content.partition)
            found.setdefault(part, []).append(village.code)
    return found


# --- signing off --------------------------------------------------------------------------------


@transaction.atomic
def sign_for_village(
    *,
    part_id: int,
    version: int,
    held: Mapping[str, Mapping[str, int]],
    at: datetime,
    by: Actor,
    on: date,
) -> CampaignVillage:
    """Sign the counts of a village as they stand; no visit changes them any more.

    Args:
        held: What the feeds say of the same households, to be kept beside.
    """
    _fail_without(by, VILLAGERS)
    part = _part(part_id, by)
    if part.village_signed_date is not None:
        raise CampaignStands(
            _("{who} has signed already on {day}").format(
                who=part.village_signed_by, day=part.village_signed_date
            )
        )
    if not part.visited:
        raise CampaignStands(_("nobody has gone to a door in this village yet"))
    change(
        part, version, at=at, by=by, counts=counted(part), feed_counts=dict(held),
        village_signed_by=by.name, village_signed_date=on, note="",
    )  # fmt: skip
    audit.record(what="sign_for_village", subject=f"campaign_part:{part.pk}", at=at, by=by, on=on)
    return part


@transaction.atomic
def sign_for_township(
    *, part_id: int, version: int, at: datetime, by: Actor, on: date
) -> CampaignVillage:
    """Sign the counts that a village has signed; then they are the checked ground and locked.

    Raises:
        NotAllowed: if it is the same person.
    """
    _fail_without(by, (Role.TOWNSHIP,))
    part = _part(part_id, by)
    _fail_if_not_before_township(part)
    if part.village_signed_by == by.name:
        raise NotAllowed(_("who signed for the village cannot sign for the township"))
    change(part, version, at=at, by=by, township_signed_by=by.name, township_signed_date=on)
    audit.record(what="sign_for_township", subject=f"campaign_part:{part.pk}", at=at, by=by, on=on)
    return part


@transaction.atomic
def send_back_counts(
    *, part_id: int, version: int, note: str, at: datetime, by: Actor, on: date
) -> CampaignVillage:
    """Send the counts back to the village, with the reason; its doors are open again."""
    _fail_without(by, (Role.TOWNSHIP,))
    part = _part(part_id, by)
    _fail_if_not_before_township(part)
    text = note.strip()
    if not text or len(text) > LONGEST_NOTE or "\0" in text:
        raise InputProblems([Problem("note", _("say in a sentence why the counts are sent back"))])
    change(
        part, version, at=at, by=by, village_signed_by="", village_signed_date=None,
        counts={}, feed_counts={}, note=text,
    )  # fmt: skip
    audit.record(what="send_back_counts", subject=f"campaign_part:{part.pk}", at=at, by=by, on=on)
    return part


def counted(part: CampaignVillage) -> dict[str, dict[str, int]]:
    """Return the counts of a village: question → answer → households, by each one's last visit.

    Of a number how often it was told and its sum are kept, as ``told`` and ``sum``.
    """
    visits = (
        Visit.objects.filter(campaign=part.campaign_id, village=part.village)
        .exclude(verdict=Verdict.NOT_FOUND)
        .order_by("visited_at", "id")
    )
    latest: dict[int, dict[str, object]] = {}
    for household, answers in visits.values_list("household", "answers"):
        latest.setdefault(household, {}).update(answers)
    counts: dict[str, dict[str, int]] = {}
    for answers in latest.values():
        for name, kept in answers.items():
            here = counts.setdefault(name, {})
            if isinstance(kept, int):
                here["told"] = here.get("told", 0) + 1
                here["sum"] = here.get("sum", 0) + kept
            else:
                here[str(kept)] = here.get(str(kept), 0) + 1
    return counts


# --- what must hold -----------------------------------------------------------------------------


def _fail_without(by: Actor, roles: Sequence[str]) -> None:
    if not by.has_role(*roles):
        raise NotAllowed(_("this is not for your role"))


def _is_theirs(region: str, content: Content, by: Actor) -> bool:
    """Tell whether the whole region lies in the scope."""
    return by.scope.households is None and index.is_inside(region, content, by.scope)


def _theirs(campaign_id: int, content: Content, by: Actor) -> Campaign:
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None or not _is_theirs(campaign.region, content, by):
        raise NotFound(_("there is no such record in your area"))
    return campaign


def _part(part_id: int, by: Actor) -> CampaignVillage:
    part = found_within(CampaignVillage.objects.select_related("campaign"), by.scope, pk=part_id)
    if part.campaign.state != CampaignState.RUNNING:
        raise CampaignStands(_("only the counts of a running campaign are signed"))
    return part


def _fail_if_not_before_township(part: CampaignVillage) -> None:
    if part.village_signed_date is None:
        raise CampaignStands(_("the village has not signed its counts yet"))
    if part.township_signed_date is not None:
        raise Stale(
            _("{who} has signed these counts on {day}; they are locked").format(
                who=part.township_signed_by, day=part.township_signed_date
            )
        )


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
