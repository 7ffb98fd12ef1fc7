"""What the overview of funds shows of its own: this month against the target, what lies idle."""

from typing import Any

from django.http import HttpRequest

from shouwang.rules.listed import load_listed
from shouwang.stages.programmes.funds.queries import banners, curves
from shouwang.web import place
from shouwang.web.programmes.funds.curve import ALL, finished_month


def panel(request: HttpRequest, place_code: str) -> dict[str, Any] | None:
    """Return how far the money of a place is spent, and how it is parted between banners."""
    content = place.content()
    if request.scope.level not in {"", "league", "banner"} or request.scope.households is not None:
        return None
    where = "" if content.regions[place_code].level == content.levels[0] else place_code
    spent = banners.spending(
        home=request.home, content=content, place=where, kind=ALL, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    if not spent:
        return None
    goal = curves.curve(content=content, kind=ALL, year=request.day.year, on=request.day,
                        scope=request.scope)  # fmt: skip
    due = goal.share(finished_month(request.day))
    issued, paid = sum(each.issued for each in spent), sum(each.paid for each in spent)
    listed = load_listed(content)
    to_listed = sum(each.issued for each in spent if each.banner in listed)
    behind = [each for each in spent if each.issued and each.paid < due * each.issued]
    return {
        "issued": issued, "paid": paid, "share": f"{paid / issued:.1%}" if issued else "",
        "due": f"{due:.0%}", "behind": len(behind), "banners": len(spent),
        "is_behind": bool(issued) and paid < due * issued,
        "others_share": f"{(issued - to_listed) / issued:.1%}" if issued else "",
        "may_open": request.actor.has_role("region", "league", "approver", "clerk"),
    }  # fmt: skip
