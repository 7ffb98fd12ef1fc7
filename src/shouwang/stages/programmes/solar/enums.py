"""The words of solar stations that are kept in the database."""

from django.db import models


class FaultKind(models.TextChoices):
    """What is wrong with a station, as its days tell; the words of `calc/solar_kinds.py`."""

    DATA_GAP = "data_gap", "漏报"
    STUCK_METER = "stuck_meter", "表计停走"
    OUTAGE = "outage", "停机"
    CLIPPING = "clipping", "限发"
    SOILING = "soiling", "积灰"
    LOW_OUTPUT = "low_output", "低发"
    DEGRADATION = "degradation", "衰减过快"
    OTHER = "other", "其他"


class TicketState(models.TextChoices):
    """Where a ticket stands."""

    RAISED = "raised", "待派单"
    ASSIGNED = "assigned", "待修复"
    REPAIRED = "repaired", "待核实"
    RETURNED = "returned", "退回重修"
    CLOSED = "closed", "已办结"


class TicketSource(models.TextChoices):
    """Who found it."""

    FOUND = "found", "发电数据"
    HAND = "hand", "人工"


class ReviewState(models.TextChoices):
    """Where the yearly review of a station's beneficiaries stands."""

    LISTED = "listed", "已提名单"
    MET = "met", "村民会议已过"
    CHECKED = "checked", "乡镇已审核"
    APPROVED = "approved", "旗县已审定"
    RETURNED = "returned", "退回重提"
