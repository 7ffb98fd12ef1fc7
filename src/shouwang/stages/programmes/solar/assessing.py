"""Stations judged by their days: what the rules say, handed to the method, and told as rows."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shouwang.calc.solar_faults import Daily, Faults, find_faults
from shouwang.calc.solar_kinds import Kind, Limits
from shouwang.calc.solar_peers import Array, Whole
from shouwang.calc.solar_yield import Panel, Sites, Sky, Year, expected_year
from shouwang.rules.solar import SolarRules

# Days without a fault that do not yet end an episode of that kind: weeks of dirt or low power
# have good days among them, and clipping is one episode as long as the record.
LONGEST = 100_000
BRIDGES = {Kind.CLIPPING: LONGEST, Kind.SOILING: 14, Kind.LOW_OUTPUT: 7}
ROUNDED = 1  # decimals of what was lost


@dataclass(frozen=True, slots=True)
class StationDays:
    """What some stations are and yielded; an entry or a row each.

    Attributes:
        latitude: tilt, azimuth: NaN where nobody tells. [degrees]
        group: The banner, or ``""``. league: The league it lies in, or ``""``.
        first: The day of the first column.
        energy: A column a day, NaN where no row tells it. [kWh]
    """

    names: tuple[str, ...]
    capacity: Array
    latitude: Array
    tilt: Array
    azimuth: Array
    group: tuple[str, ...]
    league: tuple[str, ...]
    first: datetime.date
    energy: Array

    def day(self, column: int) -> datetime.date:
        """Return the day of a column."""
        return self.first + datetime.timedelta(days=column)


@dataclass(frozen=True, slots=True)
class Assessed:
    """Stations with what was found.

    Attributes:
        month: The month of each column, counted from the year 0.
        sun: In the plane of the panels, in a typical year; a column a day. [kWh/m2]
    """

    stations: StationDays
    faults: Faults
    month: Whole
    sun: Array


@dataclass(frozen=True, slots=True)
class FaultDay:
    """A station and day with a fault; for ageing the last day, with twelve months' loss."""

    station: str
    day: datetime.date
    kind: Kind
    lost: float


@dataclass(frozen=True, slots=True)
class Episode:
    """Days of one fault in a row."""

    station: str
    kind: Kind
    first: datetime.date
    last: datetime.date
    days: int
    lost: float


def assess(stations: StationDays, rules: SolarRules, on: datetime.date) -> Assessed:
    """Return what is wrong with some stations by the rules of a day."""
    days = stations.energy.shape[1]
    dates = np.datetime64(stations.first, "D") + np.arange(days)
    year_day = (dates - dates.astype("datetime64[Y]")).astype(np.int64)
    month = dates.astype("datetime64[M]").astype(np.int64)
    year = typical_year(stations, rules, on)
    groups = np.unique(np.array(stations.group), return_inverse=True)[1]
    faults = find_faults(
        Daily(
            energy=stations.energy,
            capacity=stations.capacity,
            group=groups,
            clear=year.clear[:, year_day],
            typical=year.typical[:, year_day],
            month=month,
        ),
        _limits(rules, on),
    )
    return Assessed(stations, faults, month, year.typical_sun[:, year_day])


def typical_year(stations: StationDays, rules: SolarRules, on: datetime.date) -> Year:
    """Return sun and yield of the stations by the day of the year."""
    sky = _skies(stations, rules)
    usual = {
        key: np.array([rules.skies[place].single[key] for place in sky])
        for key in ("latitude", "tilt", "azimuth")
    }
    sites = Sites(
        latitude=_told(stations.latitude, usual["latitude"]),
        tilt=_told(stations.tilt, usual["tilt"]),
        azimuth=_told(stations.azimuth, usual["azimuth"]),
        sky=sky,
    )
    skies = [
        Sky(altitude=each.single["altitude"], haze=each.months["haze"], water=each.months["water"],
            clearness=each.months["clearness"], warmth=each.months["warmth"])
        for each in rules.skies
    ]  # fmt: skip
    panel = Panel(
        losses=rules.number("losses", on),
        by_warmth=rules.number("by_warmth", on),
        albedo=rules.number("albedo", on),
        wind=rules.number("wind", on),
    )
    return expected_year(sites, skies, panel)


def _skies(stations: StationDays, rules: SolarRules) -> Whole:
    """Return the place of the sky of each station: its league's, else the one at its latitude."""
    latitudes = np.array([sky.single["latitude"] for sky in rules.skies])
    found = [
        rules.sky_of(league)
        if league or not np.isfinite(latitude)
        else int(np.argmin(np.abs(latitudes - latitude)))
        for league, latitude in zip(stations.league, stations.latitude, strict=True)
    ]
    return np.array(found, dtype=np.int64)


def _told(values: Array, usual: Array) -> Array:
    """Return values, rounded so that neighbours share one sun; the usual ones where none is told."""
    rounded: Array = np.round(np.where(np.isfinite(values), values, usual), 1).astype(np.float64)
    return rounded


def _limits(rules: SolarRules, on: datetime.date) -> Limits:
    return Limits(
        outage=rules.number("outage_share", on),
        low=rules.number("low_share", on),
        low_days=rules.days("low_days", on),
        soiling=rules.number("soiling_share", on),
        soiling_days=rules.days("soiling_days", on),
        clipping=rules.number("clipping_share", on),
        ageing=rules.number("ageing_share", on),
        peers=rules.days("peers", on),
    )


# ------------------------------------------------------------------------ told as rows


def fault_days(assessed: Assessed) -> Iterator[FaultDay]:
    """Yield the days with a fault, by station and day; ageing last."""
    stations, faults = assessed.stations, assessed.faults
    for row, column in np.argwhere(faults.kind > 0):
        yield FaultDay(
            stations.names[row],
            stations.day(int(column)),
            Kind(int(faults.kind[row, column])),
            round(float(faults.lost[row, column]), ROUNDED),
        )
    last = stations.day(stations.energy.shape[1] - 1)
    for row in np.flatnonzero(faults.aged):
        lost = round(float(faults.aged_lost[row]), ROUNDED)
        yield FaultDay(stations.names[row], last, Kind.DEGRADATION, lost)


def episodes(assessed: Assessed) -> Iterator[Episode]:
    """Yield the faults as episodes, by station, kind and day."""
    stations, faults = assessed.stations, assessed.faults
    for row in np.flatnonzero((faults.kind > 0).any(axis=1)):
        for kind in Kind:
            columns = np.flatnonzero(faults.kind[row] == kind) if kind else np.array([], int)
            bridge = BRIDGES.get(kind, 0)
            parts = np.split(columns, np.flatnonzero(np.diff(columns) > bridge + 1) + 1)
            for part in parts:
                if len(part):
                    yield Episode(
                        stations.names[row], kind, stations.day(int(part[0])),
                        stations.day(int(part[-1])), len(part),
                        round(float(faults.lost[row, part].sum()), ROUNDED),
                    )  # fmt: skip
    end = stations.energy.shape[1] - 1
    for row in np.flatnonzero(faults.aged):
        known = np.flatnonzero(np.isfinite(stations.energy[row]))
        yield Episode(
            stations.names[row], Kind.DEGRADATION, stations.day(int(known[0])), stations.day(end),
            len(known), round(float(faults.aged_lost[row]), ROUNDED),
        )  # fmt: skip
