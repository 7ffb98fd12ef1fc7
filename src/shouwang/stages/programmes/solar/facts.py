"""What the lake holds of stations: what they are, what they yielded, what was paid."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shouwang.lake.duck import read_parquet
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.programmes.solar.assessing import StationDays
from shouwang.stages.register.held import Held, engine

STATION, DAYS, PAYOUTS, BALANCES = "station", "station_day", "station_payout", "station_balance"
EPOCH = datetime.date(1970, 1, 1)  # from which the engine counts days
COLUMNS = ("station", "station_name", "village", "capacity", "latitude", "tilt", "azimuth")


@dataclass(frozen=True, slots=True)
class Station:
    """A station as its department tells it."""

    station: str
    name: str
    place: Mapping[str, str]
    capacity: float
    latitude: float | None
    tilt: float | None
    azimuth: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """Stations with their days, and how many were left out for want of capacity or days."""

    stations: tuple[Station, ...]
    days: StationDays | None
    left_out: int


def stations_with_days(found: Held, content: Content, place: Sequence[str]) -> Told:
    """Return the stations of a place (league, or league and banner) with their daily energy."""
    stations = _stations(found.files(STATION, place), content)
    source = found.files(DAYS, place)
    usable = {each.station: each for each in stations if each.capacity > 0}
    if source is None or not usable:
        return Told((), None, len(stations))
    cells = (
        engine()
        .execute(
            "SELECT station, day - DATE '1970-01-01' AS day, energy::DOUBLE AS energy "  # noqa: S608
            f"FROM {read_parquet(source)} ORDER BY station"
        )
        .fetchnumpy()
    )
    names, rows = np.unique(cells["station"].astype(str), return_inverse=True)
    known = np.array([name in usable for name in names])
    if not known.any():
        return Told((), None, len(stations))
    kept = tuple(usable[str(name)] for name in names[known])
    place_of = np.cumsum(known) - 1
    fits = known[rows]
    day = cells["day"].astype(np.int64)[fits]
    first = int(day.min())
    energy = np.full((len(kept), int(day.max()) - first + 1), np.nan)
    told = np.ma.filled(np.ma.asarray(cells["energy"], dtype=np.float64), np.nan)[fits]
    energy[place_of[rows[fits]], day - first] = told
    return Told(kept, _days(kept, first, energy, content), len(stations) - len(kept))


def _stations(source: Source | None, content: Content) -> list[Station]:
    if source is None:
        return []
    fields = ", ".join(COLUMNS)
    league, banner = content.partition
    told = engine().execute(
        f"SELECT {fields}, county FROM {read_parquet(source)} ORDER BY station"  # noqa: S608
    )
    return [
        Station(
            station=station, name=name or station,
            place=_place(content, village, county, (league, banner)),
            capacity=_number(capacity) or 0.0, latitude=_number(latitude), tilt=_number(tilt),
            azimuth=_number(azimuth),
        )
        for station, name, village, capacity, latitude, tilt, azimuth, county in told.fetchall()
    ]  # fmt: skip


def _place(
    content: Content, village: str | None, county: str, levels: Sequence[str]
) -> dict[str, str]:
    chain = content.ancestors(village or county)
    return {level: chain.get(level, "") for level in (*levels, "township", "village")}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _days(
    stations: Sequence[Station], first: int, energy: np.ndarray, content: Content
) -> StationDays:
    league, banner = content.partition

    def numbers(name: str) -> np.ndarray:
        values = [getattr(each, name) for each in stations]
        return np.array([np.nan if each is None else each for each in values], dtype=np.float64)

    return StationDays(
        names=tuple(each.station for each in stations),
        capacity=numbers("capacity"),
        latitude=numbers("latitude"),
        tilt=numbers("tilt"),
        azimuth=numbers("azimuth"),
        group=tuple(each.place[banner] for each in stations),
        league=tuple(each.place[league] for each in stations),
        first=EPOCH + datetime.timedelta(days=first),
        energy=energy,
    )


def money_by_year(found: Held, place: Sequence[str], station: str) -> dict[int, dict[str, int]]:
    """Return year → kind of payment → fen, of a station."""
    source = found.files(PAYOUTS, place)
    years: dict[int, dict[str, int]] = {}
    if source is not None:
        told = engine().execute(
            "SELECT year(paid_date), kind, sum(amount)::BIGINT "  # noqa: S608 - our names
            f"FROM {read_parquet(source)} WHERE station = ? GROUP BY ALL ORDER BY ALL",
            [station],
        )
        for year, kind, amount in told.fetchall():
            years.setdefault(int(year), {})[kind] = int(amount)
    return years


def balances_by_year(
    found: Held, place: Sequence[str], station: str
) -> dict[int, tuple[int | None, int | None, datetime.date]]:
    """Return year → what is held and kept by the last statement of that year, in fen, and its day."""
    source = found.files(BALANCES, place)
    if source is None:
        return {}
    told = engine().execute(
        "SELECT year(day), arg_max(held, day), arg_max(kept, day), max(day) "  # noqa: S608
        f"FROM {read_parquet(source)} WHERE station = ? GROUP BY ALL",
        [station],
    )
    return {int(year): (held, kept, day) for year, held, kept, day in told.fetchall()}
