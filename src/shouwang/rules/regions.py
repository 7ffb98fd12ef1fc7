"""The regions of a content directory: read from CSV, each under one of a level above."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from shouwang.base.codes import Region
from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.source import shown

FILES = ("regions.csv.gz", "regions.csv")
COLUMNS = ("code", "name", "level", "parent_code")


def read_regions(
    content_dir: Path, problems: list[Problem], *, levels: Sequence[str]
) -> dict[str, Region]:
    """Return the regions by code; the faults are added to ``problems``.

    Args:
        levels: The levels from above to below.
    """
    path = next((content_dir / name for name in FILES if (content_dir / name).exists()), None)
    if path is None:
        problems.append(Problem(FILES[-1], _("the file is missing")))
        return {}
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(path.name, _("the file is not UTF-8"), _("save it as UTF-8")))
        return {}
    except (OSError, EOFError, zlib.error) as error:
        problems.append(
            Problem(path.name, _("the file cannot be read: {fault}").format(fault=error))
        )
        return {}
    lines: dict[str, int] = {}
    regions: dict[str, Region] = {}
    problems.extend(_read(text, path.name, regions, lines))
    for region in regions.values():
        message = _fault(region, regions, levels)
        if message:
            problems.append(Problem(f"{path.name}:{lines[region.code]}", message))
    return regions


def _read(
    text: str, name: str, regions: dict[str, Region], lines: dict[str, int]
) -> Iterator[Problem]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    for column in missing:
        yield Problem(name, _("the column {column} is missing").format(column=column))
    if missing:
        return
    try:
        for row in reader:
            cells = [row[column] or "" for column in COLUMNS]
            code, label, level, parent = cells
            region = Region(code, label, level, parent or None, row.get("kind") or "")
            where = f"{name}:{reader.line_num}"
            if not all(cells[:-1]):
                yield Problem(where, _("a region has a code, a name and a level"))
            elif region.code in regions:
                yield Problem(where, _("{key} is given twice").format(key=region.code))
            else:
                regions[region.code] = region
                lines[region.code] = reader.line_num
    except csv.Error as error:
        yield Problem(f"{name}:{reader.line_num}", str(error))


def _fault(region: Region, regions: dict[str, Region], levels: Sequence[str]) -> str:
    """What is wrong with the place of a region; nothing may hang under itself."""
    if region.level not in levels:
        return _("{name} is no level").format(name=shown(region.level))
    if not region.parent:
        return ""
    above = regions.get(region.parent)
    if above is None:
        return _("{code} hangs under {parent}, which is not there").format(
            code=region.code, parent=region.parent
        )
    if above.level in levels and levels.index(above.level) >= levels.index(region.level):
        return _("{code} hangs under {parent}, which is not of a level above").format(
            code=region.code, parent=above.code
        )
    return ""
