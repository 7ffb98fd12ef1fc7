"""What is done with changes of households: recorded, with a number for a household that is new."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.register.enums import ChangeKind
from shouwang.stages.register.facts import Facts, facts_of
from shouwang.stages.register.held import held
from shouwang.stages.register.models import HouseholdChange, Indexed
from shouwang.stages.register.queries import index

RECORDERS = (Role.TOWNSHIP, Role.CLERK)
SERIAL_DIGITS = 6  # of a household's number, after its banner's code
LONGEST_NOTE = 300  # characters of a note in the database
OF_PEOPLE = frozenset(
    {ChangeKind.SPLIT, ChangeKind.DEATH, ChangeKind.MARRIED_OUT}
)  # of whom it must be said who
WITH_OTHER = frozenset({ChangeKind.MERGE})


def record_change(
    *, home: Home, content: Content, household: int, kind: str, people: Sequence[int] = (),
    other: int | None = None, new_village: str = "", happened_date: date, note: str = "",
    at: datetime, by: Actor, on: date,
) -> HouseholdChange:  # fmt: skip
    """Record that a household was split, merged or moved, or that somebody came or went.

    Args:
        people: Who was split off, died, or married; of somebody who married in, who came from
            ``other``.
        other: The household that takes them in, or that they come from.
        new_village: Where the household, or the one split off, lives now.

    Raises:
        NotAllowed: if it is not for whoever does it.
        NotFound: if a household or the village is not in their area.
        InputProblems: with everything that cannot be.
    """
    if not by.has_role(*RECORDERS):
        raise NotAllowed(_("changes of households are recorded by townships and banners"))
    row = index.household(number=household, on=on, scope=by.scope)
    target = index.household(number=other, on=on, scope=by.scope) if other is not None else None
    if new_village and not (
        new_village in content.regions and index.is_inside(new_village, content, by.scope)
    ):
        raise NotFound(_("there is no such place in your area"))
    problems = list(_impossible(row, target, kind, people, new_village, note))
    problems += _wrong_days(happened_date, on)
    if kind in ChangeKind.values and people:
        source = target if kind == ChangeKind.MARRIED_IN and target is not None else row
        problems += _strangers(_facts(home, content, source), people, kind)
    if problems:
        raise InputProblems(problems)
    with transaction.atomic():
        if kind == ChangeKind.SPLIT:
            other = _new_number(new_village or row.village, content)
        made = HouseholdChange.objects.create(
            household=household, other=other, kind=kind, people=list(people),
            new_village=new_village, happened_date=happened_date, note=note,
            recorded_by=by.label or by.name, recorded_date=on, **row.place,
        )  # fmt: skip
        audit.record(
            what="record_change", subject=f"household:{household}", at=at,
            detail={"kind": kind, "change": made.pk, "people": len(people)}, by=by, on=on,
        )  # fmt: skip
    return made


def _impossible(
    row: Indexed, target: Indexed | None, kind: str, people: Sequence[int], village: str, note: str
) -> Iterator[Problem]:
    if kind not in ChangeKind.values:
        yield Problem(_("kind"), _("there is no such change"))
        return
    if row.left or (target is not None and target.left):
        yield Problem(_("household"), _("this household has left the register"))
    if kind in OF_PEOPLE and not people:
        yield Problem(_("whom it is about"), _("say who"))
    if kind in WITH_OTHER and target is None:
        yield Problem(_("other household"), _("say which household takes them in"))
    if target is not None and target.household == row.household:
        yield Problem(_("other household"), _("this is the household itself"))
    if kind == ChangeKind.MOVE and (not village or village == row.village):
        yield Problem(_("village"), _("say to which other village it moved"))
    if len(note) > LONGEST_NOTE:
        yield Problem(_("note"), _("at most {count} characters").format(count=LONGEST_NOTE))


def _wrong_days(happened: date, on: date) -> list[Problem]:
    if happened <= on:
        return []
    return [Problem(_("day it happened"), _("it has not happened yet"))]


def _strangers(facts: Facts, people: Sequence[int], kind: str) -> Iterable[Problem]:
    members = {each["person"] for each in facts.members}
    if not members.issuperset(people):
        yield Problem(_("whom it is about"), _("somebody of these does not live in this household"))
    elif kind == ChangeKind.SPLIT and members == set(people):
        yield Problem(
            _("whom it is about"), _("nobody would be left: record a move or a merger instead")
        )


def _facts(home: Home, content: Content, row: Indexed) -> Facts:
    place = tuple(row.place[level] for level in content.partition)
    return facts_of(held(home, content), content, household=row.household, place=place)


def _new_number(village: str, content: Content) -> int:
    """The number after the last of the banner, of the index and of changes not yet in it."""
    banner = content.ancestors(village)["banner"]
    first = int(banner) * 10**SERIAL_DIGITS
    span = (first, first + 10**SERIAL_DIGITS - 1)
    found = [
        Indexed.objects.filter(household__range=span).aggregate(last=Max("household"))["last"],
        HouseholdChange.objects.filter(other__range=span).aggregate(last=Max("other"))["last"],
    ]
    number = max((each for each in found if each is not None), default=first) + 1
    if number > span[1]:
        raise InputProblems([Problem(banner, _("there are no free numbers in this banner"))])
    return int(number)
