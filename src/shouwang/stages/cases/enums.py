"""The words of leads, visits, cases, measures and notices that are kept in the database."""

from django.db import models


class LeadState(models.TextChoices):
    """Where a lead stands."""

    WAITING = "waiting", "尚未派发"
    OPEN = "open", "待核实"
    CLOSED = "closed", "已办结"
    DISMISSED = "dismissed", "已排除"


class LeadSource(models.TextChoices):
    """Where a lead comes from; the words of the feed `case`."""

    SYSTEM = "system", "平台监测"
    SELF = "self", "农户自主申报"
    CADRE = "cadre", "干部走访排查"
    DEPARTMENT = "department", "部门筛查预警"
    CHANNEL = "channel", "信访舆情"


class Verdict(models.TextChoices):
    """What was found at the door; the measure of every rule."""

    CONFIRMED = "confirmed", "属实"
    KNOWN = "known", "已在帮扶"
    NOT_SO = "not_so", "不属实"
    WRONG_DATA = "wrong_data", "数据有误"
    NOT_FOUND = "not_found", "没找到人"


class VisitPurpose(models.TextChoices):
    """Why somebody goes to the door; the words of the feed `visit`."""

    VERIFY = "verify", "线索核查"
    ROUTINE = "routine", "日常走访"
    SURVEY = "survey", "集中排查"
    FOLLOW = "follow", "帮扶走访"
    RECHECK = "recheck", "回访核实"


class CampaignState(models.TextChoices):
    """Where a campaign stands."""

    DRAFT = "draft", "拟定"
    RUNNING = "running", "进行中"
    ENDED = "ended", "已结束"


class CaseState(models.TextChoices):
    """Where a case stands; the words of the feed `case`, and those of the other procedures."""

    OPEN = "open", "办理中"
    IDENTIFIED = "identified", "已纳入"
    REJECTED = "rejected", "不予纳入"
    ENDED = "ended", "风险消除"
    EXITED = "exited", "已脱贫退出"
    WITHDRAWN = "withdrawn", "已撤销"


class CaseKind(models.TextChoices):
    """The kinds of watched household; the words of the feed `watch`."""

    UNSTABLE = "unstable", "脱贫不稳定户"
    MARGINAL = "marginal", "边缘易致贫户"
    SHOCK = "shock", "突发严重困难户"


class StepOutcome(models.TextChoices):
    """How a step of a procedure ended."""

    DONE = "done", "通过"
    REFUSED = "refused", "不通过"
    RETURNED = "returned", "退回"


class MeasureState(models.TextChoices):
    """Where a measure stands."""

    PLANNED = "planned", "拟定"
    UNDER_WAY = "under_way", "实施中"
    DELIVERED = "delivered", "已落实"
    ENDED = "ended", "已结束"
    CANCELLED = "cancelled", "已取消"


class NoticeState(models.TextChoices):
    """Where a public notice stands."""

    DRAFT = "draft", "待张贴"
    POSTED = "posted", "公示中"
    EXPIRED = "expired", "期满"
    TAKEN_DOWN = "taken_down", "已撤下"


class ObjectionState(models.TextChoices):
    """Where an objection stands."""

    OPEN = "open", "待核查"
    UPHELD = "upheld", "成立"
    REJECTED = "rejected", "不成立"


class ReportState(models.TextChoices):
    """Where a household's own report stands."""

    RECEIVED = "received", "已收到"
    ACCEPTED = "accepted", "已受理"
    DECLINED = "declined", "不予受理"


class FileKind(models.TextChoices):
    """What an attached file shows."""

    PHOTO = "photo", "照片"
    PAPER = "paper", "材料"
    SIGNATURE = "signature", "签字"
    POSTING = "posting", "张贴照片"
    EVIDENCE = "evidence", "佐证"
