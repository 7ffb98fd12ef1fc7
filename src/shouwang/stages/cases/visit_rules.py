"""What must hold for a visit before it is kept: all that is wrong in it is said at once."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.enums import Verdict, VisitPurpose
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.cases.questions import Answered, Fact
from shouwang.stages.org.enums import Role

VISITORS = {
    Role.VILLAGE: "village",
    Role.TEAM: "team",
    Role.HELPER: "helper",
    Role.TOWNSHIP: "township",
    Role.CLERK: "other",
}

# Bounds of what is typed, by the columns it is kept in.
MOST_PEOPLE = 30
LONGEST_NOTE = 2000
LONGEST_COMPANIONS = 200
LONGEST_WORDS = 300
MOST_LATITUDE = 90.0  # degrees
MOST_LONGITUDE = 180.0  # degrees
WORST_ACCURACY_M = 1_000_000.0  # a fix worse than this tells no place


@dataclass(frozen=True, slots=True)
class Position:
    """Where a phone says it is, in degrees and metres."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it is a place on the earth."""
        accuracy = 0.0 if self.accuracy_m is None else self.accuracy_m
        values = (self.latitude, self.longitude, accuracy)
        return (
            all(math.isfinite(value) for value in values)
            and abs(self.latitude) <= MOST_LATITUDE
            and abs(self.longitude) <= MOST_LONGITUDE
            and 0 <= accuracy <= WORST_ACCURACY_M
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a visit besides the answers."""

    purpose: str
    verdict: str
    visitor: str
    people: int
    companions: str
    note: str
    position: Position | None
    has_lead: bool


def fail_if_wrong(told: Told, answered: Sequence[Answered], facts: Sequence[Fact]) -> None:
    """Raise InputProblems with everything that is wrong."""
    problems = [*_faulty_texts(told), *_faulty_words(told), *_faulty_verdict(told, answered, facts)]
    if problems:
        raise InputProblems(problems)


def _faulty_texts(told: Told) -> Iterator[Problem]:
    for where, text, most in (
        ("note", told.note, LONGEST_NOTE),
        ("companions", told.companions, LONGEST_COMPANIONS),
    ):
        if len(text) > most:
            yield Problem(where, _("at most {count} characters fit").format(count=most))
        if "\0" in text:
            yield Problem(where, _("there are characters in it that nobody can read"))
        elif leaks_in(text):
            yield Problem(
                where,
                _("an ID, phone or account number has no place in a note"),
                _("leave the number out; it is in the register"),
            )


def _faulty_words(told: Told) -> Iterator[Problem]:
    if told.purpose not in VisitPurpose.values:
        yield Problem("purpose", _("say what the visit is for"))
    if told.verdict and told.verdict not in Verdict.values:
        yield Problem("verdict", _("this is no verdict"))
    if not 1 <= told.people <= MOST_PEOPLE:
        yield Problem(
            "people", _("say how many were there, from 1 to {most}").format(most=MOST_PEOPLE)
        )
    if told.position is not None and not told.position.is_sound:
        yield Problem("position", _("this is no place on the earth"), _("take the place again"))


def _faulty_verdict(
    told: Told, answered: Sequence[Answered], facts: Sequence[Fact]
) -> Iterator[Problem]:
    if told.has_lead and not told.verdict:
        yield Problem("verdict", _("say what you found: choose one of the keys at the bottom"))
    is_bare = not answered and not told.note
    if told.verdict in {Verdict.CONFIRMED, Verdict.NOT_SO} and told.has_lead and is_bare:
        yield Problem(
            "answers",
            _("nothing is answered and nothing noted, so nobody can see what this rests on"),
            _("answer one question at least, or write a sentence"),
        )
    if told.verdict == Verdict.WRONG_DATA and not facts and not told.note:
        yield Problem(
            "note",
            _("no answer differs from what is held, so it is not said which data are wrong"),
            _("write what is wrong and what is right"),
        )
    if not told.has_lead and not told.verdict and is_bare:
        yield Problem("answers", _("answer one question at least, or write a sentence"))


def visitor_of(by: Actor) -> str:
    """Return as what somebody goes to doors.

    Raises:
        NotAllowed: if they do not.
    """
    for role, word in VISITORS.items():
        if by.has_role(role):
            return word
    raise NotAllowed(_("visits are recorded by those who go to the door"))
