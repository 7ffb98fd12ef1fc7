"""The yearly review of a station's beneficiaries: listed, met about, checked, approved."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.programmes.solar.enums import ReviewState
from shouwang.stages.programmes.solar.models import Beneficiary, Review, Standing
from shouwang.stages.register.queries import index

LISTERS = (Role.VILLAGE, Role.TOWNSHIP)
CHECKERS = (Role.TOWNSHIP,)
APPROVERS = (Role.APPROVER,)
MOST_HOUSEHOLDS = 2000  # of one station: more are a slip
LONGEST_WORDS = 300  # characters, as the column is wide


class ReviewNotThere(ShouwangError):
    """What is asked of a review is not what it is waiting for."""


@transaction.atomic
def list_beneficiaries(
    *, station: str, households: Iterable[int], at: datetime, by: Actor, on: date
) -> Review:
    """Draw up this year's list of a station's beneficiaries, or draw a returned one up anew.

    Raises:
        NotFound: if the station is not in the actor's area.
        InputProblems: with every household that cannot be on it.
    """
    _require(by, LISTERS)
    standing = found_within(Standing.objects.all(), by.scope, station=station)
    given = list(households)
    problems, homes = _homes(given, standing, by, on)
    before = Review.objects.filter(station=station, year=on.year).first()
    if before is not None and before.state != ReviewState.RETURNED:
        problems.append(
            Problem("station", _("this year's review of the station has been begun already"))
        )
    if problems:
        raise InputProblems(problems)
    if before is None:
        review = Review.objects.create(
            station=station, station_name=standing.name, year=on.year, listed_date=on,
            listed_by=by.name, changed_by=by.label or by.name, changed_at=at, **standing.place,
        )  # fmt: skip
    else:
        review = before
        change(review, review.version, at=at, by=by, state=ReviewState.LISTED, listed_date=on,
               listed_by=by.name, meeting_date=None, present=None, in_favour=None)  # fmt: skip
        review.households.all().delete()
    Beneficiary.objects.bulk_create(
        Beneficiary(review=review, household=each.household, **each.place) for each in homes
    )
    _tell("list_beneficiaries", review, at=at, by=by, on=on, households=len(homes))
    return review


@transaction.atomic
def hold_meeting(
    *, review_id: int, version: int, meeting_date: date | None, present: int | None,
    in_favour: int | None, at: datetime, by: Actor, on: date,
) -> Review:  # fmt: skip
    """Note the village's meeting about the list."""
    _require(by, LISTERS)
    review = _waiting(review_id, version, by, ReviewState.LISTED)
    problems = []
    if meeting_date is None or not review.listed_date <= meeting_date <= on:
        problems.append(
            Problem("meeting_date", _("the meeting is after the list, and not after today"))
        )
    if present is None or present <= 0:
        problems.append(Problem("present", _("say how many people were there")))
    elif in_favour is None or not 0 <= in_favour <= present:
        problems.append(Problem("in_favour", _("not more were in favour than were there")))
    elif in_favour * 2 <= present:
        problems.append(
            Problem("in_favour", _("more than half must be in favour"), _("draw the list up anew"))
        )
    if problems:
        raise InputProblems(problems)
    change(review, version, at=at, by=by, state=ReviewState.MET, meeting_date=meeting_date,
           present=present, in_favour=in_favour)  # fmt: skip
    _tell("hold_meeting", review, at=at, by=by, on=on)
    return review


@transaction.atomic
def check_review(
    *, review_id: int, version: int, is_right: bool, reason: str, at: datetime, by: Actor, on: date
) -> Review:
    """Check the list at the township: on to the banner, or back."""
    _require(by, CHECKERS)
    review = _waiting(review_id, version, by, ReviewState.MET)
    if review.listed_by == by.name:
        raise NotAllowed(_("whoever drew up the list does not check it"))
    return _decided(
        review, version, is_right, reason, ReviewState.CHECKED, "check_review", at=at, by=by, on=on,
        checked_date=on, checked_by=by.name,
    )  # fmt: skip


@transaction.atomic
def approve_review(
    *, review_id: int, version: int, is_right: bool, reason: str, at: datetime, by: Actor, on: date
) -> Review:
    """Approve the list at the banner, or send it back."""
    _require(by, APPROVERS)
    review = _waiting(review_id, version, by, ReviewState.CHECKED)
    return _decided(
        review, version, is_right, reason, ReviewState.APPROVED, "approve_review", at=at, by=by,
        on=on, approved_date=on, approved_by=by.name,
    )  # fmt: skip


def _decided(
    review: Review, version: int, is_right: bool, reason: str, state: str, what: str, *,  # noqa: FBT001
    at: datetime, by: Actor, on: date, **fields: object,
) -> Review:  # fmt: skip
    if len(reason) > LONGEST_WORDS or not all(each.isprintable() for each in reason):
        raise InputProblems(
            [Problem("reason", _("at most {count} characters").format(count=LONGEST_WORDS))]
        )
    if not is_right and not reason.strip():
        raise InputProblems([Problem("reason", _("say why it goes back"))])
    if is_right:
        change(review, version, at=at, by=by, state=state, reason="", **fields)
    else:
        change(review, version, at=at, by=by, state=ReviewState.RETURNED, reason=reason.strip())
    _tell(what if is_right else "return_review", review, at=at, by=by, on=on)
    return review


def _homes(
    given: list[int], standing: Standing, by: Actor, on: date
) -> tuple[list[Problem], list[Any]]:
    problems: list[Problem] = []
    homes: list[Any] = []
    if not given:
        problems.append(Problem("households", _("name at least one household")))
    if len(given) > MOST_HOUSEHOLDS:
        return [
            Problem("households", _("at most {count} households").format(count=MOST_HOUSEHOLDS))
        ], []
    for number in given:
        if given.count(number) > 1:
            problems.append(
                Problem(
                    "households", _("household {number} stands there twice").format(number=number)
                )
            )
            continue
        try:
            home = index.household(number=number, on=on, scope=by.scope)
        except NotFound:
            problems.append(
                Problem("households", _("there is no household {number} in your area").format(
                    number=number))
            )  # fmt: skip
            continue
        if home.banner != standing.banner:
            problems.append(
                Problem("households", _("{number} lies in another banner").format(number=number))
            )
        homes.append(home)
    return problems, homes


def _waiting(review_id: int, version: int, by: Actor, state: str) -> Review:
    review = found_within(Review.objects.all(), by.scope, pk=review_id)
    if review.state != state and review.version == version:
        raise ReviewNotThere(_("this review is not waiting for that"))
    return review


def _tell(what: str, review: Review, *, at: datetime, by: Actor, on: date, **detail: int) -> None:
    audit.record(what=what, subject=f"solar_review:{review.pk}", at=at, by=by, on=on, detail=detail)


def _require(by: Actor, roles: tuple[Role, ...]) -> None:
    if not by.has_role(*roles):
        raise NotAllowed(_("this is not for your role"))
