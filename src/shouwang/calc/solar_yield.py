"""What a photovoltaic station should yield: sun, sky and panel, by pvlib; and its performance ratio.

The sun of a day is integrated in solar time, so that the longitude does not matter; refraction is
left out (less than half a percent of a day). A typical day is the clear one made duller by the
month's clearness; its diffuse part follows Erbs. Nothing is read from a network or a file.

References:
    Spencer, J. W. (1971): Fourier series representation of the position of the sun. Search 2(5):
    declination; Duffie, J. A., Beckman, W. A. (2013): Solar Engineering of Thermal Processes, 4th
    ed., ch. 1: angles of the sun and of incidence, the sunset hour.
    Ineichen, P. (2008): A broadband simplified version of the Solis clear sky model. Solar Energy
    82, 758-762: irradiance without clouds.
    Erbs, D. G., Klein, S. A., Duffie, J. A. (1982): Estimation of the diffuse radiation fraction.
    Solar Energy 28, 293-302. Hay, J. E., Davies, J. A. (1980): the sky seen by a tilted surface.
    Faiman, D. (2008): Assessing the outdoor operating temperature of photovoltaic modules.
    Progress in Photovoltaics 16, 307-315. Dobos, A. P. (2014): PVWatts Version 5 Manual,
    NREL/TP-6A20-62641: power by irradiance and temperature, losses of 14.08 %.
    IEC 61724-1:2021, Photovoltaic system performance - Part 1: Monitoring: final yield, reference
    yield, performance ratio. IEC 60904-3: 1 kW/m2 at 25 degrees as the standard condition.
    Anderson, K. et al. (2023): pvlib python: 2023 project update. JOSS 8(92), 5994.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

DAYS = 366  # of a table by day of the year
STEP = 5  # days between two that are computed; those between are interpolated
HOURS = 24  # parts of the time between sunrise and sunset
CHUNK = 256  # sites at a time, so that memory is bounded
# Days of the year on which the months of 31, 28, … days have their middle.
MIDDLES = (16, 45, 75, 105, 136, 166, 197, 228, 258, 289, 319, 350)
HOUR_ANGLE = 15.0  # degrees an hour


# pvlib takes seconds to import: only who computes waits for it.
PARTS = ("atmosphere", "clearsky", "irradiance", "pvsystem", "solarposition", "temperature")


@cache
def pvlib_parts() -> SimpleNamespace:
    """Return the modules of pvlib that are used here."""
    return SimpleNamespace(**{name: import_module(f"pvlib.{name}") for name in PARTS})


@dataclass(frozen=True, slots=True)
class Sky:
    """The air above a place, month by month.

    Attributes:
        altitude: Of the ground. [m, 0-7000]
        haze: Aerosol optical depth at 700 nm, twelve values. [0-0.45]
        water: Precipitable water, twelve values. [cm, 0.2-10]
        clearness: Sun on level ground beside that of a sky without clouds, twelve values. [0-1]
        warmth: Air temperature by day, twelve values. [degrees Celsius]
    """

    altitude: float
    haze: tuple[float, ...]
    water: tuple[float, ...]
    clearness: tuple[float, ...]
    warmth: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """What is taken as common to all stations.

    Attributes:
        losses: Of wiring, mismatch, dirt, inverter and the rest, without temperature. [0-1]
        by_warmth: Change of power by temperature, less than 0. [1/degree]
        albedo: Of the ground. [0-1]
        wind: At the panels. [m/s]
    """

    losses: float
    by_warmth: float
    albedo: float
    wind: float


@dataclass(frozen=True, slots=True)
class Sites:
    """Where stations stand and look to; an entry each.

    Attributes:
        latitude: [degrees north, -66 to 66]
        tilt: From the level. [degrees, 0-90]
        azimuth: Where they face: 180 is south. [degrees, 0-360]
        sky: The place of its sky in a list.
    """

    latitude: Array
    tilt: Array
    azimuth: Array
    sky: Whole


@dataclass(frozen=True, slots=True)
class Year:
    """A year by site and day of the year (column 0 is 1 January).

    Attributes:
        clear_sun: In the plane of the panels, without clouds. [kWh/m2]
        typical_sun: The same in a typical year; the reference yield in hours. [kWh/m2]
        clear: Energy without clouds. [kWh/kW]
        typical: Energy in a typical year. [kWh/kW]
    """

    clear_sun: Array
    typical_sun: Array
    clear: Array
    typical: Array


def expected_year(sites: Sites, skies: Sequence[Sky], panel: Panel) -> Year:
    """Return sun and yield of each site on each day of the year.

    Raises:
        ValueError: if a latitude, tilt or azimuth is out of range, or a sky has no twelve months.
    """
    _check(sites, skies)
    keys: Array = np.column_stack((sites.latitude, sites.tilt, sites.azimuth, sites.sky))
    found, place = np.unique(keys, axis=0, return_inverse=True)
    unique = found.astype(np.float64)
    nodes = np.append(np.arange(1, DAYS, STEP), DAYS)
    parts = [
        _of_nodes(unique[start : start + CHUNK], nodes, skies, panel)
        for start in range(0, len(unique), CHUNK)
    ]
    days = np.arange(1, DAYS + 1)
    years = [
        np.stack([np.interp(days, nodes, row) for row in np.concatenate(part)])[place.ravel()]
        for part in zip(*parts, strict=True)
    ]
    return Year(*years)


def _check(sites: Sites, skies: Sequence[Sky]) -> None:
    bounds = (("latitude", sites.latitude, -66, 66), ("tilt", sites.tilt, 0, 90),
              ("azimuth", sites.azimuth, 0, 360))  # fmt: skip
    for name, values, low, high in bounds:
        if not np.all((values >= low) & (values <= high)):
            raise ValueError(f"a {name} is not between {low} and {high} degrees")
    for sky in skies:
        if {len(sky.haze), len(sky.water), len(sky.clearness), len(sky.warmth)} != {12}:
            raise ValueError("a sky has twelve months")


def _of_nodes(
    sites: Array, nodes: Whole, skies: Sequence[Sky], panel: Panel
) -> tuple[Array, Array, Array, Array]:
    """Return the four tables of a year, a column for each day that is computed."""
    pv = pvlib_parts()
    latitude, tilt, azimuth = (sites[:, place, None, None] for place in range(3))
    sky = sites[:, 3].astype(int)
    day = nodes[None, :, None]
    declination = pv.solarposition.declination_spencer71(day)
    sunset = np.degrees(
        np.arccos(np.clip(-np.tan(np.radians(latitude)) * np.tan(declination), -1, 1))
    )
    middles = (np.arange(HOURS) + 0.5) / HOURS * 2 - 1
    angle = sunset * middles
    hours = 2 * sunset[..., 0] / HOUR_ANGLE / HOURS
    zenith, south = sun_position(latitude, declination, angle)
    months = _monthly(skies, nodes)
    haze, water, clearness, warmth = (each[sky][:, :, None] for each in months)
    pressure = pv.atmosphere.alt2pres(np.array([skies[each].altitude for each in sky]))[
        :, None, None
    ]
    beyond = pv.irradiance.get_extra_radiation(day)
    clear = pv.clearsky.simplified_solis(90 - zenith, haze, water, pressure, beyond)
    level = clear["ghi"] * clearness
    dull = pv.irradiance.erbs(level, zenith, np.broadcast_to(day, zenith.shape))
    tables: list[Array] = []
    for whole, beam, diffuse in (
        (clear["ghi"], clear["dni"], clear["dhi"]),
        (level, dull["dni"], dull["dhi"]),
    ):
        plane = pv.irradiance.get_total_irradiance(
            tilt, azimuth, zenith, south, beam, whole, diffuse, dni_extra=beyond,
            albedo=panel.albedo, model="haydavies",
        )["poa_global"]  # fmt: skip
        cell = pv.temperature.faiman(plane, warmth, panel.wind)
        power = pv.pvsystem.pvwatts_dc(plane, cell, 1.0, panel.by_warmth) * (1 - panel.losses)
        tables += [plane.sum(axis=2) * hours / 1000, power.sum(axis=2) * hours]
    return tables[0], tables[2], tables[1], tables[3]


def sun_position(latitude: Array, declination: Array, angle: Array) -> tuple[Array, Array]:
    """Return zenith and azimuth of the sun in degrees, the azimuth from north.

    Args:
        latitude: [degrees] declination: [radians]
        angle: The hour angle, less than 0 in the morning. [degrees]
    """
    pv = pvlib_parts()
    args = (np.radians(latitude), np.radians(angle), declination)
    zenith = pv.solarposition.solar_zenith_analytical(*args)
    with np.errstate(invalid="ignore"):
        azimuth = pv.solarposition.solar_azimuth_analytical(*args, zenith)
    return np.degrees(zenith), np.degrees(np.nan_to_num(azimuth, nan=np.pi))


def _monthly(skies: Sequence[Sky], nodes: Whole) -> tuple[Array, Array, Array, Array]:
    """Return the monthly values of skies on some days of the year, interpolated, year after year."""

    def table(name: str) -> Array:
        rows = [np.interp(nodes, MIDDLES, getattr(sky, name), period=DAYS - 1) for sky in skies]
        return np.array(rows)

    return table("haze"), table("water"), table("clearness"), table("warmth")


# ------------------------------------------------------------------------ single sums


@cache
def usual_losses() -> float:
    """Return the losses that PVWatts takes where nothing better is known.

    >>> round(usual_losses(), 4)
    0.1408
    """
    return float(pvlib_parts().pvsystem.pvwatts_losses()) / 100


def specific_yield(energy: Array, capacity: Array) -> Array:
    """Return the final yield: energy by installed power, in kWh/kW."""
    return energy / capacity


def performance_ratio(energy: float, capacity: float, sun: float) -> float:
    """Return final yield beside reference yield (IEC 61724-1): how much of the sun became power.

    Args:
        energy: Given to the grid in a period. [kWh]
        capacity: Power at standard conditions. [kW]
        sun: In the plane of the panels in that period, per 1 kW/m2. [kWh/m2]

    Raises:
        ValueError: if capacity or sun is not greater than 0, or energy is less.

    >>> round(performance_ratio(1_500_000, 1000, 1850), 3)
    0.811
    """
    if capacity <= 0 or sun <= 0 or energy < 0:
        raise ValueError(f"{energy} kWh of {capacity} kW under {sun} kWh/m2")
    return energy / capacity / sun
