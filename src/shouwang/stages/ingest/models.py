"""Deliveries, their rejected rows, what senders mean, and the one table that knows ID numbers."""

from django.db import models

from shouwang.stages.ingest.enums import DeliveryState


class Delivery(models.Model):
    """One file of a feed, from its arrival to its publication or refusal."""

    id = models.AutoField(primary_key=True)
    feed = models.CharField(max_length=60)
    sender = models.CharField(max_length=120)
    covers = models.JSONField(default=list)
    period = models.DateField(null=True)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    contract_digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    read = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    warnings = models.PositiveIntegerField()
    header_map = models.JSONField(default=dict)
    blanks = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    links = models.JSONField(default=list)
    duplicates = models.JSONField(default=dict)
    difference = models.JSONField(default=dict)
    effects = models.JSONField(default=dict)
    fix_list = models.JSONField(default=dict)
    same_as = models.PositiveIntegerField(null=True)
    accepted_because = models.TextField(blank=True)
    base_snapshot = models.PositiveIntegerField(null=True)
    received_by = models.CharField(max_length=100)
    received_date = models.DateField()
    published_by = models.CharField(max_length=100, blank=True)
    published_date = models.DateField(null=True)
    snapshot = models.PositiveIntegerField(null=True)
    withdrawn_by = models.CharField(max_length=100, blank=True)
    withdrawn_date = models.DateField(null=True)
    withdrawal_snapshot = models.PositiveIntegerField(null=True)
    refused_by = models.CharField(max_length=100, blank=True)
    refused_date = models.DateField(null=True)
    upload_removed_date = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["feed", "sender", "state"], name="delivery_of_sender")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read=models.F("accepted") + models.F("rejected")),
                name="every_row_read_is_accepted_or_rejected",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=DeliveryState.values),
                name="delivery_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.feed} {self.sender}"


class Rejection(models.Model):
    """Why a row was rejected, or what it was accepted in spite of."""

    delivery = models.ForeignKey("ingest.Delivery", models.CASCADE, related_name="rejections")
    sheet = models.CharField(max_length=100, blank=True)
    cell = models.CharField(max_length=20, blank=True)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    message = models.TextField()
    mend = models.TextField(blank=True)

    class Meta:
        ordering = ["delivery_id", "row", "id"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.row} {self.rule}"


class Mapping(models.Model):
    """What a sender's headings and words of a feed mean, as persons have answered; a version each."""

    sender = models.CharField(max_length=120)
    feed = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    headings = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    remembered_by = models.CharField(max_length=100)
    remembered_date = models.DateField()

    class Meta:
        ordering = ["sender", "feed", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "feed", "version"], name="one_mapping_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.feed} {self.version}"


class Identity(models.Model):
    """What links a person's number to an ID number; nothing else in the system does.

    The digest finds a number that is delivered, the ciphertext gives it back to those who may
    see it; both name the key they were made with.
    """

    number = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=32, unique=True)
    ciphertext = models.BinaryField(max_length=64)
    hash_key = models.CharField(max_length=16)
    seal_key = models.CharField(max_length=16)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return str(self.number)
