"""Village teams in the June of a demo: days tapped and signed, leave, a seat that changes hands.

Needs Django set up.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from shouwang.base.access import EVERYWHERE, SYSTEM, Actor
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.queries import accounts
from shouwang.stages.programmes.village_teams import facts, rulebook
from shouwang.stages.programmes.village_teams.operations import (
    days as acts,
    leaves as leave_acts,
    rotation,
    seats as seat_acts,
)
from shouwang.stages.programmes.village_teams.operations.days import Tap
from shouwang.stages.programmes.village_teams.operations.leaves import Wish
from shouwang.stages.programmes.village_teams.operations.office_feeds import publish_teams
from shouwang.stages.programmes.village_teams.operations.rotation import Successor
from shouwang.stages.programmes.village_teams.queries import days, seats
from shouwang.stages.register.held import RegisterEmpty, held

MEMBERS = ("team2", "team3")
BACK = 16  # days of June that are tapped
LATE_AT, CONTESTED_AT = 3, 6  # which of them is entered late, and which the village contests
SIGNED_UNTIL = 2  # days ago up to which the village has signed
DUTY_EVERY = 6  # days there is one out on duty
AWAY = 5  # days of a leave that the banner grants


def village_with_team(home: Home, content: Content, *, on: date) -> str:
    """Return a village whose team is whole, the first by code; none if there is none."""
    villages = [each.code for each in content.regions_of(content.levels[-1])]
    try:
        posts = facts.posts_in(held(home, content), content, villages)
    except RegisterEmpty:
        return ""
    running = [each for each in posts if each.runs_on(on)]
    counts = Counter(each.village for each in running)
    least = rulebook.number(content, rulebook.SIZE, on)
    whole = {each.village for each in running if each.role == "first_secretary"}
    return min((code for code in whole if counts[code] >= least), default="")


def live_village_teams(life: Life) -> None:
    """Tap and sign the days of two members, grant and ask for leave, end a term and fill it."""
    account = accounts.account_named(username=MEMBERS[0], on=life.day, scope=EVERYWHERE)
    if account is None:
        return
    for number, name in enumerate(MEMBERS):
        _month(life, actor(life, name), number)
    _sign(life)
    _leave(life)
    _rotate(life)
    publish_teams(
        home=life.home, content=life.policy.content, at=life.moment(life.day), by=SYSTEM,
        on=life.day,
    )  # fmt: skip


def _identifier(life: Life) -> UUID:
    return UUID(int=life.chance.getrandbits(128), version=4)


def _month(life: Life, by: Actor, number: int) -> None:
    content, village = life.policy.content, min(by.scope.places)
    first = life.day - timedelta(days=BACK)
    posts = seats.posts_of(
        home=life.home, content=content, place=village, on=life.day, scope=by.scope
    )
    mine = [each for each in posts if each.runs_on(first)]
    if len(mine) <= number:
        return
    life.act(
        "team seat", seat_acts.take_seat, home=life.home, content=content, village=village,
        post=mine[number].post, at=life.moment(first), by=by, on=first,
    )  # fmt: skip
    months = {(first + timedelta(days=each)).replace(day=1) for each in range(BACK)}
    worked = frozenset[date]().union(
        *(rulebook.workdays(content, each, village) for each in months)
    )
    tapped = sorted(day for day in worked if first <= day < life.day)
    for place, day in enumerate(tapped):
        is_late = place == LATE_AT
        tap = Tap(
            day=day,
            state="present" if (place + number) % DUTY_EVERY else "duty",
            form=_identifier(life),
            late_words=_("the phone was flat in the evening") if is_late else "",
        )
        on = day + timedelta(days=2) if is_late else day
        life.act(
            "team day", acts.tap_day, content=content, tap=tap, at=life.moment(on), by=by, on=on
        )


def _sign(life: Life) -> None:
    village = actor(life, "village3")
    until = life.day - timedelta(days=SIGNED_UNTIL)
    waiting = [each for each in days.waiting(on=life.day, scope=village.scope) if each.day <= until]
    told: dict[str, Any] = {"at": life.moment(until), "by": village, "on": until}
    for each in waiting[CONTESTED_AT : CONTESTED_AT + 1]:
        life.act(
            "team contest", acts.contest_day, day_id=each.pk, version=each.version,
            words=_("was in the town that day, nobody has seen him in the village"), **told,
        )  # fmt: skip
    rest = [each for place, each in enumerate(waiting) if place != CONTESTED_AT]
    life.act("team sign", acts.sign_days, versions={each.pk: each.version for each in rest}, **told)


def _leave(life: Life) -> None:
    content = life.policy.content
    for name, ahead, length, is_granted in (
        (MEMBERS[0], 3, 2, True), (MEMBERS[1], 6, AWAY, False),
    ):  # fmt: skip
        by = actor(life, name)
        first = life.day + timedelta(days=ahead)
        wish = Wish("personal", first, first + timedelta(days=length - 1),
                    _("family matters at home"), _identifier(life))  # fmt: skip
        asked = life.act(
            "team leave", leave_acts.ask_leave, content=content, wish=wish,
            at=life.moment(life.day), by=by, on=life.day,
        )  # fmt: skip
        if asked is not None and is_granted:
            life.act(
                "team leave granted", leave_acts.decide_leave, content=content, leave_id=asked.pk,
                version=asked.version, grants=True, words="", at=life.moment(life.day),
                by=actor(life, "township3"), on=life.day,
            )  # fmt: skip


def _rotate(life: Life) -> None:
    content, clerk = life.policy.content, actor(life, "clerk2")
    (banner,) = sorted(clerk.scope.places)
    posts = seats.posts_of(
        home=life.home, content=content, place=banner, on=life.day, scope=clerk.scope
    )
    taken = seats.seats_in(
        villages={each.village for each in posts}, on=life.day, scope=clerk.scope
    )
    free = [each for each in posts if each.runs_on(life.day) and each.post not in taken]
    for number, (post, reason) in enumerate(zip(free, ("term_over", "transferred"), strict=False)):
        day = life.day - timedelta(days=20 - number)
        made = life.act(
            "team end", rotation.end_post, home=life.home, content=content, village=post.village,
            post=post.post, reason=reason, words=_("called back by the sending unit"),
            end_date=day, at=life.moment(day), by=clerk, on=day,
        )  # fmt: skip
        if made is not None and not number:
            start = day + timedelta(days=3)
            life.act(
                "team replaced", rotation.replace_post, change_id=made.pk, version=made.version,
                successor=Successor(_("a new colleague"), post.unit or _("a unit of the banner"),
                                    start, is_detached=True),
                at=life.moment(start), by=clerk, on=start,
            )  # fmt: skip
