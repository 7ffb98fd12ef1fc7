"""Target curves that offices have changed: an edition each time, none overwritten."""

from django.db import models


class TargetCurve(models.Model):
    """What share of a kind of money is to be spent by the end of each month of a year.

    Attributes:
        kind: A word of `funds.yaml`, ``all`` for all money.
        edition: From 1; the latest counts.
        shares: Twelve texts of shares, 0 to 1, none less than the one before.
        owner: The office that answers for it, a word of `areas.yaml`.
        basis: What the change rests on.
    """

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField()
    shares = models.JSONField(default=list)
    owner = models.CharField(max_length=40)
    basis = models.CharField(max_length=300)
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()

    class Meta:
        ordering = ["kind", "-year", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "edition"], name="one_edition_of_a_curve"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.edition}"
