"""Asks for background work in the name of whoever is signed in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from shouwang.stages.org.operations import jobs
from shouwang.web.jobs.running import enqueue


def ask_for(
    request: HttpRequest,
    task: str,
    label: str,
    wanted: Mapping[str, Any],
    *,
    is_repeatable: bool = True,
) -> Any:
    """Put a piece of work into the queue and return it; its page is ``jobs:job``.

    Args:
        task: A word of `tasks.TASKS`.
        label: What its owner reads.
        wanted: What the task needs to know, as JSON; no personal data.
        is_repeatable: Whether it may be begun again after its worker died.

    Returns:
        The job, with its number as ``pk``.
    """
    return jobs.ask_for_job(
        task=task,
        label=label,
        wanted=wanted,
        is_repeatable=is_repeatable,
        enqueue=enqueue,
        at=request.moment,
        by=request.actor,
        on=request.day,
    )
