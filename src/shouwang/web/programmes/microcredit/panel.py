"""What the overview of the loans shows of its own: what falls due, what is overdue."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.programmes.microcredit.queries import loans as known
from shouwang.web import place
from shouwang.web.programmes.microcredit import shown


def panel(request: HttpRequest, place_code: str) -> dict[str, Any] | None:
    """Return the buckets of a place; nothing for who does not read them."""
    if not request.actor.has_role(*shown.READERS):
        return None
    content = place.content()
    where = "" if content.regions[place_code].level == content.levels[0] else place_code
    asked: dict[str, Any] = {
        "home": request.home, "policy": place.policy(), "place": where, "on": request.day,
        "scope": request.scope,
    }  # fmt: skip
    return {
        "place": where,
        "due": shown.buckets(known.due_buckets(**asked), -1),
        "overdue": shown.buckets(known.overdue_buckets(**asked), -1),
    }
