"""That a household agrees to be told of as an example: given on paper, withdrawn at any time."""

from django.db import models

from shouwang.stages.org.records import Placed


class StoryConsent(Placed):
    """What a household has agreed to.

    Attributes:
        case: The number of the case that may be told of.
        paper: Where the signed paper is kept.
        story: What is told beside the facts; no names, looked through for leaks.
    """

    case = models.BigIntegerField()
    household = models.BigIntegerField(db_index=True)
    paper = models.CharField(max_length=120)
    story = models.CharField(max_length=600, blank=True)
    recorded_by = models.CharField(max_length=100)
    recorded_date = models.DateField()
    withdrawn_date = models.DateField(null=True)

    class Meta:
        ordering = ["-recorded_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(withdrawn_date=None),
                name="one_consent_a_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.recorded_date}"
