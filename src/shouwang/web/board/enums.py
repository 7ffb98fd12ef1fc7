"""The words of the board: how a light stands, what units are called."""

from django.db import models


class LightWord(models.TextChoices):
    """How a light stands."""

    GOOD = "good", "达标"
    WATCH = "watch", "关注"
    BAD = "bad", "问题"
    BLIND = "blind", "看不清"


class UnitWord(models.TextChoices):
    """What the units of indicators are called."""

    PERSON = "person", "人"
    HOUSEHOLD = "household", "户"
    VILLAGE = "village", "个"
    YUAN = "CNY", "元"
    TEN_THOUSAND = "10000 CNY", "万元"
    YUAN_A_YEAR = "CNY/year", "元/年"
    MU = "mu", "亩"
    MINUTE = "minute", "分钟"
    KILOWATT = "kW", "千瓦"
    PERCENT = "percent", "%"
