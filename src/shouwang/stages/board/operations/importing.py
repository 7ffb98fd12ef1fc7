"""Many issues at once from a workbook: all of them, or none with everything that is wrong."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.area_words import area_words
from shouwang.rules.content import Content
from shouwang.stages.board.enums import EvidenceSign, IssueState
from shouwang.stages.board.hands import due_on
from shouwang.stages.board.issue_book import read_lines
from shouwang.stages.board.issue_lines import Draft, Reader
from shouwang.stages.board.models import Issue
from shouwang.stages.board.operations.issues import (
    ASSIGNERS,
    FINDERS,
    NUMBERS,
    touch_households,
)
from shouwang.stages.board.operations.recurrences import ask_whether_recurred
from shouwang.stages.cases.operations.numbering import take_number
from shouwang.stages.ingest.place_names import Gazetteer
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.register.queries import index

# Who may say that an issue of an older ledger is closed: a banner closes none by a workbook.
CLOSERS = (Role.REGION, Role.LEAGUE)


LONGEST_ORIGIN = 60  # characters, as the column is wide


class Doubled(InputProblems):
    """Rows that are in the ledger or the workbook already; they may be left out."""


@transaction.atomic
def import_issues(
    *,
    content: Content,
    data: bytes,
    without_doubles: bool = False,
    at: datetime,
    by: Actor,
    on: date,
) -> tuple[int, int]:
    """Write the issues of a workbook into the ledger; return how many, and how many were left out.

    Args:
        without_doubles: Whether rows that are there already are left out; else they are told.

    Raises:
        InputProblems: with everything that is wrong, by row and column; nothing is written.
        Doubled: if nothing else is wrong, but some are there already.
    """
    if not by.has_role(*FINDERS):
        raise NotAllowed(_("this is not for your role"))
    lines = read_lines(data)
    reader = Reader(content, area_words(content), Gazetteer(content.regions))
    drafts = reader.drafts(lines)
    problems = [*reader.problems, *_out_of_reach(drafts, by), *_strange_households(drafts, by, on)]
    problems += _not_theirs(drafts, by)
    if problems:
        raise InputProblems(problems)
    fresh, doubles = _apart(drafts)
    if doubles and not without_doubles:
        raise Doubled(doubles)
    for draft in fresh:
        _write(content, draft, at=at, by=by, on=on)
    audit.record(what="import_issues", subject="issues", at=at, by=by, on=on,
                 detail={"issues": len(fresh), "doubles": len(doubles)})  # fmt: skip
    return len(fresh), len(doubles)


def _out_of_reach(drafts: Iterable[Draft], by: Actor) -> list[Problem]:
    return [
        Problem(draft.line.at("banner"), _("it is not in your area"), _("leave the row out"))
        for draft in drafts
        if not by.scope.covers(draft.place)
    ]


def _not_theirs(drafts: Iterable[Draft], by: Actor) -> list[Problem]:
    """What a row says was done must be for the role of who says so."""
    problems = []
    for draft in drafts:
        if draft.state == IssueState.CLOSED and not by.has_role(*CLOSERS):
            problems.append(
                Problem(
                    draft.line.at("state"), _("a banner closes no issue by a workbook"),
                    _("write that it is being mended; apply for closing here"),
                )
            )  # fmt: skip
        elif draft.state != IssueState.FOUND and not by.has_role(*ASSIGNERS):
            problems.append(
                Problem(draft.line.at("state"), _("your role assigns no issues"),
                        _("leave the state empty"))
            )  # fmt: skip
    return problems


def _strange_households(drafts: Sequence[Draft], by: Actor, on: date) -> list[Problem]:
    numbers = {each for draft in drafts for each in draft.households}
    held = index.households(numbers=numbers, on=on, scope=by.scope) if numbers else {}
    return [
        Problem(
            draft.line.at("households"),
            _("there is no household {number} in the banner").format(number=each),
            _("look it up in the list of households"),
        )
        for draft in drafts
        for each in draft.households
        if each not in held or held[each].banner != draft.place.get("banner")
    ]


def _apart(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Problem]]:
    """Return the rows that are new, and where the others stand already."""
    banners = {draft.place["banner"] for draft in drafts}
    known = {
        (banner, area, village, words): number
        for banner, area, village, words, number in Issue.objects.filter(
            banner__in=banners
        ).values_list("banner", "area", "village", "words", "number")
    }
    numbers = set(
        Issue.objects.filter(number__in=[each.number for each in drafts if each.number])
        .values_list("number", flat=True)
    )  # fmt: skip
    origins = set(Issue.objects.filter(banner__in=banners).values_list("origin", flat=True))
    fresh: list[Draft] = []
    doubles: list[Problem] = []
    seen: dict[Any, int] = {}
    for draft in drafts:
        key = (draft.place["banner"], draft.area, draft.place["village"], draft.words.strip())
        if draft.number and (draft.number in numbers or f"book:{draft.number}" in origins):
            doubles.append(_double(draft, "number", draft.number))
        elif key in known:
            doubles.append(_double(draft, "words", known[key]))
        elif key in seen:
            text = _("row {row}").format(row=seen[key])
            doubles.append(_double(draft, "words", text))
        else:
            seen[key] = draft.line.number
            fresh.append(draft)
    return fresh, doubles


def _double(draft: Draft, column: str, where: str) -> Problem:
    return Problem(
        draft.line.at(column), _("this stands in {where} already").format(where=where),
        _("leave the row out"),
    )  # fmt: skip


def _write(content: Content, draft: Draft, *, at: datetime, by: Actor, on: date) -> None:
    issue = Issue(
        number=take_number(letter=NUMBERS, by=by, on=on), **draft.place, area=draft.area,
        kind=draft.kind, source=draft.source, severity=draft.severity, words=draft.words.strip(),
        unit=draft.unit, owner=draft.owner, office=draft.office, plan=draft.plan,
        state=draft.state, found_date=min(draft.assigned_date or on, on), made_by=by.name,
        assigned_date=draft.assigned_date, closed_date=draft.closed_date,
        evidence=EvidenceSign.TOLD if draft.line.cells.get("evidence") else EvidenceSign.NONE,
        verified_by=draft.line.cells.get("verified_by", "")[:100],
        origin=f"book:{draft.number}"[:LONGEST_ORIGIN] if draft.number else "",
        changed_by=by.label or by.name, changed_at=at,
    )  # fmt: skip
    issue.due_date = draft.due_date or due_on(
        content, issue.source, issue.severity, draft.assigned_date or on
    )
    issue.save()
    audit.record(what="find_issue", subject=f"issue:{issue.pk}", at=at, by=by, on=on,
                 detail={"area": draft.area, "source": draft.source})  # fmt: skip
    touch_households(content=content, issue=issue, households=draft.households, at=at, by=by, on=on)
    if issue.state != IssueState.CLOSED:
        ask_whether_recurred(content=content, issue=issue, at=at, by=by, on=on)
