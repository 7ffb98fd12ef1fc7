"""What the days of stations told when they were last looked at as a whole."""

from django.db import models

from shouwang.stages.org.records import Placed
from shouwang.stages.programmes.solar.enums import FaultKind


class Evaluation(models.Model):
    """A look at all stations.

    Attributes:
        last_day: The last day that any station told.
        left_out: Stations without capacity or without days: nothing can be said of them.
    """

    on = models.DateField()
    snapshot = models.PositiveIntegerField()
    stations = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    last_day = models.DateField(null=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.on} {self.stations}"


class Standing(Placed):
    """A station as it stood then.

    Attributes:
        energy: Of the last year that is told. expected: of the same days. [kWh]
        lost: Of the same days, by all faults. recent_lost: of the last weeks. [kWh]
        ratio: Final yield beside the reference yield of a typical year.
    """

    station = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    capacity = models.FloatField()
    energy = models.FloatField()
    expected = models.FloatField()
    lost = models.FloatField()
    recent_lost = models.FloatField()
    ratio = models.FloatField(null=True)
    by_peers = models.BooleanField(default=False)
    last_day = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["banner", "-recent_lost"], name="solar_standing_banner"),
            models.Index(fields=["league", "-recent_lost"], name="solar_standing_league"),
            models.Index(fields=["-recent_lost"], name="solar_standing_lost"),
        ]

    def __str__(self) -> str:
        return self.station


class Anomaly(Placed):
    """Days of one fault of a station in a row."""

    station = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=FaultKind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    days = models.PositiveIntegerField()
    lost = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["station", "last_day"], name="solar_anomaly_station")]

    def __str__(self) -> str:
        return f"{self.station} {self.kind} {self.first_day}"
