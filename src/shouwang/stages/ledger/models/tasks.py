"""Tasks of a plan: who does them, where, by when, and how much."""

from django.db import models

from shouwang.stages.ledger.enums import Part, TaskState
from shouwang.stages.org.records import Placed, Versioned


class Task(Versioned):
    """One thing that a plan gives somebody to do.

    Attributes:
        row: Its number in the ledger of its plan; it never changes, and names it in Excel.
        line: The line of the plan's text in which it begins.
        number: What the plan calls it by.
        etc: Whether the plan's list of units ends in "and others".
        due_date: By when; `due_words` is what the plan says of it.
        percent: What the latest progress note says; 0 before there is one.
    """

    plan = models.ForeignKey("ledger.PlanDocument", models.CASCADE, related_name="tasks")
    row = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True)
    section = models.CharField(max_length=200, blank=True)
    subsection = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField()
    annotation = models.CharField(max_length=500, blank=True)
    etc = models.BooleanField(default=False)
    due_words = models.CharField(max_length=100, blank=True)
    due_date = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    percent = models.PositiveSmallIntegerField(default=0)
    signed_off_date = models.DateField(null=True)

    class Meta:
        ordering = ["plan", "row"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "row"], name="one_task_of_a_row"),
        ]
        indexes = [models.Index(fields=["state", "due_date", "id"], name="task_due")]

    def __str__(self) -> str:
        return f"{self.plan_id}:{self.row} {self.number}"


class TaskOffice(models.Model):
    """A unit that has to do with a task, as the plan names it and as we know it.

    Attributes:
        unit: As the plan writes it.
        office: One of our offices (`areas.yaml`); `*` for all of them; empty while nobody has said.
        is_outside: Whether a person has said that it is none of our offices.
    """

    task = models.ForeignKey("ledger.Task", models.CASCADE, related_name="offices")
    part = models.CharField(max_length=10, choices=Part.choices)
    unit = models.CharField(max_length=120)
    office = models.CharField(max_length=40, blank=True, db_index=True)
    is_outside = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "unit"], name="one_part_of_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.part} {self.unit}"


class TaskPlace(Placed):
    """A league or banner that a task names; a task without any is the region's."""

    task = models.ForeignKey("ledger.Task", models.CASCADE, related_name="places")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "league", "banner"], name="one_place_of_a_task"
            ),
        ]
        indexes = [
            models.Index(fields=["banner"], name="task_place_banner"),
            models.Index(fields=["league"], name="task_place_league"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.banner or self.league}"


class Target(models.Model):
    """A quantity that a task names, and the number it is followed by.

    Attributes:
        value: In base units; with `value_to` the lower end of a range.
        goal: What is to be reached, where the plan's quantity is the point from which it starts;
            ``None`` if the quantity itself is to be reached.
        indicator: The indicator of `indicators.yaml`, or the list of `ledger.yaml`, it is bound to.
        unbound_reason: Why it can be bound to none.
    """

    task = models.ForeignKey("ledger.Task", models.CASCADE, related_name="targets")
    raw = models.CharField(max_length=100)
    value = models.FloatField()
    value_to = models.FloatField(null=True)
    comparator = models.CharField(max_length=6, default="=")
    unit = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=120, blank=True)
    goal = models.FloatField(null=True)
    indicator = models.CharField(max_length=60, blank=True)
    unbound_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.raw}"
