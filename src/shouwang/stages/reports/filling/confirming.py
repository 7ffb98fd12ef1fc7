"""Checks what a person says the headings of a form mean: each has a meaning, and one that fits."""

from collections.abc import Iterator, Mapping, Sequence

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.practice import Practice
from shouwang.stages.reports.filling.model import Blank, Shape, Slot
from shouwang.stages.reports.filling.targets import Kind, Target, targets

PEOPLE = (Kind.HOUSEHOLD, Kind.PERSON)
EVERYBODY = ("all", "watched")
Mapping_ = Mapping[str, Mapping[str, str]]


def confirmed(
    blanks: Sequence[Blank],
    mapping: Mapping_,
    who: Mapping[str, str],
    content: Content,
    practice: Practice,
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the mapping, and which households the sheets of people list, as they are kept.

    Raises:
        InputProblems: with all headings without a meaning that fits.
    """
    known = targets(content, practice)
    problems = [
        problem
        for blank in blanks
        for problem in _faults(blank, mapping.get(blank.sheet, {}), known)
    ]
    listed = {}
    for blank in blanks:
        if blank.shape is Shape.PEOPLE:
            listed[blank.sheet] = who.get(blank.sheet, "")
            if listed[blank.sheet] not in choices_of_people(content):
                message = _("say which households the sheet lists")
                problems.append(Problem(blank.sheet, message))
    if problems:
        raise InputProblems(problems)
    clean = {
        blank.sheet: {slot.key: mapping[blank.sheet][slot.key] for slot in blank.slots}
        for blank in blanks
    }
    return clean, listed


def choices_of_people(content: Content) -> tuple[str, ...]:
    """Return which households a sheet of people may list: all, the watched, those of a status."""
    subject = content.subjects["household"]
    statuses = content.contracts[subject.table].column("status").codes
    return (*EVERYBODY, *statuses)


def people_asked(mapping: Mapping_) -> bool:
    """Tell whether a form names people."""
    return any(
        Kind(word.partition(":")[0]) in PEOPLE
        for slots in mapping.values()
        for word in slots.values()
    )


def unknown_fields(mapping: Mapping_) -> int:
    """Return for how many headings of a form no feed and no record has the answer."""
    return sum(word == Kind.NOBODY for slots in mapping.values() for word in slots.values())


def _faults(
    blank: Blank, slots: Mapping[str, str], known: Mapping[str, Target]
) -> Iterator[Problem]:
    for slot in blank.slots:
        where = f"{blank.sheet}!{slot.key} {slot.heading}"
        target = known.get(slots.get(slot.key, ""))
        if target is None:
            yield Problem(
                where, _("say what this heading means"),
                _("choose one, or say that nobody knows it"),
            )  # fmt: skip
        elif not _fits(blank, slot, target):
            yield Problem(
                where, _("{what} does not go into a sheet of this kind").format(what=target.label)
            )


def _fits(blank: Blank, slot: Slot, target: Target) -> bool:
    if target.kind in PEOPLE:
        return blank.shape is Shape.PEOPLE
    if target.kind is Kind.INDICATOR:
        return blank.shape is not Shape.PEOPLE
    if target.kind is Kind.PLACE:
        return not slot.row
    return True
