"""What is asked of villages: which form, how many cells somebody there has to fill."""

from django.db import models

from shouwang.stages.org.records import Placed


class Asked(Placed):
    """A form that a village was asked to fill.

    Attributes:
        subject: What asks: `form:7`.
        name: How it is called.
        fields: How many cells nobody but the village can fill.
        minutes: How long that takes, by the content's estimate on that day.
        asked_by: Who asks, as people know them.
    """

    subject = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    fields = models.PositiveIntegerField()
    minutes = models.FloatField()
    asked_date = models.DateField()
    asked_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["-asked_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "village", "asked_date"], name="asked_once_a_day_and_village"
            )
        ]
        indexes = [
            models.Index(fields=["asked_date", "banner"], name="asked_banner"),
            models.Index(fields=["village", "asked_date"], name="asked_village"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.village}"
