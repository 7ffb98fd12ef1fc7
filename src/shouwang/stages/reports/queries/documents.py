"""What can be asked of documents: which kinds are for whom, one, a page of them, its bytes."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from shouwang.base.access import Actor, NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.documents import DocumentForm, Documents
from shouwang.stages.cases.sealed_files import read_sealed
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.reports.enums import DocumentState
from shouwang.stages.reports.models import Document

LIMIT = 50  # rows of a page


def forms_for(
    *, documents: Documents, reader: Actor, on: date, scope: Scope
) -> dict[str, DocumentForm]:
    """Return the kinds of documents that somebody may ask for and read."""
    del on, scope
    return {name: form for name, form in documents.forms.items() if reader.has_role(*form.roles)}


def document(
    *, number: int, documents: Documents, reader: Actor, on: date, scope: Scope
) -> Document:
    """Return a document.

    Raises:
        NotFound: if there is none of that number in the scope that the reader may see.
    """
    found = found_within(Document.objects.select_related("figure_set"), scope, pk=number)
    form = documents.forms.get(found.kind)
    if found.asked_date > on or form is None or not reader.has_role(*form.roles):
        raise NotFound(_("there is no such record in your area"))
    return found


def page(
    *, documents: Documents, reader: Actor, kind: str = "", after: int | None = None,
    limit: int = LIMIT, on: date, scope: Scope,
) -> list[Document]:  # fmt: skip
    """Return a page of documents, the newest first; one more than the page, if there are more."""
    kinds = set(forms_for(documents=documents, reader=reader, on=on, scope=scope))
    found = within(Document.objects.all(), scope).filter(
        kind__in=kinds & {kind} if kind else kinds, asked_date__lte=on
    )
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found.order_by("-id")[: limit + 1])


def file_of(*, home: Home, document: Document, on: date, scope: Scope) -> bytes:
    """Return the bytes of a document as it was made.

    Raises:
        NotFound: if it has not been made.
        FileBroken: if the file is gone or has been changed.
    """
    del on, scope
    if document.state != DocumentState.MADE:
        raise NotFound(_("the document has not been made"))
    return read_sealed(home, document.digest)


def paper_of(*, home: Home, document: Document, on: date, scope: Scope) -> Mapping[str, Any]:
    """Return a document as the blocks it was written from."""
    del on, scope
    if document.state != DocumentState.MADE:
        raise NotFound(_("the document has not been made"))
    found: Mapping[str, Any] = json.loads(read_sealed(home, document.paper_digest))
    return found
