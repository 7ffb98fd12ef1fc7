"""Target curves changed by the office that answers for them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.area_words import area_words
from shouwang.rules.content import Content
from shouwang.rules.funds import MONTHS, load_fund_rules
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.programmes.funds.models import TargetCurve
from shouwang.stages.programmes.funds.queries import curves

LONGEST_BASIS = 300  # characters, as the column is wide


@transaction.atomic
def set_curve(
    *,
    content: Content,
    kind: str,
    year: int,
    edition: int,
    shares: Sequence[Decimal | None],
    owner: str,
    basis: str,
    at: datetime,
    by: Actor,
    on: date,
) -> TargetCurve:
    """Write a new edition of a curve.

    Args:
        edition: The edition that was read, 0 for the content's.
        shares: Twelve shares, 0 to 1, none less than the one before.

    Raises:
        NotAllowed: if it is not the region's office.
        Stale: if somebody has written another edition since.
        InputProblems: with all that is wrong.
    """
    if not by.has_role(Role.REGION):
        raise NotAllowed(_("targets are set by the regional office"))
    problems = list(_faults(content, kind, year, owner, basis))
    problems += _faults_of_shares(shares)
    if problems:
        raise InputProblems(problems)
    now = curves.curve(content=content, kind=kind, year=year, on=on, scope=by.scope)
    if now.edition != edition:
        raise Stale(_("the curve has a newer edition; look at it first"))
    made = TargetCurve.objects.create(
        kind=kind, year=year, edition=edition + 1, shares=[str(each) for each in shares],
        owner=owner, basis=basis.strip(), made_by=by.label or by.name, made_date=on,
    )  # fmt: skip
    audit.record(
        what="set_curve", subject=f"curve:{made.pk}", at=at, by=by, on=on,
        detail={"kind": kind, "year": year, "edition": made.edition, "shares": made.shares},
    )  # fmt: skip
    return made


def _faults(content: Content, kind: str, year: int, owner: str, basis: str) -> list[Problem]:
    problems = []
    if kind not in load_fund_rules(content).targets:
        problems.append(Problem("kind", _("choose one")))
    known = content.contracts["fund_line"].column("fund_year")
    if not int(known.minimum or 0) <= year <= int(known.maximum or year):
        problems.append(Problem("year", _("{value} is no year here").format(value=year)))
    if owner not in area_words(content).offices:
        problems.append(Problem("owner", _("choose one")))
    if not basis.strip():
        problems.append(Problem("basis", _("write what the change rests on")))
    elif len(basis.strip()) > LONGEST_BASIS:
        problems.append(
            Problem("basis", _("no more than {count} characters").format(count=LONGEST_BASIS))
        )
    return problems


def _faults_of_shares(shares: Sequence[Decimal | None]) -> list[Problem]:
    if len(shares) != MONTHS:
        return [Problem("shares", _("a share for each of the twelve months is wanted"))]
    problems, last = [], Decimal(0)
    for month, share in enumerate(shares, start=1):
        where = f"month-{month}"
        if share is None:
            problems.append(Problem(where, _("a number from 0 to 100 is wanted")))
            continue
        if not 0 <= share <= 1:
            problems.append(Problem(where, _("a number from 0 to 100 is wanted")))
        elif share < last:
            problems.append(Problem(where, _("it is less than the month before")))
        last = share
    return problems
