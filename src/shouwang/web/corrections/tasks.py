"""Background work of the register: corrections are published, the index follows."""

from typing import TYPE_CHECKING, Any

from shouwang.base.access import NotAllowed
from shouwang.base.words import _
from shouwang.lake.home import now, today
from shouwang.rules.content import load_content
from shouwang.stages.register.operations.corrections import publish_corrections
from shouwang.stages.register.operations.index import refresh_index

if TYPE_CHECKING:
    from shouwang.web.jobs.running import Running

PUBLISHERS = ("clerk", "league", "region")


def publish(job: "Running", wanted: dict[str, Any]) -> dict[str, Any]:
    """Write corrections and changes of households into the lake, and bring the index after."""
    del wanted
    if not (job.by.is_program or job.by.has_role(*PUBLISHERS)):
        raise NotAllowed(_("this is not for your role"))
    number = publish_corrections(home=job.home, at=now(job.home), by=job.by, on=today(job.home))
    refresh_index(
        home=job.home, content=load_content(job.home.content_dir), at=now(job.home), by=job.by,
        on=today(job.home),
    )  # fmt: skip
    if not number:
        return {"said": _("there was nothing to publish")}
    return {"said": _("corrections are in force as of snapshot {number}").format(number=number)}


def refresh(job: "Running", wanted: dict[str, Any]) -> dict[str, Any]:
    """Bring the index of households to the latest snapshot."""
    number = refresh_index(
        home=job.home, content=load_content(job.home.content_dir),
        is_whole=bool(wanted.get("whole")), at=now(job.home), by=job.by, on=today(job.home),
    )  # fmt: skip
    return {"said": _("the index shows snapshot {number}").format(number=number)}
