"""Planted faults among many stations: are they found, told apart, and how fast.

    python benchmarks/solar.py make FILE.csv [--stations 1200] [--years 3] [--seed 1]
    /usr/bin/time -v shouwang solar check FILE.csv --json > found.json
    python benchmarks/solar.py judge FILE.csv found.json

``make`` writes the days and, beside them, ``FILE.csv.truth`` with a row a planted day. The weather
is not that of the method: a cosine over the year by latitude, a clouded sky that lasts, a station's
own scatter, and a seasonal ripple for slopes that nobody told.
"""

import argparse
import csv
import datetime
import json
import math
from collections import defaultdict
from pathlib import Path

import numpy as np

KINDS = ("outage", "stuck_meter", "clipping", "soiling", "low_output", "data_gap", "degradation")
FIRST = datetime.date(2017, 7, 1)
SHARE = 0.08  # of the stations for each kind


def make(path: Path, stations: int, years: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    days = round(years * 365.25)
    truth = []
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("station", "date", "energy_kwh", "capacity_kw", "latitude", "longitude",
                         "tilt", "azimuth", "banner"))  # fmt: skip
        dates = [(FIRST + datetime.timedelta(day)).isoformat() for day in range(days)]
        for banner in range(math.ceil(stations / 20)):
            latitude = rng.uniform(38.5, 49)
            sun, length = _sun(latitude, days)
            weather = _weather(rng, days)
            for place in range(min(20, stations - banner * 20)):
                name = f"GF{banner:03}{place:03}"
                kind = rng.choice([*KINDS, ""], p=[SHARE] * 7 + [1 - 7 * SHARE])
                capacity = int(rng.integers(6, 31)) * 10
                scatter = np.exp(rng.normal(0, 0.04, days))
                ripple = 1 + rng.uniform(-0.04, 0.04) * np.cos(
                    2 * np.pi * (np.arange(days) + FIRST.timetuple().tm_yday) / 365.25
                )
                share = rng.uniform(0.9, 1.1) * scatter * ripple * weather
                yields, marked = _plant(rng, kind, sun * share, sun, length)
                energy = np.round(yields * capacity, 1)
                if kind == "stuck_meter":
                    _hold(energy, marked)
                truth += [(name, dates[day], kind) for day in np.flatnonzero(marked)]
                writer.writerows(
                    (name, dates[day], energy[day], capacity, round(latitude, 2), 115, 40, 180,
                     f"B{banner:03}")
                    for day in range(days) if not (kind == "data_gap" and marked[day])
                )  # fmt: skip
    with Path(f"{path}.truth").open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(truth)


def _sun(latitude: float, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Return kWh a kW without clouds, and the hours of day."""
    day = np.arange(days) + FIRST.timetuple().tm_yday
    turn = np.cos(2 * np.pi * (day - 165) / 365.25)
    return 5.6 + (0.9 + 0.03 * (latitude - 42)) * turn, 12 + (2.6 + 0.15 * (latitude - 42)) * turn


def _weather(rng: np.random.Generator, days: int) -> np.ndarray:
    drift = np.zeros(days)
    for day in range(1, days):
        drift[day] = 0.45 * drift[day - 1] + rng.normal(0, 1)
    return np.clip(0.86 + 0.19 * drift - 0.10 * drift**2, 0.08, 1.0)


def _plant(
    rng: np.random.Generator, kind: str, yields: np.ndarray, sun: np.ndarray, length: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    days = len(yields)
    marked = np.zeros(days, dtype=bool)
    spans = {"outage": (2, 20), "stuck_meter": (5, 20), "data_gap": (1, 20), "low_output": (12, 45),
             "soiling": (30, 110)}  # fmt: skip
    if kind in spans:
        _plant_spans(rng, kind, yields, marked, spans[kind])
    elif kind == "clipping":
        # A half sine of power whose top is cut off.
        cap = rng.uniform(0.70, 0.85) * np.quantile(yields * np.pi / 2 / length, 0.98)
        peak = yields * np.pi / 2 / length
        cut = np.arcsin(np.minimum(cap / peak, 1))
        kept = (1 - np.cos(cut)) + np.minimum(cap / peak, 1) * (np.pi / 2 - cut)
        marked = kept < 0.98
        yields = yields * kept
    elif kind == "degradation":
        yields = yields * (1 - rng.uniform(0.03, 0.07)) ** (np.arange(days) / 365.25)
        marked[-1] = True
    return yields, marked


def _plant_spans(
    rng: np.random.Generator, kind: str, yields: np.ndarray, marked: np.ndarray,
    bounds: tuple[int, int],
) -> None:  # fmt: skip
    low, high = bounds
    for _time in range(int(rng.integers(2, 5))):
        long = int(rng.integers(low, high + 1))
        start = int(rng.integers(140, len(yields) - long - 30))
        if marked[max(0, start - 60) : start + long + 60].any():
            continue
        span = np.arange(start, start + long)
        marked[span] = True
        if kind == "outage":
            yields[span] *= rng.choice([0.0, 0.02])
        elif kind == "low_output":
            yields[span] *= rng.uniform(0.3, 0.7)
        elif kind == "soiling":
            yields[span] *= 1 - np.linspace(0, rng.uniform(0.08, 0.25), long)


def _hold(energy: np.ndarray, marked: np.ndarray) -> None:
    for day in range(1, len(energy)):
        if marked[day] and marked[day - 1]:
            energy[day] = energy[day - 1]


def judge(path: Path, found: Path) -> None:
    planted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    with Path(f"{path}.truth").open(encoding="utf-8") as rows:
        for station, day, kind in csv.reader(rows):
            planted[kind].add((station, day))
    told: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in json.loads(found.read_text(encoding="utf-8")):
        told[row["kind"]].add((row["station"], row["date"]))
    print("| kind | planted days | precision | recall | stations planted | precision | recall |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for kind in KINDS:
        cells = []
        for pick in (lambda pair: pair, lambda pair: pair[0]):
            right, said = (
                {pick(each) for each in planted[kind]},
                {pick(each) for each in told[kind]},
            )
            both = len(right & said)
            cells += [f"{len(right):,}", f"{both / max(len(said), 1):.3f}",
                      f"{both / max(len(right), 1):.3f}"]  # fmt: skip
        print(f"| {kind} | {' | '.join(cells)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    making = acts.add_parser("make")
    making.add_argument("file", type=Path)
    making.add_argument("--stations", type=int, default=1200)
    making.add_argument("--years", type=int, default=3)
    making.add_argument("--seed", type=int, default=1)
    judging = acts.add_parser("judge")
    judging.add_argument("file", type=Path)
    judging.add_argument("found", type=Path)
    args = parser.parse_args()
    if args.act == "make":
        make(args.file, args.stations, args.years, args.seed)
    else:
        judge(args.file, args.found)


if __name__ == "__main__":
    main()
