"""The words of reminders that are kept in the database."""

from django.db import models


class ReminderWay(models.TextChoices):
    """How a borrower was reminded."""

    VISIT = "visit", "入户"
    PHONE = "phone", "电话"
    MEETING = "meeting", "嘎查村会议"
    BANK = "bank", "银行通知"


class ReminderOutcome(models.TextChoices):
    """What the borrower said."""

    REPAYS = "repays", "按期归还"
    RENEWS = "renews", "申请续贷"
    EXTENDS = "extends", "申请延期"
    CANNOT = "cannot", "没有还款来源"
    NOT_FOUND = "not_found", "没有找到人"
