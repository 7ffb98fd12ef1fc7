"""How the rows of each feed find their home, read from the content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import pyarrow as pa

from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.lake.ground import Ground, Plan
from shouwang.lake.landing import Hop, Placement
from shouwang.lake.shapes import table_shape
from shouwang.lake.snapshots import Lake
from shouwang.rules.content import Content, Subject, load_content
from shouwang.stages.ingest.place_names import Gazetteer
from shouwang.stages.ingest.values import Meaning


@dataclass(frozen=True)
class Country:
    """A content as intake needs it.

    Attributes:
        plans: Feed → how its rows are kept and placed.
        places: The code of every region that lies in a place, with the place.
    """

    content: Content
    plans: Mapping[str, Plan]
    places: pa.Table

    def ground(self, lake: Lake) -> Ground:
        """Return a lake with what it needs to know to take deliveries of this region."""
        return Ground(lake, self.plans, self.places)

    def meaning(self, place: str = "") -> Meaning:
        """Return what values mean in the region.

        Args:
            place: The code of the place a delivery comes from; names are then looked up in it alone.
        """
        content = self.content
        return Meaning(
            regions=content.regions,
            gazetteer=Gazetteer(content.regions, frozenset({place})) if place else self._everywhere,
            money_minor=content.money_minor,
            key_types=key_types(content),
        )

    @cached_property
    def _everywhere(self) -> Gazetteer:
        return Gazetteer(self.content.regions)


def country_in(folder: Path) -> Country:
    """Return a content directory; one that has not changed is read once a process.

    Raises:
        InputProblems: with all faults of its files.
    """
    # What is read of it stands in these two folders; packs and their examples do not matter here.
    near = (*folder.glob("*"), *(folder / "feeds").glob("*"))
    files = sorted(path for path in near if path.is_file())
    stamps = tuple((path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    return _country(folder, stamps)


@lru_cache(maxsize=2)
def _country(folder: Path, _stamps: tuple[tuple[int, int], ...]) -> Country:
    content = load_content(folder)
    types = key_types(content)
    plans = {
        contract.name: Plan(
            table_shape(contract, places=content.partition, key_types=types), placement
        )
        for contract in content.contracts.values()
        if (placement := placement_of(content, contract)) is not None
    }
    return Country(content, plans, places_of(content))


def key_types(content: Content) -> dict[str, str]:
    """Return subject → ``integer`` or ``text``."""
    return {subject.name: subject.key_type for subject in content.subjects.values()}


def placement_of(content: Content, contract: Schema) -> Placement | None:
    """Return how rows of a feed find their place; ``None`` if nothing in them says where."""
    own = next((each for each in content.subjects.values() if each.table == contract.name), None)
    if own is not None and own.region:
        return Placement(own.region)
    if own is not None and own.parent:
        return Placement(own.parent_column, _way(content, content.subjects[own.parent]))
    column = _subject_column(contract)
    if column is not None:
        subject = content.subjects.get(column.type.value)
        return Placement(column.name, _way(content, subject)) if subject else None
    region = next((each for each in contract.columns if each.type is ColumnType.REGION), None)
    return Placement(region.name) if region else None


def places_of(content: Content) -> pa.Table:
    """Return the code of every region that lies in a place, with the place."""
    rows = []
    for code in content.regions:
        above = content.ancestors(code)
        if all(level in above for level in content.partition):
            rows.append({"code": code, **{level: above[level] for level in content.partition}})
    fields = [("code", pa.string()), *((level, pa.string()) for level in content.partition)]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields))


def counties_of(content: Content) -> frozenset[str]:
    """Return the codes by which ID numbers may name a county of the region."""
    codes: Mapping[str, object] = content.regions
    return frozenset(codes)


def _subject_column(contract: Schema) -> Column | None:
    """A person says more than a household: people are found by their own home."""
    columns = [each for each in contract.columns if each.is_reference]
    persons = [each for each in columns if each.type is ColumnType.PERSON]
    return next(iter([*persons, *columns]), None)


def _way(content: Content, subject: Subject) -> tuple[Hop, ...]:
    if not subject.parent:
        return (Hop(subject.table, subject.key),)
    parent = content.subjects[subject.parent]
    return (Hop(subject.table, subject.key, subject.parent_column), *_way(content, parent))
