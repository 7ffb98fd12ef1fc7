"""What was done about a task: notes with evidence, steps of signing off, reminders."""

from django.db import models

from shouwang.stages.ledger.enums import ReminderKind, SignOffStep


class ProgressNote(models.Model):
    """What an office says of a task; its files are attached to `task_note:<id>`.

    Attributes:
        office: The office it is said for, as `areas.yaml` names it.
        percent: How much of it is done, in the office's own judgement.
        value: The number that the office reports for a target.
        files: How many files prove it.
    """

    task = models.ForeignKey("ledger.Task", models.CASCADE, related_name="notes")
    office = models.CharField(max_length=40)
    text = models.CharField(max_length=1000)
    percent = models.PositiveSmallIntegerField(null=True)
    target = models.ForeignKey("ledger.Target", models.CASCADE, null=True, related_name="notes")
    value = models.FloatField(null=True)
    files = models.PositiveSmallIntegerField(default=0)
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_date", "-id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.made_date}"


class SignOff(models.Model):
    """A step of signing off: applied for, granted, sent back, opened again."""

    task = models.ForeignKey("ledger.Task", models.CASCADE, related_name="sign_offs")
    verdict = models.CharField(max_length=10, choices=SignOffStep.choices)
    office = models.CharField(max_length=40)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=100)
    made_date = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.verdict}"


class Reminder(models.Model):
    """That an office was told of a task that is due soon, or overdue; once for each occasion.

    Attributes:
        days: How many days before the due day (0 and more), or after it.
    """

    task = models.ForeignKey("ledger.Task", models.CASCADE, related_name="reminders")
    office = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=ReminderKind.choices)
    due_date = models.DateField()
    days = models.PositiveIntegerField()
    on_date = models.DateField()
    accounts = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-on_date", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "office", "kind", "due_date", "days"],
                name="one_reminder_an_occasion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind} {self.due_date}"
