"""Background work as its owner sees it: what, how far, how it ended."""

import uuid

from django.db import models

from shouwang.stages.org.enums import JobState


class Job(models.Model):
    """A piece of background work.

    Attributes:
        task: The word by which the faces know what to run.
        wanted: What it was asked for, as JSON.
        total: Steps in all; 0 while unknown.
        heartbeat_at: When its worker last gave a sign of life.
        attempt: How often it has been begun.
        is_repeatable: Whether it may be begun again after its worker died.
        answer: What came of it: counts, the path of a file inside the home.
        result_id: The task's own row of the queue.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    task = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    wanted = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    is_repeatable = models.BooleanField(default=True)
    cancel_asked = models.BooleanField(default=False)
    heartbeat_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=100)
    asked_on = models.DateField()
    result_id = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=dict)
    fault = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_by_heartbeat")]

    def __str__(self) -> str:
        return f"{self.task} {self.state}"
