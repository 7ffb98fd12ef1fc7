"""The money of solar stations: settled by quarter, brought to the village, given out for work."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from shouwang.base.dates import months_before
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows, fen
from shouwang.synthetic.draw import Array, between
from shouwang.synthetic.months import day_number, history_dates, history_starts, told
from shouwang.synthetic.serials import one_word, serials
from shouwang.synthetic.solar import DIVIDEND, KINDS, Stations, odd_habits, station_numbers
from shouwang.synthetic.solar_days import Yields
from shouwang.synthetic.world import World

PAYMENTS = (
    "settled",
    "subsidy",
    "cost",
    "to_village",
    "post_wage",
    "works_wage",
    "works",
    "award",
    "relief",
    "dividend",
)
LETTERS = "GFSZ"
MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, slots=True)
class _Payments:
    """Payments of one kind in one month: an amount and a day for each station."""

    kind: str
    amount: Array
    day: Array


def station_payout_rows(world: World, stations: Stations, yields: Yields) -> Rows:
    """Return the payments of thirteen months; what is given out comes from what has come in."""
    rng = world.streams.of("station money")
    paid, came = _settled(rng, world, stations, yields)
    paid += _dividends(_given_out(rng, stations, came), odd_habits(world, stations)[DIVIDEND])
    kind = np.repeat([PAYMENTS.index(each.kind) for each in paid], stations.count)
    place = np.tile(np.arange(stations.count), len(paid))
    amount = np.concatenate([each.amount for each in paid])
    day = np.concatenate([each.day for each in paid])
    real = np.flatnonzero((amount > 0) & (day <= told("day")))
    order = real[np.lexsort((day[real], place[real]))]
    return Rows(
        "station_payout",
        {
            "payout": serials(world, LETTERS, np.arange(1, len(order) + 1)),
            "station": station_numbers(world, np.arange(stations.count)).take(
                pa.array(place[order])
            ),
            "county": Coded(*one_word(world.plan.code, len(order))),
            "kind": Coded(kind[order].astype(np.int8), PAYMENTS),
            "paid_date": day[order].astype(np.int32),
            "amount": fen(amount[order]),
        },
        day=day[order].astype(np.int32),
    )


def _days(rng: np.random.Generator, path: str, month: date, count: int) -> Array:
    low, high = (int(each) for each in assumptions("solar").span(f"money.{path}"))
    return day_number(month) - 1 + rng.integers(low, high + 1, count)


def _settled(
    rng: np.random.Generator, world: World, stations: Stations, yields: Yields
) -> tuple[list[_Payments], list[Array]]:
    """Return what is settled for each quarter, and what of it comes to the village."""
    rules = assumptions("solar")
    count = stations.count
    price = rules.number(f"money.price.{world.plan.league}")
    subsidy = between(rng, rules.span("money.subsidy"), count)
    spans = np.array([rules.span(f"money.to_village.{name}") for name in KINDS])
    share = between(rng, (spans[stations.kind, 0], spans[stations.kind, 1]), count)
    share = _where_fault(rng, stations, "solar_income_withheld", share)
    paid, came = [], []
    for month in rules.value("money.quarters"):
        energy = _quarter(yields, month)
        settled, helped = np.rint(energy * price), np.rint(energy * subsidy)
        cost = np.rint(settled * between(rng, rules.span("money.cost"), count))
        village = np.rint((settled + helped - cost) * share)
        paid += [
            _Payments("settled", settled, _days(rng, "settled_day", month, count)),
            _Payments("subsidy", helped, _days(rng, "subsidy_day", month, count)),
            _Payments("cost", cost, _days(rng, "cost_day", month, count)),
            _Payments("to_village", village, _days(rng, "to_village_day", month, count)),
        ]
        came.append(village)
    return paid, came


def _quarter(yields: Yields, month: date) -> Array:
    """Return the kWh of the three months before one; of those told only in part, in proportion."""
    end, start = day_number(month), day_number(months_before(month, MONTHS_OF_QUARTER))
    within = (yields.days >= start) & (yields.days < end)
    energy: Array = (yields.energy * yields.runs)[:, within].sum(axis=1)
    return energy * (end - start) / max(int(within.sum()), 1)


def _given_out(rng: np.random.Generator, stations: Stations, came: list[Array]) -> list[_Payments]:
    """Return what the villages give out, month by month, from the quarter settled before."""
    rules = assumptions("solar")
    count = stations.count
    share = between(rng, rules.span("money.given"), count)
    share = _where_fault(rng, stations, "solar_income_unspent", share)
    labour = between(rng, rules.span("money.labour"), count)
    labour = _where_fault(rng, stations, "solar_labour_share_low", labour)
    posts = between(rng, rules.span("money.post_share"), count)
    other = rules.section("money.other")
    every = rules.whole("money.other_every")
    quarters = np.array([day_number(day) for day in rules.value("money.quarters")])
    paid = []
    kept = np.zeros(count)
    for month, start in zip(history_dates(), history_starts(), strict=True):
        place = int(np.searchsorted(quarters, start)) - 1
        source = came[place] if place >= 0 else came[0] * rules.number("money.carried")
        given = source * share / every
        wages = given * labour
        kept += given - wages
        paid += [
            _Payments("post_wage", np.rint(wages * posts), _wage_days(rng, month, count)),
            _Payments("works_wage", np.rint(wages * (1 - posts)), _wage_days(rng, month, count)),
        ]
        if month.month % every == 0:
            paid += [
                _Payments(name, np.rint(kept * float(part)), _wage_days(rng, month, count))
                for name, part in other.items()
            ]
            kept = np.zeros(count)
    return paid


def _dividends(paid: list[_Payments], alike: Array) -> list[_Payments]:
    """Return the payments; what some stations call relief goes to everybody alike."""
    shared = [
        _Payments("dividend", each.amount * alike, each.day)
        for each in paid
        if each.kind == "relief"
    ]
    rest = [
        _Payments(each.kind, each.amount * ~alike, each.day) if each.kind == "relief" else each
        for each in paid
    ]
    return rest + shared


def _wage_days(rng: np.random.Generator, month: date, count: int) -> Array:
    return _days(rng, "wage_day", month, count)


def _where_fault(rng: np.random.Generator, stations: Stations, fault: str, share: Array) -> Array:
    wrong = between(rng, assumptions("solar").span(f"money.fault.{fault}"), stations.count)
    return np.where(stations.has(fault), wrong, share)
