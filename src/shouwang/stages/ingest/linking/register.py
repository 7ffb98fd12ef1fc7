"""Offers people of the register for rows whose ID number is missing or destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlglot import exp

from shouwang.calc.linkage.comparisons import UNIQUE_ID
from shouwang.calc.linkage.weights import shipped_weights
from shouwang.lake import sql
from shouwang.lake.rewrite import Progress
from shouwang.lake.sources import Source
from shouwang.lake.workspace import open_workspace
from shouwang.rules.content import Content
from shouwang.stages.ingest.linking.columns import vocabulary
from shouwang.stages.ingest.linking.files import CHINESE
from shouwang.stages.ingest.linking.limits import Limits, shipped_limits
from shouwang.stages.ingest.linking.matching import Linked, Model, link, model_of
from shouwang.stages.ingest.linking.passes import LEFT, RIGHT
from shouwang.stages.ingest.linking.prepare import prepared
from shouwang.stages.ingest.linking.reading import KEY

PERSON, HOUSEHOLD = "person", "household"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A person that a row may be about; somebody has to say so.

    Attributes:
        row: The row as the spreadsheet counts.
        person: The person's number in the register.
        probability: How sure it is. [0-1]
        why: The reasons, without anybody's name, date or number.
    """

    row: int
    person: int
    probability: float
    why: str

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return {
            "row": self.row,
            "person": self.person,
            "probability": self.probability,
            "why": self.why,
        }


def propose_links(
    rows: npt.NDArray[np.int64],
    values: Mapping[str, pa.Array],
    *,
    content: Content,
    sources: Mapping[str, Source],
    place: str = "",
    progress: Progress,
    limits: Limits | None = None,
) -> tuple[Proposal, ...]:
    """Return the people of the register that rows may be about, the likeliest of a row first.

    Nothing is written and nothing is decided: even a sure link is a question for a clerk here.

    Args:
        rows: The numbers of the rows, as the spreadsheet counts.
        values: Kind (name, birth_date, sex, village, household, phone, id_number) → what the rows
            say; villages as codes. An ID number need not be a good one: it gives birth date and sex.
        sources: The register's tables of a snapshot; an empty register knows nobody.
        place: The code of the finest partition whose people are looked at; everybody if not given.

    Raises:
        TooManyPairs: if the rows say too little to tell people apart.
    """
    if not len(rows) or PERSON not in sources:
        return ()
    bounds = limits or shipped_limits()
    with open_workspace(memory=bounds.memory) as work:
        connection = work.connection
        left = _lay_out(connection, LEFT, rows, pa.array(rows).cast(pa.string()), values)
        count, right = _register(
            connection, content=content, sources=sources, place=place, first=int(rows.max()) + 1
        )
        columns = left & right
        if not count or not any(name in columns for name in ("name", "birth")):
            return ()
        model = model_of(columns, shipped_weights(CHINESE), bounds, shows_values=False)
        return _proposals(connection, model, progress)


def _proposals(
    connection: duckdb.DuckDBPyConnection, model: Model, progress: Progress
) -> tuple[Proposal, ...]:
    linked: Linked = link(connection, model, progress)
    keys = {
        int(str(row)): int(str(key))
        for row, key in sql.rows(connection, sql.select([UNIQUE_ID, KEY], RIGHT))
    }
    offered = [
        Proposal(pair.left, keys[pair.right], pair.probability, pair.why)
        for pair in (*linked.pairs, *linked.questions)
    ]
    return tuple(sorted(offered, key=lambda each: (each.row, -each.probability, each.person)))


def _register(
    connection: duckdb.DuckDBPyConnection,
    *,
    content: Content,
    sources: Mapping[str, Source],
    place: str,
    first: int,
) -> tuple[int, frozenset[str]]:
    """Lay the people of the register out; return how many they are and their columns."""
    found = sql.relation(connection, _people(content, sources, place)).to_arrow_table()
    table = found.combine_chunks()
    kinds = {kind: table[kind].combine_chunks() for kind in table.column_names if kind != KEY}
    numbers = np.arange(first, first + table.num_rows, dtype=np.int64)
    keys = table[KEY].combine_chunks().cast(pa.string())
    return table.num_rows, _lay_out(connection, RIGHT, numbers, keys, kinds)


def _people(content: Content, sources: Mapping[str, Source], place: str) -> exp.Select:
    told = vocabulary()["register"]
    person, household = content.subjects[PERSON], content.subjects[HOUSEHOLD]
    own = _there(content, person.table, told[PERSON])
    family = _there(content, household.table, told[HOUSEHOLD])
    people = exp.select(
        sql.column(person.key, "p").as_(KEY),
        *(sql.column(column, "p").as_(kind, quoted=True) for kind, column in own.items()),
        *(sql.column(column, "h").as_(kind, quoted=True) for kind, column in family.items()),
    ).from_(_table(sources[person.table], place).subquery("p"))
    if not family or household.table not in sources:
        return people
    return people.join(
        _table(sources[household.table], place).subquery("h"),
        on=sql.column(own["household"], "p").eq(sql.column(household.key, "h")),
        join_type="left",
    )


def _there(content: Content, table: str, wanted: Mapping[str, str]) -> dict[str, str]:
    """The columns of the register that its contract has, by kind."""
    columns = {column.name for column in content.contracts[table].columns}
    return {kind: column for kind, column in wanted.items() if column in columns}


def _table(source: Source, place: str) -> exp.Select:
    """The rows of a table in one partition."""
    paths = [
        Path(file.path)
        for file in source.files
        if not place or file.partition is None or place in file.partition
    ]
    return sql.parquet(paths or [Path(file.path) for file in source.files], hive=source.hive)


def _lay_out(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    numbers: npt.NDArray[np.int64],
    keys: pa.Array,
    kinds: Mapping[str, pa.Array],
) -> frozenset[str]:
    columns = prepared(kinds, is_han=True)
    connection.register("arriving", pa.table({UNIQUE_ID: numbers, KEY: keys, **columns}))
    sql.keep(connection, table, sql.query("select * from arriving"))
    connection.unregister("arriving")
    return frozenset(columns)
