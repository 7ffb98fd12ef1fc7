"""What can be asked of intake: the deliveries, and what was wrong with them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.deliveries import Sent
from shouwang.stages.ingest.mappings import Answers
from shouwang.stages.ingest.models import Delivery, Mapping, Rejection
from shouwang.stages.ingest.problems import RowProblem, Rule, Severity
from shouwang.stages.ingest.review import Doubles, Link, Review, question_from
from shouwang.stages.ingest.sight import is_visible

# A page of a list.
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery as lists show it."""

    number: int
    feed: str
    sender: str
    period: date | None
    file_name: str
    state: str
    read: int
    accepted: int
    rejected: int
    warnings: int
    received_date: date
    snapshot: int | None


def deliveries(*, feed: str = "", state: str = "", on: date, scope: Scope) -> list[DeliveryRow]:
    """Return the deliveries received by a day, the newest first."""
    found = Delivery.objects.filter(received_date__lte=on).order_by("-id")
    if feed:
        found = found.filter(feed=feed)
    if state:
        found = found.filter(state=state)
    return [_row(each) for each in found if is_visible(each, scope)]


@dataclass(frozen=True, slots=True)
class DeliverySight:
    """A delivery with who did what to it, for those who may see it."""

    row: DeliveryRow
    received_by: str
    published_by: str
    published_date: date | None
    refused_by: str
    refused_date: date | None
    withdrawn_by: str
    withdrawn_date: date | None
    because: str
    has_upload: bool


def delivery(*, delivery_id: int, on: date, scope: Scope) -> DeliverySight:
    """Return a delivery.

    Raises:
        NotFound: if there is none of that number within the scope.
    """
    found = _seen(delivery_id, on=on, scope=scope)
    if found is None:
        raise NotFound(_("there is no delivery {number}").format(number=delivery_id))
    return DeliverySight(
        row=_row(found),
        received_by=found.received_by,
        published_by=found.published_by,
        published_date=found.published_date,
        refused_by=found.refused_by,
        refused_date=found.refused_date,
        withdrawn_by=found.withdrawn_by,
        withdrawn_date=found.withdrawn_date,
        because=found.accepted_because,
        has_upload=bool(found.file_name) and found.upload_removed_date is None,
    )


def page_of_deliveries(
    *,
    feeds: Collection[str],
    state: str = "",
    before: int | None = None,
    limit: int = PAGE_ROWS,
    on: date,
    scope: Scope,
) -> list[DeliveryRow]:
    """Return the deliveries of some feeds that a scope covers, the newest first.

    Args:
        before: The number of the last one of the page before.
    """
    found = Delivery.objects.filter(received_date__lte=on, feed__in=feeds).order_by("-id")
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(id__lt=before)
    if not scope.is_everything:
        # A sender's name ends in its place; what it covers beside is looked at one by one.
        senders = Q()
        for place in scope.regions:
            senders |= Q(sender__endswith=f":{place}")
        found = found.filter(senders)
    rows: list[DeliveryRow] = []
    for each in found.iterator(chunk_size=limit):
        if is_visible(each, scope):
            rows.append(_row(each))
        if len(rows) == limit:
            break
    return rows


def same_delivery(
    *, feed: str, digest: str, receiver: str, on: date, scope: Scope
) -> DeliveryRow | None:
    """Return the pending delivery of a file that somebody has had received on a day, if any."""
    found = Delivery.objects.filter(
        feed=feed, file_digest=digest, received_by=receiver, received_date=on, state="pending"
    ).last()
    return None if found is None or not is_visible(found, scope) else _row(found)


def problems_of(*, delivery_id: int, on: date, scope: Scope) -> list[RowProblem]:
    """Return what was wrong with a delivery, as far as it was kept; values are masked."""
    delivery = _seen(delivery_id, on=on, scope=scope)
    return [] if delivery is None else _problems(delivery)


def difference_of(*, delivery_id: int, on: date, scope: Scope) -> dict[str, Any]:
    """Return a delivery's difference to what its sender's part held when it was received.

    It is empty where there is no such delivery within the scope.
    """
    delivery = _seen(delivery_id, on=on, scope=scope)
    if delivery is None:
        return {}
    return dict(delivery.difference)


def sent_of(*, delivery_id: int, on: date, scope: Scope) -> Sent | None:
    """Return a delivery as the lake would note it; ``None`` if it is not to be seen."""
    delivery = _seen(delivery_id, on=on, scope=scope)
    if delivery is None:
        return None
    return Sent(
        id=delivery.id,
        feed=delivery.feed,
        sender=delivery.sender,
        period=delivery.period,
        covers=tuple(delivery.covers),
    )


def review_of(*, delivery_id: int, on: date, scope: Scope) -> Review | None:
    """Return the review of a delivery as far as it was kept; ``None`` if it is not to be seen."""
    delivery = _seen(delivery_id, on=on, scope=scope)
    if delivery is None:
        return None
    return Review(
        delivery=delivery.id,
        feed=delivery.feed,
        sender=delivery.sender,
        read=delivery.read,
        accepted=delivery.accepted,
        rejected=delivery.rejected,
        warnings=delivery.warnings,
        problems=tuple(_problems(delivery)),
        header_map=delivery.header_map,
        blanks=delivery.blanks,
        questions=tuple(question_from(each) for each in delivery.questions),
        duplicates=Doubles(**delivery.duplicates),
        difference=delivery.difference,
        effects=delivery.effects,
        fix_list=delivery.fix_list,
        same_as=delivery.same_as,
        links=tuple(Link(**each) for each in delivery.links),
    )


def mapping_of(*, sender: str, feed: str, on: date, scope: Scope) -> Answers:
    """Return what persons have answered about a sender's files of a feed: the latest version."""
    found = (
        Mapping.objects.filter(sender=sender, feed=feed, remembered_date__lte=on)
        .order_by("version")
        .last()
    )
    place = sender.rpartition(":")[2]
    if found is None or not (scope.is_everything or place in scope.regions):
        return Answers()
    return Answers(found.headings, found.values, found.version)


def _row(found: Delivery) -> DeliveryRow:
    return DeliveryRow(
        number=found.id,
        feed=found.feed,
        sender=found.sender,
        period=found.period,
        file_name=found.file_name,
        state=found.state,
        read=found.read,
        accepted=found.accepted,
        rejected=found.rejected,
        warnings=found.warnings,
        received_date=found.received_date,
        snapshot=found.snapshot,
    )


def _problems(delivery: Delivery) -> list[RowProblem]:
    return [
        RowProblem(
            sheet=each.sheet,
            cell=each.cell,
            row=each.row,
            column=each.column,
            value=each.value,
            rule=Rule(each.rule),
            severity=Severity(each.severity),
            message=each.message,
            mend=each.mend,
        )
        for each in Rejection.objects.filter(delivery=delivery)
    ]


def _seen(delivery_id: int, *, on: date, scope: Scope) -> Delivery | None:
    """The delivery, if it had been received by the day and is within the scope."""
    delivery = Delivery.objects.filter(pk=delivery_id, received_date__lte=on).first()
    return delivery if delivery is not None and is_visible(delivery, scope) else None
