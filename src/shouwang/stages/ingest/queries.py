"""What can be asked of intake: the deliveries, and what was wrong with them."""

from dataclasses import dataclass
from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.ingest.models import Delivery, Rejection
from shouwang.stages.ingest.problems import RowProblem, Rule, Severity


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
    delivery = Delivery.objects.filter(pk=delivery_id, received_date__lte=on).first()
    if delivery is None or not _is_visible(delivery, scope):
        return []
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


def _is_visible(delivery: Delivery, scope: Scope) -> bool:
    """A delivery of the whole region is seen by those only who may see the whole region."""
    if scope.is_everything:
        return True
    return bool(delivery.covers) and scope.regions.issuperset(delivery.covers)
