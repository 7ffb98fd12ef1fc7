"""What can be asked of objections: those to be decided, and how one stands, by its receipt."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.keys import read_keys
from shouwang.stages.cases.enums import ObjectionState
from shouwang.stages.cases.models import Case, NoticeEntry, Objection, StepTaken, Visit
from shouwang.stages.cases.queries import notices
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.org.sealing_words import open_words

LIMIT = 50  # rows of a page


def objection(*, objection_id: int, on: date, scope: Scope) -> Objection:
    """Return an objection.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    found = Objection.objects.select_related("notice", "case")
    return found_within(found, scope, pk=objection_id)


def objection_of_receipt(*, receipt: str, on: date, scope: Scope) -> Objection:
    """Return the objection a receipt was given for; for whoever has the receipt.

    Raises:
        NotFound: if there is none.
    """
    del on, scope
    found = Objection.objects.select_related("notice").filter(receipt=receipt).first()
    if found is None:
        raise NotFound(_("there is no such page"))
    return found


def page(
    *, state: str = "", after: int | None = None, limit: int = LIMIT, on: date, scope: Scope
) -> list[Objection]:
    """Return a page of objections, the newest first; one more than the page, if there are more."""
    del on
    found = within(Objection.objects.select_related("notice", "case"), scope)
    if state:
        found = found.filter(state=state)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found.order_by("-id")[: limit + 1])


def count_open(*, on: date, scope: Scope) -> int:
    """Return how many objections are not decided."""
    del on
    return within(Objection.objects.all(), scope).filter(state=ObjectionState.OPEN).count()


def objections_of(*, case: Case, on: date, scope: Scope) -> list[Objection]:
    """Return the objections to a case: to it by name, and to all of a notice it stands in."""
    del on
    hung = NoticeEntry.objects.filter(case=case).values("notice")
    found = within(Objection.objects.all(), scope).filter(
        Q(case=case) | Q(case=None, notice__in=hung)
    )
    return list(found.order_by("-id"))


def verifiers(
    *, objection: Objection, steps: Sequence[str], on: date, scope: Scope
) -> frozenset[str]:
    """Return who verified the cases that an objection is about: by a step, or at the door."""
    cases = (
        [objection.case]
        if objection.case is not None
        else notices.cases_in(notice=objection.notice, on=on, scope=scope)
    )
    numbers = [case.pk for case in cases]
    leads = [case.lead_id for case in cases if case.lead_id is not None]
    taken = StepTaken.objects.filter(case__in=numbers, step__in=steps, is_void=False)
    visits = Visit.objects.filter(Q(case__in=numbers) | Q(lead__in=leads))
    return frozenset(taken.values_list("taken_by", flat=True)) | frozenset(
        visits.values_list("visited_by", flat=True)
    )


def contact_of(*, objection: Objection, home: Home, on: date, scope: Scope) -> str:
    """Return how whoever objected can be reached, if they said so."""
    del on, scope
    return open_words(
        objection.contact, bound_to=f"{objection.receipt}:contact", key=read_keys(home.keys).seal
    )
