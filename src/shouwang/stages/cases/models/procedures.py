"""Cases under a procedure: the steps taken, the times its clocks stood still, their numbers."""

from django.db import models

from shouwang.stages.cases.enums import CaseKind, CaseState, LeadSource, StepOutcome
from shouwang.stages.org.records import Placed, Versioned


class Case(Placed, Versioned):
    """A household under a procedure: identification, exit from poverty, or risk ended.

    Attributes:
        number: By which people and feeds name it: `N2020-000017`.
        procedure: The name of the procedure; `rules_from` is the day from which its version runs.
        follows: The case of identification whose risk is ended here.
        next_steps: The open steps, in the order of the procedure.
        due_date: The nearest end of a running clock; `due_clock` is its name.
        member_plans: Of an exit: for each person's number cause, measure, who, by when.
        left_reason: Of a household no longer to be brought out of poverty: why.
        review_reason: Something happened to the household, and somebody must look at the case: a
            word of the register's `ChangeKind`.
    """

    number = models.CharField(max_length=30, unique=True)
    household = models.BigIntegerField(db_index=True)
    procedure = models.CharField(max_length=40)
    rules_from = models.DateField()
    lead = models.ForeignKey("cases.Lead", models.PROTECT, null=True, related_name="cases")
    follows = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="followed_by")
    source = models.CharField(max_length=12, choices=LeadSource.choices)
    kind = models.CharField(max_length=10, choices=CaseKind.choices, blank=True)
    risks = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=CaseState.choices, default=CaseState.OPEN)
    is_green_channel = models.BooleanField(default=False)
    opened_by = models.CharField(max_length=100)
    opened_date = models.DateField()
    decided_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    next_steps = models.JSONField(default=list)
    due_date = models.DateField(null=True)
    due_clock = models.CharField(max_length=40, blank=True)
    member_plans = models.JSONField(default=dict)
    ended_way = models.CharField(max_length=20, blank=True)
    left_reason = models.CharField(max_length=40, blank=True)
    recheck_date = models.DateField(null=True)
    relapsed_date = models.DateField(null=True)
    review_reason = models.CharField(max_length=20, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household", "procedure"],
                condition=models.Q(state="open"),
                name="one_open_case_a_household_and_procedure",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=CaseState.values), name="case_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "due_date"], name="case_village"),
            models.Index(fields=["township", "state", "due_date"], name="case_township"),
            models.Index(fields=["banner", "state", "due_date"], name="case_banner"),
            models.Index(fields=["league", "state", "due_date"], name="case_league"),
            models.Index(fields=["state", "due_date"], name="case_due"),
            models.Index(fields=["procedure", "state", "banner"], name="case_procedure"),
        ]

    def __str__(self) -> str:
        return self.number


class StepTaken(models.Model):
    """A step of a procedure as somebody took it.

    Attributes:
        is_void: A return has undone it; it stays to be read.
        facts: What the step's form asked: notice days, who signed, who was there.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="steps")
    step = models.CharField(max_length=40)
    outcome = models.CharField(max_length=10, choices=StepOutcome.choices, default=StepOutcome.DONE)
    taken_by = models.CharField(max_length=100)
    taken_role = models.CharField(max_length=12)
    people = models.PositiveSmallIntegerField(default=1)
    taken_date = models.DateField()
    taken_at = models.DateTimeField()
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    is_void = models.BooleanField(default=False)

    class Meta:
        ordering = ["taken_at", "id"]

    def __str__(self) -> str:
        return f"{self.step} {self.outcome}"


class Pause(models.Model):
    """A time in which the clocks of a case stand still, and why."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=40)
    note = models.CharField(max_length=300, blank=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True)
    paused_by = models.CharField(max_length=100)

    class Meta:
        ordering = ["start_date", "id"]

    def __str__(self) -> str:
        return f"{self.reason} {self.start_date}"


class Series(models.Model):
    """How many numbers of a series have been given out: `S2020` → 17."""

    name = models.CharField(max_length=12, unique=True)
    latest = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.name} {self.latest}"
