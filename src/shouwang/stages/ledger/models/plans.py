"""Work plans as they came in, and the sentences that are in no task."""

from django.db import models

from shouwang.stages.ledger.enums import ClauseState, PlanState
from shouwang.stages.org.records import Versioned


class PlanDocument(Versioned):
    """A work plan: its text is kept as it came, and never changed after it was adopted.

    Attributes:
        issued: The day or the words that the document gives for its day.
        file_name: What the file was called; `digest` is its SHA-256.
        lines: The text as `[number, text]` in reading order; tasks point to these numbers.
    """

    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200, blank=True)
    issued = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    lines = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=PlanState.choices, default=PlanState.DRAFT, db_index=True
    )
    uploaded_by = models.CharField(max_length=100)
    uploaded_date = models.DateField()
    adopted_by = models.CharField(max_length=100, blank=True)
    adopted_date = models.DateField(null=True)

    class Meta:
        ordering = ["-year", "-id"]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


class Clause(models.Model):
    """A sentence that the reading put into no task, and what a person decided of it.

    Attributes:
        why: Why the reading did not place it.
        task: The task it was made, or was attached to.
        reason: Why it is no task.
    """

    plan = models.ForeignKey("ledger.PlanDocument", models.CASCADE, related_name="clauses")
    line = models.PositiveIntegerField()
    text = models.TextField()
    why = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=ClauseState.choices, default=ClauseState.UNDECIDED
    )
    task = models.ForeignKey("ledger.Task", models.SET_NULL, null=True, related_name="clauses")
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_date = models.DateField(null=True)

    class Meta:
        ordering = ["line", "id"]

    def __str__(self) -> str:
        return f"{self.plan_id}:{self.line}"
