"""What is done with days: one tap, one signature of the village, and the township's correction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within, place_fields
from shouwang.stages.programmes.village_teams import hands, rulebook
from shouwang.stages.programmes.village_teams.enums import DayState, SignState
from shouwang.stages.programmes.village_teams.models import Seat, TeamDay
from shouwang.stages.programmes.village_teams.queries import leaves, seats

# What somebody says of themselves; leave is asked for, absence is said by others.
OWN_STATES = (DayState.PRESENT, DayState.DUTY)
MOST_AT_ONCE = 200  # days signed with one tap


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap on the phone.

    Attributes:
        form: The identifier the phone gave it: sent twice it is one.
        is_offline: Whether the phone kept it while there was no network.
    """

    day: date
    state: str
    form: UUID
    is_offline: bool = False
    late_words: str = ""


def tap_day(*, content: Content, tap: Tap, at: datetime, by: Actor, on: date) -> TeamDay:
    """Keep where a member of a team is on a day; it counts when the village has signed it.

    A day that the village has not signed yet may be tapped again; the same tap twice is one.

    Raises:
        NotAllowed: if one is in no team, or the tap is somebody else's.
        InputProblems: with everything that is wrong with it.
    """
    hands.fail_without(by, *hands.MEMBERS)
    before = TeamDay.objects.filter(form=tap.form).first()
    if before is not None:
        return _same(before, by)
    seat = seats.seat_of(by=by, on=on, scope=by.scope)
    if seat is None:
        raise InputProblems([Problem("post", _("say first which seat of the team is yours"))])
    words, is_late = _checked(content, seat, tap, by, on)
    try:
        with transaction.atomic():
            return _keep(seat, tap, words, is_late=is_late, at=at, by=by, on=on)
    except IntegrityError:
        before = TeamDay.objects.filter(form=tap.form).first()
        if before is None:
            raise InputProblems(
                [Problem("day", _("this day has just been entered; look at the page again"))]
            ) from None
        return _same(before, by)


def _same(before: TeamDay, by: Actor) -> TeamDay:
    if before.entered_by != by.name:
        raise NotAllowed(_("this form has been sent by somebody else"))
    return before


def _checked(
    content: Content, seat: Seat, tap: Tap, by: Actor, on: date
) -> tuple[str, bool]:  # fmt: skip
    rules, problems = rulebook.team_rules(content), list[Problem]()
    words = " ".join(tap.late_words.split())
    if tap.state not in OWN_STATES:
        problems.append(Problem("state", _("say whether you are in the village or out on duty")))
    ago = (on - tap.day).days
    if ago < 0:
        problems.append(Problem("day", _("this day is still to come")))
    is_late = ago > 0 and not (tap.is_offline and ago <= rules.days("offline_days", on))
    late = rules.days("late_days", on)
    if ago > late:
        problems.append(
            Problem(
                "day",
                _("a day can be entered within {days} days").format(days=late),
                _("ask the township to enter it"),
            )
        )
    elif is_late:
        words = hands.said(tap.late_words, "late_words", problems)
    if tap.day < seat.since_date and ago > late:
        problems.append(Problem("day", _("you did not have this seat yet")))
    if leaves.covering(post=seat.post, day=tap.day, on=on, scope=by.scope) is not None:
        problems.append(
            Problem("day", _("you are on leave that day"), _("say first that you are back"))
        )
    if problems:
        raise InputProblems(problems)
    return words if is_late else "", is_late


def _keep(
    seat: Seat, tap: Tap, words: str, *, is_late: bool, at: datetime, by: Actor, on: date
) -> TeamDay:
    told = {
        "state": tap.state, "form": tap.form, "is_late": is_late,
        "is_offline": tap.is_offline and tap.day != on, "late_words": words,
        "entered_by": by.name, "entered_date": on, "entered_at": at,
    }  # fmt: skip
    found = TeamDay.objects.filter(post=seat.post, day=tap.day).first()
    if found is None:
        found = TeamDay.objects.create(post=seat.post, day=tap.day, **told, **seat.place)
    elif found.sign in {SignState.SIGNED, SignState.CONTESTED}:
        raise InputProblems(
            [
                Problem(
                    "day",
                    _("the village has said something of this day already"),
                    _("the township can correct it"),
                )
            ]
        )
    else:
        change(found, found.version, at=at, by=by, sign=SignState.WAITING, leave=None, **told)
    audit.record(
        what="tap_day", subject=f"team_day:{found.pk}", at=at, by=by, on=on,
        detail={"day": tap.day.isoformat(), "state": tap.state},
    )  # fmt: skip
    return found


@transaction.atomic
def sign_days(*, versions: Mapping[int, int], at: datetime, by: Actor, on: date) -> int:
    """Sign days for the village: all of them, or none.

    Args:
        versions: Day → the version that was seen.

    Raises:
        NotAllowed: if it is not for whoever asks.
        NotFound: if one of them is not theirs.
        Stale: if one has changed meanwhile.
        InputProblems: if nothing is named, or something that waits no more.
    """
    hands.fail_without(by, *hands.SIGNERS)
    if not versions or len(versions) > MOST_AT_ONCE:
        raise InputProblems(
            [Problem("day", _("choose the days to be signed, at most {most}").format(
                most=MOST_AT_ONCE))]
        )  # fmt: skip
    problems = []
    for number, version in sorted(versions.items()):
        day = found_within(TeamDay.objects.all(), by.scope, pk=number)
        if day.sign != SignState.WAITING:
            problems.append(
                Problem(day.day.isoformat(), _("this day does not wait for a signature"))
            )
            continue
        change(day, version, at=at, by=by, sign=SignState.SIGNED, signed_by=by.name, signed_date=on)
        audit.record(what="sign_days", subject=f"team_day:{day.pk}", at=at, by=by, on=on)
    if problems:
        raise InputProblems(problems)
    return len(versions)


@transaction.atomic
def contest_day(
    *, day_id: int, version: int, words: str, at: datetime, by: Actor, on: date
) -> TeamDay:
    """Say for the village that a day was not so; the township decides.

    Raises:
        NotAllowed, NotFound, Stale, InputProblems: see `sign_days`.
    """
    hands.fail_without(by, *hands.SIGNERS)
    day = found_within(TeamDay.objects.all(), by.scope, pk=day_id)
    problems: list[Problem] = []
    told = hands.said(words, "words", problems)
    if day.sign != SignState.WAITING:
        problems.append(Problem("day", _("this day does not wait for a signature")))
    if problems:
        raise InputProblems(problems)
    change(
        day, version, at=at, by=by, sign=SignState.CONTESTED, contest_words=told,
        signed_by=by.name, signed_date=on,
    )  # fmt: skip
    audit.record(what="contest_day", subject=f"team_day:{day.pk}", at=at, by=by, on=on)
    return day


@transaction.atomic
def correct_day(
    *, day_id: int, version: int, state: str, words: str, at: datetime, by: Actor, on: date
) -> TeamDay:
    """Write for the township what a day was, or strike it; what it was before stays beside it.

    Args:
        state: A word of `DayState`, or `struck`.

    Raises:
        NotAllowed, NotFound, Stale, InputProblems: see `sign_days`.
    """
    hands.fail_without(by, *hands.CORRECTORS)
    day = found_within(TeamDay.objects.all(), by.scope, pk=day_id)
    problems: list[Problem] = []
    told = hands.said(words, "words", problems)
    if state not in {*DayState.values, SignState.STRUCK.value}:
        problems.append(Problem("state", _("choose what the day was")))
    if problems:
        raise InputProblems(problems)
    is_struck = state == SignState.STRUCK
    change(
        day, version, at=at, by=by,
        state=day.state if is_struck else state,
        was=day.was or day.state,
        sign=SignState.STRUCK if is_struck else SignState.SIGNED,
        correction_words=told, corrected_by=by.name,
    )  # fmt: skip
    audit.record(
        what="correct_day", subject=f"team_day:{day.pk}", at=at, by=by, on=on,
        detail={"was": day.was, "state": state},
    )  # fmt: skip
    return day


@transaction.atomic
def enter_day(
    *, home: Home, content: Content, village: str, post: str, day: date, state: str, words: str,
    at: datetime, by: Actor, on: date,
) -> TeamDay:  # fmt: skip
    """Enter a day for the township of which nobody has said anything: an absence, a lost phone.

    Raises:
        NotAllowed, NotFound, InputProblems: see `sign_days`.
    """
    hands.fail_without(by, *hands.CORRECTORS)
    found = seats.post(
        home=home, content=content, number=post, village=village, on=on, scope=by.scope
    )
    problems: list[Problem] = []
    told = hands.said(words, "words", problems)
    if state not in DayState.values:
        problems.append(Problem("state", _("choose what the day was")))
    if day > on or not found.runs_on(day):
        problems.append(Problem("day", _("this day does not lie in the term, or is still to come")))
    if TeamDay.objects.filter(post=post, day=day).exists():
        problems.append(Problem("day", _("this day is there already; correct it in the sheet")))
    if problems:
        raise InputProblems(problems)
    made = TeamDay.objects.create(
        post=post, day=day, state=state, sign=SignState.SIGNED, entered_by=by.name,
        entered_date=on, entered_at=at, is_late=True, late_words=told, signed_by=by.name,
        signed_date=on, corrected_by=by.name, **place_fields(content, found.village),
    )  # fmt: skip
    audit.record(
        what="enter_day", subject=f"team_day:{made.pk}", at=at, by=by, on=on,
        detail={"day": day.isoformat(), "state": state},
    )  # fmt: skip
    return made
