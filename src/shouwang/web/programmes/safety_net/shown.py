"""How the reconciliation is shown: rows with sentences, what a list is narrowed to, both sides' sums."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest

from shouwang.stages.programmes.safety_net.enums import Direction, LineState, Reason
from shouwang.stages.programmes.safety_net.queries.lists import Standing, Wanted
from shouwang.stages.programmes.safety_net.telling import told
from shouwang.stages.register.queries import index
from shouwang.web import place

READERS = ("region", "league", "approver", "clerk", "township", "village", "team")
TAGS = {LineState.OPEN: "bad", LineState.ANSWERED: "good", LineState.ENDED: "watch"}
# The two sides of the equation, in the order they are told.
REGISTERED = (
    Reason.COVERED, Reason.WAITING, Reason.GRADUAL, Reason.ABOVE_LINE, Reason.BESIDE_SINGLE,
    Reason.INCOME_UNKNOWN, Reason.BELOW_LINE, Reason.NO_LABOUR, Reason.HAS_ASSETS,
    Reason.SINGLE_DISABLED, Reason.SINGLE_ILL,
)  # fmt: skip
LISTED = (
    Reason.SUPPORTED, Reason.CHECKED, Reason.RISK_ENDED, Reason.UNCHECKED, Reason.DIED,
    Reason.MOVED, Reason.ELSEWHERE, Reason.NOT_HELD,
)  # fmt: skip
GAPS = frozenset({
    Reason.BELOW_LINE, Reason.NO_LABOUR, Reason.HAS_ASSETS, Reason.SINGLE_DISABLED,
    Reason.SINGLE_ILL, Reason.UNCHECKED, Reason.DIED, Reason.MOVED, Reason.ELSEWHERE,
    Reason.NOT_HELD,
})  # fmt: skip


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """Return what a list is narrowed to; words that are none narrow to nothing."""
    state = asked.get("state", LineState.OPEN.value)
    return Wanted(
        place=asked.get("place", "") if asked.get("place", "") in place.content().regions else "",
        direction=_word(asked.get("direction", ""), Direction.values),
        reason=_word(asked.get("reason", ""), Reason.values),
        state=_word(state, LineState.values),
    )


def _word(text: str, words: Iterable[str]) -> str:
    return text if text in words else ""


def rows_of(request: HttpRequest, lines: Iterable[Any]) -> list[dict[str, Any]]:
    """Return lines with the names of their households' heads and their sentences."""
    found = list(lines)
    heads = index.households(
        numbers={each.household for each in found if each.household}, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    return [row(each, heads.get(each.household)) for each in found]


def row(line: Any, held: Any) -> dict[str, Any]:
    """Return a line as it is shown."""
    return {
        "line": line,
        "head": held.head_name if held else "",
        "where": line.village or line.banner,
        "said": told(line.reason, line.people, line.evidence),
        "tag": TAGS[LineState(line.state)],
    }


def sides(standing: Standing) -> list[dict[str, Any]]:
    """Return both sides: the people, and the reasons they part into."""
    pairs = (
        ("registered", REGISTERED, standing.registered),
        ("listed", LISTED, standing.listed),
    )
    return [
        {
            "name": name,
            "total": sum(counts.values()),
            "parts": [
                {"reason": reason, "people": counts[reason.value], "is_gap": reason in GAPS}
                for reason in order
                if counts[reason.value]
            ],
        }
        for name, order, counts in pairs
    ]


def directions(counts: Mapping[tuple[str, str, str], tuple[int, int]]) -> list[dict[str, Any]]:
    """Return each direction with its open and answered lines, and its open reasons."""
    found = []
    for direction in Direction:
        own = {key: value for key, value in counts.items() if key[0] == direction.value}
        open_lines = {key: value for key, value in own.items() if key[2] == LineState.OPEN.value}
        found.append({
            "direction": direction,
            "open": sum(lines for lines, _people in open_lines.values()),
            "people": sum(people for _lines, people in open_lines.values()),
            "answered": sum(lines for key, (lines, _people) in own.items() if key not in open_lines),
            "reasons": [
                {"reason": Reason(key[1]), "lines": lines, "people": people}
                for key, (lines, people) in sorted(open_lines.items(), key=lambda each: -each[1][0])
            ],
        })  # fmt: skip
    return found


def months_left(ended: date, months: int, on: date) -> int:
    """Return how many months of the gradual exit are left, the running one counted."""
    gone = (on.year - ended.year) * 12 + on.month - ended.month
    return max(months - gone, 0)
