"""Partitions packed into batches that fit memory, each with the files it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shouwang.lake.sources import Source, TableFile

# About this many rows of all tables together make a batch: enough to outweigh the cost of
# planning a query, few enough that hash tables stay in the processor's cache.
ROWS_OF_A_BATCH = 2_000_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Some partitions that are computed together.

    Attributes:
        places: The values of the last partition column.
        files: Table → the files that hold rows of these partitions.
    """

    places: tuple[str, ...]
    files: Mapping[str, tuple[TableFile, ...]]


def pack_batches(
    places: Sequence[tuple[str, ...]],
    sources: Mapping[str, Source],
    *,
    rows_of_a_batch: int = ROWS_OF_A_BATCH,
) -> list[Batch]:
    """Return batches of neighbouring partitions in the order of the places.

    Args:
        places: The full partition values, outermost level first, sorted.
        rows_of_a_batch: Rows a batch may hold before the next partition starts another; a
            partition is never split.
    """
    weights = _weights(places, sources)
    groups: list[list[tuple[str, ...]]] = []
    filled = 0
    for place in places:
        # A batch stays inside one outer partition, so that its small files are read for it alone.
        fits = groups and filled + weights[place] <= rows_of_a_batch
        if not fits or (place[:-1] != groups[-1][-1][:-1] and filled * 2 > rows_of_a_batch):
            groups.append([])
            filled = 0
        groups[-1].append(place)
        filled += weights[place]
    return [_batch(group, sources) for group in groups]


def _weights(
    places: Sequence[tuple[str, ...]], sources: Mapping[str, Source]
) -> dict[tuple[str, ...], int]:
    weights = dict.fromkeys(places, 0)
    for source in sources.values():
        for file in source.files:
            inside = [place for place in places if _holds(file, place)]
            for place in inside:
                weights[place] += file.rows // len(inside)
    return weights


def _batch(group: Sequence[tuple[str, ...]], sources: Mapping[str, Source]) -> Batch:
    files = {
        name: tuple(file for file in source.files if any(_holds(file, place) for place in group))
        for name, source in sources.items()
    }
    return Batch(tuple(place[-1] for place in group), files)


def _holds(file: TableFile, place: tuple[str, ...]) -> bool:
    return file.partition is None or file.partition == place[: len(file.partition)]
