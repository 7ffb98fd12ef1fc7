"""Visits: who went to which door, what they asked and saw, and the verdict."""

from django.db import models

from shouwang.stages.cases.enums import Verdict, VisitPurpose
from shouwang.stages.org.records import Placed, Versioned


class Visit(Placed, Versioned):
    """One visit.

    Attributes:
        form: The identifier that the form was given when it was opened: the same form sent twice
            is one visit.
        answers: Question → answer, as `questions.yaml` words them.
        people: How many were there; `companions` names the others.
        latitude, longitude, accuracy_m: Where the phone said it was, in degrees and metres.
        income_per_head: Yearly net income a head found at the door, in fen.
    """

    household = models.BigIntegerField(db_index=True)
    lead = models.ForeignKey("cases.Lead", models.PROTECT, null=True, related_name="visits")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="visits")
    campaign = models.ForeignKey("cases.Campaign", models.PROTECT, null=True, related_name="visits")
    form = models.UUIDField(unique=True)
    purpose = models.CharField(max_length=10, choices=VisitPurpose.choices)
    visitor = models.CharField(max_length=10)
    visited_by = models.CharField(max_length=100)
    companions = models.CharField(max_length=200, blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    visited_date = models.DateField()
    visited_at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    answers = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    trouble = models.BooleanField(null=True)
    income_per_head = models.BigIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)

    class Meta:
        ordering = ["-visited_at", "-id"]
        indexes = [models.Index(fields=["village", "-visited_date"], name="visit_village")]

    def __str__(self) -> str:
        return f"{self.household} {self.visited_date}"
