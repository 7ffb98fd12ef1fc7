"""A banner's self-appraisal of its funds: a text to each item, the points as they were, a signature."""

from django.db import models

from shouwang.stages.org.records import Versioned
from shouwang.stages.programmes.funds.enums import AppraisalState


class Appraisal(Versioned):
    """The self-appraisal of a banner for a year.

    Attributes:
        words: Item → what the banner says of it.
        points: Item → points when it was signed, as texts; ``null`` where they could not be told.
        total: Points when it was signed, as text.
        figures_day: The day of the figures at signing.
    """

    league = models.CharField(max_length=12, db_index=True)
    banner = models.CharField(max_length=12, db_index=True)
    year = models.PositiveSmallIntegerField()
    words = models.JSONField(default=dict)
    points = models.JSONField(default=dict)
    total = models.CharField(max_length=20, blank=True)
    grade = models.CharField(max_length=10, blank=True)
    figures_day = models.DateField(null=True)
    state = models.CharField(
        max_length=10, choices=AppraisalState.choices, default=AppraisalState.DRAFT
    )
    signed_by = models.CharField(max_length=100, blank=True)
    signed_date = models.DateField(null=True)

    class Meta:
        ordering = ["banner", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["banner", "year"], name="one_appraisal_a_banner_year")
        ]

    def __str__(self) -> str:
        return f"{self.banner} {self.year}"
