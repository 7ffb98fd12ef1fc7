"""The words of intake that are kept in the database."""

from django.db import models


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    PENDING = "pending", "待审核"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"
    REFUSED = "refused", "已退回"
    UNCHANGED = "unchanged", "内容未变"
