"""The words of sharings and appraisals that are kept in the database."""

from django.db import models


class SharingState(models.TextChoices):
    """Where a saved sharing stands."""

    DRAFT = "draft", "测算中"
    ADOPTED = "adopted", "已采用"
    DISCARDED = "discarded", "已作废"


class AppraisalState(models.TextChoices):
    """Where a banner's self-appraisal stands."""

    DRAFT = "draft", "填写中"
    SIGNED = "signed", "已签署"
