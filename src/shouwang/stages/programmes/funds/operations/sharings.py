"""Sharings of money kept as drafts, adopted as a plan, or discarded; by the regional office."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.operations.numbering import take_number
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change
from shouwang.stages.programmes.funds.enums import SharingState
from shouwang.stages.programmes.funds.models import Sharing, SharingPart
from shouwang.stages.programmes.funds.queries import sharings as known
from shouwang.stages.programmes.funds.sharing import Entry, Formula, share_out

NUMBERS = "F"
LONGEST_TITLE = 120  # characters, as the column is wide
LONGEST_NOTE = 300  # the same
WHERE = "formula"


class NoDraft(ShouwangError):
    """The sharing is decided: what was adopted or discarded stands."""


@transaction.atomic
def keep_sharing(
    *,
    content: Content,
    title: str,
    entries: Sequence[Entry],
    formula: Formula,
    figures_day: date | None,
    at: datetime,
    by: Actor,
    on: date,
) -> Sharing:
    """Keep a sharing as a draft; the entries are banners by their codes.

    Raises:
        NotAllowed: if it is not the regional office.
        NotFound: if an entry is no banner.
        InputProblems: with all that is wrong; nothing is kept then.
    """
    _require(by)
    for entry in entries:
        region = content.regions.get(entry.name)
        if region is None or region.level != "banner":
            raise NotFound(_("there is no such place in your area"))
    problems = _faults_of_title(title)
    try:
        parts = share_out(entries, formula, where=WHERE)
    except InputProblems as error:
        raise InputProblems([*problems, *error.problems]) from None
    if problems:
        raise InputProblems(problems)
    made = Sharing.objects.create(
        number=take_number(letter=NUMBERS, by=by, on=on), title=title.strip(), year=on.year,
        total=formula.total or 0,
        formula=[
            {"factor": name, "weight": str(float(weight)),
             "inverse": name in formula.inverse}
            for name, weight in formula.weights.items()
        ],
        figures_day=figures_day, made_by=by.label or by.name, made_date=on,
        changed_by=by.label or by.name, changed_at=at,
    )  # fmt: skip
    SharingPart.objects.bulk_create(
        SharingPart(
            sharing=made, banner=part.name, league=content.ancestors(part.name)["league"],
            factors={name: _text(value) for name, value in entry.factors.items()},
            share=float(part.share), amount=part.amount, floor=entry.floor, cap=entry.cap,
            bound=part.bound,
        )
        for entry, part in zip(entries, parts, strict=True)
    )  # fmt: skip
    audit.record(what="keep_sharing", subject=f"sharing:{made.pk}", at=at, by=by, on=on,
                 detail={"total": made.total, "banners": len(parts)})  # fmt: skip
    return made


@transaction.atomic
def adopt_sharing(
    *, sharing_id: int, version: int, note: str, at: datetime, by: Actor, on: date
) -> Sharing:
    """Make a draft the plan: leagues and banners see it from now on.

    Raises:
        NoDraft: if it is decided already.
    """
    found = _decide(
        sharing_id=sharing_id, version=version, state=SharingState.ADOPTED, note=note, at=at, by=by,
        on=on,
    )  # fmt: skip
    audit.record(what="adopt_sharing", subject=f"sharing:{found.pk}", at=at, by=by, on=on,
                 detail={"total": found.total})  # fmt: skip
    return found


@transaction.atomic
def discard_sharing(
    *, sharing_id: int, version: int, note: str, at: datetime, by: Actor, on: date
) -> Sharing:
    """Put a draft aside; it stays to be read.

    Raises:
        NoDraft: if it is decided already.
    """
    found = _decide(
        sharing_id=sharing_id, version=version, state=SharingState.DISCARDED, note=note, at=at, by=by,
        on=on,
    )  # fmt: skip
    audit.record(what="discard_sharing", subject=f"sharing:{found.pk}", at=at, by=by, on=on,
                 detail={"total": found.total})  # fmt: skip
    return found


def _decide(
    *,
    sharing_id: int,
    version: int,
    state: SharingState,
    note: str,
    at: datetime,
    by: Actor,
    on: date,
) -> Sharing:
    """Decide a draft; the operation that does so says what it is in the log."""
    _require(by)
    found = known.sharing(sharing_id=sharing_id, on=on, scope=by.scope)
    if found.state != SharingState.DRAFT:
        raise NoDraft(_("this sharing is decided already"))
    note = note.strip()
    if not note:
        raise InputProblems([Problem("note", _("write why"))])
    if len(note) > LONGEST_NOTE:
        raise InputProblems(
            [Problem("note", _("no more than {count} characters").format(count=LONGEST_NOTE))]
        )
    change(found, version, at=at, by=by, state=state, note=note,
           decided_by=by.label or by.name, decided_date=on)  # fmt: skip
    return found


def _require(by: Actor) -> None:
    if not by.has_role(Role.REGION):
        raise NotAllowed(_("money is shared out by the regional office"))


def _faults_of_title(title: str) -> list[Problem]:
    if not title.strip():
        return [Problem("title", _("give it a title"))]
    if len(title.strip()) > LONGEST_TITLE:
        return [Problem("title", _("no more than {count} characters").format(count=LONGEST_TITLE))]
    return []


def _text(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):g}"
