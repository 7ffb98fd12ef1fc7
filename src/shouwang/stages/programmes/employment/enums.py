"""Words of the employment programme."""

from django.db.models import TextChoices


class ProposalState(TextChoices):
    """How far a proposed post has come."""

    OFFERED = "offered", "待答复"
    ACCEPTED = "accepted", "愿意去"
    DECLINED = "declined", "不愿意"
    PLACED = "placed", "已上岗"
    KEPT = "kept", "稳定就业"
    ENDED = "ended", "已离岗"
    SUPERSEDED = "superseded", "已换新一轮"


class DeclineReason(TextChoices):
    """Why a seeker does not want a post."""

    FAR = "far", "太远"
    WAGE = "wage", "工资低"
    CARE = "care", "要照料家人"
    TRADE = "trade", "不想干这个"
    FOUND = "found", "已经找到别的工作"
    HEALTH = "health", "身体不行"
    OTHER = "other", "其他"


class EndReason(TextChoices):
    """Why somebody is no longer in the post."""

    QUIT = "quit", "自己辞工"
    DISMISSED = "dismissed", "被辞退"
    CLOSED = "closed", "单位停工或关闭"
    UNPAID = "unpaid", "工资没有发"
    CARE = "care", "要照料家人"
    HEALTH = "health", "身体不行"
    OTHER = "other", "其他"
