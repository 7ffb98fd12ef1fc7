"""What can be asked of intake: the deliveries, and what was wrong with them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.base.access import Scope
from shouwang.lake.deliveries import Sent
from shouwang.stages.ingest.mappings import Answers
from shouwang.stages.ingest.models import Delivery, Mapping, Rejection
from shouwang.stages.ingest.problems import RowProblem, Rule, Severity
from shouwang.stages.ingest.review import Doubles, Link, Review, question_from


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
    return [
        DeliveryRow(
            number=each.id,
            feed=each.feed,
            sender=each.sender,
            period=each.period,
            file_name=each.file_name,
            state=each.state,
            read=each.read,
            accepted=each.accepted,
            rejected=each.rejected,
            warnings=each.warnings,
            received_date=each.received_date,
            snapshot=each.snapshot,
        )
        for each in found
        if _is_visible(each, scope)
    ]


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
    return delivery if delivery is not None and _is_visible(delivery, scope) else None


def _is_visible(delivery: Delivery, scope: Scope) -> bool:
    """A delivery of the whole region is seen by those only who may see the whole region."""
    if scope.is_everything:
        return True
    return bool(delivery.covers) and scope.regions.issuperset(delivery.covers)
