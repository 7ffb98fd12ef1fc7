"""Public notices, what is said against them, and what households report themselves."""

from django.db import models

from shouwang.stages.cases.enums import NoticeState, ObjectionState, ReportState
from shouwang.stages.org.records import Placed, Versioned


class Notice(Placed, Versioned):
    """A public notice of a village or a township, generated masked.

    Attributes:
        token: Unguessable; the objection page's address, printed as a QR code.
        text: What hangs on the wall.
        shown: The names as they are shown, with their kinds, in the order of the entries; nothing
            else of the households.
        is_general: Whether it names the township and not the village, and hides names further,
            because so few live there that anybody else would know who is meant.
        proofs_before: How many proofs of posting belong to a posting that was cut short.
        reason: Why it was taken down before its time.
    """

    token = models.CharField(max_length=43, unique=True)
    level = models.CharField(max_length=10)
    procedure = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField()
    shown = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=NoticeState.choices, default=NoticeState.DRAFT)
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()
    posted_date = models.DateField(null=True)
    posted_by = models.CharField(max_length=100, blank=True)
    until_date = models.DateField(null=True)
    taken_down_date = models.DateField(null=True)
    taken_down_by = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    warnings = models.JSONField(default=list)
    is_general = models.BooleanField(default=False)
    proofs_before = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-made_date", "-id"]
        indexes = [
            models.Index(fields=["state", "until_date"], name="notice_until"),
            models.Index(fields=["village", "state", "until_date"], name="notice_village"),
            models.Index(fields=["township", "state", "until_date"], name="notice_township"),
            models.Index(fields=["banner", "state", "until_date"], name="notice_banner"),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeEntry(models.Model):
    """A case in a notice."""

    notice = models.ForeignKey("cases.Notice", models.CASCADE, related_name="entries")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="notices")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "case"], name="one_entry_a_case_and_notice")
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Objection(Placed, Versioned):
    """What somebody has against a notice; nobody needs an account for it.

    Attributes:
        receipt: What the person is given to ask after it.
        case: The household of the notice that it is about; ``None`` if it is about all of them.
        contact: How they may be reached, if they say; enciphered.
        is_late: Whether it came after the days of the notice; it is a message then, and holds
            nothing up.
    """

    notice = models.ForeignKey("cases.Notice", models.PROTECT, related_name="objections")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="objections")
    receipt = models.CharField(max_length=20, unique=True)
    text = models.TextField()
    contact = models.BinaryField(max_length=400, null=True)
    state = models.CharField(
        max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    received_at = models.DateTimeField()
    received_date = models.DateField()
    decided_by = models.CharField(max_length=100, blank=True)
    decided_date = models.DateField(null=True)
    finding = models.TextField(blank=True)
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["township", "state", "received_date"], name="objection_township"),
            models.Index(fields=["banner", "state", "received_date"], name="objection_banner"),
            models.Index(fields=["state", "received_date"], name="objection_state"),
        ]

    def __str__(self) -> str:
        return self.receipt


class SelfReport(Placed, Versioned):
    """A household's own report, sent by QR code without an account.

    Attributes:
        name, contact: Who they say they are; enciphered.
        trouble: A word of the risks.
    """

    receipt = models.CharField(max_length=20, unique=True)
    name = models.BinaryField(max_length=400)
    contact = models.BinaryField(max_length=400, null=True)
    trouble = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    agreed = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=ReportState.choices, default=ReportState.RECEIVED
    )
    household = models.BigIntegerField(null=True)
    lead = models.ForeignKey("cases.Lead", models.PROTECT, null=True, related_name="reports")
    received_at = models.DateTimeField()
    received_date = models.DateField()
    due_date = models.DateField(null=True)
    decided_by = models.CharField(max_length=100, blank=True)
    decided_date = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["township", "state", "due_date"], name="report_township"),
            models.Index(fields=["banner", "state", "due_date"], name="report_banner"),
            models.Index(fields=["state", "due_date"], name="report_state"),
        ]

    def __str__(self) -> str:
        return self.receipt


class Knock(models.Model):
    """That something was sent in from an address, so that nobody can send without end.

    Attributes:
        sender: A keyed digest of the address and the day; the address itself is not kept.
    """

    sender = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sender", "at"], name="knock_sender"),
            models.Index(fields=["at"], name="knock_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
