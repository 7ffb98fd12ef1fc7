"""The words of the double inclusion: two lists held against each other, and why they differ."""

from django.db import models


class Direction(models.TextChoices):
    """Which way the two lists differ."""

    UNCOVERED = "uncovered", "应保未保"
    UNSUPPORTED = "unsupported", "应扶未扶"
    IDENTITY = "identity", "身份不一致"
    APART = "apart", "人户分离"


class Reason(models.TextChoices):
    """Why somebody is on one list and not on the other; every person has exactly one."""

    # Registered or watched, and on the list of assistance or not.
    COVERED = "covered", "已在保"
    WAITING = "waiting", "已申请，等审批"
    GRADUAL = "gradual", "在渐退期内"
    BELOW_LINE = "below_line", "收入低于低保标准"
    NO_LABOUR = "no_labour", "整户无劳动力"
    SINGLE_DISABLED = "single_disabled", "重度残疾，可单人保"
    SINGLE_ILL = "single_ill", "大病，可单人保"
    HAS_ASSETS = "has_assets", "有车辆、企业或财政供养"
    BESIDE_SINGLE = "beside_single", "家人已单人保，本人不够条件"
    ABOVE_LINE = "above_line", "收入高于低保标准"
    INCOME_UNKNOWN = "income_unknown", "收入没有报，判断不了"
    # On the list of assistance, and registered or watched or not.
    SUPPORTED = "supported", "已建档立卡或在监测"
    CHECKED = "checked", "规定期内核查过"
    RISK_ENDED = "risk_ended", "监测过，风险已消除"
    UNCHECKED = "unchecked", "没有核查是否纳入监测"
    DIED = "died", "已死亡，仍在保"
    MOVED = "moved", "已迁出或离开，仍在保"
    ELSEWHERE = "elsewhere", "在别的旗县登记"
    NOT_HELD = "not_held", "不在农牧户底册"
    # What the two say of the same household.
    CALLED_COVERED = "called_covered", "户属性是低保特困，名册上没有人"
    CALLED_GENERAL = "called_general", "户属性是一般户，名册上有人"
    OTHER_KIND = "other_kind", "户属性与救助类别不符"
    LABOUR_DIFFERS = "labour_differs", "监测表写整户无劳动力，成员有劳动力"


class LineState(models.TextChoices):
    """Where a line of the reconciliation stands."""

    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"
    ENDED = "ended", "已不再比出"


class AnswerKind(models.TextChoices):
    """What an office says to a line."""

    APPLIED = "applied", "已申请或已纳入"
    NOT_ENTITLED = "not_entitled", "核实后不符合条件"
    DATA_WRONG = "data_wrong", "数据有误，已要求更正"
