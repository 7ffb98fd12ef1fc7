"""The tasks of the whole home: screening with leads and figures, publishing, the index."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from shouwang.base.access import SYSTEM, Actor, NotAllowed
from shouwang.base.words import _
from shouwang.lake.duck import DEFAULT_MEMORY, default_threads
from shouwang.lake.home import now, today
from shouwang.stages.board.operations import (
    escalation,
    figures as figures_kept,
    office_feeds as supervision,
)
from shouwang.stages.cases.operations import leads, office_feeds, relapse
from shouwang.stages.ingest import operations as ingest
from shouwang.stages.ingest.pending import DeliveryNotPending
from shouwang.stages.org.operations import audit
from shouwang.stages.programmes.industry.operations import publishing as bank
from shouwang.stages.programmes.village_teams.operations import office_feeds as teams
from shouwang.stages.register.held import RegisterEmpty
from shouwang.stages.register.operations import corrections, index
from shouwang.stages.screening import home_run
from shouwang.web import place
from shouwang.web.jobs.registry import TASKS
from shouwang.web.jobs.running import Running

__all__ = ["PUBLISHERS", "SCREENERS", "TASKS", "figures", "publish", "refresh", "screen"]

SCREENERS = ("league", "region", "admin")
PUBLISHERS = ("clerk", "league", "region")


class _Act(TypedDict):
    at: datetime
    by: Actor
    on: date


def screen(job: Running, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Tell the lake what has been decided, screen its latest snapshot, and raise leads."""
    del wanted
    _fail_without(job, SCREENERS)
    policy, act = place.policy(), _by_the_system(job)
    corrections.publish_corrections(home=job.home, **act)
    job.check()
    office_feeds.publish_decisions(home=job.home, content=policy.content, **act)
    supervision.publish_supervision(home=job.home, content=policy.content, **act)
    teams.publish_teams(home=job.home, content=policy.content, **act)
    bank.publish_bank(home=job.home, content=policy.content, **act)
    job.check()
    refresh(job, {})
    run = home_run.screen_home(
        home=job.home, policy=policy, threads=default_threads(), memory=DEFAULT_MEMORY,
        progress=job.counted(), at=now(job.home), on=today(job.home),
    )  # fmt: skip
    job.check()
    leads.raise_leads(home=job.home, policy=policy, run=run, **act)
    relapse.watch(run=run, policy=policy, **act)
    escalation.escalate(content=policy.content, **act)
    job.check()
    figures(job, {})
    said = _("{findings} findings on {households} households as of {as_of}.").format(**run.record)
    return {"said": said, "link": "/leads/"}


def publish(job: Running, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Make a delivery count: ``{"delivery": number, "because": reason}``."""
    _fail_without(job, PUBLISHERS)
    number = int(wanted["delivery"])
    if job.attempt > 1:  # the publish may have come to its end when the worker died
        ingest.follow_snapshots(home=job.home, **_by_the_system(job))
    try:
        ingest.publish_delivery(
            home=job.home, delivery_id=number, because=str(wanted.get("because", "")),
            progress=job.steps(), at=now(job.home), by=job.by, on=today(job.home),
        )  # fmt: skip
    except DeliveryNotPending:
        if job.attempt == 1:
            raise
    refresh(job, {})
    audit.seal_entries(**_by_the_system(job))
    return {"said": _("Delivery {number} is in force.").format(number=number)}


def figures(job: Running, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Keep the figures of the day from the latest run: what the board shows."""
    del wanted
    _fail_without(job, SCREENERS)
    run = place.latest_run()
    if run is None:
        return {}
    audit.seal_entries(**_by_the_system(job))
    kept = figures_kept.keep_figures(
        home=job.home, policy=place.policy(), practice=place.practice(), run=run,
        **_by_the_system(job),
    )  # fmt: skip
    return {"said": _("The figures of {day} are kept.").format(day=kept.on), "link": "/board/"}


def refresh(job: Running, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Bring the index of households to the latest snapshot."""
    del wanted
    content = place.content()
    try:
        number = index.refresh_index(home=job.home, content=content, **_by_the_system(job))
    except RegisterEmpty:
        return {}
    return {"said": _("The index shows snapshot {number}.").format(number=number)}


def _by_the_system(job: Running) -> _Act:
    """Return what the system writes in its own name: it only carries on what was decided."""
    return {"at": now(job.home), "by": SYSTEM, "on": today(job.home)}


def _fail_without(job: Running, roles: tuple[str, ...]) -> None:
    if not (job.by.is_program or job.by.has_role(*roles)):
        raise NotAllowed(_("this is not for your role"))
