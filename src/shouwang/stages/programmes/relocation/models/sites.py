"""How the sites stood when they were last judged, and what is planned for them."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.relocation.enums import Aspect, FollowUpState, Light


class SiteStanding(Placed):
    """A site as it was judged; the village is empty where the department does not say it.

    Attributes:
        lights: Aspect → light. conditions: condition → [households that meet it, known, unknown].
        worst: The worst of the aspects; bad_aspects: how many are bad.
        households, occupied, empty, unknown: Of the household ledger: who lives there, who does not.
        able: Households where somebody can work; zero_work: where nobody does.
    """

    site = models.CharField(max_length=120)
    day = models.DateField()
    snapshot = models.PositiveIntegerField()
    lights = models.JSONField(default=dict)
    conditions = models.JSONField(default=dict)
    worst = models.CharField(max_length=8, choices=Light.choices)
    bad_aspects = models.PositiveSmallIntegerField(default=0)
    households = models.PositiveIntegerField(default=0)
    occupied = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    able = models.PositiveIntegerField(default=0)
    zero_work = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-bad_aspects", "id"]
        constraints = [
            models.UniqueConstraint(fields=["banner", "site"], name="one_standing_a_site")
        ]
        indexes = [
            models.Index(fields=["banner", "-bad_aspects", "id"], name="site_standing_banner"),
            models.Index(fields=["league", "-bad_aspects", "id"], name="site_standing_league"),
            models.Index(fields=["-bad_aspects", "id"], name="site_standing_bad"),
        ]

    def __str__(self) -> str:
        return self.site


class SitePlan(Placed, Versioned):
    """A measure of the follow-up of a site: what, who, by when, and what shows that it is done."""

    site = models.CharField(max_length=120)
    aspect = models.CharField(max_length=12, choices=Aspect.choices)
    measure = models.CharField(max_length=300)
    office = models.CharField(max_length=120)
    due_date = models.DateField()
    state = models.CharField(
        max_length=10, choices=FollowUpState.choices, default=FollowUpState.PLANNED
    )
    evidence = models.CharField(max_length=500, blank=True)
    ended_date = models.DateField(null=True)
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()

    class Meta:
        ordering = ["due_date", "id"]
        indexes = [
            models.Index(fields=["banner", "site", "state"], name="site_plan_site"),
            models.Index(fields=["banner", "state", "due_date", "id"], name="site_plan_banner"),
            models.Index(fields=["league", "state", "due_date", "id"], name="site_plan_league"),
            models.Index(fields=["state", "due_date", "id"], name="site_plan_due"),
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.aspect}"
