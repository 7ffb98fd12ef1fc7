"""The tasks that background work can be asked for: word → function of the running job.

A task tells `job.progress`, acts as `job.by`, and returns what its owner reads: ``said``, a
sentence; ``link``, the page to go to; ``file``, the name of a file it left in `job.folder`. It may
be begun again after its worker died, so it is written to find what it has done already.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.module_loading import import_string

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _

# Called with the running job and what it was asked for.
Work = Callable[[Any, dict[str, Any]], Mapping[str, Any] | None]

# By address, imported when it is to be run: areas ask for jobs, and so cannot be imported here.
TASKS: dict[str, str | Work] = {
    "screen": "shouwang.web.jobs.tasks.screen",
    "publish": "shouwang.web.jobs.tasks.publish",
    "refresh": "shouwang.web.jobs.tasks.refresh",
    "figures": "shouwang.web.jobs.tasks.figures",
    "receive": "shouwang.web.data.receiving.receive",
    "export": "shouwang.web.exports.workbook.export",
    "publish_corrections": "shouwang.web.corrections.tasks.publish",
    "fill_form": "shouwang.web.forms.filling.fill",
    "document": "shouwang.web.reports.making.make",
    "publish_bank": "shouwang.web.programmes.industry.tasks.publish",
    "evaluate_stations": "shouwang.web.programmes.solar.tasks.evaluate",
    "start_campaign": "shouwang.web.campaigns.starting.start",
    "match": "shouwang.web.programmes.employment.tasks.match",
}


class TaskUnknown(ShouwangError):
    """No task has this name; a newer release may have."""


def work_of(task: str) -> Work:
    """Return the function of a task.

    Raises:
        TaskUnknown: if nobody knows it.
    """
    found = TASKS.get(task)
    if found is None:
        raise TaskUnknown(_("nobody knows the task {name}").format(name=task))
    if isinstance(found, str):
        work: Work = import_string(found)
        return work
    return found
