"""Figures as they were: what an indicator was for a place on a day, kept with all it rests on."""

from django.db import models


class FigureSet(models.Model):
    """The figures of a day: the same run and decisions give the same set.

    Attributes:
        run: The screening run they rest on; its `snapshot` and day are kept beside it.
        audit_position: The last sealed entry of the audit log whose decisions are counted.
        is_finished: Whether all its figures were written; an unfinished set is not shown.
    """

    on = models.DateField()
    run = models.CharField(max_length=40)
    snapshot = models.PositiveIntegerField()
    release = models.CharField(max_length=64)
    audit_position = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    is_finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on} {self.run}"


class Figure(models.Model):
    """What an indicator was for a place.

    Attributes:
        area: The supervised area, where it is told by area; otherwise empty.
        group: The group of households it is told for (`areas.yaml`); empty for all of them.
        level: The level of the place: `region`, `league` or `banner`.
        value: In the unit of the indicator; ``None`` if it cannot be told, and `why` says why.
        above: What a share counts; ``None`` of what is no share.
        below: Out of how many.
        low: The lower end of the 95 % interval of a share.
        high: The upper end.
    """

    figure_set = models.ForeignKey("board.FigureSet", models.CASCADE, related_name="figures")
    indicator = models.CharField(max_length=60)
    area = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10)
    place = models.CharField(max_length=12)
    value = models.FloatField(null=True)
    above = models.BigIntegerField(null=True)
    below = models.BigIntegerField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["figure_set", "indicator", "area", "group", "place"],
                name="one_figure_a_set_indicator_and_place",
            )
        ]
        indexes = [
            models.Index(fields=["figure_set", "group", "level", "indicator"], name="figure_level"),
            models.Index(fields=["indicator", "area", "place"], name="figure_trend"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.place}"
