"""Forms from above: taken in blank, their headings confirmed once, then filled in for any place."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.practice import Practice
from shouwang.stages.board.operations.burden import record_asked
from shouwang.stages.cases.sealed_files import write_sealed
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, fail_outside
from shouwang.stages.reports.filling.confirming import confirmed, people_asked, unknown_fields
from shouwang.stages.reports.filling.matching import fingerprint
from shouwang.stages.reports.filling.model import as_document, from_document
from shouwang.stages.reports.filling.opening import open_form
from shouwang.stages.reports.filling.reading import read_form
from shouwang.stages.reports.filling.rows import rows_of
from shouwang.stages.reports.models import BlankForm, HeadingMeaning
from shouwang.stages.reports.queries import forms as known

KEEPERS = ("region", "league", "clerk", "approver", "township")
LONGEST_NAME = 120  # characters, as the columns are wide
LONGEST_HEADING = 300  # the same


def keep_form(
    *,
    home: Home,
    content: Content,
    data: bytes,
    name: str,
    asked_by: str = "",
    region: str,
    at: datetime,
    by: Actor,
    on: date,
) -> BlankForm:
    """Take a blank form in; the same file twice is one form.

    Args:
        asked_by: The office that asks for it, as its letter says.
        region: Whose form it is; a place of whoever brings it.

    Raises:
        NotAllowed, NotFound: if that is not theirs to do.
        InputProblems: with all faults of the workbook.
    """
    _fail_without_role(by)
    fail_outside(region, content, by.scope)
    problems = []
    if not 0 < len(name.strip()) <= LONGEST_NAME or "\0" in name:
        problems.append(
            Problem("name", _("give the form a name of at most {most} characters").format(
                most=LONGEST_NAME))
        )  # fmt: skip
    if len(asked_by) > LONGEST_NAME or "\0" in asked_by:
        problems.append(Problem("asked_by", _("this name is too long")))
    if problems:
        raise InputProblems(problems)
    blanks = read_form(open_form(data), content)
    digest = hashlib.sha256(data).hexdigest()
    write_sealed(home, digest, data)
    with transaction.atomic():
        found, made = BlankForm.objects.get_or_create(
            region=region, digest=digest,
            defaults={
                "name": name.strip(), "asked_by": asked_by.strip(), "size": len(data),
                "sheets": as_document(blanks), "kept_by": by.label or by.name, "kept_date": on,
            },
        )  # fmt: skip
        if made:
            audit.record(what="keep_form", subject=f"form:{found.pk}", at=at, by=by, on=on,
                         detail={"digest": digest, "sheets": len(blanks)})  # fmt: skip
    return found


@transaction.atomic
def confirm_form(
    *,
    content: Content,
    practice: Practice,
    form_id: int,
    version: int,
    mapping: Mapping[str, Mapping[str, str]],
    who: Mapping[str, str],
    at: datetime,
    by: Actor,
    on: date,
) -> BlankForm:
    """Say what every heading of a form means; from then on it is filled in by one click.

    Args:
        mapping: Sheet → slot → target.
        who: Sheet of people → which households it lists.

    Raises:
        InputProblems: with every heading that has no meaning, or one that does not fit.
        Stale: if somebody has confirmed it in the meantime.
    """
    _fail_without_role(by)
    found = known.form(form_id=form_id, content=content, on=on, scope=by.scope)
    fail_outside(found.region, content, by.scope)
    blanks = from_document(found.sheets)
    clean, listed = confirmed(blanks, mapping, who, content, practice)
    change(
        found, version, at=at, by=by, mapping=clean, who=listed,
        confirmed_by=by.label or by.name, confirmed_date=on,
    )  # fmt: skip
    for blank in blanks:
        for slot in blank.slots:
            HeadingMeaning.objects.update_or_create(
                heading=fingerprint(slot, blank)[:LONGEST_HEADING],
                defaults={
                    "target": clean[blank.sheet][slot.key],
                    "confirmed_by": by.label or by.name,
                    "confirmed_date": on,
                },
            )
    audit.record(what="confirm_form", subject=f"form:{found.pk}", at=at, by=by, on=on,
                 detail={"people": people_asked(clean)})  # fmt: skip
    return found


@transaction.atomic
def retire_form(
    *, content: Content, form_id: int, version: int, at: datetime, by: Actor, on: date
) -> BlankForm:
    """Put a form away: it is no longer asked for. What was filled in stays."""
    _fail_without_role(by)
    found = known.form(form_id=form_id, content=content, on=on, scope=by.scope)
    fail_outside(found.region, content, by.scope)
    change(found, version, at=at, by=by, is_retired=True)
    audit.record(what="retire_form", subject=f"form:{found.pk}", at=at, by=by, on=on)
    return found


@transaction.atomic
def ask_villages(
    *,
    content: Content,
    practice: Practice,
    form_id: int,
    place: str,
    at: datetime,
    by: Actor,
    on: date,
) -> int:
    """Ask the villages of a place for what nobody knows; return how many were asked.

    It counts as their burden, which the asker was told before.

    Raises:
        InputProblems: if the form asks for nothing that only villages know.
    """
    _fail_without_role(by)
    found = known.form(form_id=form_id, content=content, on=on, scope=by.scope)
    fail_outside(place, content, by.scope)
    fields = unknown_fields(found.mapping)
    if not fields:
        raise InputProblems(
            [
                Problem(
                    _("form"), _("every cell of this form is known: nobody needs to be asked"),
                    _("fill it in"),
                )
            ]
        )  # fmt: skip
    villages = rows_of(content, place, "village")
    return record_asked(
        content=content, burden=practice.burden, subject=f"form:{found.pk}", name=found.name,
        fields=dict.fromkeys(villages, fields), at=at, by=by, on=on,
    )  # fmt: skip


def _fail_without_role(by: Actor) -> None:
    if not by.has_role(*KEEPERS):
        raise NotAllowed(_("this is not for your role"))
