"""Background work of solar stations: all of them looked at, and recent faults made tickets."""

from typing import TYPE_CHECKING, Any

from shouwang.base.access import SYSTEM
from shouwang.base.words import _
from shouwang.lake.home import now, today
from shouwang.stages.programmes.solar.operations.evaluating import evaluate_stations
from shouwang.stages.programmes.solar.operations.tickets import raise_tickets
from shouwang.web import place

if TYPE_CHECKING:
    from shouwang.web.jobs.running import Running


def evaluate(job: "Running", wanted: dict[str, Any]) -> dict[str, Any]:
    """Look at every station's days, keep what is wrong, raise a ticket for what is recent."""
    del wanted
    rules = place.practice().solar
    made = evaluate_stations(
        home=job.home, content=place.content(), rules=rules, check=job.check, at=now(job.home),
        by=job.by, on=today(job.home),
    )  # fmt: skip
    count = raise_tickets(rules=rules, at=now(job.home), by=SYSTEM, on=today(job.home))
    said = _("{stations} stations looked at, {tickets} new tickets.")
    return {"said": said.format(stations=made.stations, tickets=count),
            "link": "/programmes/solar/stations/"}  # fmt: skip
