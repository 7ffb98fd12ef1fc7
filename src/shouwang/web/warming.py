"""Reads what every page needs before anybody asks for one: the rules, the practice, their steps."""

import logging
import threading

from shouwang.base.errors import ShouwangError
from shouwang.lake.home import today
from shouwang.stages.screening.sheet import compiled
from shouwang.web import place

log = logging.getLogger("shouwang.web")


def begin_warming() -> threading.Thread:
    """Warm this process beside its first requests, which wait no longer than they would anyway."""
    thread = threading.Thread(target=warm, name="warming", daemon=True)
    thread.start()
    return thread


def warm() -> None:
    """Read policy and practice, and compile the checks for the day.

    A home whose content cannot be read says so on its pages; here it is only noted.
    """
    try:
        policy = place.policy()
        place.practice()
        compiled(policy, today(place.home()))
    except (ShouwangError, OSError) as error:
        log.warning("not warmed: %s", type(error).__name__)
