"""Whose seat in a village team an account fills."""

from django.db import models

from shouwang.stages.org.records import Placed


class Seat(Placed):
    """A seat of a team and the account of whoever fills it.

    Attributes:
        post: The number of the term, as the feed `team_post` has it.
    """

    account = models.ForeignKey("org.Account", models.PROTECT, related_name="team_seats")
    post = models.CharField(max_length=40, db_index=True)
    role = models.CharField(max_length=20, blank=True)
    since_date = models.DateField()
    until_date = models.DateField(null=True)
    made_by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(until_date=None), name="one_seat_an_account"
            ),
            models.UniqueConstraint(
                fields=["post"], condition=models.Q(until_date=None), name="one_account_a_seat"
            ),
        ]

    def __str__(self) -> str:
        return self.post
