"""Solar stations: money closes, and only those with a fault yield, pay or stand wrongly."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from shouwang.synthetic.solar import KINDS, build_stations, odd_habits, open_books, station_rows
from shouwang.synthetic.solar_books import station_balance_rows
from shouwang.synthetic.solar_days import station_day_rows, yield_days
from shouwang.synthetic.solar_money import station_payout_rows
from tests.synthetic.oversight_world import day, make_worlds, texts, values, words

GIVEN = ("post_wage", "works_wage", "works", "award", "relief", "dividend")
TOLD_DAYS = 25
ENOUGH_FOR_WORK = 0.8
LOW_DAYS, DEAD_DAYS = 14, 7


@pytest.fixture(scope="module")
def solar(content):
    found = []
    for world in make_worlds(content, 0.6):
        stations = build_stations(world)
        yields = yield_days(world, stations)
        rows = (
            station_rows(world, stations),
            station_day_rows(world, stations, yields),
            station_payout_rows(world, stations, yields),
        )
        found.append(
            SimpleNamespace(stations=stations, yields=yields, rows=rows, open=open_books(world, stations),
                            odd=odd_habits(world, stations),
                            books=station_balance_rows(world, stations, rows[2]))
        )  # fmt: skip
    return found


def by_station(made, kinds):
    """Return the yuan paid within the twelve months, by station."""
    station, _days, money = made.rows
    order = {number: place for place, number in enumerate(texts(station, "station"))}
    place = np.array([order[number] for number in texts(money, "station")])
    counts = np.isin(words(money, "kind"), kinds)
    counts &= values(money, "paid_date", 0) > day("2019-06-30")
    amount = values(money, "amount", 0) * counts / 100
    return np.bincount(place, weights=amount, minlength=made.stations.count)


def test_there_are_stations_of_every_kind(solar):
    kinds = set().union(*({KINDS[place] for place in made.stations.kind} for made in solar))
    assert {"village", "joint"} <= kinds


def test_keys_are_unique(solar):
    for made in solar:
        station, days, money = made.rows
        assert len(set(texts(station, "station"))) == station.count
        assert len(set(texts(money, "payout"))) == money.count
        pairs = set(zip(texts(days, "station"), values(days, "day", 0), strict=True))
        assert len(pairs) == days.count


def test_no_more_comes_to_the_village_than_is_left(solar):
    for made in solar:
        left = by_station(made, ("settled", "subsidy")) - by_station(made, ("cost",))
        assert (by_station(made, ("to_village",)) <= left + 2).all()


def test_money_withheld_is_a_fault(solar):
    for made in solar:
        left = by_station(made, ("settled", "subsidy")) - by_station(made, ("cost",))
        low = by_station(made, ("to_village",)) < 0.9 * left
        own = made.stations.kind <= KINDS.index("joint")
        assert (low[own] == made.stations.has("solar_income_withheld")[own]).all()


def test_money_unspent_is_a_fault(solar):
    for made in solar:
        low = by_station(made, GIVEN) < 0.5 * by_station(made, ("to_village",))
        assert (low == made.stations.has("solar_income_unspent")).all()


def test_money_kept_from_labour_is_a_fault(solar):
    for made in solar:
        labour = by_station(made, ("post_wage", "works_wage"))
        low = labour < ENOUGH_FOR_WORK * by_station(made, GIVEN)
        assert (low == made.stations.has("solar_labour_share_low")).all()


def test_dividends_are_a_fault(solar):
    for made in solar:
        assert ((by_station(made, ("dividend",)) > 0) == made.odd["solar_dividend_paid"]).all()
    assert any(made.odd["solar_dividend_paid"].any() for made in solar)


def test_days_untold_are_a_fault(solar):
    for made in solar:
        station, days, _money = made.rows
        when = values(days, "day", 0)
        within = (when > day("2020-04-30")) & (when <= day("2020-05-30"))
        told = Counter(np.array(texts(days, "station"))[within].tolist())
        few = np.array([told[number] < TOLD_DAYS for number in texts(station, "station")])
        assert (few == made.odd["solar_days_missing"]).all()
    assert any(made.odd["solar_days_missing"].any() for made in solar)


def test_to_stand_unconnected_for_long_is_a_fault(solar):
    for made in solar:
        station = made.rows[0]
        long = values(station, "grid_date", 0) <= day("2019-12-30")
        wrong = long & ~values(station, "connected", 0).astype(bool)
        assert (wrong == made.odd["solar_not_connected"]).all()
    assert any(made.odd["solar_not_connected"].any() for made in solar)


def test_low_and_dead_days_are_faults(solar):
    for made in solar:
        within = (made.yields.days > day("2020-04-30")) & (made.yields.days <= day("2020-05-30"))
        runs = made.yields.runs[:, within]
        energy, expected = made.yields.energy[:, within], made.yields.expected[:, within]
        low = ((energy < 0.8 * expected) & runs).sum(axis=1) >= LOW_DAYS
        dead = ((energy == 0) & runs).sum(axis=1) >= DEAD_DAYS
        assert (low == made.stations.has("solar_yield_low")).all()
        assert (dead == made.stations.has("solar_dead")).all()


def test_some_look_like_it(solar):
    dusty = halted = 0
    for made in solar:
        within = (made.yields.days > day("2020-04-30")) & (made.yields.days <= day("2020-05-30"))
        energy, expected = made.yields.energy[:, within], made.yields.expected[:, within]
        healthy = made.stations.fault < 0
        dusty += (((energy < 0.8 * expected).sum(axis=1) > 3) & healthy).sum()
        halted += (((energy == 0).any(axis=1)) & healthy).sum()
    assert dusty
    assert halted


def test_summer_yields_more_than_winter(solar):
    for made in solar:
        month = made.yields.days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
        summer, winter = (
            made.yields.expected[:, np.isin(month, months)].mean()
            for months in ((4, 5, 6), (10, 11, 0))
        )
        assert summer > 1.3 * winter


def test_a_station_has_no_days_before_it_is_connected(solar):
    for made in solar:
        station, days, _money = made.rows
        since = dict(zip(texts(station, "station"), values(station, "grid_date", 0), strict=True))
        first = np.array([since[number] for number in texts(days, "station")])
        assert (values(days, "day", 0) >= first).all()


def test_sizes_keep_the_standards(solar):
    for made in solar:
        station = made.rows[0]
        capacity = values(station, "capacity", 0)
        own = np.isin(words(station, "kind"), ("village", "joint"))
        most = np.where(values(station, "grid_near", 0), 500, 300)
        assert (capacity[own] <= most[own]).all()
        assert (capacity <= 7 * values(station, "households_matched", 0)).all()


IN_YEAR = ("2019-12-31", "2020-06-30")


def in_year(made, kinds):
    station, _days, money = made.rows
    order = {number: place for place, number in enumerate(texts(station, "station"))}
    place = np.array([order[number] for number in texts(money, "station")])
    paid = values(money, "paid_date", 0)
    counts = np.isin(words(money, "kind"), kinds) & (paid > day(IN_YEAR[0]))
    amount = values(money, "amount", 0) * counts
    return np.bincount(place, weights=amount, minlength=made.stations.count)


def at_end(made, name, told):
    order = {number: place for place, number in enumerate(texts(made.rows[0], "station"))}
    found = np.full(made.stations.count, np.nan)
    days = values(made.books, "day", 0)
    for number, when, amount in zip(
        texts(made.books, "station"), days, values(made.books, name, 0), strict=True
    ):
        if when == day(told):
            found[order[number]] = amount
    return found


@pytest.mark.parametrize(
    ("name", "comes", "goes", "fault"),
    [
        ("held", ("settled", "subsidy"), ("cost", "to_village"), "solar_county_money_open"),
        ("kept", ("to_village",), GIVEN, "solar_village_money_open"),
    ],
)
def test_books_close_but_for_those_that_are_at_fault(solar, name, comes, goes, fault):
    for made in solar:
        before, after = (at_end(made, name, told) for told in IN_YEAR)
        gap = before + in_year(made, comes) - in_year(made, goes) - after
        told = np.isfinite(gap)
        assert ((np.abs(gap[told]) > 0) == made.open[fault][told]).all()
        assert (after[told] >= 0).all()
    assert any(made.open[fault].any() for made in solar)
