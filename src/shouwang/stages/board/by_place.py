"""Counts by place of a level, the whole region under its own code."""

from typing import Any

from django.db.models import QuerySet

from shouwang.rules.content import Content

REGION = "region"
Counted = dict[str, tuple[int, int | None]]


def by_place(
    records: "QuerySet[Any, Any]", level: str, content: Content, **counts: Any
) -> list[tuple[str, dict[str, int]]]:
    """Return place → its counts; with the whole region as one place if that is the level."""
    if level == REGION:
        root = content.regions_of(REGION)[0].code
        return [(root, records.order_by().aggregate(**counts))]
    rows = records.order_by().exclude(**{level: ""}).values(level).annotate(**counts)
    return [(row[level], row) for row in rows]
