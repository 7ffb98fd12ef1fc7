"""Sharings of money by factors that are kept: the formula, and what each banner would get."""

from django.db import models

from shouwang.stages.org.records import Versioned
from shouwang.stages.programmes.funds.enums import SharingState


class Sharing(Versioned):
    """A sum shared out by a formula.

    Attributes:
        total: Fen.
        formula: A list of factor, weight and whether it is inverse.
        figures_day: The day of the figures the factors are taken from.
        note: Why it is made, or why it was adopted.
    """

    number = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    total = models.BigIntegerField()
    formula = models.JSONField(default=list)
    figures_day = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=10, choices=SharingState.choices, default=SharingState.DRAFT
    )
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()
    decided_by = models.CharField(max_length=100, blank=True)
    decided_date = models.DateField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class SharingPart(models.Model):
    """What one banner gets.

    Attributes:
        factors: Factor → its value, as text.
        share: The banner's part by the factors.
        amount, floor, cap: Fen.
        bound: ``floor`` or ``cap`` where that holds it.
    """

    sharing = models.ForeignKey("funds.Sharing", models.CASCADE, related_name="parts")
    league = models.CharField(max_length=12, db_index=True)
    banner = models.CharField(max_length=12, db_index=True)
    factors = models.JSONField(default=dict)
    share = models.FloatField()
    amount = models.BigIntegerField()
    floor = models.BigIntegerField(default=0)
    cap = models.BigIntegerField(null=True)
    bound = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering = ["banner"]
        constraints = [
            models.UniqueConstraint(fields=["sharing", "banner"], name="one_part_a_sharing_banner")
        ]

    def __str__(self) -> str:
        return f"{self.sharing_id} {self.banner}"
