"""The log of what was done, refused, seen and taken out; sealed into a chain afterwards."""

from django.db import models

from shouwang.stages.org.enums import AuditKind


class AuditEntry(models.Model):
    """Who did what to which record, on which day.

    It is written without a position, so that no writer waits for another; once a minute the new
    ones are given positions and sealed, each to the one before it.

    Attributes:
        purpose: Why, where a purpose is asked for.
        detail: What else belongs to it; never an ID number, a phone or an account.
    """

    position = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=10, choices=AuditKind.choices, default=AuditKind.WRITE)
    who = models.CharField(max_length=100)
    what = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    purpose = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict)
    on_date = models.DateField()
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, null=True, unique=True)
    hash = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        db_table = "org_audit"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["on_date", "kind"], name="audit_of_day"),
            models.Index(fields=["subject", "-id"], name="audit_of_subject"),
            models.Index(fields=["who", "-id"], name="audit_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.who} {self.what} {self.subject}"


class DayAnchor(models.Model):
    """The last hash of a day, to be printed and kept elsewhere."""

    day = models.DateField(unique=True)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day} {self.hash}"
