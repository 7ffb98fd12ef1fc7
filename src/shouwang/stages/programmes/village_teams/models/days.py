"""Where the members of village teams were, day by day, and what the village says of it."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.village_teams.enums import DayState, SignState


class TeamDay(Placed, Versioned):
    """A day of somebody in a village team.

    Attributes:
        form: The identifier that the key was given on the phone: sent twice it is one day.
        is_late: Entered on a later day, with a reason; `is_offline`: kept by a phone without network
            and sent on a later one.
        was: The state before the township corrected it.
        words: Why it was entered late, contested, or corrected.
    """

    post = models.CharField(max_length=40)
    day = models.DateField()
    state = models.CharField(max_length=10, choices=DayState.choices)
    form = models.UUIDField(unique=True, null=True)
    is_late = models.BooleanField(default=False)
    is_offline = models.BooleanField(default=False)
    late_words = models.CharField(max_length=200, blank=True)
    leave = models.ForeignKey(
        "village_teams.Leave", models.PROTECT, null=True, related_name="team_days"
    )
    entered_by = models.CharField(max_length=100)
    entered_date = models.DateField()
    entered_at = models.DateTimeField()
    sign = models.CharField(max_length=10, choices=SignState.choices, default=SignState.WAITING)
    signed_by = models.CharField(max_length=100, blank=True)
    signed_date = models.DateField(null=True)
    contest_words = models.CharField(max_length=200, blank=True)
    was = models.CharField(max_length=10, choices=DayState.choices, blank=True)
    correction_words = models.CharField(max_length=200, blank=True)
    corrected_by = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "day"], name="one_state_a_team_day")]
        indexes = [
            models.Index(fields=["village", "day"], name="team_day_village"),
            models.Index(fields=["sign", "village", "day"], name="team_day_sign"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.day}"
