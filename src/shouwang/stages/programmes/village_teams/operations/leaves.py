"""What is done with leave: asked for, granted at the level its days want, come back from."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.programmes.village_teams import hands, rulebook
from shouwang.stages.programmes.village_teams.enums import (
    DayState,
    LeaveKind,
    LeaveState,
    SignState,
)
from shouwang.stages.programmes.village_teams.granting import may_decide
from shouwang.stages.programmes.village_teams.models import Leave, TeamDay
from shouwang.stages.programmes.village_teams.queries import leaves as known, seats

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wish:
    """A leave that is asked for; the same form twice is one."""

    kind: str
    first_day: date
    last_day: date
    words: str
    form: UUID

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last_day - self.first_day).days + 1


@transaction.atomic
def ask_leave(*, content: Content, wish: Wish, at: datetime, by: Actor, on: date) -> Leave:
    """Ask for leave; who grants it is said by its days, together with leave just beside it.

    Raises:
        NotAllowed: if one is in no team, or the form is somebody else's.
        InputProblems: with everything that is wrong with it.
    """
    hands.fail_without(by, *hands.MEMBERS)
    before = Leave.objects.filter(form=wish.form).first()
    if before is not None:
        if before.asked_by != by.name:
            raise NotAllowed(_("this form has been sent by somebody else"))
        return before
    seat = seats.seat_of(by=by, on=on, scope=by.scope)
    if seat is None:
        raise InputProblems([Problem("post", _("say first which seat of the team is yours"))])
    beside = known.adjoining(
        post=seat.post, first=wish.first_day, last=wish.last_day, on=on, scope=by.scope
    )
    words, level = _checked(content, wish, beside, on)
    made = Leave.objects.create(
        post=seat.post, form=wish.form, kind=wish.kind, first_day=wish.first_day,
        last_day=wish.last_day, days=wish.days, words=words, level=level, asked_by=by.name,
        asked_date=on, **seat.place,
    )  # fmt: skip
    audit.record(
        what="ask_leave", subject=f"leave:{made.pk}", at=at, by=by, on=on,
        detail={"days": made.days, "level": level},
    )  # fmt: skip
    return made


def _checked(content: Content, wish: Wish, beside: list[Leave], on: date) -> tuple[str, str]:
    rules, problems = rulebook.team_rules(content), list[Problem]()
    words = hands.said(wish.words, "words", problems)
    if wish.kind not in LeaveKind.values:
        problems.append(Problem("kind", _("choose what kind of leave it is")))
    if wish.last_day < wish.first_day:
        problems.append(Problem("last_day", _("the last day lies before the first")))
    if (on - wish.first_day).days > rules.days("late_days", on):
        problems.append(Problem("first_day", _("leave is asked for before it begins")))
    if any(each.first_day <= wish.last_day and wish.first_day <= each.last_day for each in beside):
        problems.append(Problem("first_day", _("there is leave on some of these days already")))
    whole = wish.days + sum(each.days for each in beside)
    most = rules.days("longest_leave_days", on)
    if whole > most:
        problems.append(
            Problem(
                "last_day",
                _("{days} days on end are more than {most}").format(days=whole, most=most),
                _("talk to the banner: somebody else has to come"),
            )
        )
    granting = rules.grants(max(whole, 1), on)
    if granting is None:
        problems.append(Problem("last_day", _("nobody grants leave of so many days")))
    if problems or granting is None:
        raise InputProblems(problems)
    return words, granting.level


@transaction.atomic
def decide_leave(
    *, content: Content, leave_id: int, version: int, grants: bool, words: str, at: datetime,
    by: Actor, on: date,
) -> Leave:  # fmt: skip
    """Grant a leave or refuse it; the days of a granted one are written into the sheet.

    Raises:
        NotAllowed: if it is granted at another level.
        NotFound: if there is no such leave in their area.
        Stale: if it has changed meanwhile.
        InputProblems: if it waits no more, a refusal says no reason, or a day is entered already.
    """
    leave = found_within(Leave.objects.all(), by.scope, pk=leave_id)
    if not may_decide(content, leave, by):
        raise NotAllowed(_("leave of so many days is granted at another level"))
    problems: list[Problem] = []
    told = " ".join(words.split())[: hands.LONGEST_WORDS]
    if not grants:
        told = hands.said(words, "words", problems)
    if leave.state != LeaveState.ASKED:
        problems.append(Problem("leave", _("this leave does not wait for a decision")))
    days = _days(content, leave) if grants else []
    taken = TeamDay.objects.filter(post=leave.post, day__in=days).exclude(sign=SignState.STRUCK)
    problems += [
        Problem(each.day.isoformat(), _("this day is entered already: {state}").format(
            state=each.get_state_display()))
        for each in taken
    ]  # fmt: skip
    if problems:
        raise InputProblems(problems)
    change(
        leave, version, at=at, by=by,
        state=LeaveState.GRANTED if grants else LeaveState.REFUSED,
        decided_by=by.name, decided_date=on, decision_words=told,
    )  # fmt: skip
    for day in days:
        _write(leave, day, at=at, by=by, on=on)
    audit.record(
        what="decide_leave", subject=f"leave:{leave.pk}", at=at, by=by, on=on,
        detail={"state": leave.state},
    )  # fmt: skip
    return leave


def _days(content: Content, leave: Leave) -> list[date]:
    """Return the days of a leave that are reported: those that are worked."""
    days = [leave.first_day + each * ONE_DAY for each in range(leave.days)]
    months = {day.replace(day=1) for day in days}
    worked = frozenset[date]().union(
        *(rulebook.workdays(content, month, leave.village) for month in months)
    )
    return [day for day in days if day in worked]


def _write(leave: Leave, day: date, *, at: datetime, by: Actor, on: date) -> None:
    TeamDay.objects.update_or_create(
        post=leave.post,
        day=day,
        defaults={
            "state": DayState.LEAVE, "leave": leave, "entered_by": leave.asked_by,
            "entered_date": on, "entered_at": at, "sign": SignState.SIGNED, "signed_by": by.name,
            "signed_date": on, "is_late": False, "late_words": "", **leave.place,
        },
    )  # fmt: skip


@transaction.atomic
def withdraw_leave(*, leave_id: int, version: int, at: datetime, by: Actor, on: date) -> Leave:
    """Take back one's own leave before it is decided.

    Raises:
        NotAllowed, NotFound, Stale, InputProblems: see `decide_leave`.
    """
    leave = _own(leave_id, by)
    if leave.state != LeaveState.ASKED:
        raise InputProblems([Problem("leave", _("this leave does not wait for a decision"))])
    change(leave, version, at=at, by=by, state=LeaveState.WITHDRAWN)
    audit.record(what="withdraw_leave", subject=f"leave:{leave.pk}", at=at, by=by, on=on)
    return leave


@transaction.atomic
def come_back(
    *, leave_id: int, version: int, back_date: date, at: datetime, by: Actor, on: date
) -> Leave:
    """Say that one is back from leave; what is left of it is struck from the sheet.

    Raises:
        NotAllowed, NotFound, Stale, InputProblems: see `decide_leave`.
    """
    leave = _own(leave_id, by)
    problems = []
    if leave.state != LeaveState.GRANTED or leave.back_date is not None:
        problems.append(Problem("leave", _("nobody is away on this leave")))
    if not leave.first_day <= back_date <= on:
        problems.append(Problem("back_date", _("this day does not lie between leave and today")))
    if problems:
        raise InputProblems(problems)
    change(leave, version, at=at, by=by, back_date=back_date)
    left = TeamDay.objects.filter(leave=leave, day__gte=back_date)
    for day in left:
        change(day, day.version, at=at, by=by, sign=SignState.STRUCK)
    audit.record(
        what="come_back", subject=f"leave:{leave.pk}", at=at, by=by, on=on,
        detail={"days": left.count()},
    )  # fmt: skip
    return leave


def _own(leave_id: int, by: Actor) -> Leave:
    hands.fail_without(by, *hands.MEMBERS)
    leave = found_within(Leave.objects.all(), by.scope, pk=leave_id)
    if leave.asked_by != by.name:
        raise NotAllowed(_("this is somebody else's leave"))
    return leave
