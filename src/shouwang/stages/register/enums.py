"""The words of the register that are kept in the database."""

from django.db import models


class ChangeKind(models.TextChoices):
    """How a household changed."""

    SPLIT = "split", "分户"
    MERGE = "merge", "并户"
    MOVE = "move", "迁移"
    DEATH = "death", "死亡"
    BIRTH = "birth", "出生"
    MARRIED_IN = "married_in", "婚入"
    MARRIED_OUT = "married_out", "婚出"


class CorrectionState(models.TextChoices):
    """What became of a correction."""

    STANDING = "standing", "有效"
    WITHDRAWN = "withdrawn", "已撤回"
    TAKEN_OVER = "taken_over", "国家系统已更正"
    OVERTAKEN = "overtaken", "已有更新数据"
