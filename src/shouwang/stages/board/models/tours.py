"""Tours: which villages and households were drawn, and what was found at the door."""

from django.db import models

from shouwang.stages.board.enums import StopState, TourKind, TourState
from shouwang.stages.org.records import Placed, Versioned


class Tour(Versioned):
    """A tour: a sample drawn once, a team, days, and how it ended.

    Attributes:
        area: The area an office supervises; empty for a tour of all areas.
        office: The office of ours in charge, a word of `areas.yaml`.
        banners: The banners of its frame.
        statuses: The statuses of the households of its frame.
        seed: With the frame it gives the same sample again.
        snapshot: Of the register the frame was read from.
        design: How it was drawn: strata, sizes, weights, the error that was asked for.
        team: Who goes: accounts or names.
        report: The short report it ended with.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=10, choices=TourKind.choices)
    title = models.CharField(max_length=120)
    area = models.CharField(max_length=40, blank=True)
    office = models.CharField(max_length=40)
    banners = models.JSONField(default=list)
    statuses = models.JSONField(default=list)
    seed = models.CharField(max_length=40)
    snapshot = models.PositiveIntegerField(default=0)
    design = models.JSONField(default=dict)
    team = models.JSONField(default=list)
    start_date = models.DateField()
    end_date = models.DateField()
    state = models.CharField(max_length=10, choices=TourState.choices, default=TourState.PLANNED)
    report = models.TextField(blank=True)
    ended_date = models.DateField(null=True)
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()

    class Meta:
        ordering = ["-start_date", "-id"]

    def __str__(self) -> str:
        return self.number


class TourBanner(models.Model):
    """A banner a tour goes to: by it a tour is seen."""

    tour = models.ForeignKey("board.Tour", models.CASCADE, related_name="parts")
    league = models.CharField(max_length=12, db_index=True)
    banner = models.CharField(max_length=12, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tour", "banner"], name="one_part_a_tour_and_banner")
        ]

    def __str__(self) -> str:
        return f"{self.tour_id} {self.banner}"


class TourVillage(Placed):
    """A village that was drawn.

    Attributes:
        stratum: From which it was drawn.
        weight: How many villages of its stratum it stands for.
        order: Its place on the route.
        households: How many households of the frame it has.
    """

    tour = models.ForeignKey("board.Tour", models.CASCADE, related_name="villages")
    stratum = models.CharField(max_length=60)
    weight = models.FloatField()
    order = models.PositiveSmallIntegerField()
    households = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["tour", "village"], name="one_village_a_tour")
        ]

    def __str__(self) -> str:
        return f"{self.tour_id} {self.village}"


class Stop(Placed, Versioned):
    """A household that was drawn, and what was found there.

    Attributes:
        stratum: The group of statuses from which it was drawn.
        weight: How many households it stands for.
        answers: Item → word, as answered at the door.
    """

    tour = models.ForeignKey("board.Tour", models.CASCADE, related_name="stops")
    household = models.BigIntegerField(db_index=True)
    status = models.CharField(max_length=20)
    stratum = models.CharField(max_length=60)
    weight = models.FloatField()
    order = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=StopState.choices, default=StopState.WAITING)
    answers = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    visited_by = models.CharField(max_length=100, blank=True)
    visited_date = models.DateField(null=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tour", "household"], name="one_stop_a_household")
        ]

    def __str__(self) -> str:
        return f"{self.tour_id} {self.household}"


class StopResult(Placed):
    """What a stop says of one measure, area by area; an empty area is the whole household.

    Attributes:
        measure: `pass`, `missed`, `wrongly_entered`, `wrongly_exited`, `approval`, `known`.
        holds: Whether it is so there.
    """

    tour = models.ForeignKey("board.Tour", models.CASCADE, related_name="results")
    stop = models.ForeignKey("board.Stop", models.CASCADE, related_name="results")
    visited_date = models.DateField()
    measure = models.CharField(max_length=20)
    area = models.CharField(max_length=40, blank=True)
    holds = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stop", "measure", "area"], name="one_result_a_stop_and_measure"
            )
        ]
        indexes = [
            models.Index(fields=["measure", "area", "visited_date"], name="stop_result"),
        ]

    def __str__(self) -> str:
        return f"{self.stop_id} {self.measure} {self.holds}"
