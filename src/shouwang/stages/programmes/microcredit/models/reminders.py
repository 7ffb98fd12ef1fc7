"""Reminders of borrowers whose loans fall due: who reminded them, how, and what they said."""

from django.db import models

from shouwang.stages.org.records import Placed
from shouwang.stages.programmes.microcredit.enums import ReminderOutcome, ReminderWay


class Reminder(Placed):
    """A borrower was reminded of a loan that falls due on a day.

    Attributes:
        due_date: The day it fell due when they were reminded; extensions counted.
    """

    loan = models.CharField(max_length=60)
    household = models.BigIntegerField()
    due_date = models.DateField()
    way = models.CharField(max_length=12, choices=ReminderWay.choices)
    outcome = models.CharField(max_length=12, choices=ReminderOutcome.choices)
    note = models.CharField(max_length=500, blank=True)
    done_by = models.CharField(max_length=100)
    done_date = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-done_date", "-id"]
        indexes = [
            models.Index(fields=["loan", "-id"], name="reminder_loan"),
            models.Index(fields=["banner", "done_date"], name="reminder_banner"),
        ]

    def __str__(self) -> str:
        return self.loan
