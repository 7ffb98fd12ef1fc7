"""Seats of village teams that change hands: a term that ends, and who comes next."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.village_teams.enums import ChangeState, EndReason, SeatRole


class PostChange(Placed, Versioned):
    """The end of a term, and the next one.

    Attributes:
        post: The term that ends. next_post: the number of the next one.
        due_date: By when somebody has to come.
        next_name: Who comes; it goes into the register of posts, where its readers see it.
    """

    post = models.CharField(max_length=40)
    role = models.CharField(max_length=20, choices=SeatRole.choices)
    reason = models.CharField(max_length=20, choices=EndReason.choices)
    words = models.CharField(max_length=200, blank=True)
    end_date = models.DateField()
    due_date = models.DateField()
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.ENDED)
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()
    next_post = models.CharField(max_length=40, blank=True)
    next_name = models.CharField(max_length=60, blank=True)
    next_unit = models.CharField(max_length=100, blank=True)
    next_start = models.DateField(null=True)
    next_detached = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=~models.Q(state="withdrawn"),
                name="one_end_a_term",
            )
        ]
        indexes = [models.Index(fields=["state", "banner", "due_date"], name="post_change_state")]

    def __str__(self) -> str:
        return f"{self.post} {self.end_date}"
