"""A lake of two leagues with three banners, and hand-made deliveries, for the tests of the lake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.tables import Column, ColumnType, Replaces, Schema
from shouwang.lake import sql
from shouwang.lake.deliveries import Sent, deliver, withdraw
from shouwang.lake.ground import Ground, Plan
from shouwang.lake.landing import Hop, Landed, Placement, homes_of, land
from shouwang.lake.shapes import table_shape
from shouwang.lake.snapshots import Act, Desk, Lake, Snapshot
from shouwang.lake.sources import Source
from shouwang.lake.workspace import open_workspace

PLACES = ("league", "banner")
KEYS = {"household": "integer", "person": "integer"}
BANNERS = {"v1": ("10", "1001"), "v2": ("10", "1002"), "v3": ("20", "2001")}
REGIONS = pa.table(
    {
        "code": list(BANNERS),
        "league": [place[0] for place in BANNERS.values()],
        "banner": [place[1] for place in BANNERS.values()],
    }
)
ACT = Act("tester", date(2020, 6, 30), datetime(2020, 6, 30, 12, tzinfo=UTC))


def contract(
    name: str, key: tuple[str, ...], replaces: Replaces, *columns: Column, **more: Any
) -> Schema:
    return Schema(
        name=name,
        label=name,
        department="dep",
        department_label="dep",
        cadence=more.pop("cadence", "month"),
        due_days=0,
        key=key,
        replaces=replaces,
        columns=columns,
        **more,
    )


def column(name: str, type_: ColumnType) -> Column:
    return Column(name, type_, name)


HOUSEHOLD = contract(
    "household",
    ("household",),
    Replaces.NOTHING,
    column("household", ColumnType.HOUSEHOLD),
    column("village", ColumnType.REGION),
    column("income", ColumnType.MONEY),
    size="large",
)
PERSON = contract(
    "person",
    ("person",),
    Replaces.NOTHING,
    column("person", ColumnType.PERSON),
    column("household", ColumnType.HOUSEHOLD),
    size="large",
)
CLAIM = contract(
    "claim",
    ("claim",),
    Replaces.PERIOD,
    column("claim", ColumnType.TEXT),
    column("person", ColumnType.PERSON),
    column("paid", ColumnType.MONEY),
    size="large",
)
WATER = contract(
    "water",
    ("household",),
    Replaces.ALL,
    column("household", ColumnType.HOUSEHOLD),
    column("litres", ColumnType.INTEGER),
)
CONTRACTS = (HOUSEHOLD, PERSON, CLAIM, WATER)
HOME_OF_HOUSEHOLD = Hop("household", "household")
PLACEMENTS = {
    "household": Placement("village"),
    "person": Placement("household", (HOME_OF_HOUSEHOLD,)),
    "claim": Placement("person", (Hop("person", "person", "household"), HOME_OF_HOUSEHOLD)),
    "water": Placement("household", (HOME_OF_HOUSEHOLD,)),
}


def rows_of(source: Source) -> list[dict[str, Any]]:
    """All rows of a table, sorted."""
    if not source.files:
        return []
    paths = [Path(file.path) for file in source.files]
    with open_workspace() as work:
        relation = sql.relation(work.connection, sql.parquet(paths, hive=source.hive))
        found = relation.to_arrow_table().drop_columns(["filename"]).to_pylist()
    return sorted(found, key=lambda row: str(sorted(row.items(), key=str)))


def plans(contracts: Sequence[Schema] = CONTRACTS) -> dict[str, Plan]:
    return {
        each.name: Plan(table_shape(each, places=PLACES, key_types=KEYS), PLACEMENTS[each.name])
        for each in contracts
    }


@dataclass(frozen=True)
class Toy:
    """A lake to publish to with one line."""

    ground: Ground

    @property
    def lake(self) -> Lake:
        return self.ground.lake

    def send(
        self,
        number: int,
        feed: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        sender: str = "dep:10",
        period: date | None = date(2020, 6, 1),
        covers: tuple[str, ...] = (),
    ) -> Snapshot:
        sent = Sent(number, feed, sender, period, covers)
        with self.lake.publishing() as desk:
            return deliver(
                self.ground,
                desk,
                landed=self.landed(desk, sent, rows),
                sent=sent,
                act=ACT,
                progress=lambda _step, _share: None,
            )

    def landed(self, desk: Desk, sent: Sent, rows: Sequence[Mapping[str, Any]]) -> Landed:
        """Rows as they lie when a delivery waits to be published."""
        plan = self.ground.plans[sent.feed]
        common = {"period": sent.period, "sender": sent.sender, "delivery": sent.id}
        filled = [{**common, "row": index, **row} for index, row in enumerate(rows, start=1)]
        fields = [each for each in plan.shape.columns if each.name not in PLACES]
        path = desk.work.folder / "rows.parquet"
        pq.write_table(pa.Table.from_pylist(filled, schema=pa.schema(fields)), path)
        homes = homes_of(
            desk.work,
            plan.placement,
            places=PLACES,
            sources=desk.sources,
            regions=self.ground.regions,
        )
        return land(
            desk.work,
            shape=plan.shape,
            rows=sql.select([each.name for each in fields], sql.parquet([path])),
            homes=homes,
            column=plan.placement.column,
            folder=desk.work.new_folder("landed"),
        )

    def withdraw(self, number: int) -> Snapshot:
        with self.lake.publishing() as desk:
            return withdraw(
                self.ground,
                desk,
                delivery=number,
                act=ACT,
                progress=lambda _step, _share: None,
            )

    def rows(self, table: str, snapshot: Snapshot | None = None) -> list[dict[str, Any]]:
        """All rows of a table, sorted, read as any reader would: from the list of files."""
        state = snapshot or self.lake.latest()
        assert state is not None
        return rows_of(self.lake.source(table, state))


def toy_lake(root: Path, contracts: Sequence[Schema] = CONTRACTS) -> Toy:
    return Toy(Ground(Lake(root / "lake", PLACES), plans(contracts), REGIONS))
