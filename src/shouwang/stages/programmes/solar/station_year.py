"""One station beside its neighbours: day by day, and month by month as a performance ratio."""

import datetime
from dataclasses import dataclass

import numpy as np

from shouwang.calc.solar_kinds import Kind
from shouwang.calc.solar_peers import median
from shouwang.calc.solar_yield import performance_ratio
from shouwang.stages.programmes.solar.assessing import Assessed


@dataclass(frozen=True, slots=True)
class StationDay:
    """A day of a station in kWh; ``neighbours`` is what they would have made of its capacity."""

    day: datetime.date
    energy: float | None
    expected: float
    neighbours: float | None
    kind: str
    lost: float


@dataclass(frozen=True, slots=True)
class StationMonth:
    """A month of a station: final yield, reference yield of a typical year, and their ratio."""

    first: datetime.date
    energy: float
    hours: float
    sun: float
    ratio: float | None


def station_days(assessed: Assessed, row: int, *, last: int) -> list[StationDay]:
    """Return the last days of a station."""
    stations, faults = assessed.stations, assessed.faults
    yields = stations.energy / stations.capacity[:, None]
    same = np.array([each == stations.group[row] for each in stations.group])
    same[row] = False
    peers = median(yields[same], axis=0) if same.any() else np.full(yields.shape[1], np.nan)
    begin = max(0, yields.shape[1] - last)
    return [
        StationDay(
            stations.day(column),
            _known(stations.energy[row, column]),
            float(faults.expected[row, column]),
            _known(peers[column] * stations.capacity[row]),
            Kind(int(faults.kind[row, column])).word if faults.kind[row, column] else "",
            float(faults.lost[row, column]),
        )
        for column in range(begin, yields.shape[1])
    ]


def station_months(assessed: Assessed, row: int) -> list[StationMonth]:
    """Return the months of a station; only the days that it has told count, in sun as in energy."""
    stations = assessed.stations
    energy, capacity = stations.energy[row], float(stations.capacity[row])
    found = []
    for month in np.unique(assessed.month):
        days = (assessed.month == month) & np.isfinite(energy)
        told, sun = float(energy[days].sum()), float(assessed.sun[row, days].sum())
        first = stations.day(int(np.flatnonzero(assessed.month == month)[0])).replace(day=1)
        ratio = performance_ratio(told, capacity, sun) if sun > 0 else None
        found.append(StationMonth(first, told, told / capacity, sun, ratio))
    return found


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
