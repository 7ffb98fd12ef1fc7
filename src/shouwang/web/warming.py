"""Reads what pages need before anybody asks for one: rules, practice, statements, where tables lie."""

import gc
import logging

from django.urls import get_resolver

from shouwang.base.errors import ShouwangError
from shouwang.lake.home import today
from shouwang.stages.register.held import engine, held
from shouwang.stages.screening.sheet import compiled
from shouwang.web import place

log = logging.getLogger("shouwang.web")

# Before the collector looks for cycles: a page makes tens of thousands.
OBJECTS_BEFORE_COLLECTING = 50_000  # new objects


def warm() -> None:
    """Read policy, practice and the lake's logs, compile the checks, and import every page.

    A home whose content cannot be read says so on its pages; here it is only noted.
    """
    assert get_resolver().url_patterns  # noqa: S101 - it is to be imported
    try:
        policy, home = place.policy(), place.home()
        place.practice()
        compiled(policy, today(home))
        found = held(home, policy.content)
        for contract in policy.content.contracts.values():
            found.files(contract.name)
        engine()
    except (ShouwangError, OSError) as error:
        log.info("not warmed: %s", type(error).__name__)
    _settle()


def _settle() -> None:
    """Let the collector leave alone what stays for as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_COLLECTING, *gc.get_threshold()[1:])
