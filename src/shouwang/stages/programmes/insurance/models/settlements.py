"""Settlements of a banner's claims, and the differences somebody has to answer for."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.insurance.enums import DifferenceReason, DifferenceState


class Settlement(models.Model):
    """A banner's claims worked out by a product from a snapshot; amounts in fen.

    Attributes:
        product_from: From when the version is in force that holds on the day.
        pending, unknown: Claims not decided yet; claims that could not be worked out.
    """

    league = models.CharField(max_length=12)
    banner = models.CharField(max_length=12)
    product = models.CharField(max_length=60)
    product_from = models.DateField()
    snapshot = models.PositiveIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    claims = models.PositiveIntegerField(default=0)
    agreed = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    ours = models.BigIntegerField(default=0)
    theirs = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["banner", "-id"], name="settlement_banner"),
            models.Index(fields=["league", "-id"], name="settlement_league"),
        ]

    def __str__(self) -> str:
        return f"{self.banner} {self.product} {self.day}"


class Difference(Placed, Versioned):
    """A claim of which our figure and the insurer's differ; one record a claim.

    Attributes:
        ours, theirs, gap: Fen; the gap is what the insurer pays more than we work out.
        answer: What was said to it; by whom and when.
    """

    settlement = models.ForeignKey(
        "insurance.Settlement",
        on_delete=models.RESTRICT,  # what was answered stays with what it was answered to
        related_name="differences",
    )
    case_number = models.CharField(max_length=60)
    household = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    reported_date = models.DateField()
    product = models.CharField(max_length=60)
    loss = models.BigIntegerField(default=0)
    other_paid = models.BigIntegerField(default=0)
    ours = models.BigIntegerField(default=0)
    theirs = models.BigIntegerField(default=0)
    gap = models.BigIntegerField(default=0)
    why = models.CharField(max_length=12, choices=DifferenceReason.choices)
    state = models.CharField(
        max_length=12, choices=DifferenceState.choices, default=DifferenceState.OPEN
    )
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    answered_date = models.DateField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["banner", "case_number"], name="one_difference_a_claim")
        ]
        indexes = [
            models.Index(fields=["banner", "state", "-id"], name="difference_banner"),
            models.Index(fields=["league", "state", "-id"], name="difference_league"),
            models.Index(fields=["township", "state", "-id"], name="difference_township"),
            models.Index(fields=["state", "-id"], name="difference_state"),
        ]

    def __str__(self) -> str:
        return self.case_number
