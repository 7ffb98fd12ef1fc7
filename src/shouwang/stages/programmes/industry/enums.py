"""The words of the project bank that are kept in the database."""

from django.db import models


class BankState(models.TextChoices):
    """Where a project of the bank stands."""

    DRAFT = "draft", "待申报"
    REVIEW = "review", "审核中"
    LISTED = "listed", "已入库"
    PLANNED = "planned", "已安排"
    BUILDING = "building", "在建"
    RUNNING = "running", "已完工"
    REFUSED = "refused", "未通过"
    DROPPED = "dropped", "已调出"
    WITHDRAWN = "withdrawn", "已撤回"
