"""Measures: the help that answers a risk."""

from django.db import models

from shouwang.stages.cases.enums import MeasureState
from shouwang.stages.org.records import Placed, Versioned


class Measure(Placed, Versioned):
    """One measure.

    Attributes:
        number: By which people and feeds name it.
        person: Whom it is for, if it is for one person.
        kind: A word of the feed `measure`; `risk` is the risk it answers, a word of `watch`.
        is_mismatch: Whether that kind is not among those that answer the risk.
        amount: In fen, for the whole of it: one for a person is not counted again for the household.
        reason: Why it was cancelled.
        record_feed, record_key: The record of a programme by which it is carried out, if one is.
    """

    number = models.CharField(max_length=30, unique=True)
    household = models.BigIntegerField(db_index=True)
    person = models.BigIntegerField(null=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="measures")
    kind = models.CharField(max_length=20)
    risk = models.CharField(max_length=40, blank=True)
    is_mismatch = models.BooleanField(default=False)
    mismatch_reason = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=MeasureState.choices, default=MeasureState.PLANNED
    )
    started_date = models.DateField()
    due_date = models.DateField()
    delivered_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    record_feed = models.CharField(max_length=40, blank=True)
    record_key = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["-started_date", "-id"]
        indexes = [
            models.Index(fields=["village", "state", "due_date", "id"], name="measure_village"),
            models.Index(fields=["township", "state", "due_date", "id"], name="measure_township"),
            models.Index(fields=["banner", "state", "due_date", "id"], name="measure_banner"),
            models.Index(fields=["league", "state", "due_date", "id"], name="measure_league"),
            models.Index(fields=["state", "due_date", "id"], name="measure_due"),
        ]

    def __str__(self) -> str:
        return self.number
