"""A matching round as background work."""

from typing import Any

from shouwang.base.words import _
from shouwang.lake.home import now, today
from shouwang.stages.programmes.employment.operations.rounds import run_round
from shouwang.web import place
from shouwang.web.jobs.running import Running

TASK = "match"


def match(job: Running, wanted: dict[str, Any]) -> dict[str, Any]:
    """Match a banner: ``{"banner": code}``."""
    found = run_round(
        home=job.home, content=place.content(), rules=place.practice().matching,
        banner=str(wanted["banner"]), progress=job.progress, at=now(job.home), by=job.by,
        on=today(job.home),
    )  # fmt: skip
    said = _("{placed} of {seekers} seeker(s) have a proposal.").format(
        placed=found.placed, seekers=found.seekers
    )
    return {"said": said, "link": f"/programmes/employment/rounds/{found.pk}/"}
