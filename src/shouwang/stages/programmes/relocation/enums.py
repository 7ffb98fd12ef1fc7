"""The words of the follow-up after a move: six aspects, three tests, lights, and what is planned."""

from django.db import models


class Aspect(models.TextChoices):
    """What a site is followed up in."""

    INDUSTRY = "industry", "产业"
    JOBS = "jobs", "就业"
    SERVICES = "services", "公共服务"
    INTEGRATION = "integration", "社会融入"
    COMMUNITY = "community", "社区治理"
    RECLAMATION = "reclamation", "旧址复垦"


class Condition(models.TextChoices):
    """The three conditions of the plan: they have moved, they stay, they get on."""

    MOVED = "moved", "搬得出"
    STAYS = "stays", "留得住"
    PROSPERS = "prospers", "能致富"


class Light(models.TextChoices):
    """How an aspect or a test stands; the words of the tags of the pages."""

    GOOD = "good", "好"
    WATCH = "watch", "要看"
    BAD = "bad", "差"
    BLIND = "blind", "看不清"


class Ground(models.TextChoices):
    """What an aspect rests on."""

    PROJECTS = "projects", "配套产业项目（个）"
    COVER = "cover", "产业覆盖户占比"
    ZERO_WORK = "zero_work", "零就业户（户）"
    ZERO_SHARE = "zero_share", "零就业户占有劳动力户"
    POSTS = "posts", "每户就近岗位（个）"
    SCHOOL = "school", "到小学（公里）"
    CLINIC = "clinic", "到卫生室（公里）"
    JOINED = "joined", "就学、就医低保都接续的户占比"
    ACTIVITIES = "activities", "本季度活动（次）"
    HEADS = "heads", "每名楼栋长联系户数"
    COMMITTEE = "committee", "居民委员会"
    PARTY_BRANCH = "party_branch", "党支部"
    PROPERTY = "property", "物业管理"
    DOWN = "down", "旧房已拆占应拆"
    RECLAIMED = "reclaimed", "已复垦占应复垦"
    ACCEPTED = "accepted", "已验收占已复垦"


class FollowUpState(models.TextChoices):
    """Where a measure of the follow-up stands."""

    PLANNED = "planned", "在办"
    DONE = "done", "已办结"
    CANCELLED = "cancelled", "已取消"
