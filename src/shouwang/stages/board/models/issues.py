"""The issue ledger: what was found, who mends it by when, who looked whether it is mended."""

from django.db import models

from shouwang.stages.board.enums import (
    EvidenceSign,
    IssueKind,
    IssueSource,
    IssueState,
    RecurrenceState,
    Severity,
)
from shouwang.stages.org.records import Placed, Versioned


class Issue(Placed, Versioned):
    """One issue; it lies in a banner, and in a township and a village if it is of one.

    Attributes:
        number: By which people and feeds name it.
        area: One of the supervised areas of `areas.yaml`.
        words: What is wrong; no names and no numbers of persons.
        unit: The unit responsible; `owner` is the person, an account or as written.
        office: The office of ours that supervises it, a word of `areas.yaml`.
        plan: How it is to be mended.
        rectified_by: Who applied for its closing: somebody else verifies it.
        recurred: Whether, after it was closed, it has come back; a person has said so.
        told_level: How far up it was told that it is overdue.
        origin: Where else it is known: `tour:3`, the number in a workbook.
    """

    number = models.CharField(max_length=30, unique=True)
    area = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=IssueKind.choices)
    source = models.CharField(max_length=20, choices=IssueSource.choices)
    severity = models.CharField(max_length=10, choices=Severity.choices, default=Severity.COMMON)
    words = models.CharField(max_length=500)
    unit = models.CharField(max_length=120, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=40)
    plan = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=IssueState.choices, default=IssueState.FOUND)
    evidence = models.CharField(
        max_length=10, choices=EvidenceSign.choices, default=EvidenceSign.NONE
    )
    found_date = models.DateField()
    assigned_date = models.DateField(null=True)
    due_date = models.DateField()
    applied_date = models.DateField(null=True)
    rectified_by = models.CharField(max_length=100, blank=True)
    result = models.CharField(max_length=500, blank=True)
    closed_date = models.DateField(null=True)
    verified_by = models.CharField(max_length=100, blank=True)
    returned_times = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    recurred = models.BooleanField(default=False)
    told_level = models.CharField(max_length=10, blank=True)
    origin = models.CharField(max_length=60, blank=True)
    made_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["due_date", "id"]
        indexes = [
            models.Index(fields=["banner", "area", "state"], name="issue_banner_area"),
            models.Index(fields=["banner", "state", "due_date", "id"], name="issue_banner"),
            models.Index(fields=["league", "state", "due_date", "id"], name="issue_league"),
            models.Index(fields=["township", "state", "due_date", "id"], name="issue_township"),
            models.Index(fields=["office", "state", "due_date", "id"], name="issue_office"),
            models.Index(fields=["state", "due_date", "id"], name="issue_due"),
            models.Index(fields=["origin"], name="issue_origin"),
        ]

    def __str__(self) -> str:
        return self.number


class IssueHousehold(Placed):
    """A household an issue touches, and the lead it opened or joined there."""

    issue = models.ForeignKey("board.Issue", models.CASCADE, related_name="households")
    household = models.BigIntegerField(db_index=True)
    lead = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "household"], name="one_household_an_issue")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.household}"


class Recurrence(models.Model):
    """An issue that looks like an earlier one; a person says whether it is the same come back.

    Attributes:
        likeness: How alike their words are, of 100; 100 for the same household.
    """

    issue = models.ForeignKey("board.Issue", models.CASCADE, related_name="recurrences")
    before = models.ForeignKey("board.Issue", models.CASCADE, related_name="repeated_by")
    likeness = models.PositiveSmallIntegerField()
    same_household = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=RecurrenceState.choices, default=RecurrenceState.ASKED
    )
    answered_by = models.CharField(max_length=100, blank=True)
    answered_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "before"], name="one_recurrence_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.before_id} {self.state}"
