"""What an indicator is for a place: the number, its interval, or why there is none."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator measured for a place.

    Attributes:
        area: The supervised area, where it is told by area; otherwise empty.
        group: The group of households it is told for; empty for all of them.
        level: The level of the place.
        value: In the unit of the indicator; ``None`` if it cannot be told, and `why` says why.
        above: What a share counts.
        below: Out of how many.
        low: The lower end of the 95 % interval of a share.
        high: The upper end.
    """

    indicator: str
    area: str
    group: str
    level: str
    place: str
    value: float | None
    above: int | None = None
    below: int | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""
