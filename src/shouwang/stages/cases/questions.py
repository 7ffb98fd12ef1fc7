"""Which questions a visit asks, and what its answers come to: corrections, risks, troubles."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.money import minor_units
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.questions import Bank, Question, read_questions
from shouwang.stages.cases.known import Known, as_held

# Between a question's name and the number of the person it is asked of.
OF = ":"
# Digits of an answer: more than any amount has.
LONGEST = 12


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding that somebody must decide at the door."""

    check: str
    risk: str
    subject: str
    key: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put to a household, or of one of its people."""

    question: Question
    person: int | None = None

    @property
    def name(self) -> str:
        """The name of its field."""
        return (
            self.question.name if self.person is None else f"{self.question.name}{OF}{self.person}"
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered.

    Attributes:
        kept: What is kept with the visit: the answer's code, a number, an amount in fen.
        value: What the question's column should hold; empty if the answer says nothing of it.
    """

    asked: Asked
    kept: str | int
    value: str = ""
    is_trouble: bool = False
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a feed that somebody at the door found to be another."""

    feed: str
    key: str
    column: str
    value: str
    was: str
    person: int | None


_banks: dict[Path, Bank] = {}


def bank_of(content: Content) -> Bank:
    """Return the bank of a content; read once a process, for it changes with a release."""
    if content.root not in _banks:
        problems: list[Problem] = []
        bank = read_questions(content, problems)
        if problems:
            raise InputProblems(problems)
        _banks[content.root] = bank
    return _banks[content.root]


# --- what is asked ------------------------------------------------------------------------------


def chosen(
    bank: Bank, doubts: Sequence[Doubt], known: Known, *, on: datetime.date, most: int | None = None
) -> list[Asked]:
    """Return what to ask, the most doubtful first; never what is known.

    First what decides each finding, then what a feed should tell that is late or has not come,
    then what else decides the findings, then what nobody knows.

    Args:
        doubts: The findings, the worst first; each gets its first question before any its second.
        most: How many at most; by default what the bank says.
    """
    most = bank.most_asked if most is None else most
    lists = [list(_deciding(bank, doubt, known)) for doubt in doubts]
    found: dict[str, Asked] = {}
    firsts = [each[0] for each in lists if each]
    rounds = range(1, max(map(len, lists), default=0))
    others = [each[number] for number in rounds for each in lists if number < len(each)]
    late = _in_doubt(bank, known, on, feeds=known.late)
    unknown = _in_doubt(bank, known, on)
    for asked in (*firsts, *late, *others, *unknown):
        found.setdefault(asked.name, asked)
    return list(found.values())[:most]


def _deciding(bank: Bank, doubt: Doubt, known: Known) -> Iterator[Asked]:
    """Yield the questions that decide a finding: those that name its check before those of its risk."""
    person = int(doubt.key) if doubt.subject != "household" and doubt.key.isdigit() else None
    is_of_person = person is not None and (person in known.people or not known.is_read)
    named = [each for each in bank.questions.values() if doubt.check in each.checks]
    of_risk = [
        each for each in bank.questions.values() if doubt.risk in each.risks and each not in named
    ]
    for question in (*named, *of_risk):
        if question.of == "household":
            yield Asked(question)
        elif is_of_person and doubt.subject == "person":
            yield Asked(question, person)


def _in_doubt(
    bank: Bank, known: Known, on: datetime.date, *, feeds: Collection[str] | None = None
) -> Iterator[Asked]:
    """Yield the questions of which nothing is held.

    Args:
        feeds: Only those of these feeds, and of what is held of them too: it is old.
    """
    if not known.is_read:
        return
    for question in bank.questions.values():
        if not question.feed or (feeds is not None and question.feed not in feeds):
            continue
        if question.of == "household":
            is_held = known.value(question.feed, question.column) is not None
            if _is_worth(question) and (feeds is not None or not is_held):
                yield Asked(question)
        elif question.ages:
            yield from _of_people(question, known, on, is_old=feeds is not None)


def _is_worth(question: Question) -> bool:
    """Only what one key answers is asked without a finding: nobody counts money for a blank."""
    return question.asks == "choice"


def _of_people(
    question: Question, known: Known, on: datetime.date, *, is_old: bool
) -> Iterator[Asked]:
    youngest, oldest = question.ages
    for member in known.members:
        age = member.age_on(on)
        if age is None or not youngest <= age <= oldest:
            continue
        if is_old or known.value(question.feed, question.column, member.person) is None:
            yield Asked(question, member.person)


# --- what is answered ---------------------------------------------------------------------------


def read_answers(
    bank: Bank, given: Mapping[str, str], *, people: Iterable[int], content: Content
) -> list[Answered]:
    """Return the answers, those left empty left out.

    Args:
        given: Field → what was typed or chosen.
        people: The persons that may be answered for.

    Raises:
        InputProblems: with everything that is no answer.
    """
    problems: list[Problem] = []
    found: list[Answered] = []
    numbers = frozenset(people)
    for name, text in given.items():
        if not text.strip():
            continue
        try:
            found.append(_answered(_asked(bank, name, numbers), text.strip(), content))
        except _Unreadable as error:
            problems.append(error.problem)
    if problems:
        raise InputProblems(problems)
    return found


class _Unreadable(Exception):
    def __init__(self, where: str, message: str, mend: str = "") -> None:
        self.problem = Problem(where, message, mend)
        super().__init__(message)


def _asked(bank: Bank, name: str, people: frozenset[int]) -> Asked:
    plain, colon, number = name.partition(OF)
    question = bank.questions.get(plain)
    if question is None:
        raise _Unreadable("answers", _("there is no such question"))
    if (question.of == "person") is not bool(colon):
        raise _Unreadable(question.label, _("it is not said of whom this is asked"))
    if not colon:
        return Asked(question)
    person = int(number) if number.isascii() and number.isdigit() else -1
    if person not in people:
        raise _Unreadable(question.label, _("this person is not of this household"))
    return Asked(question, person)


def _answered(asked: Asked, text: str, content: Content) -> Answered:
    question = asked.question
    if question.asks == "choice":
        answer = question.answer(text)
        if answer is None:
            raise _Unreadable(question.label, _("this is none of the answers"))
        return Answered(asked, answer.code, answer.value, answer.is_trouble, answer.risk)
    number = _number(question, text, content)
    return Answered(asked, number, str(number) if question.feed else "")


def _number(question: Question, text: str, content: Content) -> int:
    plain = text.replace(",", "").replace("\uff0c", "")
    per_unit = content.money_minor if question.asks == "money" else 1
    try:
        if len(plain) > LONGEST or not plain.isascii():
            raise ValueError(plain)  # noqa: TRY301 - one way out
        number = minor_units(plain, per_unit=per_unit)
    except ValueError:
        raise _Unreadable(question.label, _("write a number, digits only")) from None
    if not 0 <= number <= question.most * per_unit:
        raise _Unreadable(
            question.label, _("the number lies between 0 and {most}").format(most=question.most)
        )
    return number


def facts(answered: Iterable[Answered], known: Known) -> Iterator[Fact]:
    """Yield what differs from what is held."""
    for each in answered:
        question = each.asked.question
        if not each.value or not question.corrects:
            continue
        person = each.asked.person
        was = as_held(known.value(question.feed, question.column, person))
        if was != each.value:
            key = known.household if person is None else person
            yield Fact(question.feed, str(key), question.column, each.value, was, person)


def kept(answered: Iterable[Answered]) -> dict[str, str | int]:
    """Return answers as they are kept with a visit."""
    return {each.asked.name: each.kept for each in answered}


def troubles(answered: Iterable[Answered]) -> list[Answered]:
    """Return the answers that tell of a trouble."""
    return [each for each in answered if each.is_trouble]


def figure(answered: Iterable[Answered], name: str) -> int | None:
    """Return the number that an answer gives for a figure of the visit."""
    return next((int(each.kept) for each in answered if each.asked.question.tells == name), None)


def answer_label(bank: Bank, name: str, kept_as: Any, content: Content) -> tuple[str, str]:
    """Return question and answer of a kept answer as people read them; whose name is left out."""
    question = bank.questions.get(name.partition(OF)[0])
    if question is None:
        return name, str(kept_as)
    answer = question.answer(str(kept_as))
    if answer is not None:
        return question.label, answer.label
    if question.asks == "money" and isinstance(kept_as, int):
        return question.label, f"{kept_as // content.money_minor:,} {question.unit}"
    return question.label, f"{kept_as} {question.unit}".strip()
