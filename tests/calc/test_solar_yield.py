"""Sun and yield: textbook angles, pvlib's own day minute by minute, published losses."""

import numpy as np
import pandas as pd
import pytest
from pvlib import irradiance, solarposition
from pvlib.location import Location

from shouwang.calc.solar_yield import (
    Panel,
    Sites,
    Sky,
    expected_year,
    performance_ratio,
    sun_position,
    usual_losses,
)

PANEL = Panel(losses=0.14, by_warmth=-0.004, albedo=0.2, wind=2.0)
DULL = Sky(1063, (0.12,) * 12, (1.2,) * 12, (0.75,) * 12, (10.0,) * 12)


def year(latitude=40.8, tilt=38.0, azimuth=180.0, sky=DULL):
    sites = Sites(*(np.array([each]) for each in (latitude, tilt, azimuth)), np.array([0]))
    return expected_year(sites, [sky], PANEL)


@pytest.mark.parametrize(
    ("day", "angle", "zenith", "from_south"),
    [(44, -37.5, 66.5, -40.0), (182, 97.5, 79.6, 112.0)],
)
def test_the_textbook_s_angles(day, angle, zenith, from_south):
    """Duffie and Beckman, Solar Engineering of Thermal Processes, 4th ed. 2013, example 1.6.2."""
    declination = solarposition.declination_spencer71(day)
    found = sun_position(np.array(43.0), declination, np.array(angle))
    assert found[0] == pytest.approx(zenith, abs=0.4)
    assert found[1] - 180 == pytest.approx(from_south, abs=0.4)


def test_losses_are_those_of_pvwatts():
    """Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014), table 5: 14.08 % in all."""
    assert usual_losses() == pytest.approx(0.1408, abs=0.0001)


@pytest.mark.parametrize("day", ["2019-03-21", "2019-06-21", "2019-12-21"])
def test_a_clear_day_is_that_of_pvlib_minute_by_minute(day):
    """pvlib.location.Location.get_clearsky with the sun by NREL's SPA, at Hohhot."""
    times = pd.date_range(day, periods=1440, freq="1min", tz="Asia/Shanghai")
    place = Location(40.8, 111.7, "Asia/Shanghai", 1063)
    sun = place.get_solarposition(times)
    clear = place.get_clearsky(
        times, model="simplified_solis", aod700=0.12, precipitable_water=1.2, solar_position=sun
    )
    told = irradiance.get_total_irradiance(
        38, 180, sun["apparent_zenith"], sun["azimuth"], clear["dni"], clear["ghi"], clear["dhi"],
        dni_extra=irradiance.get_extra_radiation(times), albedo=0.2, model="haydavies",
    )["poa_global"].fillna(0).sum() / 60_000  # fmt: skip
    found = year(tilt=38.0).clear_sun[0, times[0].dayofyear - 1]
    assert found == pytest.approx(told, rel=0.01)


def test_a_typical_year_lies_below_the_clear_one_and_is_of_the_usual_size():
    found = year()
    assert (found.typical_sun < found.clear_sun).all()
    assert (found.typical < found.clear).all()
    hours = found.typical[0, :365].sum()
    assert 1300 < hours < 1700  # full-load hours of fixed panels in Inner Mongolia


def test_south_is_best_and_north_is_worst():
    sums = [year(azimuth=each).typical[0].sum() for each in (0.0, 90.0, 180.0, 270.0)]
    assert sums[2] == max(sums)
    assert sums[0] == min(sums)
    assert sums[1] == pytest.approx(sums[3], rel=1e-6)


def test_warmth_costs_power():
    cold = Sky(1063, (0.12,) * 12, (1.2,) * 12, (0.75,) * 12, (-10.0,) * 12)
    assert year(sky=cold).typical.sum() > year().typical.sum()
    assert year(sky=cold).typical_sun.sum() == pytest.approx(year().typical_sun.sum())


def test_performance_ratio_is_final_over_reference_yield():
    """IEC 61724-1:2021: PR = (E_out / P_0) / (H_i / G_ref), G_ref = 1 kW/m2."""
    assert performance_ratio(150_000, 100, 1875) == pytest.approx(0.8)
    for wrong in ((-1, 100, 1), (1, 0, 1), (1, 100, 0)):
        with pytest.raises(ValueError, match="kWh"):
            performance_ratio(*wrong)


@pytest.mark.parametrize("wrong", [{"latitude": 91.0}, {"tilt": -1.0}, {"azimuth": 400.0}])
def test_what_is_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match="is not between"):
        year(**wrong)


def test_a_sky_has_twelve_months():
    with pytest.raises(ValueError, match="twelve months"):
        year(sky=Sky(1063, (0.1,) * 11, (1.2,) * 12, (0.75,) * 12, (10.0,) * 12))
