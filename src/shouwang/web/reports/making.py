"""The background task that puts a document together, writes it, looks through it, and keeps it."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from shouwang.base.access import Actor
from shouwang.base.errors import InputProblems, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.home import now, today
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.register.held import RegisterEmpty, held
from shouwang.stages.reports import drawing, rulings
from shouwang.stages.reports.blocks import Book, Paper, Picture, without_pictures
from shouwang.stages.reports.composing import Gathered, book_of, paper_of
from shouwang.stages.reports.enums import DocumentState
from shouwang.stages.reports.gathering.asked import Asked, anchor_on, gathered, words_of
from shouwang.stages.reports.gathering.issues import issue_sheets, task_sheets
from shouwang.stages.reports.gathering.people import of_notice, of_stories, watched_sheets
from shouwang.stages.reports.gathering.sums import of_figures, wants
from shouwang.stages.reports.official import docx_of
from shouwang.stages.reports.operations import documents as operations
from shouwang.stages.reports.queries import documents
from shouwang.stages.reports.workbook import xlsx_of
from shouwang.web import place
from shouwang.web.jobs.running import Running
from shouwang.web.reports.families import of_household

LIBRARY = "vendor/echarts/echarts.min.js"
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STEPS = 4  # words of progress: gathered, written, looked through, kept
MOST_TOLD = 3  # leaks named in a refusal


def make(job: Running, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Make a document that was asked for: ``{"document": its number}``."""
    day, practice = today(job.home), place.practice()
    document = documents.document(
        number=int(wanted["document"]), documents=practice.documents, reader=job.by, on=day,
        scope=job.by.scope,
    )  # fmt: skip
    link = f"/reports/{document.pk}/"
    if document.state != DocumentState.MADE:
        try:
            _make(job, document, day)
        except ShouwangError as error:
            _fail(job, document.pk, str(error), day)
            raise
    return {"said": _("{label} has been made.").format(label=document.label), "link": link}


def _make(job: Running, document: Any, day: date) -> None:
    job.progress(0, STEPS)
    asked = asked_of(document, home=job.home, by=job.by)
    made, missing = composed(asked, job.by)
    job.progress(1, STEPS)
    data = written(made)
    job.progress(2, STEPS)
    if asked.form.personal == "masked":
        fail_if_telling(made)
    job.progress(STEPS - 1, STEPS)
    operations.keep_document(
        home=job.home, document_id=document.pk, data=data, paper=made.as_json(),
        name=f"{document.kind}-{document.region}-{document.asked_date}-{document.pk}.{asked.form.format}",
        media_type=TYPES[asked.form.format],
        snapshot=asked.figure_set.snapshot if asked.figure_set else asked.snapshot,
        anchor=anchor_on(asked.as_of), missing=sorted(missing.items()), at=now(job.home),
        by=job.by, on=day,
    )  # fmt: skip
    job.progress(STEPS, STEPS)


def asked_of(document: Any, *, home: Home, by: Actor) -> Asked:
    """Return a document as it is to be put together, as of the day it was asked for."""
    practice = place.practice()
    return Asked(
        form=practice.documents.forms[document.kind], level=document.level,
        place=document.region, home=home, policy=place.policy(), practice=practice,
        figure_set=document.figure_set, on=document.asked_date, scope=by.scope,
        snapshot=_snapshot(home), parameters=document.parameters,
    )  # fmt: skip


def composed(asked: Asked, by: Actor) -> tuple[Paper | Book, dict[str, str]]:
    """Return a document as blocks, and what could not be told in it."""
    if asked.form.composer == "book":
        return book_of(asked.form, _book(asked)), {}
    paper, missing = paper_of(asked.form, COMPOSERS[asked.form.composer](asked, by))
    if can_draw():
        return paper, missing
    return without_pictures(paper, asked.practice.documents.words["no_font"]), missing


def written(made: Paper | Book) -> bytes:
    """Return a document as a file."""
    return xlsx_of(made) if isinstance(made, Book) else docx_of(made, draw)


def draw(picture: Picture) -> bytes:
    """Draw a chart."""
    return drawing.png_of(picture.option, Path(str(finders.find(LIBRARY))))


def can_draw() -> bool:
    """Tell whether charts can be drawn: not without a Chinese font, which would leave boxes."""
    return finders.find(LIBRARY) is not None and drawing.has_font()


def fail_if_telling(made: Paper | Book) -> None:
    """Look through a document in which nobody may be known.

    Raises:
        InputProblems: if it tells of somebody.
    """
    words = place.practice().notices.private_words
    found = leaks_in(text_of(made), words=words)
    if found:
        raise InputProblems(found[:MOST_TOLD])


def text_of(made: Paper | Book) -> str:
    """Return all words of a document, a line a block or a cell."""
    return "\n".join(_texts(made.as_json()))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        # Hashes and numbers of sets tell of nobody, and their digits may look like anything.
        return [text for key, each in value.items() if key != "foot" for text in _texts(each)]
    if isinstance(value, list | tuple):
        return [text for each in value for text in _texts(each)]
    return []


def _book(asked: Asked) -> Gathered:
    sheets: Callable[[Asked], Any] = issue_sheets
    if wants(asked.form, "tasks"):
        sheets = task_sheets
    elif wants(asked.form, "watched"):
        sheets = watched_sheets
    return gathered(asked, words_of(asked), sheets=sheets(asked))


def _opinion(asked: Asked, _by: Actor) -> Gathered:
    practice = asked.practice
    words = practice.documents.words
    offices = {name: each.label for name, each in practice.areas.offices.items()}
    return gathered(
        asked, words_of(asked),
        lists={"parameters": rulings.parameters(
            asked.policy, asked.form.parameters, documents=practice.documents, on=asked.on)},
        turns={"procedures": rulings.turns(
            practice.procedures, asked.form.procedures, policy=asked.policy,
            documents=practice.documents, offices=offices, on=asked.on)},
        foot=words["source_rules"].format(day=asked.on.isoformat(), release=asked.policy.digest),
    )  # fmt: skip


def _fail(job: Running, number: int, fault: str, day: date) -> None:
    operations.fail_document(document_id=number, fault=fault, at=now(job.home), by=job.by, on=day)


def _snapshot(home: Home) -> int:
    try:
        return held(home, place.content()).snapshot.id
    except RegisterEmpty:
        return 0


COMPOSERS: Mapping[str, Callable[[Asked, Actor], Gathered]] = {
    "figures": lambda asked, _by: of_figures(asked),
    "letter": lambda asked, _by: of_figures(asked),
    "opinion": _opinion,
    "cases": lambda asked, _by: of_stories(asked),
    "notice": lambda asked, _by: of_notice(asked),
    "household": of_household,
}
