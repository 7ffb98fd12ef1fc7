"""What is done with deliveries: check, receive, publish, refuse, withdraw; old uploads go."""

import shutil
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.deliveries import PUBLISHED
from shouwang.lake.folder import Home
from shouwang.lake.rewrite import Progress
from shouwang.lake.snapshots import Act, Snapshot
from shouwang.stages.ingest.enums import DeliveryState
from shouwang.stages.ingest.keeping import keep_identities, keep_problems
from shouwang.stages.ingest.mappings import NOTHING_ANSWERED, Answered
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.pending import (
    fail_if_not_pending,
    fail_if_same_person,
    found_delivery,
    found_for,
)
from shouwang.stages.ingest.persons import new_identities
from shouwang.stages.ingest.placing import country_in
from shouwang.stages.ingest.publishing import fail_if_not_publishable, publish_rows, withdraw_rows
from shouwang.stages.ingest.receiving import (
    Received,
    arrival_of,
    digest_of,
    ground_in,
    received,
    whole_sender,
)
from shouwang.stages.ingest.remembering import remember_mapping
from shouwang.stages.ingest.review import Review
from shouwang.stages.org.operations import audit


class DeliveryNotPublished(ShouwangError):
    """Only what has been published can be withdrawn."""


def check_delivery(
    *,
    home: Home,
    path: Path,
    feed: str,
    banner: str = "",
    answered: Answered = NOTHING_ANSWERED,
    progress: Progress | None = None,
    by: Actor,
    on: date,
) -> Review:
    """Say what would come of a file; nothing is written.

    Raises:
        FileFaulty: if the file as a whole cannot be taken.
    """
    arrival = arrival_of(home, path, feed=feed, place=banner, on=on, answered=answered)
    with received(home, arrival, keeps=False, progress=progress or _silent) as found:
        return found.taken.review


def receive_delivery(
    *,
    home: Home,
    path: Path,
    feed: str,
    at: datetime,
    banner: str = "",
    covers: Collection[str] = (),
    answered: Answered = NOTHING_ANSWERED,
    progress: Progress | None = None,
    by: Actor,
    on: date,
) -> Review:
    """Take a file in: its good rows wait to be published, what was wrong with others is kept.

    Args:
        banner: The place it comes from; without it the file is the whole region's.
        covers: Further places for which the sender says it is complete, rows or none.
        answered: What headings and words mean; it is remembered for the sender and the feed.
        on: The day it arrives, by which its period is known.

    Raises:
        FeedUnknown: if there is no such feed.
        FileFaulty: if the file as a whole cannot be taken; nothing has been written then.
        PersonJustArrived: if another delivery was quicker with a new person.
    """
    arrival = arrival_of(
        home, path, feed=feed, place=banner, on=on, covers=covers, answered=answered
    )
    with received(home, arrival, keeps=True, progress=progress or _silent) as found:
        delivery = Delivery(
            feed=feed,
            sender=arrival.sender,
            covers=list(arrival.covers),
            period=arrival.period,
            file_name=path.name,
            file_digest=digest_of(path),
            contract_digest=arrival.contract.digest,
            base_snapshot=found.snapshot,
            received_by=by.name,
            received_date=on,
        )
        with transaction.atomic():
            version = remember_mapping(
                sender=arrival.sender, feed=feed, answers=arrival.given, at=at, by=by, on=on
            )
            review = _keep(home, found, delivery, at=at, by=by, on=on)
        return replace(review, mapping_version=version)


def publish_delivery(
    *,
    home: Home,
    delivery_id: int,
    at: datetime,
    because: str = "",
    progress: Progress | None = None,
    by: Actor,
    on: date,
) -> Snapshot:
    """Make the accepted rows of a delivery count, and return the snapshot in force then.

    If they say what is in force already, nothing is published.

    Args:
        because: Why the delivery is right although it goes beyond its contract; kept with it.

    Raises:
        DeliveryMissing: if there is none of that number.
        DeliveryNotPending: if it has been decided on.
        SamePerson: if the same person has received it; the system itself may do both.
        TooManyRejected: if more rows were rejected than the contract lets pass.
        NothingToPublish: if no row was accepted.
        QuestionsOpen: if rows wait for a person's answer.
        NeedsAReason: if it goes beyond its contract in another way and no reason is given.
        ContractChanged: if the contract has changed since it was received.
        HomesGone: if rows have lost their home since.
    """
    delivery = found_for(delivery_id, by)
    fail_if_not_pending(delivery)
    fail_if_same_person(delivery, by)
    content = country_in(home.content_dir).content
    contract = content.contracts[delivery.feed]
    fail_if_not_publishable(delivery, contract)
    if because.strip():
        _keep_reason(delivery_id, because.strip(), at=at, by=by, on=on)
    outcome = publish_rows(
        ground_in(home),
        delivery,
        _staged(home, delivery_id),
        contract=contract,
        whole=whole_sender(content, contract),
        because=because,
        act=Act(by.name, on, at, contracts=content.digest),
        progress=progress or _silent,
    )
    if outcome.is_new:
        _note_published(delivery_id, outcome.snapshot, at=at, by=by, on=on)
    else:
        _note_unchanged(delivery_id, outcome.snapshot, at=at, by=by, on=on)
    shutil.rmtree(_staged(home, delivery_id), ignore_errors=True)
    return outcome.snapshot


def withdraw_delivery(
    *,
    home: Home,
    delivery_id: int,
    at: datetime,
    progress: Progress | None = None,
    by: Actor,
    on: date,
) -> Snapshot:
    """Make all look as if a delivery had never come; the deliveries of others stand.

    Raises:
        DeliveryMissing: if there is none of that number.
        DeliveryNotPublished: if it is not in force.
    """
    delivery = found_for(delivery_id, by)
    if delivery.state != DeliveryState.PUBLISHED:
        raise DeliveryNotPublished(
            _("delivery {number} is not published").format(number=delivery_id)
        )
    content = country_in(home.content_dir).content
    snapshot = withdraw_rows(
        ground_in(home),
        delivery_id,
        act=Act(by.name, on, at, contracts=content.digest),
        progress=progress or _silent,
    )
    _note_withdrawn(delivery_id, snapshot, at=at, by=by, on=on)
    return snapshot


@transaction.atomic
def refuse_delivery(*, home: Home, delivery_id: int, at: datetime, by: Actor, on: date) -> None:
    """Send a pending delivery back; its staged rows go.

    Raises:
        DeliveryMissing: if there is none of that number.
        DeliveryNotPending: if it has been decided on.
    """
    delivery = found_for(delivery_id, by, lock=True)
    fail_if_not_pending(delivery)
    delivery.state = DeliveryState.REFUSED
    delivery.refused_by, delivery.refused_date = by.name, on
    delivery.save(update_fields=["state", "refused_by", "refused_date"])
    audit.record(what="refuse_delivery", subject=f"delivery:{delivery_id}", at=at, by=by, on=on)
    shutil.rmtree(_staged(home, delivery_id), ignore_errors=True)


@transaction.atomic
def keep_outlook(
    *,
    delivery_id: int,
    effects: Mapping[str, Any],
    fix_list: Mapping[str, Any],
    at: datetime,
    by: Actor,
    on: date,
) -> None:
    """Keep what a delivery would change in screening, and what its sender has to mend.

    Both are worked out by whoever knows the rules; intake does not.

    Raises:
        DeliveryMissing: if there is none of that number.
        DeliveryNotPending: if it has been decided on.
    """
    delivery = found_delivery(delivery_id, lock=True)
    fail_if_not_pending(delivery)
    delivery.effects, delivery.fix_list = dict(effects), dict(fix_list)
    delivery.save(update_fields=["effects", "fix_list"])
    audit.record(what="keep_outlook", subject=f"delivery:{delivery_id}", at=at, by=by, on=on)


def follow_snapshots(*, home: Home, at: datetime, by: Actor, on: date) -> int:
    """Make the deliveries agree with the log of snapshots, after a publish that was killed.

    Returns:
        How many deliveries were behind.
    """
    behind = 0
    for snapshot in ground_in(home).lake.history():
        record = snapshot.delivery
        if record is None:
            continue
        waits_in = DeliveryState.PENDING if record["act"] == PUBLISHED else DeliveryState.PUBLISHED
        if not Delivery.objects.filter(pk=record["id"], state=waits_in).exists():
            continue
        behind += 1
        note = _note_published if waits_in is DeliveryState.PENDING else _note_withdrawn
        note(record["id"], snapshot, at=at, by=by, on=on)
        shutil.rmtree(_staged(home, record["id"]), ignore_errors=True)
    return behind


def remove_old_uploads(*, home: Home, at: datetime, by: Actor, on: date) -> int:
    """Remove the uploaded files whose time is over, and return how many there were."""
    path = Path(__file__).with_name("retention.yaml")
    days = yaml.safe_load(path.read_text(encoding="utf-8"))["upload_days"]
    old = Delivery.objects.filter(
        published_date__lt=on - timedelta(days=days), upload_removed_date=None
    )
    numbers = list(old.values_list("id", flat=True))
    for number in numbers:
        with transaction.atomic():
            Delivery.objects.filter(pk=number).update(upload_removed_date=on)
            audit.record(
                what="remove_old_uploads", subject=f"delivery:{number}", at=at, by=by, on=on
            )
            _upload(home, number).unlink(missing_ok=True)
    return len(numbers)


@transaction.atomic
def _keep(
    home: Home, found: Received, delivery: Delivery, *, at: datetime, by: Actor, on: date
) -> Review:
    review = found.taken.review
    delivery.read, delivery.accepted = review.read, review.accepted
    delivery.rejected, delivery.warnings = review.rejected, review.warnings
    delivery.header_map, delivery.blanks = dict(review.header_map), dict(review.blanks)
    delivery.questions = [asdict(each) for each in review.questions]
    delivery.links = [asdict(each) for each in review.links]
    delivery.duplicates = asdict(review.duplicates)
    delivery.difference, delivery.same_as = dict(review.difference), review.same_as
    delivery.save()
    if found.finder.files:
        column = next(each.name for each in found.arrival.contract.columns if each.personal == "id")
        keep_identities(
            new_identities(found.finder, found.work, found.taken.landed, column), found.keys
        )
    keep_problems(delivery, review)
    audit.record(what="receive_delivery", subject=f"delivery:{delivery.id}", at=at, by=by, on=on)
    linked = sum(each.accepted for each in review.links)
    if linked:
        subject = f"delivery:{delivery.id}, {linked} rows"
        audit.record(what="link_rows", subject=subject, at=at, by=by, on=on)
    # What an interrupted receive has left under this number belongs to no delivery.
    shutil.rmtree(_staged(home, delivery.id), ignore_errors=True)
    found.rows.rename(_staged(home, delivery.id))
    found.upload.rename(_upload(home, delivery.id))
    return replace(review, delivery=delivery.id)


@transaction.atomic
def _note_published(number: int, snapshot: Snapshot, *, at: datetime, by: Actor, on: date) -> None:
    Delivery.objects.filter(pk=number).update(
        state=DeliveryState.PUBLISHED,
        published_by=snapshot.actor,
        published_date=snapshot.on,
        snapshot=snapshot.id,
    )
    audit.record(what="publish_delivery", subject=f"delivery:{number}", at=at, by=by, on=on)


@transaction.atomic
def _note_unchanged(number: int, snapshot: Snapshot, *, at: datetime, by: Actor, on: date) -> None:
    Delivery.objects.filter(pk=number).update(
        state=DeliveryState.UNCHANGED,
        published_by=by.name,
        published_date=on,
        snapshot=snapshot.id,
    )
    audit.record(what="publish_delivery", subject=f"delivery:{number}", at=at, by=by, on=on)


@transaction.atomic
def _keep_reason(number: int, because: str, *, at: datetime, by: Actor, on: date) -> None:
    """Keep the reason before the act, so that no publish goes without the one it needed."""
    Delivery.objects.filter(pk=number).update(accepted_because=because)
    audit.record(what="accept_delivery", subject=f"delivery:{number}", at=at, by=by, on=on)


@transaction.atomic
def _note_withdrawn(number: int, snapshot: Snapshot, *, at: datetime, by: Actor, on: date) -> None:
    Delivery.objects.filter(pk=number).update(
        state=DeliveryState.WITHDRAWN,
        withdrawn_by=snapshot.actor,
        withdrawn_date=snapshot.on,
        withdrawal_snapshot=snapshot.id,
    )
    audit.record(what="withdraw_delivery", subject=f"delivery:{number}", at=at, by=by, on=on)


def _staged(home: Home, number: int) -> Path:
    return home.staged / str(number)


def _upload(home: Home, number: int) -> Path:
    return home.uploads / f"{number}.sealed"


def _silent(_step: str, _share: float) -> None:
    """Tell nobody."""
