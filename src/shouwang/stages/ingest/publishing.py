"""Brings a received delivery into the lake, or takes it out again."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from shouwang.base.errors import ShouwangError
from shouwang.base.tables import Schema
from shouwang.base.words import _
from shouwang.lake.deliveries import Sent, deliver, deliveries_standing, withdraw
from shouwang.lake.ground import Ground, Plan
from shouwang.lake.landing import Landed, homes_of, land, landed_in
from shouwang.lake.rewrite import Progress
from shouwang.lake.snapshots import Act, Desk, Snapshot
from shouwang.stages.ingest.beside import Beside
from shouwang.stages.ingest.breaker import Counts, fail_if_unexplained, stops_of
from shouwang.stages.ingest.differences import difference_from
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.review import Doubles
from shouwang.stages.ingest.staging import AT_PUBLISH
from shouwang.stages.ingest.weighing import Weighed, weigh


class TooManyRejected(ShouwangError):
    """More rows were rejected than the contract lets pass."""


class NothingToPublish(ShouwangError):
    """No row was accepted."""


class ContractChanged(ShouwangError):
    """The delivery was checked by another contract than the one in force."""


class HomesGone(ShouwangError):
    """Rows were accepted whose subject has left the register since."""


class QuestionsOpen(ShouwangError):
    """Rows wait for a person's answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of publishing.

    Attributes:
        snapshot: The snapshot in force.
        is_new: Whether it was made by this publish; if not, nothing would have changed.
        weighed: The delivery beside what was held; ``None`` if it was not looked at again.
    """

    snapshot: Snapshot
    is_new: bool
    weighed: Weighed | None = None


def counts_of(delivery: Delivery, weighed: Weighed | None = None) -> Counts:
    """Return what a delivery is measured by: as received, or as it has been weighed since."""
    doubles = Doubles(**delivery.duplicates)
    found = difference_from(delivery.difference) if weighed is None else weighed.difference
    others = doubles.in_lake_count if weighed is None else weighed.held.others
    return Counts(
        read=delivery.read,
        rejected=delivery.rejected,
        doubled=doubles.in_file_count + others,
        strangers=doubles.strangers if weighed is None else weighed.held.strangers,
        difference=found,
        absent={
            name: rows
            for name, rows in found.by_column.items()
            if name not in delivery.header_map.values()
        },
    )


def fail_if_not_publishable(delivery: Delivery, contract: Schema) -> None:
    """Refuse what nobody may let pass.

    Raises:
        TooManyRejected: if the rejected share is over its limit.
        NothingToPublish: if no row was accepted.
        QuestionsOpen: if rows wait for an answer.
        ContractChanged: if it is not the contract that the delivery was checked by.
    """
    number = delivery.id
    if not delivery.accepted:
        raise NothingToPublish(_("delivery {number}: no row was accepted").format(number=number))
    final = [stop for stop in stops_of(counts_of(delivery), contract) if not stop.may_be_accepted]
    for stop in final:
        message = _("delivery {number}: {what}").format(number=number, what=stop.message)
        raise TooManyRejected(f"{message} → {stop.mend}")
    if delivery.questions:
        words = ", ".join(f"{each['column']} {each['value']}" for each in delivery.questions)
        raise QuestionsOpen(
            _(
                "delivery {number}: {count} questions are open ({words}); "
                "answer them and receive the file again"
            ).format(number=number, count=len(delivery.questions), words=words)
        )
    if delivery.contract_digest != contract.digest:
        raise ContractChanged(
            _("delivery {number}: the contract has changed since; receive the file again").format(
                number=number
            )
        )


def publish_rows(
    ground: Ground,
    delivery: Delivery,
    staged: Path,
    *,
    contract: Schema,
    whole: str,
    because: str,
    act: Act,
    progress: Progress,
) -> Outcome:
    """Publish the staged rows of a delivery, unless they say what is in force already.

    Args:
        whole: The sender of the same department that speaks for the whole region.
        because: Why it may go beyond its contract; ``""`` if nobody says so.

    Raises:
        NeedsAReason: if it goes beyond its contract and nobody says why.
        HomesGone: if rows have lost their home since they were accepted.
    """
    plan = ground.plans[delivery.feed]
    constants: dict[str, str | int] = {"sender": delivery.sender, "delivery": delivery.id}
    sent = Sent(
        id=delivery.id,
        feed=delivery.feed,
        sender=delivery.sender,
        period=delivery.period,
        covers=tuple(delivery.covers),
    )
    with ground.lake.publishing() as desk:
        # A publish that was killed after its act is not done twice.
        done = deliveries_standing(ground.lake.history()).get(delivery.id)
        if done is not None:
            return Outcome(done, is_new=True)
        landed = landed_in(staged, plan.shape, constants)
        if _has_moved(ground, desk, plan, delivery.base_snapshot):
            landed = _landed_anew(ground, desk, plan, landed)
        beside = Beside(ground, contract, landed, delivery.sender, whole, desk.base)
        weighed = _weighed_again(desk, delivery, beside, sent)
        counts = counts_of(delivery, weighed)
        fail_if_unexplained(stops_of(counts, contract), because)
        if desk.base is not None and counts.difference.changes_nothing:
            return Outcome(desk.base, is_new=False, weighed=weighed)
        snapshot = deliver(ground, desk, landed=landed, sent=sent, act=act, progress=progress)
        return Outcome(snapshot, is_new=True, weighed=weighed)


def _weighed_again(desk: Desk, delivery: Delivery, beside: Beside, sent: Sent) -> Weighed | None:
    """Weigh a delivery against what is held now, if that is not what it was weighed against."""
    then = difference_from(delivery.difference)
    if then.version == beside.version and (desk.base is not None or then.snapshot is None):
        return None
    return weigh(desk.work, beside, sent)


def withdraw_rows(ground: Ground, number: int, *, act: Act, progress: Progress) -> Snapshot:
    """Publish again what stood before a delivery and return the snapshot that does it.

    Raises:
        DeliveryNotStanding: if it is not in force.
    """
    with ground.lake.publishing() as desk:
        return withdraw(ground, desk, delivery=number, act=act, progress=progress)


def _has_moved(ground: Ground, desk: Desk, plan: Plan, base: int | None) -> bool:
    """Whether the register that gave the rows their homes has changed since."""
    then = ground.lake.snapshot(base).tables if base is not None else {}
    now = desk.base.tables if desk.base else {}
    return any(then.get(hop.table) != now.get(hop.table) for hop in plan.placement.hops)


def _landed_anew(ground: Ground, desk: Desk, plan: Plan, landed: Landed) -> Landed:
    shape, placement = plan.shape, plan.placement
    late = {*shape.places, *AT_PUBLISH}
    homes = homes_of(
        desk.work,
        placement,
        places=shape.places,
        sources=desk.sources,
        regions=ground.regions,
    )
    again = land(
        desk.work,
        shape=shape,
        rows=landed.rows(shape, [name for name in shape.columns.names if name not in late]),
        homes=homes,
        column=placement.column,
        folder=desk.work.new_folder("landed"),
        without=AT_PUBLISH,
    )
    lost = _count(landed) - _count(again)
    if lost:
        raise HomesGone(
            _("{count} rows have lost their home since; receive the file again").format(count=lost)
        )
    return Landed(again.parts, landed.constants)


def _count(landed: Landed) -> int:
    return sum(pq.read_metadata(path).num_rows for path in landed.files)
