"""Published figures: what the region is drawn by, and target against generated afterwards."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from shouwang.synthetic.assumptions import HERE


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure and, where it is measured again, how.

    Attributes:
        place: The place's name in the calibration file; for a figure by league the league's.
        status: ``seen``, ``derived`` or ``unverified``, as the calibration file says.
        of: The sum that is measured, ``""`` where it is only drawn by.
        per: The sum it is divided by; ``""`` for a count.
    """

    name: str
    label: str
    place: str
    year: int
    value: float
    unit: str
    status: str
    of: str = ""
    per: str = ""
    times: float = 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure: what was published and what came out."""

    name: str
    label: str
    place: str
    year: int
    unit: str
    status: str
    target: float
    generated: float

    @property
    def deviation(self) -> float:
        """How far the generated figure lies off the target, as a share of the target."""
        return self.generated / self.target - 1 if self.target else 0.0


class Tally:
    """Sums kept while banners are generated; ratios weigh each banner by what it stands for."""

    def __init__(self) -> None:
        self.plain: defaultdict[str, float] = defaultdict(float)
        self.weighted: defaultdict[str, float] = defaultdict(float)

    def add(self, sums: Mapping[str, float], *, weight: float) -> None:
        """Add the sums of one banner."""
        for name, value in sums.items():
            self.plain[name] += float(value)
            self.weighted[name] += float(value) * weight


class Figures:
    """The figures of the calibration file that are used, by name and by league."""

    def __init__(self, plain: Mapping[str, Figure], by_league: Mapping[str, list[Figure]]) -> None:
        self._plain = plain
        self._by_league = by_league

    def value(self, name: str) -> float:
        """Return the value of a figure of the whole region."""
        return self._plain[name].value

    def of_league(self, name: str, league: str) -> float:
        """Return the value of a figure of a league, by the league's name."""
        return next(each.value for each in self._by_league[name] if each.place == league)

    def compare(self, tally: Tally, leagues: Iterable[tuple[str, str]]) -> list[Comparison]:
        """Return target and generated for each figure that is measured.

        Args:
            tally: What was generated.
            leagues: Code and name of each league drawn; sums by league are named ``sum:code``.
        """
        drawn = tally.plain["people"] / self.value("rural_people")
        compared = [
            _comparison(figure, tally, target=figure.value if figure.per else figure.value * drawn)
            for figure in self._plain.values()
            if figure.of
        ]
        for code, name in leagues:
            for figure in self._by_league["mongolian"]:
                if figure.place == name:
                    target = figure.value / self.of_league("residents", name) * figure.times
                    compared.append(_comparison(figure, tally, target=target, suffix=f":{code}"))
        return compared


def _comparison(figure: Figure, tally: Tally, *, target: float, suffix: str = "") -> Comparison:
    if figure.per:
        divisor = tally.weighted[figure.per + suffix]
        generated = tally.weighted[figure.of + suffix] / divisor if divisor else 0.0
    else:
        generated = tally.plain[figure.of + suffix]
    return Comparison(
        name=figure.name,
        label=figure.label,
        place=figure.place,
        year=figure.year,
        unit="%" if suffix else figure.unit,
        status="derived" if suffix else figure.status,
        target=round(target, 2),
        generated=round(generated * figure.times, 2),
    )


@cache
def figures() -> Figures:
    """Return the figures that figures.yaml names, with their published values."""
    with (HERE / "calibration.csv").open(encoding="utf-8", newline="") as lines:
        published = list(csv.DictReader(lines))
    entries = yaml.safe_load((HERE / "figures.yaml").read_text(encoding="utf-8"))
    plain: dict[str, Figure] = {}
    by_league: defaultdict[str, list[Figure]] = defaultdict(list)
    for entry in entries:
        found = [_figure(entry, row) for row in published if _is_meant(entry, row)]
        if not found:
            raise KeyError(f"figures.yaml: {entry['name']}")
        if entry.get("by_league"):
            by_league[entry["name"]] = found
        else:
            plain[entry["name"]] = found[0]
    return Figures(plain, by_league)


def _is_meant(entry: Mapping[str, Any], row: Mapping[str, str]) -> bool:
    same = row["indicator"] == entry["indicator"] and int(row["year"]) == entry["year"]
    anywhere = bool(entry.get("by_league"))
    return same and (anywhere or row["place"] == entry.get("place", row["place"]))


def _figure(entry: Mapping[str, Any], row: Mapping[str, str]) -> Figure:
    return Figure(
        name=entry["name"],
        label=entry["indicator"],
        place=row["place"],
        year=entry["year"],
        value=float(row["value"]),
        unit=row["unit"],
        status=row["status"],
        of=entry.get("of", ""),
        per=entry.get("per", ""),
        times=float(entry.get("times", 1)),
    )
