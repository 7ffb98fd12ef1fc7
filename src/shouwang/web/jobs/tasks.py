"""The tasks that background work can be asked for: each a function of the running job.

A task tells `job.progress`, acts as `job.by`, and returns what its owner reads: ``said``, a
sentence; ``link``, the page to go to; ``file``, the name of a file it left in `job.folder`. It may
be begun again after its worker died, so it is written to find what it has done already.
"""

from collections.abc import Mapping
from typing import Any

from shouwang.base.access import NotAllowed
from shouwang.base.words import _
from shouwang.lake.duck import DEFAULT_MEMORY, default_threads
from shouwang.lake.home import now, today
from shouwang.stages.ingest import operations as ingest
from shouwang.stages.screening import home_run
from shouwang.web import place
from shouwang.web.jobs.running import Running, Work

SCREENERS = ("league", "region", "admin")
PUBLISHERS = ("clerk", "league", "region")


def screen(job: Running, wanted: dict[str, Any]) -> dict[str, Any]:
    """Screen the latest snapshot."""
    del wanted
    _fail_without(job, SCREENERS)
    run = home_run.screen_home(
        home=job.home,
        policy=place.policy(),
        at=now(job.home),
        threads=default_threads(),
        memory=DEFAULT_MEMORY,
        progress=job.counted(),
        on=today(job.home),
    )
    said = _("{findings} findings on {households} households as of {as_of}.").format(**run.record)
    return {"said": said}


def publish(job: Running, wanted: dict[str, Any]) -> dict[str, Any]:
    """Make a delivery count: ``{"delivery": number, "because": reason}``."""
    _fail_without(job, PUBLISHERS)
    snapshot = ingest.publish_delivery(
        home=job.home,
        delivery_id=int(wanted["delivery"]),
        because=str(wanted.get("because", "")),
        progress=job.steps(),
        at=now(job.home),
        by=job.by,
        on=today(job.home),
    )
    said = _("Delivery {delivery} is in force as of snapshot {snapshot}.")
    return {"said": said.format(delivery=wanted["delivery"], snapshot=snapshot.id)}


def _fail_without(job: Running, roles: tuple[str, ...]) -> None:
    if not (job.by.is_program or job.by.has_role(*roles)):
        raise NotAllowed(_("this is not for your role"))


# What a job's `task` may be.
TASKS: Mapping[str, Work] = {"screen": screen, "publish": publish}
