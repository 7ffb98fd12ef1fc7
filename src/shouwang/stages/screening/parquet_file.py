"""A Parquet file of a table, held against its contract by what its footer says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.lake.physical import SYSTEM_COLUMNS, lake_schema
from shouwang.lake.sources import TableFile
from shouwang.rules.content import Content
from shouwang.rules.source import shown


def parquet_file(
    path: Path, content: Content, name: str, problems: list[Problem]
) -> TableFile | None:
    """Return a file of a table; what is wrong with it is added to ``problems``."""
    try:
        with pq.ParquetFile(path) as found:
            problems.extend(_misfits(found.schema_arrow, content, name, path.name))
            footer = _Footer.of(found.metadata)
            problems.extend(_unknowns(footer, content, name, path.name))
            problems.extend(_strange_places(footer, content, path.name))
            partition = _partition_of(footer, content.partition)
            there = frozenset(found.schema_arrow.names)
            return TableFile(str(path), partition, found.metadata.num_rows, there)
    except (pa.ArrowInvalid, OSError) as error:
        fault = str(error).splitlines()[0]
        problems.append(Problem(path.name, _("no Parquet file: {fault}").format(fault=fault)))
    return None


def _misfits(found: pa.Schema, content: Content, name: str, where: str) -> Iterator[Problem]:
    """What a file lacks or has in another type; columns nobody asks for are passed over."""
    contract = content.contracts[name]
    wanted = lake_schema(contract, partition=content.partition, key_types=content.key_types)
    required = _required(content, name)
    personal = {
        column.name for column in contract.columns if column.personal and not column.is_reference
    }
    for field in wanted:
        if field.name in personal or field.name in SYSTEM_COLUMNS:
            continue
        if field.name not in found.names:
            if field.name in required:
                yield Problem(where, _("the column {column} is missing").format(column=field.name))
            continue
        type_ = found.field(field.name).type
        type_ = type_.value_type if pa.types.is_dictionary(type_) else type_
        if not _reads_as(type_, field.type):
            yield Problem(
                where,
                _("{column} is {found}, not {wanted}").format(
                    column=field.name, found=type_, wanted=field.type
                ),
            )


def _required(content: Content, name: str) -> set[str]:
    """The columns that every row has a value in."""
    contract = content.contracts[name]
    required = {column.name for column in contract.columns if column.required and column.is_kept}
    return required | set(content.partition)


def _reads_as(found: pa.DataType, wanted: pa.DataType) -> bool:
    if found == wanted:
        return True
    if pa.types.is_string(wanted):
        return bool(pa.types.is_large_string(found) or pa.types.is_string_view(found))
    if pa.types.is_integer(wanted):
        return bool(pa.types.is_integer(found))
    are_decimals = pa.types.is_decimal(wanted) and pa.types.is_decimal(found)
    return bool(are_decimals and found.scale == wanted.scale)


@dataclass(frozen=True, slots=True)
class _Footer:
    """What a file says of its columns without being read."""

    metadata: pq.FileMetaData
    places: Mapping[str, int]

    @classmethod
    def of(cls, metadata: pq.FileMetaData) -> Self:
        columns = (metadata.schema.column(number).path for number in range(metadata.num_columns))
        return cls(metadata, {path: number for number, path in enumerate(columns)})

    def statistics(self, column: str) -> list[pq.Statistics | None]:
        """Return what each row group says of a column; nothing if the file has no such column."""
        place = self.places.get(column)
        if place is None:
            return []
        groups = range(self.metadata.num_row_groups)
        return [self.metadata.row_group(group).column(place).statistics for group in groups]

    def unknown(self, column: str) -> int:
        """Return in how many rows a column is known to be unknown."""
        told = (each for each in self.statistics(column) if each and each.has_null_count)
        return sum(each.null_count for each in told)

    def ends(self, column: str) -> set[str] | None:
        """Return the least and the largest value of a column, ``None`` if nobody tells."""
        values: set[str] = set()
        for each in self.statistics(column):
            if each is None or not each.has_min_max:
                return None
            values |= {str(each.min), str(each.max)}
        return values


def _unknowns(footer: _Footer, content: Content, name: str, where: str) -> Iterator[Problem]:
    """A required column without a value: the rules take it that there is one."""
    for column in sorted(_required(content, name)):
        count = footer.unknown(column)
        if count:
            yield Problem(
                where,
                _("{column} is unknown in {count} rows, but it is required").format(
                    column=column, count=count
                ),
            )


def _partition_of(footer: _Footer, partition: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the partition values that the footer proves to be the only ones."""
    known: list[str] = []
    for level in partition:
        values = footer.ends(level)
        if values is None or len(values) != 1:
            break
        known.append(values.pop())
    return tuple(known) or None


def _strange_places(footer: _Footer, content: Content, where: str) -> Iterator[Problem]:
    """Codes that are no regions of this content."""
    for level in content.partition:
        for code in sorted(footer.ends(level) or ()):
            region = content.regions.get(code)
            if region is None or region.level != level:
                yield Problem(
                    where, _("{code} is no {level} here").format(code=shown(code), level=level)
                )
