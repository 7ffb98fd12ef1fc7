"""A small invented office for tests: two banners, an account a role in each, records in each."""

import uuid
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import get_hasher, make_password
from django_otp.oath import totp

from shouwang.base.access import Actor
from shouwang.lake.home import SHIPPED
from shouwang.lake.keys import read_keys
from shouwang.rules.content import load_content
from shouwang.stages.cases.models import Case, Lead, LeadFinding, Measure, Visit
from shouwang.stages.org.models import Account, Office, PhoneApp
from shouwang.stages.org.queries.accounts import actor_of
from shouwang.stages.org.scoping import place_fields
from shouwang.stages.org.second_factor import draw_secret, open_secret
from shouwang.stages.register.models import Indexed, IndexState
from shouwang.web import place as web_place

DAY = date(2020, 6, 30)
AT = datetime(2020, 6, 30, 9, 0, tzinfo=UTC)
PASSWORD = "correct-horse-42"
# Role → the level of its place; the same roles are made at home (first) and abroad (second).
LEVELS = {
    "village": "village",
    "team": "village",
    "helper": "village",
    "township": "township",
    "clerk": "banner",
    "approver": "banner",
    "sender": "banner",
    "league": "league",
    "region": "region",
    "auditor": "region",
    "admin": "region",
}


@cache
def content():
    return load_content(SHIPPED / "neimenggu")


@cache
def villages():
    """Two villages in two leagues: home and abroad."""
    found = {}
    for region in content().regions_of("village"):
        if region.kind in {"村", "嘎查"}:
            found.setdefault(content().ancestors(region.code)["league"], region.code)
    first, second, *_rest = found.values()
    return first, second


HOME, ABROAD = 0, 1


def place(side=HOME):
    return place_fields(content(), villages()[side])


def region_of(role, side=HOME):
    level = LEVELS[role]
    return content().ancestors(villages()[side])[level]


@cache
def enciphered(_algorithm):
    """Return the password of all accounts, enciphered once for each algorithm: it is slow."""
    return make_password(PASSWORD)


def account(role, side=HOME, *, username="", **fields):
    """Return the account of a role, made if it is not there."""
    region = region_of(role, side)
    office, _made = Office.objects.get_or_create(
        name=f"office {LEVELS[role]}", region=region, defaults={"level": LEVELS[role]}
    )
    name = username or f"{role}-{side}"
    found, made = Account.objects.get_or_create(
        username=name,
        defaults={"label": name, "office": office, "roles": [role], "password_date": DAY, **fields},
    )
    if made:
        found.password = enciphered(get_hasher().algorithm)
        found.save()
    return found


WITH_SECOND_FACTOR = {"approver", "admin"}


def keys():
    """Return the keys of the home that the pages of a test are at."""
    return read_keys(web_place.home().keys)


def app(account):
    """Return the phone's app of an account, made if it is not there."""
    found = PhoneApp.objects.filter(user=account, name="app", confirmed=True).first()
    return found or PhoneApp.objects.create(
        user=account, name="app", confirmed=True, sealed=draw_secret(account.pk, keys().seal)
    )


def code_of(app):
    """Return the six digits that an app shows now."""
    return f"{totp(open_secret(app.sealed, app.user_id, keys().seal)):06d}"


def actor(role, side=HOME, **fields):
    """Return who an account of that role is."""
    from shouwang.base.access import EVERYWHERE

    return actor_of(
        account=account(role, side, **fields), content=content(), on=DAY, scope=EVERYWHERE
    )


SYSTEM = Actor("system", is_program=True)


def indexed(number, side=HOME, *, head="张三", members=3, status="general", **fields):
    """Return a household of the index."""
    IndexState.objects.get_or_create(
        pk=1, defaults={"snapshot": 1, "households": 1, "refreshed_date": DAY}
    )
    return Indexed.objects.create(
        household=number, head_name=head, head_key=head, members=members, status=status,
        **place(side), **fields,
    )  # fmt: skip


def lead(number, side=HOME, *, state="open", severity=3, **fields):
    """Return a lead with one finding."""
    made = Lead.objects.create(
        household=number, state=state, severity=severity, rank=severity * 1000,
        words="人均纯收入4200元，低于监测线5000元", risk="other", raised_date=DAY, sent_date=DAY,
        due_date=date(2020, 7, 15), raised_run="run-1", finding_count=1,
        **{**place(side), **fields},
    )  # fmt: skip
    LeadFinding.objects.create(
        lead=made, check_name="income_below_monitoring_line", subject="household",
        key=str(number), severity=severity, risk="other", words=made.words,
        evidence='{"income_per_head":420000,"monitoring_line":500000}', earliest_run="run-1",
        latest_run="run-1",
    )  # fmt: skip
    return made


def visit(number, side=HOME, **fields):
    """Return a visit."""
    return Visit.objects.create(
        household=number, form=uuid.uuid4(), purpose="verify", visitor="village",
        visited_by="village-0", visited_date=DAY, visited_at=AT, **{**place(side), **fields},
    )  # fmt: skip


def case(number, side=HOME, *, procedure="identification", **fields):
    """Return a case that has just been opened."""
    made = {"state": "open", "source": "system", "opened_by": "township-0", "opened_date": DAY,
            "rules_from": date(2020, 3, 20), "kind": "marginal", "risks": ["illness"],
            "number": f"T{number}-{procedure[:8]}", "next_steps": ["verify"], **fields}  # fmt: skip
    return Case.objects.create(household=number, procedure=procedure, **{**place(side), **made})


def measure(number, side=HOME, **fields):
    """Return a measure that has been planned."""
    return Measure.objects.create(
        number=f"M{number}", household=number, kind="employment", risk="unstable_job",
        title="护林员", owner="village-0", started_date=DAY, due_date=date(2020, 7, 10),
        made_by="village-0", **{**place(side), **fields},
    )  # fmt: skip


def make_home(root: Path):
    """Make a home of the shipped content, its day fixed; without any delivery."""
    from shouwang.lake.home import create_home

    return create_home(root, content="neimenggu", demo=True, day=DAY)
