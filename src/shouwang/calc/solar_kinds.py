"""The kinds of faults of photovoltaic stations, and from where on something is one.

References:
    The limits themselves are content (parameters of the pack ``solar``), with their basis there.
"""

from dataclasses import dataclass
from enum import IntEnum


class Kind(IntEnum):
    """Kinds of faults; 0 is none."""

    NONE = 0
    DATA_GAP = 1
    STUCK_METER = 2
    OUTAGE = 3
    CLIPPING = 4
    SOILING = 5
    LOW_OUTPUT = 6
    DEGRADATION = 7

    @property
    def word(self) -> str:
        """Its name in answers."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is a fault.

    Attributes:
        outage: Share of what was to be expected, up to which there is no power. [0-1]
        low: Share below which power is low. [0-1]
        low_days: For so many days.
        soiling: Share that dirt takes before it is told. [0-1]
        soiling_days: The shortest time in which it does.
        clipping: Share that sunny days lack beside others of the month. [0-1]
        ageing: Share lost a year. [0-1]
        peers: How many stations make a neighbourhood.
    """

    outage: float
    low: float
    low_days: int
    soiling: float
    soiling_days: int
    clipping: float
    ageing: float
    peers: int
