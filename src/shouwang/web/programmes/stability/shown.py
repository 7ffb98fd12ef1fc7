"""How the four are shown: verdicts as tags, kinds as words, changes and money as people read them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from shouwang.stages.programmes.stability.enums import ExplanationState, Matter, Verdict
from shouwang.stages.programmes.stability.policies import Compared
from shouwang.stages.programmes.stability.queries.four import Four, Panel
from shouwang.stages.programmes.stability.responsibility import Change
from shouwang.stages.programmes.stability.said import Told, policy_key
from shouwang.stages.programmes.stability.verdicts import quarter_label
from shouwang.web import place

READERS = ("clerk", "approver", "league", "region")
VERDICT_TAGS: Mapping[str, str] = {
    Verdict.GOOD: "good", Verdict.WATCH: "watch", Verdict.BAD: "bad", Verdict.BLIND: "blind",
}  # fmt: skip
STATE_TAGS: Mapping[str, str] = {
    ExplanationState.GIVEN: "watch", ExplanationState.ACCEPTED: "good",
    ExplanationState.REFUSED: "bad",
}  # fmt: skip
SHOWN = 8  # rows of a panel; the others are a click away


def word(feed: str, column: str, code: str) -> str:
    """Return what people call a code of a feed, in their language."""
    codes = place.content().contracts[feed].column(column).codes
    return gettext(codes[code][0]) if code in codes else code


def percent(share: float | None) -> str:
    """Return a share of change as +3.2%."""
    return "" if share is None else f"{share * 100:+.1f}%"


def compared(row: Compared, told: Told, on: date) -> Mapping[str, Any]:
    """Return a kind of policy as it is shown."""
    key = policy_key(row.kind, on)
    return {
        "row": row, "kind": word("policy_payment", "kind", row.kind), "key": key,
        "share": percent(row.share), "said": told.get((Matter.POLICY, key)),
        "said_tag": _said_tag(told, Matter.POLICY, key),
    }  # fmt: skip


def changed(each: Change, told: Told) -> Mapping[str, Any]:
    """Return somebody who went as they are shown."""
    term = each.term
    return {
        "change": each, "term": term, "level": word("post_holder", "level", term.level),
        "role": word("post_holder", "role", term.role),
        "reason": word("post_holder", "ended_reason", term.reason),
        "said": told.get((Matter.LEADER, term.term)),
        "said_tag": _said_tag(told, Matter.LEADER, term.term),
    }  # fmt: skip


def _said_tag(told: Told, matter: str, key: str) -> str:
    found = told.get((matter, key))
    return STATE_TAGS.get(found.state, "") if found is not None else ""


def panel(found: Panel) -> Mapping[str, Any]:
    """Return one of the four as it is shown."""
    most = max((count for _day, count in found.trend), default=0)
    return {
        "panel": found, "verdict": gettext(str(found.verdict.label)),
        "tag": VERDICT_TAGS[found.verdict],
        "trend": [
            (quarter_label(day), count, f"{100 * count // most if most else 0}%")
            for day, count in found.trend
        ],
    }  # fmt: skip


def panels(found: Four) -> Mapping[str, Any]:
    """Return the four as they are shown, by their names."""
    return {matter.value: panel(each) for matter, each in found.panels.items()}


def banner_label(code: str) -> str:
    """Return the name of a banner."""
    region = place.content().regions.get(code)
    return region.name if region else code
