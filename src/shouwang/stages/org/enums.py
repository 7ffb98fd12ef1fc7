"""The words of the organisation that are kept in the database."""

from django.db import models


class Role(models.TextChoices):
    """What a person does here; `offices.yaml` says at which level, and what excludes what."""

    VILLAGE = "village", "嘎查村干部"
    TEAM = "team", "驻村工作队"
    HELPER = "helper", "帮扶责任人"
    TOWNSHIP = "township", "苏木乡镇干部"
    CLERK = "clerk", "旗县数据员"
    APPROVER = "approver", "旗县审批人"
    LEAGUE = "league", "盟市管理员"
    REGION = "region", "自治区处室"
    SENDER = "sender", "部门报送人"
    AUDITOR = "auditor", "审计员"
    ADMIN = "admin", "系统管理员"


class AuditKind(models.TextChoices):
    """What sort of thing an entry of the audit log tells."""

    WRITE = "write", "办理"
    REFUSED = "refused", "拒绝"
    SIGHT = "sight", "查看"
    EXPORT = "export", "导出"
    ENTRY = "entry", "登录"


class JobState(models.TextChoices):
    """Where a piece of background work stands."""

    WAITING = "waiting", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"
