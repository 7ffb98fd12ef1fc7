"""The words of figures, issues and tours that are kept in the database."""

from django.db import models


class IssueKind(models.TextChoices):
    """What an issue is a lack of; the words of the feed `issue`."""

    RESPONSIBILITY = "responsibility", "责任落实"
    POLICY = "policy", "政策落实"
    WORK = "work", "工作落实"


class IssueSource(models.TextChoices):
    """Who found an issue; the words of the feed `issue`."""

    PATROL = "patrol", "巡视“回头看”"
    ASSESSMENT = "assessment", "成效考核"
    AUDIT = "audit", "审计"
    INSPECTION = "inspection", "督查督战"
    UNANNOUNCED = "unannounced", "暗访"
    CENSUS = "census", "普查"
    PETITION = "petition", "信访和12317"
    SELF = "self", "自查"


class Severity(models.TextChoices):
    """How grave an issue is; the words of the feed `inspection_issue`."""

    SERIOUS = "serious", "严重"
    COMMON = "common", "一般"
    MINOR = "minor", "立行立改"


class IssueState(models.TextChoices):
    """Where an issue stands; all but the first are words of the feed `issue`."""

    FOUND = "found", "待交办"
    OPEN = "open", "未整改"
    UNDER_WAY = "under_way", "整改中"
    APPLIED = "applied", "申请销号"
    RETURNED = "returned", "退回"
    CLOSED = "closed", "已销号"


class EvidenceSign(models.TextChoices):
    """What proves that an issue is mended."""

    NONE = "none", "没有佐证"
    FILES = "files", "有佐证材料"
    TOLD = "told", "原台账注明有佐证"


class RecurrenceState(models.TextChoices):
    """Whether an issue is an earlier one come back."""

    ASKED = "asked", "待认定"
    CONFIRMED = "confirmed", "是反弹"
    DENIED = "denied", "不是反弹"


class TourKind(models.TextChoices):
    """How is supervised; the first two are words of the feed `inspection`."""

    TOUR = "tour", "重点巡回督"
    OFFICE = "office", "部门牵头督"
    EXIT_CHECK = "exit_check", "退出抽查"


class TourState(models.TextChoices):
    """Where a tour stands."""

    PLANNED = "planned", "已抽样"
    RUNNING = "running", "进行中"
    ENDED = "ended", "已结束"


class StopState(models.TextChoices):
    """Whether somebody has been at the door."""

    WAITING = "waiting", "待入户"
    SEEN = "seen", "已入户"
    ABSENT = "absent", "没找到人"
