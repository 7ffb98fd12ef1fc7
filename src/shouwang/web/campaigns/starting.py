"""Starts a campaign: at once where it is small, as background work where it is large."""

from typing import Any

from django.http import HttpRequest

from shouwang.base.words import _
from shouwang.lake.home import now, today
from shouwang.rules.campaigns import load_campaigns
from shouwang.stages.cases.operations import campaigns as operations
from shouwang.web import place

TASK = "start_campaign"
# Levels whose campaigns have so many doors that nobody should wait for them.
LARGE = frozenset({"region", "league", "banner"})


def start_here(request: HttpRequest, campaign: Any, version: int) -> int:
    """Start a campaign at once, and return how many doors it has."""
    return operations.start_campaign(
        home=request.home,
        content=place.content(),
        rules=load_campaigns(place.policy()),
        campaign_id=campaign.pk,
        version=version,
        at=request.moment,
        by=request.actor,
        on=request.day,
    )


def start(job: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Start a campaign as a job: ``{"campaign": number, "version": number}``."""
    doors = operations.start_campaign(
        home=job.home,
        content=place.content(),
        rules=load_campaigns(place.policy()),
        campaign_id=int(wanted["campaign"]),
        version=int(wanted["version"]),
        progress=job.progress,
        at=now(job.home),
        by=job.by,
        on=today(job.home),
    )
    said = _("The campaign has begun: {doors} households.").format(doors=doors)
    return {"said": said, "link": f"/campaigns/{int(wanted['campaign'])}/"}


def is_registered() -> bool:
    """Tell whether background work knows this task."""
    from shouwang.web.jobs.tasks import TASKS  # noqa: PLC0415 - the tasks may name this module

    return TASK in TASKS
