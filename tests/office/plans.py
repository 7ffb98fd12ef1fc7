"""The plan of 2020 in tests: offices of the region with people in them, a draft, an adopted plan."""

import io
from functools import cache

from PIL import Image

from shouwang.lake.home import SHIPPED
from shouwang.rules.load import load_policy
from shouwang.rules.practice import read_practice
from shouwang.stages.ledger.models import Target
from shouwang.stages.ledger.operations import plans
from shouwang.stages.ledger.queries import tasks
from shouwang.stages.org.models import Account, Office
from tests.office import world

TEXT = (SHIPPED / "neimenggu" / "plans" / "2020.txt").read_bytes()
OFFICES = {
    "general": "综合处", "planning_finance": "规划财务处", "assessment": "考评处",
    "social": "社会扶贫处", "information": "信息监测中心",
}  # fmt: skip
LAST_DAY = world.date(2020, 12, 31)


@cache
def practice():
    # Whether all of the content is in order is tested elsewhere.
    return read_practice(load_policy(SHIPPED / "neimenggu"), [])


def account(office, *, username=""):
    """Return an account in one of our offices, made if it is not there."""
    place, _made = Office.objects.get_or_create(
        name=f"自治区扶贫办{OFFICES[office]}", region="150000", defaults={"level": "region"}
    )
    name = username or f"of-{office}"
    found, made = Account.objects.get_or_create(
        username=name,
        defaults={"label": name, "office": place, "roles": ["region"],
                  "password_date": world.DAY},
    )  # fmt: skip
    if made:
        found.password = world.enciphered(world.get_hasher().algorithm)
        found.save()
    return found


def actor(office, **fields):
    """Return who an account of that office is."""
    return world.actor_of(
        account=account(office, **fields), content=world.content(), on=world.DAY,
        scope=world.Actor("-").scope,
    )  # fmt: skip


def told(office="general"):
    """Return at, by and on of an act of somebody in that office."""
    return {"at": world.AT, "by": actor(office), "on": world.DAY}


def draft(text=TEXT, name="2020.txt"):
    """Return a plan as it is right after it was sent."""
    return plans.upload_plan(practice=practice(), data=text, name=name, **told())


def settle(plan):
    """Settle all that keeps the plan of 2020 from being adopted."""
    plans.decide_rest(plan_id=plan.pk, reason="引言", **told())
    plans.date_rest(plan_id=plan.pk, due_date=LAST_DAY, **told())
    bound = {"1.6万": "poor_people", "1.3万": "watched_unstable_people",
             "2.9万": "watched_marginal_people", "57个": "listed_banners"}  # fmt: skip
    for raw, indicator in bound.items():
        Target.objects.filter(task__plan=plan, raw=raw).update(indicator=indicator)
    Target.objects.filter(task__plan=plan, indicator="").update(unbound_reason="说的是方面")
    eleventh = plan.tasks.get(number="(十一)")
    eleventh.offices.create(part="owner", unit="开发指导处", office="development")


def adopted(text=TEXT, name="2020.txt", year=2020):
    """Return the plan of 2020, adopted."""
    plan = draft(text, name)
    settle(plan)
    type(plan).objects.filter(pk=plan.pk).update(year=year)
    plan.refresh_from_db()
    plans.adopt_plan(practice=practice(), plan_id=plan.pk, version=plan.version, **told())
    plan.refresh_from_db()
    return plan


def task(plan, number):
    """Return a task of a plan by what the plan calls it."""
    found = plan.tasks.get(number=number)
    return tasks.task(task_id=found.pk, on=world.DAY, scope=actor("general").scope)


def photo():
    """Return a photo as a phone sends it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    return out.getvalue()
