"""What the offices keep for themselves: the log of every decision."""

from django.db import models


class AuditEntry(models.Model):
    """Who did what to which record, on which day; each entry seals the one before it."""

    position = models.BigIntegerField(primary_key=True)
    who = models.CharField(max_length=100)
    what = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    on_date = models.DateField()
    at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.who} {self.what} {self.subject}"
