"""What a delivered file may be at most: the numbers of ``limits.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

MEGABYTE = 10**6  # as people are told


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits, under the names they have in the file.

    Attributes:
        magic: The first bytes of files that are no table → how such a file is usually called.
    """

    zip_parts: int
    zip_bytes: int
    zip_ratio: int
    zip_ratio_from: int
    cells: int
    strange_cells: int
    near_bytes: int
    memory_bytes: int
    seconds: int
    legacy_bytes: int
    text_bytes: int
    text_rows: int
    line_bytes: int
    parquet_rows: int
    parquet_columns: int
    word_bytes: int
    word_tables: int
    word_cells: int
    magic: Mapping[bytes, str]


def _read() -> Limits:
    path = Path(__file__).with_name("limits.yaml")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["magic"] = {bytes.fromhex(start): name for start, name in data["magic"].items()}
    return Limits(**{each.name: data[each.name] for each in fields(Limits)})


LIMITS = _read()
