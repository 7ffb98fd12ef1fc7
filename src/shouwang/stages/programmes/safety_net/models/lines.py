"""The reconciliation of a banner as it was last made: its counts, its lines, and what is answered."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.safety_net.enums import AnswerKind, Direction, LineState, Reason


class Reconciliation(models.Model):
    """How the two lists of a banner stood on a day; the latest counts.

    Attributes:
        listed: Reason → people on the list of assistance. registered: of registered households.
    """

    league = models.CharField(max_length=12)
    banner = models.CharField(max_length=12)
    day = models.DateField()
    snapshot = models.PositiveIntegerField()
    listed = models.JSONField(default=dict)
    registered = models.JSONField(default=dict)
    lines = models.PositiveIntegerField(default=0)
    made_by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["banner", "day"], name="one_reconciliation_a_day")
        ]
        indexes = [models.Index(fields=["league", "banner", "day"], name="reconciled_league")]

    def __str__(self) -> str:
        return f"{self.banner} {self.day}"


class ListLine(Placed, Versioned):
    """A gap between the two lists; answered once, and again only if what it rests on changes.

    Attributes:
        household: 0 where somebody is covered whom this banner's register does not hold.
        person: 0 for the whole household.
        people: How many people it is about.
        evidence: What it was computed from; money in fen.
        fingerprint: What changes when its evidence does. answered_print: the one answered.
    """

    direction = models.CharField(max_length=12, choices=Direction.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    household = models.BigIntegerField(db_index=True)
    person = models.BigIntegerField(default=0)
    people = models.PositiveSmallIntegerField()
    evidence = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=LineState.choices, default=LineState.OPEN)
    found_date = models.DateField()
    seen_date = models.DateField()
    answer = models.CharField(max_length=12, choices=AnswerKind.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    answered_date = models.DateField(null=True)
    answered_print = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["banner", "direction", "household", "person"], name="one_line_a_gap"
            )
        ]
        indexes = [
            models.Index(fields=["banner", "state", "id"], name="net_line_banner"),
            models.Index(fields=["league", "state", "id"], name="net_line_league"),
            models.Index(fields=["township", "state", "id"], name="net_line_township"),
            models.Index(fields=["village", "state", "id"], name="net_line_village"),
            models.Index(fields=["state", "id"], name="net_line_state"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.household} {self.person}"


class GradualExit(Placed):
    """Somebody whose cover has ended and who is still within the gradual exit.

    Attributes:
        amount: What was paid before. [fen/month]
        income: Per head, as it is held now. [fen/year]
        rule: The exit by which it is computed; empty where the income is too far above the line.
        paid: What is still paid, month after month. [fen]
    """

    household = models.BigIntegerField(db_index=True)
    person = models.BigIntegerField()
    ended_date = models.DateField()
    amount = models.BigIntegerField()
    income = models.BigIntegerField(null=True)
    is_below_line = models.BooleanField(default=False)
    rule = models.CharField(max_length=40, blank=True)
    paid = models.JSONField(default=list)

    class Meta:
        ordering = ["ended_date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["banner", "person"], name="one_exit_a_person")
        ]
        indexes = [
            models.Index(fields=["banner", "ended_date", "id"], name="net_exit_banner"),
            models.Index(fields=["village", "ended_date", "id"], name="net_exit_village"),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.ended_date}"
