"""Many households given their persons responsible at once, from a workbook: all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.deciding import fail_if_no_office
from shouwang.stages.cases.models import Pairing
from shouwang.stages.cases.pairing_book import Line, at_row
from shouwang.stages.cases.queries import pairings as known
from shouwang.stages.org.operations import audit
from shouwang.stages.org.standing import places_of
from shouwang.stages.register.queries import index

PLACE = ("league", "banner", "township", "village")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a book.

    Attributes:
        made: Households that have another person responsible now.
        same: Households that had this one already.
    """

    made: int
    same: int


@transaction.atomic
def assign_many(
    *, content: Content, lines: Sequence[Line], at: datetime, by: Actor, on: date
) -> Taken:
    """Give households their persons responsible; nothing is written if one row is wrong.

    Raises:
        NotAllowed: if it is not for whoever asks.
        InputProblems: with every row that is wrong: a household that is not in the area, a name
            that is nobody's there, or more than one person's.
    """
    fail_if_no_office(by)
    numbers = [line.household for line in lines]
    families = index.households(numbers=numbers, on=on, scope=by.scope)
    people = _People(content, families, by, on)
    problems: list[Problem] = []
    wanted: dict[int, Any] = {}
    for line in lines:
        family = families.get(line.household)
        if family is None or family.left:
            problems.append(
                Problem(
                    at_row(line, "household"), _("there is no such household in your area"),
                    _("look the number up on the household's page"),
                )
            )  # fmt: skip
            continue
        if line.head and line.head != family.head_name:
            problems.append(
                Problem(
                    at_row(line, "head"), _("the head of this household has another name"),
                    _("see whether rows have slipped; leave the name out if it has changed"),
                )
            )  # fmt: skip
        fitting = people.called(line.person, family.village)
        if len(fitting) == 1:
            wanted[line.household] = fitting[0]
        else:
            problems.append(_nobody_or_many(line, len(fitting)))
    if problems:
        raise InputProblems(problems)
    return _written(wanted, families, at, by, on)


def _nobody_or_many(line: Line, count: int) -> Problem:
    where = at_row(line, "person")
    if count:
        return Problem(
            where, _("{count} people there are called so").format(count=count),
            _("write the account, not the name"),
        )  # fmt: skip
    return Problem(
        where, _("nobody of that name can be responsible for this household"),
        _("an account of its village or of an office above it, with a fitting role"),
    )  # fmt: skip


class _People:
    """Who can be responsible for households of some villages, looked up once for all of them."""

    def __init__(self, content: Content, families: Mapping[int, Any], by: Actor, on: date) -> None:
        villages = {family.village for family in families.values()}
        self.above = {each: set(content.ancestors(each).values()) for each in villages}
        codes = set().union(*self.above.values())
        found = known.responsible_in(codes=codes, on=on, scope=by.scope)
        self.by_name: dict[str, list[tuple[Any, frozenset[str]]]] = {}
        for account in found:
            own = frozenset(places_of(account))
            for name in {account.username, account.label}:
                self.by_name.setdefault(name, []).append((account, own))

    def called(self, name: str, village: str) -> list[Any]:
        """Return those of a name who can be responsible there; an account's name goes first."""
        above = self.above[village]
        found = [account for account, own in self.by_name.get(name, ()) if own & above]
        exact = [account for account in found if account.username == name]
        return exact or found


def _written(
    wanted: Mapping[int, Any], families: Mapping[int, Any], at: datetime, by: Actor, on: date
) -> Taken:
    before = dict(
        Pairing.objects.filter(household__in=list(wanted), end_date=None).values_list(
            "household", "account_id"
        )
    )
    fresh = {number: person for number, person in wanted.items() if before.get(number) != person.pk}
    Pairing.objects.filter(household__in=list(fresh), end_date=None).update(end_date=on)
    Pairing.objects.bulk_create(
        Pairing(
            household=number, account=person, start_date=on,
            **{level: getattr(families[number], level) for level in PLACE},
        )
        for number, person in fresh.items()
    )  # fmt: skip
    for number, person in fresh.items():
        audit.record(
            what="assign_pairing", subject=f"household:{number}", at=at, by=by, on=on,
            detail={"account": person.pk},
        )  # fmt: skip
    taken = Taken(len(fresh), len(wanted) - len(fresh))
    audit.record(
        what="assign_many", subject="pairings", at=at, by=by, on=on,
        detail={"made": taken.made, "same": taken.same},
    )  # fmt: skip
    return taken
