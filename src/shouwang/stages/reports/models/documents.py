"""Documents that were made: what each is of, what it rests on, and the file as it was given out."""

from django.db import models

from shouwang.stages.org.records import Placed
from shouwang.stages.reports.enums import DocumentState


class Document(Placed):
    """A document; once made its bytes never change.

    Attributes:
        kind: The name of its form in the content.
        level: The level of what it is of: a place, `household` or `notice`.
        region: The code of the place.
        parameters: What was chosen when it was asked for.
        purpose: Why, where people are named in it.
        digest: SHA-256 of the file; `paper_digest` of the same as blocks, for the preview.
        snapshot: Of the lake, on which its figures rest; 0 if on none.
        audit_position: The last entry of the audit log its figures count.
        anchor: The hash of the audit log's last anchor on its day.
        missing: What could not be written, and why.
    """

    kind = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    level = models.CharField(max_length=10)
    region = models.CharField(max_length=12)
    household = models.BigIntegerField(null=True)
    subject = models.BigIntegerField(null=True)
    figure_set = models.ForeignKey("board.FigureSet", models.SET_NULL, null=True, related_name="+")
    parameters = models.JSONField(default=dict)
    purpose = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=DocumentState.choices, default=DocumentState.ASKED
    )
    fault = models.CharField(max_length=500, blank=True)
    name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    paper_digest = models.CharField(max_length=64, blank=True)
    snapshot = models.PositiveIntegerField(default=0)
    audit_position = models.PositiveBigIntegerField(default=0)
    anchor = models.CharField(max_length=64, blank=True)
    missing = models.JSONField(default=list)
    asked_by = models.CharField(max_length=100)
    asked_date = models.DateField()
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["kind", "-id"], name="document_kind"),
            models.Index(fields=["league", "-id"], name="document_league"),
            models.Index(fields=["banner", "-id"], name="document_banner"),
            models.Index(fields=["township", "-id"], name="document_township"),
            models.Index(fields=["village", "-id"], name="document_village"),
        ]

    def __str__(self) -> str:
        return self.label
