"""What is done when a seat changes hands: a term ends, the next one is named, or it is taken back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within, place_fields
from shouwang.stages.programmes.village_teams import hands, rulebook
from shouwang.stages.programmes.village_teams.enums import ChangeState, EndReason
from shouwang.stages.programmes.village_teams.models import PostChange, Seat
from shouwang.stages.programmes.village_teams.queries import seats


@dataclass(frozen=True, slots=True)
class Successor:
    """Who comes next."""

    name: str
    unit: str
    start: date
    is_detached: bool | None = None


@transaction.atomic
def end_post(
    *, home: Home, content: Content, village: str, post: str, reason: str, words: str,
    end_date: date, at: datetime, by: Actor, on: date,
) -> PostChange:  # fmt: skip
    """End a term: rotation, recall, transfer; by when somebody has to come is said by the rules.

    Raises:
        NotAllowed: if it is not for whoever asks.
        NotFound: if there is no such term in their area.
        InputProblems: with everything that is wrong.
    """
    hands.fail_without(by, *hands.PERSONNEL)
    found = seats.post(
        home=home, content=content, number=post, village=village, on=on, scope=by.scope
    )
    problems: list[Problem] = []
    told = " ".join(words.split())
    if reason in rulebook.team_rules(content).needs_words:
        told = hands.said(words, "words", problems)
    if len(told) > hands.LONGEST_WORDS:
        problems.append(Problem("words", _("this is too long; at most {most} characters").format(
            most=hands.LONGEST_WORDS)))  # fmt: skip
    if reason not in EndReason.values:
        problems.append(Problem("reason", _("choose why the term ends")))
    if found.ended is not None:
        problems.append(Problem("post", _("this term has ended already")))
    if not found.started < end_date <= on:
        problems.append(
            Problem("end_date", _("the day does not lie between the term's beginning and today"))
        )
    if problems:
        raise InputProblems(problems)
    within_days = rulebook.number(content, rulebook.REPLACE_DAYS, on)
    made = PostChange.objects.create(
        post=post, role=found.role, reason=reason, words=told, end_date=end_date,
        due_date=end_date + timedelta(days=within_days), made_by=by.name, made_date=on,
        **place_fields(content, found.village),
    )  # fmt: skip
    Seat.objects.filter(post=post, until_date=None).update(until_date=end_date)
    audit.record(
        what="end_post", subject=f"post_change:{made.pk}", at=at, by=by, on=on,
        detail={"reason": reason},
    )  # fmt: skip
    return made


@transaction.atomic
def replace_post(
    *, change_id: int, version: int, successor: Successor, at: datetime, by: Actor, on: date
) -> PostChange:
    """Name who comes next.

    Raises:
        NotAllowed, NotFound, InputProblems: see `end_post`.
        Stale: if it has changed meanwhile.
    """
    hands.fail_without(by, *hands.PERSONNEL)
    found = found_within(PostChange.objects.all(), by.scope, pk=change_id)
    problems: list[Problem] = []
    name = hands.said(successor.name, "name", problems, most=hands.LONGEST_NAME)
    unit = hands.said(successor.unit, "unit", problems, most=hands.LONGEST_UNIT)
    if found.state != ChangeState.ENDED:
        problems.append(Problem("post", _("this seat does not wait for anybody")))
    if not found.end_date <= successor.start <= on:
        problems.append(Problem("start", _("the day does not lie between the end and today")))
    if problems:
        raise InputProblems(problems)
    change(
        found, version, at=at, by=by, state=ChangeState.REPLACED,
        next_post=f"{found.village}-N{found.pk}", next_name=name, next_unit=unit,
        next_start=successor.start, next_detached=successor.is_detached,
    )  # fmt: skip
    audit.record(what="replace_post", subject=f"post_change:{found.pk}", at=at, by=by, on=on)
    return found


@transaction.atomic
def withdraw_end(*, change_id: int, version: int, at: datetime, by: Actor, on: date) -> PostChange:
    """Take back the end of a term that nobody has followed yet.

    Raises:
        NotAllowed, NotFound, Stale, InputProblems: see `replace_post`.
    """
    hands.fail_without(by, *hands.PERSONNEL)
    found = found_within(PostChange.objects.all(), by.scope, pk=change_id)
    if found.state != ChangeState.ENDED:
        raise InputProblems([Problem("post", _("this seat does not wait for anybody"))])
    change(found, version, at=at, by=by, state=ChangeState.WITHDRAWN)
    audit.record(what="withdraw_end", subject=f"post_change:{found.pk}", at=at, by=by, on=on)
    return found
