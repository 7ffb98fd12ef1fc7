"""Campaigns: all households of a kind asked the same questions between two days."""

from django.db import models

from shouwang.stages.cases.enums import CampaignState
from shouwang.stages.org.records import Placed, Versioned


class Campaign(Versioned):
    """One campaign.

    Attributes:
        region: The code of the region it runs in; `level` is that region's.
        who: Which households, a word of `campaigns.yaml`.
        questions: The names of its questions, as `questions.yaml` words them.
    """

    name = models.CharField(max_length=120)
    region = models.CharField(max_length=12, db_index=True)
    level = models.CharField(max_length=20)
    who = models.CharField(max_length=40)
    questions = models.JSONField(default=list)
    start_date = models.DateField()
    until_date = models.DateField()
    state = models.CharField(
        max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()

    class Meta:
        ordering = ["-start_date", "-id"]

    def __str__(self) -> str:
        return self.name


class CampaignVillage(Placed, Versioned):
    """A village's part: how many doors, how many asked, and the counts signed off.

    Attributes:
        counts: What the visits say: a count by question and answer, as the village signed it.
        feed_counts: What the feeds say of the same, when it was signed off.
        note: Why the township sent it back, until the village signs again.
    """

    campaign = models.ForeignKey("cases.Campaign", models.CASCADE, related_name="villages")
    households = models.PositiveIntegerField(default=0)
    visited = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    feed_counts = models.JSONField(default=dict)
    village_signed_by = models.CharField(max_length=100, blank=True)
    village_signed_date = models.DateField(null=True)
    township_signed_by = models.CharField(max_length=100, blank=True)
    township_signed_date = models.DateField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "village"], name="one_part_a_village")
        ]
        indexes = [models.Index(fields=["village", "campaign"], name="campaign_part_village")]

    def __str__(self) -> str:
        return self.village


class CampaignHousehold(Placed):
    """A door to go to in a campaign."""

    campaign = models.ForeignKey("cases.Campaign", models.CASCADE, related_name="doors")
    household = models.BigIntegerField()
    visited_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "household"], name="one_door_a_household")
        ]
        indexes = [
            models.Index(fields=["campaign", "village", "visited_date"], name="door_village")
        ]

    def __str__(self) -> str:
        return str(self.household)
