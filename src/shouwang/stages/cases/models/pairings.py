"""Who helps whom: the account of a person responsible, and their households."""

from django.db import models

from shouwang.stages.org.records import Placed


class Pairing(Placed):
    """A household and the person responsible for it."""

    household = models.BigIntegerField(db_index=True)
    account = models.ForeignKey("org.Account", models.PROTECT, related_name="pairings")
    start_date = models.DateField()
    end_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(end_date=None),
                name="one_person_responsible_a_household",
            )
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.account_id}"
