"""Leave of the members of village teams: asked, granted or refused, come back from."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.village_teams.enums import LeaveKind, LeaveState


class Leave(Placed, Versioned):
    """A leave.

    Attributes:
        days: How many days, both ends counted.
        level: The level at which it is granted, by the days.
        back_date: The first day back, told by whoever comes back.
    """

    post = models.CharField(max_length=40, db_index=True)
    form = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=LeaveKind.choices)
    first_day = models.DateField()
    last_day = models.DateField()
    days = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=LeaveState.choices, default=LeaveState.ASKED)
    asked_by = models.CharField(max_length=100)
    asked_date = models.DateField()
    decided_by = models.CharField(max_length=100, blank=True)
    decided_date = models.DateField(null=True)
    decision_words = models.CharField(max_length=200, blank=True)
    back_date = models.DateField(null=True)

    class Meta:
        ordering = ["-first_day", "-id"]
        indexes = [models.Index(fields=["state", "village", "first_day"], name="team_leave_state")]

    def __str__(self) -> str:
        return f"{self.post} {self.first_day}"
