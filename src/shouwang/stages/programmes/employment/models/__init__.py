"""Matching rounds with their proposals, and the lists of vacancies as they were published."""

from django.db import models
from django.db.models import Q

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.employment.enums import (
    DeclineReason,
    EndReason,
    ProposalState,
)


class Round(models.Model):
    """A matching of a banner's seekers and vacancies.

    Attributes:
        snapshot: Of the lake, from which both were read.
        seekers, vacancies, pairs: How many there were; vacancies are places, not rows.
        total: The score of the best assignment; `greedy` that of taking the best pair in turn.
        greedy_placed: How many the latter would have placed.
    """

    league = models.CharField(max_length=12)
    banner = models.CharField(max_length=12)
    made_date = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=100)
    snapshot = models.PositiveIntegerField()
    seekers = models.PositiveIntegerField()
    vacancies = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    total = models.BigIntegerField()
    greedy = models.BigIntegerField()
    placed = models.PositiveIntegerField()
    greedy_placed = models.PositiveIntegerField()

    class Meta:
        ordering = ["-made_date", "-id"]
        indexes = [models.Index(fields=["banner", "made_date", "id"], name="job_round_banner")]

    def __str__(self) -> str:
        return f"{self.banner} {self.made_date}"

    @property
    def gain(self) -> int:
        """What the best assignment scores beyond the greedy one."""
        return self.total - self.greedy


class Proposal(Placed, Versioned):
    """A post proposed to a seeker, and what became of it.

    Attributes:
        person, household: Numbers of the register.
        vacancy, employer, trade, place_name, wage: The post as it was then; wage in fen a month.
        reasons: Why it fits, words of `matching.yaml`.
        reason: Why it was declined, or has ended.
    """

    round = models.ForeignKey("employment.Round", models.PROTECT, related_name="proposals")
    seeker = models.CharField(max_length=60)
    person = models.BigIntegerField(db_index=True)
    household = models.BigIntegerField(db_index=True)
    vacancy = models.CharField(max_length=60)
    employer = models.CharField(max_length=200, blank=True)
    trade = models.CharField(max_length=100, blank=True)
    place_name = models.CharField(max_length=100, blank=True)
    wage = models.BigIntegerField(null=True)
    score = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(
        max_length=12, choices=ProposalState.choices, default=ProposalState.OFFERED
    )
    offered_date = models.DateField()
    answered_date = models.DateField(null=True)
    answered_by = models.CharField(max_length=100, blank=True)
    placed_date = models.DateField(null=True)
    kept_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)
    reason = models.CharField(
        max_length=12, choices=[*DeclineReason.choices, *EndReason.choices], blank=True
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(
                    state__in=(ProposalState.OFFERED, ProposalState.ACCEPTED, ProposalState.PLACED)
                ),
                name="one_live_job_a_person",
            )
        ]
        indexes = [
            models.Index(fields=["village", "state", "id"], name="job_proposal_village"),
            models.Index(fields=["township", "state", "id"], name="job_proposal_township"),
            models.Index(fields=["banner", "state", "id"], name="job_proposal_banner"),
            models.Index(fields=["league", "state", "id"], name="job_proposal_league"),
            models.Index(fields=["state", "id"], name="job_proposal_state"),
        ]

    def __str__(self) -> str:
        return f"{self.vacancy} {self.state}"


class VacancyList(models.Model):
    """The vacancies of a banner as they were published on a day; nothing in it is of a person.

    Attributes:
        rows: Vacancies in their order, each a mapping of what is published.
        places: How many more people are wanted.
    """

    league = models.CharField(max_length=12)
    banner = models.CharField(max_length=12)
    published_date = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=100)
    snapshot = models.PositiveIntegerField()
    places = models.PositiveIntegerField()
    rows = models.JSONField(default=list)

    class Meta:
        ordering = ["-published_date", "-id"]
        indexes = [models.Index(fields=["banner", "published_date", "id"], name="job_list_banner")]

    def __str__(self) -> str:
        return f"{self.banner} {self.published_date}"
