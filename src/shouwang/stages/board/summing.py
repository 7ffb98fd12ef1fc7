"""What was counted at single places put together for the places above them, and told as figures."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shouwang.base.words import _
from shouwang.calc.proportions import wilson
from shouwang.stages.board.measured import Measured

LONGEST_WHY = 200  # characters that a figure keeps
# What is done with what was counted.
SHARE, MEAN, TOTAL, COUNT = "share", "mean", "total", "count"


@dataclass(frozen=True, slots=True)
class Part:
    """What was counted somewhere.

    Attributes:
        above: The result: the sum, the count, or those that meet the condition of a share.
        known: Of how many records it is known.
        rows: How many records count.
    """

    above: Decimal | int
    known: int
    rows: int

    def __add__(self, other: "Part") -> "Part":
        return Part(self.above + other.above, self.known + other.known, self.rows + other.rows)


ZERO = Part(0, 0, 0)
Key = tuple[str, str, str]  # indicator, area, group


@dataclass(slots=True)
class Counts:
    """What an indicator is at the lowest places that were counted.

    Attributes:
        form: `count`, `total`, `mean` or `share`.
        parts: Place → what was counted; a place that is not named has nothing.
        untold: Place → why nothing is known there.
        nowhere: Why nothing is known anywhere; ``""`` if it is.
        empty: Places where there is nobody it could be told of: alone they have no value, and to
            those above them they are nothing.
        minor: By what the result is divided: money is counted in its minor unit.
    """

    form: str
    parts: Mapping[str, Part] = field(default_factory=dict)
    untold: Mapping[str, str] = field(default_factory=dict)
    nowhere: str = ""
    minor: int = 1
    empty: frozenset[str] = frozenset()


def tell(
    key: Key, counts: Counts, *, level: str, places: Mapping[str, Iterable[str]]
) -> list[Measured]:
    """Return an indicator for places, each with the lowest places it is made of."""
    told = []
    for place, inner in places.items():
        spots = tuple(inner)
        told.append(_told(key, counts, level, place, spots))
    return told


def _told(key: Key, counts: Counts, level: str, place: str, spots: tuple[str, ...]) -> Measured:
    def bare(why: str) -> Measured:
        return Measured(*key, level, place, None, why=why[:LONGEST_WHY])

    if counts.nowhere:
        return bare(counts.nowhere)
    spots = tuple(spot for spot in spots if spot not in counts.empty)
    missing = [spot for spot in spots if spot in counts.untold]
    reasons = list(dict.fromkeys(counts.untold[spot] for spot in missing))
    if not spots or len(missing) == len(spots):
        return bare("; ".join(reasons) or _("there is nothing here to be counted"))
    part = sum(
        (
            counts.parts[spot]
            for spot in spots
            if spot in counts.parts and spot not in counts.untold
        ),
        ZERO,
    )
    why = ""
    if missing:
        why = _("without {count} of {total} places: {reasons}").format(
            count=len(missing), total=len(spots), reasons="; ".join(reasons)
        )
    return _FORMS[counts.form](key, level, place, part, counts.minor, why[:LONGEST_WHY])


Form = Callable[[Key, str, str, Part, int, str], Measured]


def _count(key: Key, level: str, place: str, part: Part, minor: int, why: str) -> Measured:
    return Measured(*key, level, place, float(part.above) / minor, why=why)


def _total(key: Key, level: str, place: str, part: Part, minor: int, why: str) -> Measured:
    if part.rows and not part.known:
        return Measured(*key, level, place, None, why=_("the value is blank in every record"))
    return _count(key, level, place, part, minor, why)


def _mean(key: Key, level: str, place: str, part: Part, minor: int, why: str) -> Measured:
    if not part.known:
        return Measured(*key, level, place, None, why=_no_records(part))
    return Measured(*key, level, place, float(part.above / part.known) / minor, why=why)


def _share(key: Key, level: str, place: str, part: Part, _minor: int, why: str) -> Measured:
    found = wilson(int(part.above), part.known)
    if found is None:
        return Measured(*key, level, place, None, above=0, below=0, why=_no_records(part))
    return Measured(
        *key, level, place, found.value, found.right, found.total, found.low, found.high, why
    )


def _no_records(part: Part) -> str:
    return (
        _("the value is blank in every record")
        if part.rows
        else _("there is nothing here to be counted")
    )


_FORMS: Mapping[str, Form] = {COUNT: _count, TOTAL: _total, MEAN: _mean, SHARE: _share}


def ratio(key: Key, above: Measured, below: Measured) -> Measured:
    """Return one figure over another of the same place."""
    level, place = above.level, above.place
    why = above.why or below.why
    if above.value is None or below.value is None:
        return Measured(*key, level, place, None, why=why)
    if not below.value:
        return Measured(
            *key, level, place, None, why=_("there is nothing below the line of the ratio")
        )
    return Measured(
        *key, level, place, above.value / below.value, round(above.value), round(below.value),
        why=why,
    )  # fmt: skip
