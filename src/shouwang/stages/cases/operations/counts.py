"""The counts of a campaign: signed by the village, then by the township, then locked."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.duties import fail_without
from shouwang.stages.cases.enums import CampaignState
from shouwang.stages.cases.models import CampaignVillage
from shouwang.stages.cases.operations.campaigns import CampaignStands
from shouwang.stages.cases.queries.campaigns import counted
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
        part, version, at=at, by=by, counts=counted(part=part, on=on, scope=by.scope), feed_counts=dict(held),
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
