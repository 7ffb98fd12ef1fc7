"""What can be asked of forms: those one may fill in, what their headings may mean, filled ones."""

from collections.abc import Iterable
from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.practice import Practice
from shouwang.stages.cases.sealed_files import read_sealed
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.reports.filling.matching import Candidate, fingerprint, proposals
from shouwang.stages.reports.filling.model import from_document
from shouwang.stages.reports.filling.targets import targets
from shouwang.stages.reports.models import BlankForm, FilledForm, HeadingMeaning

LIMIT = 50  # rows of a page


def forms(*, content: Content, on: date, scope: Scope, retired: bool = False) -> list[BlankForm]:
    """Return the forms that somebody of the scope may fill in, the newest first."""
    found = BlankForm.objects.filter(is_retired=retired, kept_date__lte=on)
    regions = _regions_of(content, scope)
    if regions is not None:
        found = found.filter(region__in=regions)
    return list(found)


def form(*, form_id: int, content: Content, on: date, scope: Scope) -> BlankForm:
    """Return a form.

    Raises:
        NotFound: if there is none that the scope may fill in.
    """
    del on
    found = BlankForm.objects.filter(pk=form_id).first()
    regions = _regions_of(content, scope)
    if found is None or (regions is not None and found.region not in regions):
        raise NotFound(_("there is no such record in your area"))
    return found


def _regions_of(content: Content, scope: Scope) -> frozenset[str] | None:
    """Return the regions whose forms somebody fills in: those above their places, and their own.

    ``None`` stands for all of them. Who is responsible for single households fills in none.
    """
    if scope.households is not None:
        return frozenset()
    if scope.is_everything:
        return None
    above = {code for place in scope.places for code in content.ancestors(place).values()}
    return frozenset(above) | scope.regions


def meanings(
    *, found: BlankForm, content: Content, practice: Practice, on: date, scope: Scope
) -> dict[str, dict[str, list[Candidate]]]:
    """Return sheet → slot → what it may mean, what people have said of it elsewhere first."""
    del on, scope
    known = targets(content, practice)
    blanks = from_document(found.sheets)
    answered = _answers_to(fingerprint(slot, blank) for blank in blanks for slot in blank.slots)
    return {blank.sheet: proposals(blank, known, answered=answered) for blank in blanks}


def _answers_to(headings: Iterable[str]) -> dict[str, str]:
    """Return heading → what people have said it means."""
    rows = HeadingMeaning.objects.filter(heading__in=list(headings))
    return dict(rows.values_list("heading", "target"))


def filled_forms(
    *, form_id: int | None = None, after: int | None = None, on: date, scope: Scope
) -> list[FilledForm]:
    """Return filled forms within the scope, the newest first, a page of them."""
    found = within(FilledForm.objects.select_related("form"), scope).filter(filled_date__lte=on)
    if form_id is not None:
        found = found.filter(form=form_id)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found[:LIMIT])


def filled_form(*, number: int, on: date, scope: Scope) -> FilledForm:
    """Return a filled form.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(FilledForm.objects.select_related("form"), scope, pk=number)


def workbook_of(*, home: Home, found: BlankForm | FilledForm, on: date, scope: Scope) -> bytes:
    """Return the bytes of a form.

    Raises:
        FileBroken: if they are gone or have been changed.
    """
    del on, scope  # who has the form has found it within the scope
    return read_sealed(home, found.digest)
