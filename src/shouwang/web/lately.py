"""Counts of wide areas that many ask for: counted once a minute, not for each who looks.

Who acts, in a village, a township or a banner, sees what they have just done; who looks after a league
or the region reads sums of many banners.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django.http import HttpRequest

from shouwang.stages.cases.queries import leads

T = TypeVar("T")
# For which a count is told again; each has its own end, so that not all are counted anew at once.
LATELY = timedelta(minutes=1)
# All is of this moment where counting is quick.
FEW_LEADS = 50_000  # measured: up to so many it is
# Who looks after more than a banner.
WIDE = frozenset({"", "region", "league"})
KEPT = 2000  # counts a process remembers
_kept: "OrderedDict[Hashable, tuple[datetime, Any]]" = OrderedDict()
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
    key = (str(request.home.root), request.day, request.scope, name, *what)
    with _lock:
        before = _kept.get(key)
    if before is not None and timedelta(0) <= request.moment - before[0] < LATELY:
        return cast("T", before[1])
    found = count()
    with _lock:
        _kept[key] = (request.moment, found)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return found
