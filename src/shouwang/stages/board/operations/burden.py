"""Writes down what villages are asked to fill in."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotFound
from shouwang.base.words import _
from shouwang.rules.burden import Burden
from shouwang.rules.content import Content
from shouwang.stages.board.models import Asked
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import place_fields


@transaction.atomic
def record_asked(
    *,
    content: Content,
    burden: Burden,
    subject: str,
    name: str,
    fields: Mapping[str, int],
    at: datetime,
    by: Actor,
    on: date,
) -> int:
    """Write down that villages are asked to fill cells; return how many villages.

    The same asked again on one day is not counted twice.

    Args:
        subject: What asks: ``form:7``.
        fields: Village → how many cells.

    Raises:
        NotFound: if a village is outside the scope.
    """
    minutes = float(burden.minutes_a_field.number_on(on) or 0)
    rows = []
    for village, count in sorted(fields.items()):
        places = place_fields(content, village)
        if not by.scope.covers(places):
            raise NotFound(_("there is no such record in your area"))
        rows.append(
            Asked(
                subject=subject, name=name, fields=count, minutes=count * minutes, asked_date=on,
                asked_by=by.label or by.name, **places,
            )
        )  # fmt: skip
    Asked.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    audit.record(
        what="record_asked", subject=subject, at=at, by=by, on=on,
        detail={"villages": len(rows), "fields": sum(fields.values())},
    )  # fmt: skip
    return len(rows)
