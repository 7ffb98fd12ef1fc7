"""Projects of the bank: what a village declares, and its way through review, approval and building."""

from django.db import models

from shouwang.stages.cases.enums import ObjectionState, StepOutcome
from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.industry.enums import BankState

TEXT = 120  # characters, as wide as a line of the form
LONG = 1_000  # characters, as wide as its areas
WORD = 20  # characters of a code


class Proposal(Placed, Versioned):
    """A project that a village declares, with the fields the bank must have.

    Attributes:
        number: By which people and the feed of projects name it: `K2020-000017`.
        category, line, nature, link, asset_kind: Codes of the feed of projects.
        budget: [fen]
        edition: How often its fields have been declared; what they were before is kept.
        rules_from: The day from which the version of the procedure runs that it is pinned to.
        next_steps: The open steps, in the order of the procedure.
        declared_steps: How many steps stood when it was last put back to be declared anew.
    """

    number = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=TEXT)
    project_year = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=WORD)
    line = models.CharField(max_length=WORD, blank=True)
    nature = models.CharField(max_length=WORD, blank=True)
    site = models.CharField(max_length=TEXT)
    timetable = models.CharField(max_length=TEXT)
    responsible_unit = models.CharField(max_length=TEXT)
    task = models.CharField(max_length=LONG)
    budget = models.BigIntegerField()
    funding = models.CharField(max_length=TEXT)
    beneficiaries = models.CharField(max_length=TEXT)
    households_planned = models.PositiveIntegerField()
    target = models.CharField(max_length=LONG, blank=True)
    mechanism = models.CharField(max_length=LONG, blank=True)
    link = models.CharField(max_length=WORD, blank=True)
    asset_kind = models.CharField(max_length=WORD, blank=True)
    planned_start = models.DateField()
    planned_end = models.DateField()
    edition = models.PositiveSmallIntegerField(default=1)
    rules_from = models.DateField()
    state = models.CharField(max_length=12, choices=BankState.choices, default=BankState.DRAFT)
    next_steps = models.JSONField(default=list)
    declared_by = models.CharField(max_length=100)
    declared_date = models.DateField()
    entered_date = models.DateField(null=True)
    started_date = models.DateField(null=True)
    finished_date = models.DateField(null=True)
    accepted_date = models.DateField(null=True)
    is_confirmed = models.BooleanField(default=False)
    closed_date = models.DateField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=BankState.values), name="bank_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["village", "project_year", "name"],
                condition=~models.Q(state__in=["refused", "dropped", "withdrawn"]),
                name="one_project_of_a_name_a_village_and_year",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state"], name="bank_village"),
            models.Index(fields=["township", "state"], name="bank_township"),
            models.Index(fields=["banner", "state"], name="bank_banner"),
            models.Index(fields=["league", "state"], name="bank_league"),
        ]

    def __str__(self) -> str:
        return self.number


class ProposalStep(models.Model):
    """A step of the bank's procedure as somebody took it.

    Attributes:
        edition: Of the fields it was taken upon.
        is_void: A return or a new declaration has undone it; it stays to be read.
    """

    proposal = models.ForeignKey("industry.Proposal", models.CASCADE, related_name="steps")
    step = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=StepOutcome.choices)
    edition = models.PositiveSmallIntegerField()
    papers = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    taken_by = models.CharField(max_length=100)
    taken_role = models.CharField(max_length=12)
    taken_date = models.DateField()
    taken_at = models.DateTimeField()
    is_void = models.BooleanField(default=False)

    class Meta:
        ordering = ["taken_at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome}"


class Edition(models.Model):
    """What the fields of a project were before they were declared anew."""

    proposal = models.ForeignKey("industry.Proposal", models.CASCADE, related_name="editions")
    edition = models.PositiveSmallIntegerField()
    fields = models.JSONField(default=dict)
    kept_by = models.CharField(max_length=100)
    kept_date = models.DateField()

    class Meta:
        ordering = ["edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "edition"], name="one_edition_a_project_and_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.edition}"


class BankNotice(models.Model):
    """A public notice of a step: it hangs at that level from one day to another.

    Attributes:
        level: Of the place that posts it.
        is_void: A return has undone the step it belongs to.
    """

    proposal = models.ForeignKey("industry.Proposal", models.CASCADE, related_name="notices")
    step = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    edition = models.PositiveSmallIntegerField()
    posted_date = models.DateField()
    until_date = models.DateField()
    posted_by = models.CharField(max_length=100)
    is_void = models.BooleanField(default=False)

    class Meta:
        ordering = ["posted_date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "step"], condition=models.Q(is_void=False),
                name="one_standing_notice_a_project_and_step",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.step}"


class BankObjection(models.Model):
    """What was said against a project while its notice hung, and what came of it."""

    proposal = models.ForeignKey("industry.Proposal", models.CASCADE, related_name="objections")
    words = models.CharField(max_length=300)
    received_by = models.CharField(max_length=100)
    received_date = models.DateField()
    state = models.CharField(
        max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    answered_date = models.DateField(null=True)

    class Meta:
        ordering = ["received_date", "id"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.state}"
