"""Brings a received delivery into the lake, or takes it out again."""

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
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.staging import AT_PUBLISH

PERCENT = 100


class TooManyRejected(ShouwangError):
    """More rows were rejected than the contract lets pass."""


class NothingToPublish(ShouwangError):
    """No row was accepted."""


class ContractChanged(ShouwangError):
    """The delivery was checked by another contract than the one in force."""


class HomesGone(ShouwangError):
    """Rows were accepted whose subject has left the register since."""


def fail_if_not_publishable(delivery: Delivery, contract: Schema) -> None:
    """Refuse what the contract does not let pass.

    Raises:
        TooManyRejected: if the rejected share is over its limit.
        NothingToPublish: if no row was accepted.
        ContractChanged: if it is not the contract that the delivery was checked by.
    """
    if not delivery.accepted:
        raise NothingToPublish(
            _("delivery {number}: no row was accepted").format(number=delivery.id)
        )
    share = delivery.rejected / delivery.read
    if share > contract.reject_limit:
        raise TooManyRejected(
            _(
                "delivery {number}: {rejected} of {read} rows were rejected ({share}); "
                "the contract lets {limit} pass"
            ).format(
                number=delivery.id,
                rejected=delivery.rejected,
                read=delivery.read,
                share=f"{share * PERCENT:.2f} %",
                limit=f"{contract.reject_limit * PERCENT:g} %",
            )
        )
    if delivery.contract_digest != contract.digest:
        raise ContractChanged(
            _("delivery {number}: the contract has changed since; receive the file again").format(
                number=delivery.id
            )
        )


def publish_rows(
    ground: Ground, delivery: Delivery, staged: Path, *, act: Act, progress: Progress
) -> Snapshot:
    """Publish the staged rows of a delivery and return the snapshot that does it.

    Raises:
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
            return done
        landed = landed_in(staged, plan.shape, constants)
        if _has_moved(ground, desk, plan, delivery.base_snapshot):
            landed = _landed_anew(ground, desk, plan, landed)
        return deliver(ground, desk, landed=landed, sent=sent, act=act, progress=progress)


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
