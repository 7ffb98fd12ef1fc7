"""The folder of tables: each feed as the lake holds it at the last month."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa

from shouwang.base.tables import ColumnType, Schema
from shouwang.synthetic.arrow import lake_columns
from shouwang.synthetic.build import Built, Part
from shouwang.synthetic.draw import Array
from shouwang.synthetic.parquet import ParquetFile


class TableFolder:
    """Writes the tables; one file a feed, or one file a feed and banner.

    Row numbers run on over the banners, since a department sends one file for all of them.
    """

    def __init__(
        self, folder: Path, contracts: Mapping[str, Schema], *, sender_region: str, by_banner: bool
    ) -> None:
        self._folder = folder
        self._contracts = contracts
        self._sender_region = sender_region
        self._by_banner = by_banner
        self._files: dict[str, ParquetFile] = {}
        self._rows: dict[int, int] = {}

    def write(self, built: Built) -> None:
        """Write one banner."""
        for feed, part in built.tables.items():
            table = self._with_system(feed, part)
            if self._by_banner:
                with closing(self._file(feed, f"{feed}/{built.plan.code}.parquet")) as file:
                    file.write(table)
            else:
                if feed not in self._files:
                    self._files[feed] = self._file(feed, f"{feed}.parquet")
                self._files[feed].write(table)

    def close(self) -> None:
        """Finish all files."""
        for file in self._files.values():
            file.close()

    def _file(self, feed: str, name: str) -> ParquetFile:
        columns = lake_columns(self._contracts[feed])
        key = self._contracts[feed].key
        words = [
            each.name
            for each in columns
            if each.type in {ColumnType.CODE, ColumnType.REGION}
            or (each.type is ColumnType.TEXT and each.name not in key)
        ]
        dictionaries = [*words, "league", "banner", "period", "sender", "delivery"]
        return ParquetFile(self._folder / name, dictionaries=dictionaries)

    def _with_system(self, feed: str, part: Part) -> pa.Table:
        """Add sender, delivery and the row's number in the whole delivered file."""
        contract = self._contracts[feed]
        row = self._numbered(part)
        sender = f"{contract.department}:{self._sender_region}"
        places = pa.array(np.zeros(part.table.num_rows, dtype=np.int32))
        table = part.table.append_column(
            "sender", pa.DictionaryArray.from_arrays(places, pa.array([sender]))
        )
        table = table.append_column("delivery", pa.array(part.delivery.astype(np.int32)))
        return table.append_column("row", pa.array(row))

    def _numbered(self, part: Part) -> Array:
        row = part.row.astype(np.int32)
        for delivery, count in part.sent.items():
            before = self._rows.get(delivery, 0)
            row[part.delivery == delivery] += before
            self._rows[delivery] = before + count
        return row
