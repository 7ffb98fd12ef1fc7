"""Documents are asked for, made by background work, and kept enciphered as they were made."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.documents import DocumentForm, Documents
from shouwang.stages.board.queries import figures
from shouwang.stages.cases.queries import notices
from shouwang.stages.cases.sealed_files import write_sealed
from shouwang.stages.cases.typed import faulty_text
from shouwang.stages.org.operations import audit
from shouwang.stages.register.queries import index
from shouwang.stages.reports.enums import DocumentState
from shouwang.stages.reports.models import Document

PLACES = ("league", "banner", "township", "village")
HOUSEHOLD, NOTICE = "household", "notice"
FIGURES = ("figures", "letter")  # the composers that rest on a set of figures
SHORTEST_PURPOSE = 4  # characters: a word at least
LONGEST_PURPOSE = 200  # of the column
LONGEST_FAULT = 500  # of the column
LONGEST_LABEL = 200  # of the column
LARGEST = 2**63 - 1  # what the column of numbers holds


@transaction.atomic
def ask_for_document(
    *, content: Content, documents: Documents, kind: str, place: str = "",
    figure_set_id: int | None = None, parameters: Mapping[str, Any] | None = None,
    purpose: str = "", at: datetime, by: Actor, on: date,
) -> Document:  # fmt: skip
    """Ask for a document of a place, a household or a notice.

    Args:
        place: The code of the region it is of; not looked at where it is of something else.
        parameters: `household` or `notice`: the number.

    Raises:
        NotFound: if there is no such kind, place, household, notice or set within the scope.
        NotAllowed: if this kind is not for the role.
        InputProblems: if no purpose is given where people are named.
    """
    form = documents.forms.get(kind)
    if form is None:
        raise NotFound(_("there is no such document"))
    if not by.has_role(*form.roles):
        raise NotAllowed(_("this document is not for your role"))
    if form.personal == "full" and (
        problems := faulty_text("purpose", purpose, LONGEST_PURPOSE, shortest=SHORTEST_PURPOSE)
    ):
        raise InputProblems(problems)
    fields = _subject(form, place, parameters or {}, content, by, on)
    figure_set = _figure_set(form, figure_set_id, by, on)
    name = content.regions[fields["region"]].name
    made = Document.objects.create(
        kind=kind, label=f"{name} {form.label}"[:LONGEST_LABEL], figure_set=figure_set,
        parameters=dict(parameters or {}), purpose=purpose.strip(), asked_by=by.name,
        asked_date=on, asked_at=at, **fields,
    )  # fmt: skip
    audit.record(
        what="ask_for_document", subject=f"document:{made.pk}", at=at,
        detail={"kind": kind, "region": made.region}, by=by, on=on,
    )  # fmt: skip
    return made


@transaction.atomic
def keep_document(
    *, home: Home, document_id: int, data: bytes, paper: Mapping[str, Any], name: str,
    media_type: str, snapshot: int, anchor: str, missing: Sequence[Sequence[str]], at: datetime,
    by: Actor, on: date,
) -> Document:  # fmt: skip
    """Keep a document that was made; one that is kept already stays as it is.

    Args:
        paper: The same as blocks, for the preview.
        missing: What could not be told, and why.
    """
    document = Document.objects.get(pk=document_id)
    if document.state == DocumentState.MADE:
        return document
    kept = json.dumps(paper, ensure_ascii=False, sort_keys=True).encode()
    digests = [hashlib.sha256(each).hexdigest() for each in (data, kept)]
    for digest, each in zip(digests, (data, kept), strict=True):
        write_sealed(home, digest, each)
    document.state, document.fault = DocumentState.MADE, ""
    document.name, document.media_type, document.size = name, media_type, len(data)
    document.digest, document.paper_digest = digests
    document.snapshot, document.anchor, document.made_at = snapshot, anchor, at
    document.missing = [list(each) for each in missing]
    if document.figure_set is not None:
        document.audit_position = document.figure_set.audit_position
    document.save()
    audit.record(
        what="keep_document", subject=f"document:{document.pk}", at=at,
        detail={"digest": document.digest}, by=by, on=on,
    )  # fmt: skip
    return document


@transaction.atomic
def fail_document(*, document_id: int, fault: str, at: datetime, by: Actor, on: date) -> None:
    """Keep why a document was not made; it may be asked for anew."""
    rows = Document.objects.filter(pk=document_id, state=DocumentState.ASKED)
    if rows.update(state=DocumentState.FAILED, fault=fault[:LONGEST_FAULT]):
        audit.record(what="fail_document", subject=f"document:{document_id}", at=at, by=by, on=on)


def _subject(
    form: DocumentForm, place: str, parameters: Mapping[str, Any], content: Content, by: Actor,
    on: date,
) -> dict[str, Any]:  # fmt: skip
    """Return the columns that say what a document is of, once it is found within the scope."""
    if HOUSEHOLD in form.levels:
        found = index.household(number=_number(parameters, HOUSEHOLD), on=on, scope=by.scope)
        return {"level": HOUSEHOLD, "region": found.village, "household": found.household,
                **found.place}  # fmt: skip
    if NOTICE in form.levels:
        notice = notices.notice(notice_id=_number(parameters, NOTICE), on=on, scope=by.scope)
        region = getattr(notice, notice.level)
        return {"level": NOTICE, "region": region, "subject": notice.pk, **notice.place}
    region = content.regions.get(place)
    if region is None or region.level not in form.levels:
        raise NotFound(_("there is no such place in your area"))
    above = content.ancestors(place)
    if by.scope.households is not None or not by.scope.covers(above):
        raise NotFound(_("there is no such place in your area"))
    return {"level": region.level, "region": place,
            **{level: above.get(level, "") for level in PLACES}}  # fmt: skip


def _number(parameters: Mapping[str, Any], key: str) -> int:
    text = str(parameters.get(key, ""))
    if not text.isdecimal() or int(text) > LARGEST:
        raise InputProblems([Problem(key, _("a number is wanted"))])
    return int(text)


def _figure_set(form: DocumentForm, wanted: int | None, by: Actor, on: date) -> Any:
    if form.composer not in FIGURES:
        return None
    found = figures.figure_sets(on=on, scope=by.scope)
    if not found:
        raise InputProblems(
            [Problem("figure_set", _("no figures have been kept yet"),
                     _("ask for them: run shouwang board keep"))]
        )  # fmt: skip
    if wanted is None:
        return found[0]
    chosen = next((each for each in found if each.pk == wanted), None)
    if chosen is None:
        raise NotFound(_("there is no such set of figures"))
    return chosen
