"""What the office itself writes into the lake: decisions and corrections, as feeds of its own.

The rows are in the lake's form already, name subjects by their numbers and were decided upon by
people; they go the way of every delivery, so that each fact has a sender, a day and a way back.
"""

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction
from sqlglot import exp

from shouwang.base.access import SYSTEM, Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Replaces, Schema
from shouwang.base.words import _
from shouwang.lake import sql
from shouwang.lake.folder import Home, make_private_folder
from shouwang.lake.ground import Ground, held_rows
from shouwang.lake.landing import homes_of, land
from shouwang.lake.snapshots import Act, Snapshot
from shouwang.lake.workspace import Workspace, open_workspace
from shouwang.rules.content import Content
from shouwang.stages.ingest.enums import DeliveryState
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.office_rows import PERIOD, shaped
from shouwang.stages.ingest.periods import period_of
from shouwang.stages.ingest.placing import country_in
from shouwang.stages.ingest.publishing import Outcome, publish_rows
from shouwang.stages.ingest.receiving import FeedUnknown, ground_in, whole_sender
from shouwang.stages.ingest.staging import AT_PUBLISH
from shouwang.stages.org.operations import audit

OFFICE_ROWS, SHAPED, FRESH = "office_rows", "shaped_rows", "fresh_rows"


@dataclass(frozen=True)
class _Feed:
    """A feed, the lake it goes to, and who sends it."""

    content: Content
    contract: Schema
    ground: Ground
    base: Snapshot | None

    @property
    def sender(self) -> str:
        return whole_sender(self.content, self.contract)

    @property
    def is_register(self) -> bool:
        """Whether it is one of the tables that say who there is: it is corrected, never sent whole."""
        return self.contract.name in {each.table for each in self.content.subjects.values()}


def publish_office_feed(
    *,
    home: Home,
    feed: str,
    rows: pa.Table,
    at: datetime,
    because: str = "",
    by: Actor,
    on: date,
) -> Snapshot | None:
    """Publish rows of the office and return their snapshot; ``None`` if the lake says so already.

    A feed of which a delivery replaces the sender's whole part wants all rows, one that is
    replaced by period all of the periods it has, and one that is corrected by key any.

    Args:
        rows: The columns of the contract in the lake's form; what is missing is unknown. A column
            `period` may say to which period a row belongs.

    Raises:
        FeedUnknown: if there is no such feed.
        NotAllowed: if it is not the office that sends it.
        InputProblems: with all that contradicts the contract.
    """
    content = country_in(home.content_dir).content
    ground = ground_in(home)
    found = _Feed(content, _contract(content, feed), ground, ground.lake.latest())
    period = _period(found, rows, on)
    whole = shaped(content, feed, rows, period=period)
    folder = home.staged
    make_private_folder(folder)
    with open_workspace(folder) as work:
        work.connection.register(OFFICE_ROWS, whole)
        sql.keep(work.connection, SHAPED, exp.select("*").from_(OFFICE_ROWS))
        fresh = _fresh(work, found)
        if not fresh:
            return None
        _land(work, found)
        delivery = _kept(found, work, fresh, period, because=because, at=at, by=by, on=on)
        _stage(work.folder / "rows", home.staged / str(delivery.id))
    outcome = _published(home, found, delivery, at=at, by=by, on=on)
    return outcome.snapshot if outcome.is_new else None


def _contract(content: Content, feed: str) -> Schema:
    contract = content.contracts.get(feed)
    if contract is None:
        raise FeedUnknown(
            _("there is no feed {feed}; one of: {feeds}").format(
                feed=repr(feed), feeds=", ".join(sorted(content.contracts))
            )
        )
    register = next(iter(content.subjects.values())).table
    if contract.department != content.contracts[register].department:
        raise NotAllowed(
            _("{feed} is sent by {department}, not by the office").format(
                feed=contract.label, department=contract.department_label
            )
        )
    return contract


def _period(found: _Feed, rows: pa.Table, on: date) -> date | None:
    """The delivery's period: of corrections of the register the latest they correct."""
    period = period_of(found.contract, on)
    if found.is_register and PERIOD in rows.column_names and rows.num_rows:
        latest = pc.max(rows.column(PERIOD)).as_py()
        return latest if latest is not None else period
    return period


def _fresh(work: Workspace, found: _Feed) -> int:
    """Keep the rows that have something to say, and return how many there are."""
    connection = work.connection
    names = _compared(found)
    held = _held_part(work, found)
    sql.keep(connection, "held_part", held)
    ours = sql.select(names, SHAPED)
    theirs = sql.select(names, "held_part")
    if found.contract.replaces is Replaces.NOTHING:
        new = exp.except_(ours, theirs, distinct=True)
        sql.keep(connection, "said_anew", new)
        anew = exp.Exists(
            this=exp.select("1")
            .from_("said_anew")
            .where(sql.same(found.contract.key, "said_anew", SHAPED))
        )
        sql.keep(connection, FRESH, exp.select("*").from_(SHAPED).where(anew))
        return sql.count(connection, FRESH)
    sql.keep(connection, FRESH, exp.select("*").from_(SHAPED))
    moved = sum(
        _rows(connection, exp.except_(one, other, distinct=True))
        for one, other in ((ours, theirs), (theirs, ours))
    )
    return sql.count(connection, FRESH) if moved else 0


def _rows(connection: object, tree: exp.Query) -> int:
    counted = exp.select(exp.Count(this=exp.Star())).from_(tree.subquery("counted"))
    return int(str(sql.rows(connection, counted)[0][0]))  # type: ignore[arg-type]


def _compared(found: _Feed) -> list[str]:
    """The columns by which a row says the same as before; a correction belongs to no new period."""
    names = [column.name for column in found.contract.columns if column.is_kept]
    is_dated = found.contract.has_period and found.contract.replaces is not Replaces.NOTHING
    return [*names, PERIOD] if is_dated else names


def _held_part(work: Workspace, found: _Feed) -> exp.Select:
    """The held rows that would give way."""
    shape = found.ground.plans[found.contract.name].shape
    held = exp.select("*").from_(held_rows(found.ground.lake, shape, found.base).subquery("h"))
    if found.contract.replaces is Replaces.NOTHING:
        keys = exp.Exists(
            this=exp.select("1").from_(SHAPED).where(sql.same(found.contract.key, SHAPED, "h"))
        )
        return held.where(keys)
    held = held.where(sql.column("sender", "h").eq(found.sender))
    if found.contract.replaces is Replaces.PERIOD:
        periods = exp.select(sql.column(PERIOD)).from_(SHAPED).distinct()
        held = held.where(exp.In(this=sql.column(PERIOD, "h"), query=periods.subquery()))
    return held


def _land(work: Workspace, found: _Feed) -> None:
    plan = found.ground.plans[found.contract.name]
    sources = found.ground.lake.sources_of(found.base) if found.base else {}
    homes = homes_of(
        work, plan.placement, places=plan.shape.places, sources=sources,
        regions=found.ground.regions,
    )  # fmt: skip
    fields = [
        sql.column(each.name)
        if each.name not in plan.shape.places and each.name not in AT_PUBLISH
        else sql.typed_null(each.type).as_(each.name, quoted=True)
        for each in plan.shape.columns
    ]
    landed = land(
        work, shape=plan.shape, rows=exp.select(*fields).from_(FRESH), homes=homes,
        column=plan.placement.column, folder=work.folder / "rows", without=AT_PUBLISH,
    )  # fmt: skip
    wanted = sql.count(work.connection, FRESH)
    lost = wanted - sum(pq.read_metadata(path).num_rows for path in landed.files)
    if lost:
        raise InputProblems(
            [
                Problem(
                    f"{found.contract.name}.{plan.placement.column}",
                    _("{count} rows are about nobody of the register").format(count=lost),
                )
            ]
        )


@transaction.atomic
def _kept(
    found: _Feed,
    work: Workspace,
    count: int,
    period: date | None,
    *,
    because: str,
    at: datetime,
    by: Actor,
    on: date,
) -> Delivery:
    unit = found.content.coverage_level
    covers = [] if found.is_register else [each.code for each in found.content.regions_of(unit)]
    delivery = Delivery.objects.create(
        feed=found.contract.name,
        sender=found.sender,
        covers=sorted(covers),
        period=period,
        file_name="",
        file_digest=_digest(sorted((work.folder / "rows").rglob("*.parquet"))),
        contract_digest=found.contract.digest,
        read=count,
        accepted=count,
        rejected=0,
        warnings=0,
        difference={"basis": "nothing"},
        accepted_because=because.strip() or _("written by the office from its own decisions"),
        base_snapshot=found.base.id if found.base else None,
        received_by=SYSTEM.name,
        received_date=on,
    )
    audit.record(
        what="publish_office_feed", subject=f"delivery:{delivery.id}", at=at,
        detail={"feed": found.contract.name, "rows": count}, by=by, on=on,
    )  # fmt: skip
    return delivery


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _stage(rows: Path, staged: Path) -> None:
    # What an interrupted publish has left under this number belongs to no delivery.
    shutil.rmtree(staged, ignore_errors=True)
    rows.rename(staged)


def _published(
    home: Home, found: _Feed, delivery: Delivery, *, at: datetime, by: Actor, on: date
) -> Outcome:
    staged = home.staged / str(delivery.id)
    outcome = publish_rows(
        found.ground,
        delivery,
        staged,
        contract=found.contract,
        whole=found.sender,
        because=delivery.accepted_because,
        act=Act(by.name, on, at, contracts=found.content.digest),
        progress=_silent,
    )
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.id).update(
            state=DeliveryState.PUBLISHED if outcome.is_new else DeliveryState.UNCHANGED,
            published_by=by.name,
            published_date=on,
            snapshot=outcome.snapshot.id,
            difference=outcome.weighed.difference.as_json() if outcome.weighed else {},
        )
        audit.record(
            what="publish_delivery", subject=f"delivery:{delivery.id}", at=at, by=by, on=on
        )
    shutil.rmtree(staged, ignore_errors=True)
    return outcome


def _silent(_step: str, _share: float) -> None:
    """Tell nobody."""
