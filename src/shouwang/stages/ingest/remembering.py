"""Remembers what persons have answered about a sender's files, so that nobody is asked twice."""

from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, Scope
from shouwang.stages.ingest import queries
from shouwang.stages.ingest.mappings import Answers
from shouwang.stages.ingest.models import Mapping
from shouwang.stages.org.operations import audit


@transaction.atomic
def remember_mapping(
    *, sender: str, feed: str, answers: Answers, at: datetime, by: Actor, on: date
) -> int | None:
    """Keep answers beside the earlier ones, as a new version if they say anything new.

    Returns:
        The version now in force; ``None`` if nothing has ever been answered.
    """
    held = queries.mapping_of(sender=sender, feed=feed, on=on, scope=Scope())
    both = held.with_newer(answers)
    if (both.headings, both.values) == (held.headings, held.values):
        return held.version
    mapping = Mapping.objects.create(
        sender=sender,
        feed=feed,
        version=(held.version or 0) + 1,
        headings=dict(both.headings),
        values={name: dict(words) for name, words in both.values.items()},
        remembered_by=by.name,
        remembered_date=on,
    )
    audit.record(what="remember_mapping", subject=f"mapping:{mapping.pk}", at=at, by=by, on=on)
    return mapping.version
