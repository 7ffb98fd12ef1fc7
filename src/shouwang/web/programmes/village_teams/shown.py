"""How village teams are shown: words of codes, tags of states, places that are offered."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from shouwang.base.dates import month_of, months_before
from shouwang.stages.org.queries import accounts
from shouwang.stages.programmes.village_teams.enums import (
    ChangeState,
    DayState,
    LeaveState,
    SignState,
)
from shouwang.stages.programmes.village_teams.sheet import Cell, Line, Sheet
from shouwang.web import place
from shouwang.web.reading import day

DAY_TAGS: Mapping[str, str] = {DayState.PRESENT: "good", DayState.DUTY: "good", DayState.LEAVE: "watch",
            DayState.ABSENT: "bad"}  # fmt: skip
SIGN_TAGS: Mapping[str, str] = {SignState.WAITING: "watch", SignState.SIGNED: "good", SignState.CONTESTED: "bad",
             SignState.STRUCK: ""}  # fmt: skip
LEAVE_TAGS: Mapping[str, str] = {LeaveState.ASKED: "watch", LeaveState.GRANTED: "good", LeaveState.REFUSED: "bad",
              LeaveState.WITHDRAWN: ""}  # fmt: skip
CHANGE_TAGS: Mapping[str, str] = {
    ChangeState.ENDED: "bad",
    ChangeState.REPLACED: "good",
    ChangeState.WITHDRAWN: "",
}
MONTHS = 12  # offered to look back at


def word(column: str, code: str, feed: str = "team_post") -> str:
    """Return what people call a code of a feed, in their language."""
    codes = place.content().contracts[feed].column(column).codes
    return gettext(codes[code][0]) if code in codes else code


def month_asked(request: HttpRequest) -> date:
    """Return the month of the address; this one for what is none, or still to come."""
    told = day(f"{request.GET.get('month', '')}-01")
    this = month_of(request.day)
    return told if told is not None and told <= this else this


def months_offered(on: date) -> list[tuple[str, str]]:
    """Return the months that can be looked at, this one first."""
    found = [months_before(month_of(on), back) for back in range(MONTHS)]
    return [(f"{each:%Y-%m}",) * 2 for each in found]


def day_tag(state: str) -> str:
    """Return the tag of a day's state."""
    return DAY_TAGS[DayState(state)] if state in DayState.values else ""


def cell(found: Cell) -> Mapping[str, Any]:
    """Return a cell of a sheet as it is shown."""
    kept = found.kept
    return {
        "cell": found,
        "state": found.shown,
        "tag": "" if found.is_off else day_tag(found.shown),
        "label": label(found.shown),
        "short": label(found.shown)[:1],
        "waits": kept is not None and kept.sign == SignState.WAITING,
        "contested": kept is not None and kept.sign == SignState.CONTESTED,
        "late": kept is not None and kept.is_late,
    }


def label(state: str) -> str:
    """Return what a day's state is called."""
    return gettext(str(DayState(state).label)) if state in DayState.values else ""


def line(found: Line, *, least: int) -> Mapping[str, Any]:
    """Return a member's month as it is shown."""
    rate = found.counts.rate
    return {
        "line": found,
        "role": word("role", found.post.role),
        "cells": [cell(each) for each in found.cells],
        "enough": found.is_enough(least),
        "rate": percent(rate.value) if rate else "",
        "low": percent(rate.low) if rate else "",
        "high": percent(rate.high) if rate else "",
    }


def percent(share: float) -> str:
    """Return a share as 98.2%."""
    return f"{share * 100:.1f}%"


def whole(found: Sheet, *, least: int) -> Mapping[str, Any]:
    """Return a sheet as it is shown."""
    rate = found.counts.rate
    return {
        "sheet": found,
        "month": f"{found.month:%Y-%m}",
        "days": [(each, each in found.workdays) for each in found.days],
        "lines": [line(each, least=least) for each in found.lines],
        "rate": percent(rate.value) if rate else "",
        "low": percent(rate.low) if rate else "",
        "high": percent(rate.high) if rate else "",
    }


def labels(names: Iterable[str], request: HttpRequest) -> Mapping[str, str]:
    """Return account → what colleagues call the person."""
    return accounts.labels_of(
        usernames=[each for each in names if each], on=request.day, scope=request.scope
    )
