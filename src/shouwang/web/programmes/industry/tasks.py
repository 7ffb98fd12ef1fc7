"""Background work of industry: what has entered the bank is written into the feed of projects."""

from typing import TYPE_CHECKING, Any

from shouwang.base.words import _
from shouwang.lake.home import now, today
from shouwang.stages.programmes.industry.operations.publishing import publish_bank
from shouwang.web import place

if TYPE_CHECKING:
    from shouwang.web.jobs.running import Running


def publish(job: "Running", wanted: dict[str, Any]) -> dict[str, Any]:
    """Write the project bank into the lake."""
    del wanted
    snapshot = publish_bank(
        home=job.home, content=place.content(), at=now(job.home), by=job.by, on=today(job.home)
    )
    if snapshot is None:
        return {"said": _("there was nothing to publish")}
    return {"said": _("the project bank is in the data as of snapshot {number}").format(
        number=snapshot.id)}  # fmt: skip
