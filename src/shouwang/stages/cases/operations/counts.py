"""The counts of a campaign: signed by the village, then by the township, then locked."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.enums import CampaignState, Verdict
from shouwang.stages.cases.models import CampaignVillage, Visit
from shouwang.stages.cases.operations.campaigns import CampaignStands, fail_without
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within

VILLAGERS = (Role.VILLAGE, Role.TEAM)
LONGEST_NOTE = 300  # characters that the database keeps


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
    fail_without(by, VILLAGERS)
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
    fail_without(by, (Role.TOWNSHIP,))
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
    fail_without(by, (Role.TOWNSHIP,))
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
