"""The words of explanations that are kept in the database."""

from django.db import models


class Matter(models.TextChoices):
    """What of the four that are not taken away is explained."""

    LEADER = "leader", "责任：党政责任人变动"
    POLICY = "policy", "政策：停发降标"
    HELPER = "helper", "帮扶：责任人空档"
    INSPECTION = "inspection", "监管：没有督查"


class ExplanationState(models.TextChoices):
    """What the region says of an explanation."""

    GIVEN = "given", "待认定"
    ACCEPTED = "accepted", "已认可"
    REFUSED = "refused", "不认可"


class Verdict(models.TextChoices):
    """How one of the four stands."""

    GOOD = "good", "没有摘"
    WATCH = "watch", "有变动，已说明"
    BAD = "bad", "要整改"
    BLIND = "blind", "看不见"
