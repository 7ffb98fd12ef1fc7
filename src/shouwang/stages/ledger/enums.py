"""The words of the task ledger that are kept in the database."""

from django.db import models


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFT = "draft", "草稿"
    ADOPTED = "adopted", "已采用"
    DISCARDED = "discarded", "已放弃"


class TaskState(models.TextChoices):
    """Where a task stands; a signed-off one is locked."""

    OPEN = "open", "在办"
    APPLIED = "applied", "申请销号"
    SIGNED_OFF = "signed_off", "已销号"


class Part(models.TextChoices):
    """What an office has to do with a task."""

    OWNER = "owner", "牵头"
    PARTNER = "partner", "配合"
    JOINT = "joint", "共同负责"


class ClauseState(models.TextChoices):
    """What was decided of a sentence that the reading put into no task."""

    UNDECIDED = "undecided", "待定"
    TASK = "task", "列为任务"
    ATTACHED = "attached", "并入任务"
    NO_TASK = "no_task", "不是任务"


class SignOffStep(models.TextChoices):
    """A step of signing a task off."""

    APPLIED = "applied", "申请销号"
    SIGNED_OFF = "signed_off", "准予销号"
    SENT_BACK = "sent_back", "退回"
    REOPENED = "reopened", "重新打开"


class ReminderKind(models.TextChoices):
    """Why an office is reminded."""

    DUE = "due", "将到期"
    OVERDUE = "overdue", "已超期"
