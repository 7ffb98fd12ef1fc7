"""Counts of wide areas that many ask for: counted once a minute, not for each who looks."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from django.http import HttpRequest

from shouwang.stages.cases.queries import leads

T = TypeVar("T")
SECONDS = 60  # for which a count is told again
# All is of this moment where counting is quick.
FEW_LEADS = 50_000  # measured: up to so many it is
# Who looks after more than a township; below, few rows are counted.
WIDE = frozenset({"", "region", "league", "banner"})
KEPT = 2000  # counts a process remembers
_kept: "OrderedDict[Hashable, Any]" = OrderedDict()
_lock = threading.Lock()


def lately(request: HttpRequest, name: str, *what: Hashable, count: Callable[[], T]) -> T:
    """Return a count, at most a minute old where the reader's area is wide and leads are many.

    Args:
        name: Which count it is.
        what: What else it depends on, besides the reader's area and the day.
    """
    if (
        request.scope.level not in WIDE
        or leads.latest_number(on=request.day, scope=request.scope) < FEW_LEADS
    ):
        return count()
    turn = int(request.moment.timestamp()) // SECONDS
    key = (str(request.home.root), request.day, turn, request.scope, name, *what)
    with _lock:
        if key in _kept:
            return cast("T", _kept[key])
    found = count()
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
