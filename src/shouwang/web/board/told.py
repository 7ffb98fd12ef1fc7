"""How a figure is written: a share in percent, money in yuan, a count with its unit."""

from typing import Any, Protocol

from django.utils.translation import gettext

from shouwang.rules.indicators import Indicator
from shouwang.rules.sources import Checked, Decided, Fed, Nobody, Ratio, Records
from shouwang.rules.units import NONE
from shouwang.web.board.enums import UnitWord

NOTHING = "—"
MANY_YUAN = 10_000  # from so many on they are told in tens of thousands


class Number(Protocol):
    """A figure that was kept, or one measured now."""

    value: float | None
    above: int | None
    below: int | None
    low: float | None
    high: float | None
    why: str


class Figure(Number, Protocol):
    """A figure with what it is told of."""

    indicator: str
    area: str
    group: str
    level: str
    place: str


# A set of figures as the queries of the board return it; its model is their own.
FigureSet = Any


def is_share(indicator: Indicator) -> bool:
    """Tell whether an indicator is a part of a whole, told in percent."""
    match indicator.source:
        case Records(measure=measure):
            return measure == "share"
        case Checked(measure=measure) | Fed(measure=measure) | Decided(measure=measure):
            return measure.endswith("share")
        case Ratio():
            return indicator.unit == NONE
        case Nobody():
            return False


def plain(value: float) -> str:
    """Return a number as people write it."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


def written(indicator: Indicator | None, value: float | None) -> str:
    """Return a value in the unit of its indicator."""
    if value is None or indicator is None:
        return NOTHING
    if is_share(indicator):
        return f"{value:.1%}"
    unit = str(indicator.unit)
    if unit == UnitWord.YUAN.value and abs(value) >= MANY_YUAN:
        return f"{value / MANY_YUAN:,.0f} {gettext(str(UnitWord.TEN_THOUSAND.label))}"
    word = unit_of(indicator)
    return f"{plain(value)} {word}" if word else plain(value)


def unit_of(indicator: Indicator) -> str:
    """Return the word of a unit; nothing for what is only counted."""
    unit = str(indicator.unit)
    known = {each.value: str(each.label) for each in UnitWord}
    return gettext(known[unit]) if unit in known else ""


def parts(figure: Number | None) -> str:
    """Return numerator and denominator: ``1,204 ÷ 1,278``; nothing for what is no share."""
    if figure is None or figure.above is None or not figure.below:
        return ""
    return f"{figure.above:,} ÷ {figure.below:,}"


def interval(figure: Number | None) -> str:
    """Return the interval of a share: ``92.1–95.9%``."""
    if figure is None or figure.low is None or figure.high is None:
        return ""
    return f"{figure.low * 100:.1f}–{figure.high:.1%}"


def change(indicator: Indicator | None, now: Number | None, before: Number | None) -> str:
    """Return by how much a figure has changed, nothing if it has not; shares in points of percent."""
    if indicator is None or now is None or before is None:
        return ""
    if now.value is None or before.value is None:
        return ""
    by = now.value - before.value
    if not by:
        return ""
    if is_share(indicator):
        return f"{by * 100:+.1f}%"
    return f"{'+' if by > 0 else '−'}{written(indicator, abs(by))}"


def direction(indicator: Indicator | None, now: Number | None, before: Number | None) -> str:
    """Return whether a change is ``better``, ``worse``, or neither (``""``)."""
    if indicator is None or now is None or before is None or indicator.better == "neither":
        return ""
    if now.value is None or before.value is None or now.value == before.value:
        return ""
    is_more = now.value > before.value
    return "better" if is_more == (indicator.better == "higher") else "worse"
