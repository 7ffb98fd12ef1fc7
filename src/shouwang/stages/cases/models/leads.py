"""Leads: what a run, a report or a visit says of a household, until somebody has looked."""

from django.db import models

from shouwang.stages.cases.enums import LeadSource, LeadState, Verdict
from shouwang.stages.org.records import Placed, Versioned


class Run(models.Model):
    """A screening run from which leads were raised, and how many.

    Attributes:
        lost: Findings of households that live in no village we know.
        is_finished: Whether all its leads were written; one that was cut short is taken up again.
    """

    name = models.CharField(max_length=40, unique=True)
    as_of = models.DateField()
    snapshot = models.PositiveIntegerField()
    findings = models.PositiveIntegerField()
    raised = models.PositiveIntegerField(default=0)
    continued = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    raised_date = models.DateField()
    is_finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["-raised_date", "-id"]

    def __str__(self) -> str:
        return self.name


class Lead(Placed, Versioned):
    """The one open question about a household.

    Attributes:
        household: Its number in the register.
        answer_by: Who answers: `village` or `township`.
        answer_days: Within how many days of being sent.
        severity: The weight of its worst finding, as `leads.yaml` has it.
        rank: By which lists are sorted, the greatest first: severity, then precision of the check.
            Of equal ones the older, which has the smaller number, comes first.
        is_urgent: A risk of the green channel: sent whatever the week's cap is.
        risk: The risk of its worst finding.
        words: Its worst finding as a sentence, without names.
        due_date: By when it is to be answered, once it has been sent.
        snoozed_until: A dismissed household is not raised again before, unless it gets worse.
        note: What whoever dismissed it has to say; no names.
        evidence: Finding (`check key`) → severity and evidence when it was closed, to tell worse
            from same.
    """

    household = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=LeadState.choices, default=LeadState.WAITING)
    source = models.CharField(max_length=12, choices=LeadSource.choices, default=LeadSource.SYSTEM)
    answer_by = models.CharField(max_length=10, default="village")
    answer_days = models.PositiveSmallIntegerField(default=0)
    severity = models.PositiveSmallIntegerField()
    rank = models.IntegerField(default=0)
    risk = models.CharField(max_length=40, blank=True)
    is_urgent = models.BooleanField(default=False)
    words = models.CharField(max_length=300)
    finding_count = models.PositiveSmallIntegerField(default=0)
    raised_run = models.CharField(max_length=40, blank=True)
    raised_date = models.DateField()
    sent_date = models.DateField(null=True)
    due_date = models.DateField(null=True)
    closed_date = models.DateField(null=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    snoozed_until = models.DateField(null=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=models.Q(state__in=["waiting", "open"]),
                name="one_open_lead_a_household",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=LeadState.values), name="lead_state_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "-rank", "id"], name="lead_village"),
            models.Index(fields=["township", "state", "-rank", "id"], name="lead_township"),
            models.Index(fields=["banner", "state", "-rank", "id"], name="lead_banner"),
            models.Index(fields=["league", "state", "-rank", "id"], name="lead_league"),
            models.Index(fields=["state", "-rank", "id"], name="lead_region"),
            models.Index(fields=["household", "state"], name="lead_household"),
            # Those that wait have neither day: they need not be in these.
            models.Index(
                fields=["state", "due_date"],
                condition=models.Q(due_date__isnull=False),
                name="lead_due",
            ),
            models.Index(
                fields=["sent_date", "village"],
                condition=models.Q(sent_date__isnull=False),
                name="lead_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.state}"


class LeadFinding(models.Model):
    """A finding behind a lead.

    Attributes:
        key: The subject it is about: a household's or a person's number.
        evidence: What its condition names, with the values; no personal columns.
        is_current: Whether the latest run still finds it.
    """

    # No index of its own: the constraint below begins with it.
    lead = models.ForeignKey("cases.Lead", models.CASCADE, related_name="findings", db_index=False)
    check_name = models.CharField(max_length=80)
    subject = models.CharField(max_length=30)
    key = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField()
    risk = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300)
    evidence = models.TextField(default="{}")
    earliest_run = models.CharField(max_length=40)
    latest_run = models.CharField(max_length=40)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-severity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "check_name", "key"], name="one_finding_a_lead_check_and_key"
            )
        ]
        indexes = [models.Index(fields=["check_name"], name="lead_finding_check")]

    def __str__(self) -> str:
        return self.check_name
