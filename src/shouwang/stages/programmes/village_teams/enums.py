"""The words of attendance, leave and rotation that are kept in the database."""

from django.db import models


class DayState(models.TextChoices):
    """Where somebody was on a day; the words of the feed `village_team_day`."""

    PRESENT = "present", "在村"
    DUTY = "duty", "公出"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺勤"


class SignState(models.TextChoices):
    """What the village says of a day."""

    WAITING = "waiting", "待会签"
    SIGNED = "signed", "已会签"
    CONTESTED = "contested", "村里有异议"
    STRUCK = "struck", "已撤销"


class LeaveKind(models.TextChoices):
    """Why somebody is on leave."""

    PERSONAL = "personal", "事假"
    SICK = "sick", "病假"
    YEARLY = "yearly", "年休假"
    FAMILY = "family", "婚丧产假"


class LeaveState(models.TextChoices):
    """Where a leave stands."""

    ASKED = "asked", "待批"
    GRANTED = "granted", "已批"
    REFUSED = "refused", "不批"
    WITHDRAWN = "withdrawn", "已撤回"


class EndReason(models.TextChoices):
    """Why a term ends; the words of the feed `team_post`."""

    TERM_OVER = "term_over", "期满轮换"
    RECALLED = "recalled", "召回"
    TRANSFERRED = "transferred", "工作调动"
    ILLNESS = "illness", "因病"
    OTHER = "other", "其他"


class ChangeState(models.TextChoices):
    """How far the change of a seat has come."""

    ENDED = "ended", "已离岗，等接替"
    REPLACED = "replaced", "已接替"
    WITHDRAWN = "withdrawn", "已撤回"


class SeatRole(models.TextChoices):
    """What somebody is in a team; the words of the feed `team_post`."""

    FIRST_SECRETARY = "first_secretary", "第一书记"
    LEADER = "leader", "工作队长"
    MEMBER = "member", "队员"
