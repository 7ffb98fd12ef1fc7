"""The words of settlements that are kept in the database."""

from django.db import models


class DifferenceReason(models.TextChoices):
    """Why our figure and the insurer's differ, or that they do not."""

    AGREES = "agrees", "一致"
    PENDING = "pending", "还没有核定"
    UNKNOWN = "unknown", "缺数据，算不出"
    PAID_TWICE = "paid_twice", "赔付加其他渠道超过损失"
    REFUSED = "refused", "拒赔，按产品应当赔付"
    NOT_COVERED = "not_covered", "产品不保这种原因"
    UNPROVED = "unproved", "申报自付高于医保结算"
    OTHERS = "others", "没有扣除其他渠道"
    LINE = "line", "没有扣除赔付线"
    TIERS = "tiers", "分段算法不同"
    CAP = "cap", "没有按封顶线"
    GROUP = "group", "按另一类户的线算"
    UNEXPLAINED = "unexplained", "原因不明"


class DifferenceState(models.TextChoices):
    """What has become of a difference."""

    OPEN = "open", "待答复"
    ACCEPTED = "accepted", "保险机构的数对"
    CORRECTED = "corrected", "保险机构更正"
    OURS_WRONG = "ours_wrong", "我们的数据有误"
    SETTLED = "settled", "重新核对已一致"
