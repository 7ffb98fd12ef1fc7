"""A file of daily energy, read whole: every cell that is wrong is named, or all of it is taken."""

import codecs
import datetime
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.solar import RANGES, SolarRules
from shouwang.rules.source import shown
from shouwang.stages.programmes.solar.assessing import StationDays

REQUIRED = ("station", "date", "energy_kwh", "capacity_kw")
ANGLES = ("latitude", "tilt", "azimuth")
NUMBERS = ("energy_kwh", "capacity_kw", "latitude", "longitude", "tilt", "azimuth")
NUMBER = r"[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]{1,2})?"
# 2020-06-30, 2020/6/30, 20200630, and with the characters for year, month and day; an hour is cut off.
DAY = r"([0-9]{4})[-/.\x{5E74}]?([0-9]{1,2})[-/.\x{6708}]?([0-9]{1,2})\x{65E5}?([ T][0-9:.]+)?"

# Days before and after these are slips of the hand; they also bound the table of days.
EARLIEST = datetime.date(2005, 1, 1)
LATEST = datetime.date(2100, 1, 1)
LONGITUDES = (-180, 180)  # degrees
LARGEST = 1e9  # kilowatts or kilowatt hours: more is a slip, too
MOST = 200_000_000  # cells of the table of days, 8 bytes each
ENCODINGS = ("utf-8-sig", "gb18030")


def read_day_file(path: Path, rules: SolarRules) -> StationDays:
    """Return the stations and days of a CSV file.

    Raises:
        InputProblems: with everything that is wrong with it; nothing is taken then.
    """
    reading = _Reading(path.name, rules)
    table = reading.table(path)
    if table is None:
        raise InputProblems(reading.problems)
    engine = duckdb.connect(config={"threads": 2})
    try:
        engine.register("given", table)
        found = reading.stations(engine, table.column_names)
    finally:
        engine.close()
    if found is None or reading.problems:
        raise InputProblems(reading.problems)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file being read, and what is wrong with it so far."""

    name: str
    rules: SolarRules
    problems: list[Problem] = field(default_factory=list)

    def fault(self, line: int, message: str, mend: str = "") -> None:
        """Add a problem of a line, or of the whole file."""
        where = f"{self.name}:{line}" if line else self.name
        self.problems.append(Problem(where, message, mend))

    # ------------------------------------------------------------------ cells

    def table(self, path: Path) -> pa.Table | None:
        """Return the file as text by our columns, with a line each."""
        data = path.read_bytes()
        encoding = next((each for each in ENCODINGS if _is_in(data, each)), "")
        if not encoding or b"\0" in data:
            self.fault(0, _("the file is not UTF-8"), _("save it as UTF-8"))
            return None
        heading = data.split(b"\n", 1)[0].decode(encoding).strip("\r")
        names = self._names([each.strip().strip('"') for each in heading.split(",")])
        if not names:
            return None
        wrong: list[tuple[int, int]] = []

        def note(row: pa_csv.InvalidRow) -> str:
            wrong.append((row.number or 0, row.actual_columns))
            return "skip"

        try:
            table = pa_csv.read_csv(
                io.BytesIO(data),
                pa_csv.ReadOptions(column_names=names, skip_rows=1, use_threads=False,
                                   encoding="utf-8" if encoding == "utf-8-sig" else encoding),
                pa_csv.ParseOptions(invalid_row_handler=note, ignore_empty_lines=False),
                pa_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True,
                    null_values=[""], quoted_strings_can_be_null=True,
                ),
            )  # fmt: skip
        except pa.ArrowInvalid as error:
            self.fault(0, _("no CSV: {fault}").format(fault=str(error).split("\n", 1)[0]))
            return None
        for line, count in wrong:
            message = _("{count} cells under {wanted} headings")
            self.fault(line, message.format(count=count, wanted=len(names)))
        if wrong:
            return None
        table = table.append_column("line", pa.array(np.arange(2, len(table) + 2)))
        return table.select([*(each for each in names if not each.startswith("other ")), "line"])

    def _names(self, headings: Sequence[str]) -> list[str]:
        """Return the columns that headings stand for; none if one is missing or there twice."""
        meanings = {word: key for key, words in self.rules.headings.items() for word in words}
        names = [
            meanings.get(each, f"other {place}")
            for place, each in enumerate(headings)
        ]  # fmt: skip
        before = len(self.problems)
        for name in dict.fromkeys(names):
            if names.count(name) > 1:
                self.fault(1, _("two headings stand for {column}").format(column=name))
        for name in REQUIRED:
            if name not in names:
                self.fault(
                    1, _("the column {column} is missing").format(column=name),
                    _("one of: {words}").format(words=", ".join(self.rules.headings.get(name, ()))),
                )  # fmt: skip
        return names if len(self.problems) == before else []

    # --------------------------------------------------------------- stations

    def stations(
        self, engine: duckdb.DuckDBPyConnection, names: Sequence[str]
    ) -> StationDays | None:
        """Return what the rows say; ``None`` with the problems noted."""
        columns = [
            "line",
            "trim(station) AS station",
            f"regexp_replace(trim(date), '^{DAY}$', '\\1-\\2-\\3') AS told_day",
            f"CASE WHEN regexp_full_match(trim(date), '{DAY}') THEN try_cast(told_day AS DATE) END"
            " AS day",
            "date AS day_text",
        ]
        for name in NUMBERS:
            text = f"trim({name})" if name in names else "NULL::VARCHAR"
            columns += [
                f"{text} AS {name}_text",
                f"CASE WHEN regexp_full_match({name}_text, '{NUMBER}')"
                f" THEN {name}_text::DOUBLE END AS {name}",
            ]
        columns.append(f"coalesce({'trim(banner)' if 'banner' in names else 'NULL'}, '') AS banner")
        fields = ", ".join(columns)
        engine.execute(f"CREATE TABLE days AS SELECT {fields} FROM given")  # noqa: S608 - our columns
        if engine.execute("SELECT count(*) FROM days").fetchall()[0][0] == 0:
            self.fault(0, _("the file has no rows"))
            return None
        self._cells(engine)
        self._doubles(engine)
        self._stations(engine)
        return None if self.problems else self._filled(engine)

    def _cells(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Note the cells that are no station, day or number, or out of range."""
        for (line,) in _rows(engine, "SELECT line FROM days WHERE coalesce(station, '') = ''"):
            self.fault(line, _("{column} is empty").format(column="station"))
        for line, text in _rows(
            engine,
            "SELECT line, day_text FROM days"
            " WHERE day IS NULL OR day < ? OR day >= ?", EARLIEST, LATEST,
        ):  # fmt: skip
            self.fault(
                line,
                _("{column}: {value} is no {type}").format(
                    column="date", value=shown(text or ""), type="date"
                ),
                "2020-06-30",
            )
        for name in NUMBERS:
            for line, text in _rows(
                engine,
                f"SELECT line, {name}_text FROM days"  # noqa: S608 - our column
                f" WHERE {name}_text IS NOT NULL AND {name}_text <> '' AND {name} IS NULL",
            ):
                self.fault(
                    line,
                    _("{column}: {value} is no {type}").format(
                        column=name, value=shown(text), type="number"
                    ),
                )
        bounds = {name: RANGES[name] for name in ANGLES} | {"longitude": LONGITUDES}
        for name, (low, high) in {**bounds, "energy_kwh": (0, LARGEST)}.items():
            for line, text, value in _rows(
                engine,
                f"SELECT line, {name}_text, {name} FROM days"  # noqa: S608 - our column
                f" WHERE {name} < ? OR {name} > ?", low, high,
            ):  # fmt: skip
                if name == "energy_kwh" and value < 0:
                    self.fault(
                        line, _("{column}: {value} is negative").format(column=name, value=text),
                        _("a station never takes energy: correct the meter's reading, or leave the cell empty if it is not known"),
                    )  # fmt: skip
                    continue
                message = _("{column}: {value} is not between {least} and {most}")
                self.fault(
                    line, message.format(column=name, value=shown(text), least=low, most=high)
                )

    def _doubles(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Note the days that a station tells twice."""
        for line, station, day, first in _rows(
            engine,
            "SELECT line, station, day, first FROM (SELECT line, station, day,"
            " min(line) OVER (PARTITION BY station, day) AS first FROM days"
            " WHERE day IS NOT NULL AND station <> '') WHERE line > first",
        ):
            self.fault(
                line,
                _("the key {key} is there already, in line {line}").format(
                    key=f"{shown(station)}/{day}", line=first
                ),
                _("keep one row a station and day"),
            )

    def _stations(self, engine: duckdb.DuckDBPyConnection) -> None:
        """Note the stations without capacity, and those that are not one and the same."""
        for station, line, count, text in _rows(
            engine,
            "SELECT station, min(line), count(*), arg_min(capacity_kw_text, line) FROM days"
            " WHERE station <> '' AND (coalesce(capacity_kw_text, '') = ''"
            " OR capacity_kw <= 0 OR capacity_kw > ?) GROUP BY station", LARGEST,
        ):  # fmt: skip
            self.fault(
                line,
                _("{column}: the station {station} has no capacity ({value}, {count} rows)").format(
                    column="capacity_kw", station=shown(station), value=shown(text or ""),
                    count=count,
                ),
                _("give the installed power in kW, greater than 0"),
            )  # fmt: skip
        for name in ("capacity_kw", *ANGLES, "banner"):
            for station, line, first, other in _rows(
                engine,
                f"SELECT station, min(line), any_value(first), arg_min({name}, line) FROM ("  # noqa: S608 - our column
                f"SELECT station, line, {name}, first_value({name} IGNORE NULLS) OVER"
                " (PARTITION BY station ORDER BY line) AS first FROM days WHERE station <> '')"
                f" WHERE {name} <> first GROUP BY station",
            ):
                message = _("{column} of {station} changes from {first} to {other}")
                self.fault(
                    line,
                    message.format(
                        column=name, station=shown(station), first=first, other=other
                    ),
                    _("one file tells one value a station: give what was built on a number of its own"),
                )  # fmt: skip

    def _filled(self, engine: duckdb.DuckDBPyConnection) -> StationDays | None:
        """Return the table of days."""
        who = engine.sql(
            "SELECT station, any_value(capacity_kw) AS capacity, any_value(latitude) AS latitude,"
            " any_value(tilt) AS tilt, any_value(azimuth) AS azimuth, max(banner) AS banner"
            " FROM days GROUP BY station ORDER BY station"
        ).to_arrow_table()
        first, last = engine.execute("SELECT min(day), max(day) FROM days").fetchall()[0]
        columns = (last - first).days + 1
        if len(who) * columns > MOST:
            self.fault(
                0, _("{stations} stations over {days} days are too many for one file").format(
                    stations=len(who), days=columns), _("check one league, or some years, at a time"),
            )  # fmt: skip
            return None
        energy = np.full((len(who), columns), np.nan)
        cells = engine.execute(
            "SELECT dense_rank() OVER (ORDER BY station) - 1 AS place,"
            " day - ?::DATE AS day, energy_kwh FROM days", [first],
        ).fetchnumpy()  # fmt: skip
        energy[cells["place"].astype(np.int64), cells["day"].astype(np.int64)] = np.ma.filled(
            np.ma.asarray(cells["energy_kwh"], dtype=np.float64), np.nan
        )
        groups = tuple(who["banner"].to_pylist())
        return StationDays(
            names=tuple(who["station"].to_pylist()),
            capacity=_numbers(who, "capacity"),
            latitude=_numbers(who, "latitude"),
            tilt=_numbers(who, "tilt"),
            azimuth=_numbers(who, "azimuth"),
            group=groups,
            league=tuple("" for _each in groups),
            first=first,
            energy=energy,
        )


def _is_in(data: bytes, encoding: str) -> bool:
    try:
        for _part in codecs.iterdecode(iter([data]), encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _rows(
    engine: duckdb.DuckDBPyConnection, query: str, *values: object
) -> Iterator[tuple[Any, ...]]:
    yield from engine.execute(query, list(values)).fetchall()


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    return np.array(
        [np.nan if value is None else value for value in table[name].to_pylist()], dtype=np.float64
    )
