"""A demo account of every role, with one password for all; only a demo's home has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.offices import load_offices
from shouwang.stages.org.models import Account
from shouwang.stages.org.operations.accounts import Wanted, add_account
from shouwang.stages.org.standing import label_of, places_of

FILE = "demo.yaml"
TEAM_SIDE = 2  # of the accounts about village teams


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo account as `shouwang demo` prints it."""

    username: str
    role: str
    place: str
    password: str


def make_demo_accounts(
    *, content: Content, villages: Sequence[str], team_village: str = "", at: datetime, by: Actor,
    on: date,
) -> list[DemoAccount]:  # fmt: skip
    """Make a demo account of every role, and second ones elsewhere; those there are stay.

    Args:
        villages: Codes of villages with data; the first is home, and the first of another banner is
            where the second accounts are.
        team_village: A village with a team; the accounts about teams are there.

    Raises:
        NotAllowed: if there is no village to put them in.
    """
    if not villages:
        raise NotAllowed(_("there is no village with data to make demo accounts for"))
    told: dict[str, Any] = yaml.safe_load(
        files("shouwang.stages.org.operations").joinpath(FILE).read_text(encoding="utf-8")
    )
    homes = _homes(content, villages)
    if team_village:
        homes = {**homes, TEAM_SIDE: content.ancestors(team_village)}
    return [
        _made(content, each, homes, password=str(told["password"]), at=at, by=by, on=on)
        for each in told["accounts"]
        if each.get("side", 0) in homes
    ]


def _homes(content: Content, villages: Sequence[str]) -> dict[int, dict[str, str]]:
    """Return the places of the first village, and of the first in another banner, by side."""
    first = content.ancestors(villages[0])
    level = content.coverage_level
    others = (content.ancestors(code) for code in villages[1:])
    second = next((each for each in others if each.get(level) != first.get(level)), None)
    return {0: first, 1: second} if second else {0: first}


@transaction.atomic
def _made(
    content: Content,
    told: dict[str, Any],
    homes: dict[int, dict[str, str]],
    *,
    password: str,
    at: datetime,
    by: Actor,
    on: date,
) -> DemoAccount:
    role = str(told["role"])
    level = told.get("level") or load_offices(content).roles[role].levels[0]
    code = homes[told.get("side", 0)][level]
    account = Account.objects.select_related("office").filter(username=told["username"]).first()
    if account is None:
        account, _password = add_account(
            content=content,
            username=told["username"],
            wanted=Wanted(
                label=told["label"], office=told["office"], region=code, roles=(role,),
                department=told.get("department", ""),
            ),
            password=password,
            is_demo=True,
            at=at,
            by=by,
            on=on,
        )  # fmt: skip
    place = content.regions[places_of(account)[0]].name
    return DemoAccount(account.username, label_of(role), place, password)
