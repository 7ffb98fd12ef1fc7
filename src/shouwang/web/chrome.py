"""What stands on every page: the top entries, the day if it is not the real one, unread messages."""

from typing import Any

from django.http import HttpRequest

from shouwang.lake.home import today
from shouwang.stages.org.queries import messages
from shouwang.web.navigation import entries
from shouwang.web.templatetags.quick import address
from shouwang.web.who import idle_seconds


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Return what the frame of a page shows."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    home = request.home
    shown = [entry for entry in entries() if actor.has_role(*entry.roles)]
    return {
        "actor": actor,
        "day": request.day,
        "is_demo": home.demo,
        "is_fixed_day": home.fixed_day is not None and today(home) == request.day,
        "navigation": [
            {"url": url, "label": entry.label, "is_here": request.path.startswith(url)}
            for entry in shown
            if (url := address(entry.url))
        ],
        "unread": messages.count_unread(account=actor.account, on=request.day, scope=request.scope)
        if actor.account
        else 0,
        "idle_seconds": idle_seconds() if actor.account else 0,
        "large_type": getattr(request.user, "large_type", False),
    }
