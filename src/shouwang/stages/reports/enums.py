"""The words of documents that were asked for."""

from django.db.models import TextChoices


class DocumentState(TextChoices):
    """How far a document is."""

    ASKED = "asked", "正在生成"
    MADE = "made", "已生成"
    FAILED = "failed", "没有生成"
