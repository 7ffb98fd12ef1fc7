"""What a banner says of a change or a gap, and whether the region accepts it."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.stability.enums import ExplanationState, Matter


class Explanation(Placed, Versioned):
    """An explanation; what is explained keeps being shown, with it beside.

    Attributes:
        key: What it is about: the number of a term, a kind of policy with its year, a household, a
            village.
        document: The document it rests on.
    """

    matter = models.CharField(max_length=12, choices=Matter.choices)
    key = models.CharField(max_length=60)
    words = models.CharField(max_length=300)
    document = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=ExplanationState.choices, default=ExplanationState.GIVEN
    )
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()
    decided_by = models.CharField(max_length=100, blank=True)
    decided_date = models.DateField(null=True)
    decision_words = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["banner", "matter", "key"], name="one_explanation_a_matter"
            )
        ]
        indexes = [models.Index(fields=["state", "banner", "id"], name="explanation_state")]

    def __str__(self) -> str:
        return f"{self.matter} {self.key}"
