"""How sites are shown: lights by aspect, evidence with what is wanted, the three conditions."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from shouwang.base.words import _
from shouwang.calc.proportions import wilson
from shouwang.stages.programmes.relocation.enums import (
    Aspect,
    Condition,
    FollowUpState,
    Ground,
    Light,
)
from shouwang.stages.programmes.relocation.queries.sites import After, Wanted
from shouwang.stages.programmes.relocation.standing import Evidence, Judged, Share
from shouwang.web import place
from shouwang.web.reading import whole

READERS = ("region", "league", "approver", "clerk", "township")
SHARES = frozenset({
    Ground.COVER, Ground.ZERO_SHARE, Ground.JOINED, Ground.DOWN, Ground.RECLAIMED, Ground.ACCEPTED,
})  # fmt: skip
MOSTS = frozenset({
    Ground.ZERO_WORK, Ground.ZERO_SHARE, Ground.SCHOOL, Ground.CLINIC, Ground.HEADS,
})  # fmt: skip
Told = Decimal | bool | None
TENTH = Decimal("0.1")  # to which a share is rounded to be read
HUNDREDTH = Decimal("0.01")  # and any other number
TAGS = {
    FollowUpState.PLANNED: "watch",
    FollowUpState.DONE: "good",
    FollowUpState.CANCELLED: "blind",
}
KNOWN = {True: "good", False: "bad", None: "blind"}


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """Return what the list is narrowed to; words that are none narrow to nothing."""
    region = asked.get("place", "")
    aspect, light = asked.get("aspect", ""), asked.get("light", "")
    return Wanted(
        place=region if region in place.content().regions else "",
        aspect=aspect if aspect in Aspect.values else "",
        light=light if light in Light.values else "",
    )


def after_of(text: str) -> After | None:
    """Return where a page begins."""
    bad, _sign, number = text.partition("_")
    return After(whole(bad), whole(number)) if whole(number) else None


def row(standing: Any) -> dict[str, Any]:
    """Return a site as the list shows it."""
    return {
        "site": standing,
        "where": standing.village or standing.banner,
        "lights": [
            {"aspect": aspect, "light": Light(standing.lights.get(aspect.value, Light.BLIND))}
            for aspect in Aspect
        ],
        "conditions": kept_conditions(standing.conditions),
    }


def kept_conditions(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the three conditions of a site as they were kept."""
    told = []
    for condition in Condition:
        right, total, unknown, light = kept.get(condition.value, (0, 0, 0, Light.BLIND.value))
        told.append({
            "condition": condition, "right": right, "total": total, "unknown": unknown,
            "light": Light(light), "share": _percent(right, total),
        })  # fmt: skip
    return told


def summed_conditions(sums: Mapping[str, tuple[int, int, int]]) -> list[dict[str, Any]]:
    """Return the three conditions over many sites, with their intervals."""
    told = []
    for condition in Condition:
        right, total, unknown = sums.get(condition.value, (0, 0, 0))
        told.append({
            "condition": condition, "right": right, "total": total, "unknown": unknown,
            "share": _percent(right, total), "interval": _interval(right, total),
        })  # fmt: skip
    return told


def conditions(shares: Mapping[Condition, Share]) -> list[dict[str, Any]]:
    """Return the three conditions of a site as they are now, with their intervals."""
    return [
        {
            "condition": condition,
            "right": share.right,
            "total": share.total,
            "unknown": share.unknown,
            "light": share.light,
            "share": _percent(share.right, share.total),
            "interval": _interval(share.right, share.total),
        }
        for condition, share in shares.items()
    ]


def _percent(right: int, total: int) -> str:
    return f"{Decimal(100 * right) / total:.1f}%" if total else "—"


def _interval(right: int, total: int) -> str:
    found = wilson(right, total)
    return f"{found.low:.0%}–{found.high:.0%}" if found else ""


def aspects(judged: tuple[Judged, ...]) -> list[dict[str, Any]]:
    """Return the six aspects with what each rests on."""
    return [
        {
            "aspect": each.aspect,
            "light": each.light,
            "evidence": [_evidence(one) for one in each.evidence],
        }
        for each in judged
    ]


def _evidence(one: Evidence) -> dict[str, Any]:
    sign = "≤" if one.ground in MOSTS else "≥"
    wanted = _value(one.ground, one.wanted)
    return {
        "label": gettext(str(one.ground.label)),
        "value": _value(one.ground, one.value),
        "wanted": wanted if isinstance(one.wanted, bool) else f"{sign} {wanted}",
        "tag": KNOWN[one.holds],
    }


def _value(ground: Ground, value: Told) -> str:
    if value is None:
        return _("not reported")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if ground in SHARES:
        return f"{(value * 100).quantize(TENTH).normalize():f}%"
    return f"{value.quantize(HUNDREDTH).normalize():f}"


def mover(each: Any, told: Mapping[Condition, bool | None], head: str) -> dict[str, Any]:
    """Return a household of a site."""
    return {
        "mover": each,
        "head": head,
        "area": f"{each.area / each.people:.1f}" if each.area is not None and each.people else "",
        "tests": [
            {"condition": condition, "tag": KNOWN[told[condition]]} for condition in Condition
        ],
    }


def plan(each: Any, on: date) -> dict[str, Any]:
    """Return a planned measure."""
    return {
        "plan": each,
        "tag": TAGS[FollowUpState(each.state)],
        "is_open": each.state == FollowUpState.PLANNED,
        "is_late": each.state == FollowUpState.PLANNED and each.due_date < on,
        "act": f"plan-{each.pk}",
    }
