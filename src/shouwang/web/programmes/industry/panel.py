"""What industry shows of its own on its overview: the bank by state, and how concentrated it is."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.org.enums import Role
from shouwang.stages.programmes.industry.enums import BankState
from shouwang.stages.programmes.industry.queries import bank, sums
from shouwang.web import place
from shouwang.web.programmes.industry import shown


def panel(request: HttpRequest, place_code: str) -> dict[str, Any]:
    """Return the projects of the bank by state, and the index over products of a place."""
    counts = bank.counts(on=request.day, scope=request.scope)
    compares = request.actor.has_role(*shown.COMPARERS)
    spread = (
        sums.concentration(
            home=request.home, content=place.content(), column="line", place=place_code,
            on=request.day, scope=request.scope,
        )
        if compares
        else None
    )  # fmt: skip
    return {
        "states": [(each, counts[each.value], shown.TAGS[each])
                   for each in BankState if counts.get(each.value)],
        "reads": request.actor.has_role(*shown.READERS),
        "may_declare": request.actor.has_role(Role.VILLAGE),
        "spread": spread,
        "tag": shown.GRADES[spread.grade] if spread is not None else "",
        "most": shown.code_label("line", spread.rows[0].key) if spread and spread.rows else "",
    }  # fmt: skip
