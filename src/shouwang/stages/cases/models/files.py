"""Attached files: photos, papers, proof; enciphered in the home, known here by their digest."""

from django.db import models

from shouwang.stages.cases.enums import FileKind
from shouwang.stages.org.records import Placed


class Attachment(Placed):
    """One file, belonging to one record.

    Attributes:
        owner: The record it belongs to: `visit:17`, `measure:3`, `notice:5`, `case:8`.
        digest: SHA-256 of the file as it was kept (photos without what the camera wrote in).
        taken_at: When the photo says it was taken, if it says so.
    """

    household = models.BigIntegerField(null=True, db_index=True)
    owner = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    kept_by = models.CharField(max_length=100)
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.owner} {self.name}"
