"""Targets beside the data: the value now, how far from the goal, how it went, what the office says."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from shouwang.base.words import _
from shouwang.rules.ledger import rows_of
from shouwang.stages.board.queries import figures
from shouwang.stages.ledger import reaching
from shouwang.stages.ledger.queries import progress
from shouwang.stages.ledger.reaching import Aim
from shouwang.web import place

PER_CENT = 100  # a share is shown in per cent
PERCENT_WORDS = ("%", "\uff05")
# Of a line of the trend, in its own coordinates.
TREND_WIDTH = 120
TREND_HEIGHT = 28


@dataclass(frozen=True, slots=True)
class Followed:
    """A target as a page shows it; numbers are texts in the target's own unit."""

    target: Any
    label: str = ""
    now: str = ""
    as_of: date | None = None
    goal: str = ""
    distance: str = ""
    is_reached: bool = False
    done: int | None = None
    moved: str = ""
    why: str = ""
    reported: Any = None
    reported_value: str = ""
    disagrees: bool = False
    points: str = ""
    trend: tuple[tuple[date, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Now:
    """What the data say of an indicator at a place: now, and one set before."""

    value: float | None
    before: float | None
    as_of: date
    why: str


def followed(
    request: HttpRequest, tasks: Iterable[Any], *, with_trend: bool = False
) -> dict[int, list[Followed]]:
    """Return task → its targets beside the data."""
    tasks = list(tasks)
    wanted = {
        (target.indicator, _place_of(task))
        for task in tasks
        for target in task.targets.all()
        if target.indicator
    }
    known = _figures(request, wanted)
    notes = progress.reported(
        targets=[target.pk for task in tasks for target in task.targets.all()],
        on=request.day, scope=request.scope,
    )  # fmt: skip
    return {
        task.pk: [
            _followed(
                request, target, _place_of(task), known, notes.get(target.pk), with_trend=with_trend
            )
            for target in task.targets.all()
        ]
        for task in tasks
    }


def _place_of(task: Any) -> str:
    """The place a task is told for: its own if it names one, else the region."""
    places = list(task.places.all())
    if len(places) == 1:
        return str(places[0].banner or places[0].league)
    return next(each.code for each in place.content().regions_of(place.content().levels[0]))


def _figures(
    request: HttpRequest, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], _Now]:
    sets = figures.figure_sets(on=request.day, scope=request.scope)
    newest = sets[0] if sets else None
    if newest is None or not wanted:
        return {}
    before = next((each for each in sets if each.on < newest.on), None)
    told = {
        "indicators": {name for name, _code in wanted}, "places": {code for _name, code in wanted},
        "areas": [""], "on": request.day, "scope": request.scope,
    }  # fmt: skip
    past = figures.figures(figure_set=before, **told) if before else []
    was = {(each.indicator, each.place): each.value for each in past}
    return {
        (each.indicator, each.place): _Now(
            each.value, was.get((each.indicator, each.place)), newest.on, each.why
        )
        for each in figures.figures(figure_set=newest, **told)
    }


def _followed(
    request: HttpRequest, target: Any, code: str, known: Any, note: Any, *, with_trend: bool
) -> Followed:
    if not target.indicator:
        return Followed(target, why=target.unbound_reason, goal=_goal_text(target),
                        reported=note, reported_value=_text(note.value) if note else "")  # fmt: skip
    practice = place.practice()
    listed = practice.ledger.lists.get(target.indicator)
    if listed is not None:
        value = float(rows_of(listed, place.content()))
        now = _Now(value, None, request.day, "")
        return _measured(request, target, listed.label, now, Aim(_goal(target)), note)
    indicator = practice.indicators.get(target.indicator)
    if indicator is None:
        return Followed(target, label=target.indicator, why=_("there is no such indicator"))
    found = known.get((target.indicator, code))
    if found is None or found.value is None:
        why = found.why if found else _("no figure has been kept for it yet")
        return Followed(target, label=gettext(indicator.label), goal=_goal_text(target), why=why,
                        reported=note, reported_value=_text(note.value) if note else "")  # fmt: skip
    scale = PER_CENT if target.unit in PERCENT_WORDS else 1
    now = _Now(
        found.value * scale, None if found.before is None else found.before * scale, found.as_of, ""
    )
    aim = Aim(
        goal=_goal(target),
        goal_to=target.value_to if target.goal is None else None,
        comparator=target.comparator if target.goal is None else "=",
        better=indicator.better,
        start=target.value if target.goal is not None else None,
    )
    made = _measured(request, target, gettext(indicator.label), now, aim, note)
    if not with_trend:
        return made
    days = figures.trend(
        indicator=target.indicator, place=code, on=request.day, scope=request.scope
    )
    trend = [(day, each.value * scale) for day, each in days if each.value is not None]
    return Followed(
        **{
            name: getattr(made, name)
            for name in Followed.__slots__
            if name not in {"points", "trend"}
        },
        points=_points([value for _day, value in trend]),
        trend=tuple((day, _text(value)) for day, value in trend),
    )


def _measured(
    request: HttpRequest, target: Any, label: str, now: _Now, aim: Aim, note: Any
) -> Followed:
    value = now.value or 0.0
    limit = place.practice().ledger.agreement.number_on(request.day)
    within = float(limit or 0)
    away = reaching.distance(value, aim)
    done = reaching.share_done(value, aim)
    moved = "" if now.before is None else _signed(value - now.before)
    return Followed(
        target,
        label=label,
        now=_text(value),
        as_of=now.as_of,
        goal=_goal_text(target),
        distance=_signed(away),
        is_reached=reaching.is_reached(value, aim),
        done=None if done is None else round(done * PER_CENT),
        moved=moved,
        reported=note,
        reported_value=_text(note.value) if note else "",
        disagrees=bool(note) and not reaching.agrees(note.value, value, within=within),
    )


def _goal(target: Any) -> float:
    return float(target.value if target.goal is None else target.goal)


def _goal_text(target: Any) -> str:
    if target.goal is not None:
        return _text(target.goal)
    if target.value_to is not None:
        return f"{_text(target.value)}\u2013{_text(target.value_to)}"
    sign = "" if target.comparator == "=" else target.comparator
    return f"{sign}{_text(target.value)}"


def _text(value: float | None) -> str:
    """Return a number as people write it: no idle decimals, two at most."""
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _signed(value: float) -> str:
    if not value:
        return "0"
    return f"+{_text(value)}" if value > 0 else f"\u2212{_text(-value)}"


def _points(values: Sequence[float]) -> str:
    """Return a line through values as an SVG has it; nothing for fewer than two."""
    if len(values) < 1 + 1:
        return ""
    low, high = min(values), max(values)
    room = (high - low) or 1.0
    step = TREND_WIDTH / (len(values) - 1)
    return " ".join(
        f"{place * step:.1f},{TREND_HEIGHT - (value - low) / room * TREND_HEIGHT:.1f}"
        for place, value in enumerate(values)
    )
