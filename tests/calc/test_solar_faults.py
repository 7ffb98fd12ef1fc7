"""Faults planted in the days of invented stations: each is found for what it is, and weighed."""

import numpy as np
import pytest

from shouwang.calc.solar_faults import Daily, find_faults
from shouwang.calc.solar_kinds import Kind, Limits
from shouwang.calc.solar_peers import quantile

LIMITS = Limits(outage=0.05, low=0.8, low_days=7, soiling=0.05, soiling_days=14, clipping=0.01,
                ageing=0.02, peers=3)  # fmt: skip
DAYS = 1096
STATIONS = 12
CAPACITY = 100.0


def neighbourhood(seed=1):
    """Return yields of sound stations under one weather, and what a clear sky would give."""
    rng = np.random.default_rng(seed)
    turn = np.cos(2 * np.pi * (np.arange(DAYS) - 165) / 365.25)
    clear = np.tile(5.4 + 0.9 * turn, (STATIONS, 1))
    weather = np.clip(0.75 + 0.25 * rng.standard_normal(DAYS), 0.1, 1.0)
    level = rng.uniform(0.93, 1.07, STATIONS)[:, None]
    yields = clear * weather * level * np.exp(rng.normal(0, 0.04, clear.shape))
    return yields, clear


def judged(yields, clear, *, group=None, digits=1):
    dates = np.datetime64("2017-07-01") + np.arange(DAYS)
    return find_faults(
        Daily(
            energy=np.round(yields * CAPACITY, digits),
            capacity=np.full(STATIONS, CAPACITY),
            group=np.zeros(STATIONS, dtype=int) if group is None else group,
            clear=clear,
            typical=clear * 0.75,
            month=dates.astype("datetime64[M]").astype(int),
        ),
        LIMITS,
    )  # fmt: skip


def days_of(found, kind, row=0):
    return np.flatnonzero(found.kind[row] == kind)


def test_sound_stations_have_no_faults():
    found = judged(*neighbourhood())
    assert (found.kind > 0).mean() < 0.002
    assert not found.aged.any()
    assert found.by_peers.all()


def test_an_outage_costs_what_neighbours_made():
    yields, clear = neighbourhood()
    due = yields[0, 400:410].sum() * CAPACITY
    yields[0, 400:410] = 0
    found = judged(yields, clear)
    assert list(days_of(found, Kind.OUTAGE)) == list(range(400, 410))
    assert found.lost[0, 400:410].sum() == pytest.approx(due, rel=0.06)
    assert not (found.kind[1:] == Kind.OUTAGE).any()


def test_snow_on_everybody_is_no_outage():
    yields, clear = neighbourhood()
    yields[:, 500:504] = 0.02
    assert not (judged(yields, clear).kind == Kind.OUTAGE).any()


def test_a_meter_that_stands_still():
    yields, clear = neighbourhood()
    yields[0, 300:309] = yields[0, 300]
    found = judged(yields, clear)
    assert set(range(300, 309)) <= set(days_of(found, Kind.STUCK_METER))
    assert len(days_of(found, Kind.STUCK_METER)) <= 10


def test_a_coarse_meter_repeats_itself_by_chance():
    yields, clear = neighbourhood()
    found = judged(yields / 20, clear, digits=0)  # whole kWh of a station of some kW
    assert (found.kind == Kind.STUCK_METER).mean() < 0.002


def test_a_gap_is_a_gap_and_what_is_told_afterwards_is_taken_off():
    yields, clear = neighbourhood()
    whole = yields[0, 200:206].sum()
    yields[0, 200:205] = np.nan
    told = judged(yields, clear)
    assert list(days_of(told, Kind.DATA_GAP)) == list(range(200, 205))
    yields[0, 205] = whole
    caught_up = judged(yields, clear)
    assert caught_up.lost[0, 200:205].sum() < 0.15 * told.lost[0, 200:205].sum()


def test_a_station_that_stops_telling_has_a_gap_to_the_end():
    yields, clear = neighbourhood()
    yields[0, 1000:] = np.nan
    assert list(days_of(judged(yields, clear), Kind.DATA_GAP)) == list(range(1000, DAYS))


def test_a_station_connected_later_has_no_gap_before():
    yields, clear = neighbourhood()
    yields[0, :400] = np.nan
    assert not len(days_of(judged(yields, clear), Kind.DATA_GAP))


def test_half_a_station_is_low_power():
    yields, clear = neighbourhood()
    yields[0, 600:630] *= 0.5
    found = judged(yields, clear)
    assert set(days_of(found, Kind.LOW_OUTPUT)) == set(range(600, 630))
    assert found.lost[0, 600:630].sum() == pytest.approx(
        yields[0, 600:630].sum() * CAPACITY, rel=0.1
    )


def test_dirt_is_slow_and_ends_with_a_jump():
    yields, clear = neighbourhood()
    yields[0, 500:580] *= 1 - np.linspace(0, 0.2, 80)
    found = judged(yields, clear)
    dirty = days_of(found, Kind.SOILING)
    assert len(dirty) > 45
    assert dirty.min() >= 490
    assert dirty.max() < 585
    assert not len(days_of(found, Kind.LOW_OUTPUT))


def test_an_inverter_that_is_too_small_lacks_on_sunny_days():
    yields, clear = neighbourhood()
    share = yields[0] / clear[0]
    cap = np.quantile(share, 0.6)
    yields[0] = clear[0] * np.where(share > cap, cap + 0.3 * (share - cap), share)
    found = judged(yields, clear)
    clipped = days_of(found, Kind.CLIPPING)
    assert len(clipped) > 150
    assert (share[clipped] > cap * 0.93).mean() > 0.9
    assert not (found.kind[1:] == Kind.CLIPPING).any()


def test_a_cap_on_the_day_is_no_meter_that_stands_still():
    yields, clear = neighbourhood()
    yields[0] = np.minimum(yields[0], np.quantile(yields[0], 0.75))
    found = judged(yields, clear)
    assert len(days_of(found, Kind.CLIPPING)) > 20 * len(days_of(found, Kind.STUCK_METER))


def test_ageing_is_a_trend_and_a_step_is_none():
    yields, clear = neighbourhood()
    yields[0] *= 0.95 ** (np.arange(DAYS) / 365.25)
    yields[1, 500:] *= 0.88
    found = judged(yields, clear)
    assert list(np.flatnonzero(found.aged)) == [0]
    assert found.ageing[0] == pytest.approx(-0.05, abs=0.01)
    year = yields[0, -365:].sum() * CAPACITY
    assert found.aged_lost[0] == pytest.approx(year * (0.95**-2.5 - 1), rel=0.25)


def test_without_neighbours_only_what_shows_by_itself_is_told():
    yields, clear = neighbourhood()
    yields[0, 400:410] = 0
    yields[0, 500:530] *= 0.5
    found = judged(yields, clear, group=np.arange(STATIONS))
    assert not found.by_peers.any()
    assert list(days_of(found, Kind.OUTAGE)) == list(range(400, 410))
    assert set(np.unique(found.kind)) == {Kind.NONE, Kind.OUTAGE}


def test_nothing_is_computed_of_what_cannot_be():
    yields, clear = neighbourhood()
    yields[0, 3] = -0.1
    with pytest.raises(ValueError, match="never less than 0"):
        judged(yields, clear)


def test_quantiles_leave_out_what_is_not_known():
    rng = np.random.default_rng(2)
    values = np.where(rng.random((30, 17)) < 0.3, np.nan, rng.random((30, 17)))
    for part in (0.0, 0.25, 0.5, 1.0):
        assert np.allclose(quantile(values, part), np.nanquantile(values, part, axis=1))
        assert np.allclose(quantile(values, part, axis=0), np.nanquantile(values, part, axis=0))
    assert np.isnan(quantile(np.full((1, 3), np.nan), 0.5)).all()
