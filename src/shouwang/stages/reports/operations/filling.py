"""Fills a confirmed form in for a place: figures as of the latest run, lists from the register."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, Scope
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.runs import StoredRun
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.rules.practice import Practice
from shouwang.stages.board.queries.live import measure
from shouwang.stages.cases.queries.households import watched_among
from shouwang.stages.cases.sealed_files import write_sealed
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import LEVELS, fail_outside
from shouwang.stages.register.queries.families import families_in
from shouwang.stages.reports.filling.confirming import people_asked
from shouwang.stages.reports.filling.headings import PlaceNames, place_level
from shouwang.stages.reports.filling.model import Blank, Shape, from_document
from shouwang.stages.reports.filling.opening import open_form
from shouwang.stages.reports.filling.rows import Figures, rows_of
from shouwang.stages.reports.filling.targets import Kind, Target, targets
from shouwang.stages.reports.filling.writing import Row, Wanted, fill_form
from shouwang.stages.reports.models import BlankForm, FilledForm
from shouwang.stages.reports.people_rows import WATCHED, people_rows
from shouwang.stages.reports.queries import forms as known

FILLERS = ("region", "league", "clerk", "approver", "township", "village", "team")
SHORTEST_PURPOSE = 4  # letters: a word at least
Tell = Callable[[int, int], None]


def fill_blank_form(
    *,
    home: Home,
    policy: Policy,
    practice: Practice,
    run: StoredRun | None,
    form_id: int,
    place: str,
    office: str,
    purpose: str = "",
    progress: Tell | None = None,
    at: datetime,
    by: Actor,
    on: date,
) -> FilledForm:
    """Fill a form in for a place and keep it.

    Args:
        office: Who fills it in, as its title line says.
        purpose: Why, of a form that names people.
        progress: Told how many of the sheets are ready.

    Raises:
        NotAllowed, NotFound: if form or place are not theirs.
        InputProblems: if its headings have not been confirmed, the purpose is missing, or nothing
            has been screened yet.
    """
    content = policy.content
    found = known.form(form_id=form_id, content=content, on=on, scope=by.scope)
    if not by.has_role(*FILLERS):
        raise NotAllowed(_("this is not for your role"))
    fail_outside(place, content, by.scope)
    _fail_if_not_ready(found, purpose, run)
    words = targets(content, practice)
    mapping = {
        sheet: {key: words[word] for key, word in slots.items() if word in words}
        for sheet, slots in found.mapping.items()
    }
    blanks = from_document(found.sheets)
    tell = progress or (lambda _done, _total: None)
    tell(0, len(blanks) + 1)
    rows = {
        blank.sheet: rows_of(content, place, _level(blank, mapping[blank.sheet], content, place))
        for blank in blanks
        if blank.shape is Shape.PLACES
    }
    figures = _figures(
        home=home, policy=policy, practice=practice, run=run, blanks=blanks, mapping=mapping,
        rows=rows, place=place, on=on, scope=by.scope,
    )  # fmt: skip
    people = {
        blank.sheet: _people(home, content, found, blank, mapping, place, on=on, scope=by.scope)
        for blank in blanks
        if blank.shape is Shape.PEOPLE
    }
    tell(len(blanks), len(blanks) + 1)
    answer = fill_form(
        open_form(known.workbook_of(home=home, found=found, on=on, scope=by.scope)), blanks,
        Wanted(
            content=content, place=place, office=office, on=on, rows=rows, mapping=mapping,
            indicators=practice.indicators, figures=figures, people=people,
        ),
    )  # fmt: skip
    digest = hashlib.sha256(answer.data).hexdigest()
    write_sealed(home, digest, answer.data)
    above = content.ancestors(place)
    with transaction.atomic():
        kept = FilledForm.objects.create(
            form=found, region=place, digest=digest, size=len(answer.data), cells=answer.cells,
            name=f"{found.name}-{content.regions[place].name}-{on.isoformat()}.xlsx",
            snapshot=int(run.record["snapshot"]) if run else 0, run=run.name if run else "", purpose=purpose,
            unfilled=[
                {"sheet": each.sheet, "slot": each.slot, "heading": each.heading,
                 "place": each.place, "why": each.why}
                for each in answer.unfilled
            ],
            filled_by=by.label or by.name, filled_date=on, filled_at=at,
            **{level: above.get(level, "") for level in LEVELS},
        )  # fmt: skip
        audit.record(
            what="fill_blank_form", subject=f"filled_form:{kept.pk}", at=at, by=by, on=on,
            detail={"form": found.pk, "place": place, "cells": answer.cells, "digest": digest,
                    "rows": sum(len(each) for each in people.values()), "purpose": purpose},
        )  # fmt: skip
    tell(len(blanks) + 1, len(blanks) + 1)
    return kept


def _fail_if_not_ready(found: BlankForm, purpose: str, run: StoredRun | None) -> None:
    problems = []
    if not found.mapping:
        problems.append(
            Problem(
                _("form"), _("nobody has said yet what its headings mean"),
                _("confirm the headings first; it is done once"),
            )
        )  # fmt: skip
    if people_asked(found.mapping) and len(purpose.strip()) < SHORTEST_PURPOSE:
        problems.append(Problem("purpose", _("the form names people: say what it is for")))
    wants_figures = any(
        word.startswith(f"{Kind.INDICATOR}:")
        for slots in found.mapping.values()
        for word in slots.values()
    )
    if wants_figures and run is None:
        problems.append(
            Problem(_("run"), _("nothing has been screened yet"), _("run: shouwang screen"))
        )
    if problems:
        raise InputProblems(problems)


def _level(blank: Blank, slots: dict[str, Target], content: Content, place: str) -> str:
    """Return the level of a sheet's rows: the deepest its headings name, else the next one down."""
    named = {place_level(slot.heading.rpartition("/")[2]) for slot in blank.slots}
    named |= {target.name for target in slots.values() if target.kind is Kind.PLACE}
    found = [level for level in content.levels if level in named]
    if found:
        return found[-1]
    own = content.levels.index(content.regions[place].level)
    return content.levels[min(own + 1, len(content.levels) - 1)]


def _figures(
    *,
    home: Home,
    policy: Policy,
    practice: Practice,
    run: StoredRun | None,
    blanks: Sequence[Blank],
    mapping: dict[str, dict[str, Target]],
    rows: dict[str, tuple[str, ...]],
    place: str,
    on: date,
    scope: Scope,
) -> Figures:
    """Measure what the form wants, one measurement a level for all sheets."""
    content = policy.content
    names = sorted(
        {
            target.name
            for slots in mapping.values()
            for target in slots.values()
            if target.kind is Kind.INDICATOR
        }
    )
    if not names or run is None:
        return Figures()
    by_level: dict[str, set[str]] = {content.regions[place].level: {place}}
    names_of_places = PlaceNames(content)
    named = (code for blank in blanks for code in _written(blank, names_of_places, place))
    for code in (*(code for codes in rows.values() for code in codes), *named):
        by_level.setdefault(content.regions[code].level, set()).add(code)
    values, why = {}, {}
    for level, places in by_level.items():
        for each in measure(
            home=home, policy=policy, practice=practice, run=run, names=names, level=level,
            places=sorted(places), on=on, scope=scope,
        ):  # fmt: skip
            key = (each.indicator, each.place)
            if each.value is None:
                why[key] = each.why
            else:
                values[key] = each.value
    return Figures(values, why)


def _written(blank: Blank, names: PlaceNames, place: str) -> Iterable[str]:
    for text in (blank.named or {}).values():
        code = names.called(text, place)
        if code is not None:
            yield code


def _people(
    home: Home,
    content: Content,
    found: BlankForm,
    blank: Blank,
    mapping: dict[str, dict[str, Target]],
    place: str,
    *,
    on: date,
    scope: Scope,
) -> Sequence[Row]:
    who = found.who.get(blank.sheet, "")
    watched: set[int] = set()
    if who == WATCHED:
        level = content.regions[place].level
        numbers = [
            number for number, *_rest in families_in(place=(level, place), on=on, scope=scope)
        ]
        watched = watched_among(households=numbers, on=on, scope=scope)
    wanted = [
        target
        for target in mapping[blank.sheet].values()
        if target.kind in {Kind.HOUSEHOLD, Kind.PERSON}
    ]
    return people_rows(home, content, place=place, wanted=wanted, who=who, watched=watched)
