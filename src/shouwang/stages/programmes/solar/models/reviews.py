"""The yearly review of who benefits from a station: village meeting, township, banner."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.solar.enums import ReviewState


class Review(Placed, Versioned):
    """The review of a station in a year.

    Attributes:
        present: People at the village's meeting. in_favour: of them.
        listed_by: Who drew up the list; somebody else approves it.
    """

    station = models.CharField(max_length=60)
    station_name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.LISTED)
    listed_date = models.DateField()
    listed_by = models.CharField(max_length=100)
    meeting_date = models.DateField(null=True)
    present = models.PositiveIntegerField(null=True)
    in_favour = models.PositiveIntegerField(null=True)
    checked_date = models.DateField(null=True)
    checked_by = models.CharField(max_length=100, blank=True)
    approved_date = models.DateField(null=True)
    approved_by = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "year"], name="one_review_a_year")
        ]
        indexes = [models.Index(fields=["banner", "year", "state"], name="solar_review_banner")]

    def __str__(self) -> str:
        return f"{self.station} {self.year}"


class Beneficiary(Placed):
    """A household on the list of a review."""

    review = models.ForeignKey("solar.Review", models.CASCADE, related_name="households")
    household = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "household"], name="one_household_a_review")
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.household}"
