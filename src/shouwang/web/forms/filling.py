"""The background task that fills a form in."""

from typing import Any

from shouwang.base.words import _
from shouwang.lake.home import now, today
from shouwang.stages.org.queries import accounts
from shouwang.stages.reports.operations.filling import fill_blank_form
from shouwang.web import place
from shouwang.web.jobs.running import Running


def fill(job: Running, wanted: dict[str, Any]) -> dict[str, Any]:
    """Fill a form in: ``{"form": number, "place": code, "purpose": why}``."""
    account = accounts.account_of(
        number=job.by.account or 0, on=today(job.home), scope=job.by.scope
    )
    made = fill_blank_form(
        home=job.home, policy=place.policy(), practice=place.practice(), run=place.latest_run(),
        form_id=int(wanted["form"]), place=str(wanted["place"]), purpose=str(wanted["purpose"]),
        office=account.office.name if account else job.by.label,
        progress=job.progress, at=now(job.home), by=job.by, on=today(job.home),
    )  # fmt: skip
    said = _("{cells} cells are filled in, {missing} could not be.").format(
        cells=made.cells, missing=len(made.unfilled)
    )
    return {"said": said, "link": f"/forms/filled/{made.pk}/"}
