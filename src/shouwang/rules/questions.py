"""The bank of questions asked at the door: when each is asked, and what its answers mean."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import read_status
from shouwang.rules.pack import Policy
from shouwang.rules.source import Entry, Fields, read_entry, shown
from shouwang.rules.strange import strange_names

FILE = "questions.yaml"
ASKS = ("choice", "number", "money")
OF = ("household", "person")
# Who has somebody go to the door; their checks must lead to a question.
DOOR = frozenset({"village", "township"})
TELLS = ("", "income_per_head")
NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL})


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the keys under a question.

    Attributes:
        value: What it says the question's column should hold; empty if it says nothing of it.
        is_trouble: Whether it tells of a trouble that somebody must look into.
        risk: The risk it tells of.
    """

    code: str
    label: str
    value: str = ""
    is_trouble: bool = False
    risk: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        of: Whether it is asked of the household, or of one of its people.
        asks: What is answered: one of the keys, a number, an amount of money.
        checks: The checks whose findings it decides.
        risks: The risks whose findings it decides where no question names the check.
        feed, column: What the register and the feeds hold of the same; empty if nothing.
        ages: Of a person's question that is asked without a finding: from which age to which.
        photo: What to take a photo of with it.
        tells: A figure of the visit that its number is.
    """

    name: str
    label: str
    of: str = "household"
    asks: str = "choice"
    checks: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    feed: str = ""
    column: str = ""
    ages: tuple[int, ...] = ()
    answers: tuple[Answer, ...] = ()
    unit: str = ""
    most: int = 0
    photo: str = ""
    tells: str = ""
    where: str = FILE
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)

    def answer(self, code: str) -> Answer | None:
        """Return an answer by its code, ``None`` if there is no such key."""
        return next((each for each in self.answers if each.code == code), None)

    @property
    def corrects(self) -> bool:
        """Whether an answer can correct what is held."""
        return bool(self.column) and (
            self.asks != "choice" or any(each.value for each in self.answers)
        )


@dataclass(frozen=True, slots=True)
class Bank:
    """What `questions.yaml` holds.

    Attributes:
        most_asked: How many questions a visit asks at most.
        tries: How often one goes to a door where nobody is found before the lead is closed.
        again_days: In how many days one goes again.
        photo: What to take a photo of where no question says it.
        trouble_weight: How heavy a lead is that a trouble found at the door opens.
    """

    questions: Mapping[str, Question] = field(default_factory=dict)
    most_asked: int = 1
    tries: int = 1
    again_days: int = 1
    photo: str = ""
    trouble_weight: int = 1
    is_there: bool = False
    where: str = FILE


def load_questions(policy: Policy) -> Bank:
    """Return the bank of a policy's content, linted.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    bank = read_questions(policy.content, problems)
    problems.extend(lint_questions(bank, policy))
    if problems:
        raise InputProblems(problems)
    return bank


def read_questions(content: Content, problems: list[Problem]) -> Bank:
    """Return the bank, an empty one if the file is not there; faults go to ``problems``."""
    path = content.root / FILE
    if not path.exists():
        return Bank()
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return Bank()
    fields = Fields(entry, problems)
    questions: dict[str, Question] = {}
    for each in fields.entries("questions", required=True):
        question = _question(each, problems)
        if question.name in questions:
            problems.append(
                Problem(each.at("name"), _("{key} is given twice").format(key=question.name))
            )
        questions[question.name] = question
    tries, again = _not_found(fields)
    bank = Bank(
        questions=questions,
        trouble_weight=_trouble_weight(fields),
        most_asked=fields.whole("most_asked", 1),
        tries=tries,
        again_days=again,
        photo=fields.text("photo", required=True),
        is_there=True,
        where=entry.at(),
    )
    fields.any("note")
    fields.close()
    return bank


def _not_found(fields: Fields) -> tuple[int, int]:
    section = fields.section("not_found", required=True)
    if section is None:
        return 1, 1
    inner = Fields(section, fields.problems)
    tries, days = inner.whole("tries", 1), inner.whole("again_days", 1)
    if tries < 1 or days < 1:
        inner.fault("tries", _("tries and days begin at 1"))
    inner.text("basis", required=True)
    read_status(inner)
    inner.close()
    return max(tries, 1), max(days, 1)


def _trouble_weight(fields: Fields) -> int:
    section = fields.section("trouble", required=True)
    if section is None:
        return 1
    inner = Fields(section, fields.problems)
    weight = inner.whole("weight", 1)
    inner.text("basis", required=True)
    read_status(inner)
    inner.close()
    return weight


def _question(entry: Entry, problems: list[Problem]) -> Question:
    fields = Fields(entry, problems)
    feed, _dot, column = fields.text("about").partition(".")
    question = Question(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        of=fields.word("of", OF, "household"),
        asks=fields.word("asks", ASKS, "choice"),
        checks=fields.texts("checks"),
        risks=fields.texts("risks"),
        feed=feed,
        column=column,
        ages=_ages(fields),
        answers=tuple(_answer(each, problems) for each in fields.entries("answers")),
        unit=fields.text("unit"),
        most=fields.whole("most"),
        photo=fields.text("photo"),
        tells=fields.word("tells", TELLS) if "tells" in entry else "",
        where=entry.at(),
        places=entry.places,
    )
    fields.close()
    return question


def _ages(fields: Fields) -> tuple[int, ...]:
    given = fields.texts("ages")
    if given and (len(given) != len(("from", "to")) or not all(each.isdigit() for each in given)):
        fields.fault("ages", _("ages wants two whole numbers: from, to"))
        return ()
    return tuple(int(each) for each in given)


def _answer(entry: Entry, problems: list[Problem]) -> Answer:
    fields = Fields(entry, problems)
    answer = Answer(
        code=fields.text("code", required=True),
        label=fields.text("label", required=True),
        value=fields.text("value"),
        is_trouble=fields.flag("trouble"),
        risk=fields.text("risk"),
        where=entry.at(),
    )
    fields.close()
    return answer


# --- what must hold -----------------------------------------------------------------------------


def lint_questions(bank: Bank, policy: Policy) -> Iterator[Problem]:
    """Yield every fault of the bank that only shows beside packs and contracts."""
    if not bank.is_there:
        return
    if bank.most_asked < 1:
        yield Problem(bank.where, _("a visit asks one question at least"))
    risks = {check.risk for check in policy.checks.values() if check.risk}
    for question in bank.questions.values():
        yield from strange_names(
            question.checks, policy.checks, question.at("checks"), among="checks"
        )
        yield from strange_names(question.risks, risks, question.at("risks"), among="risks")
        yield from _faulty_answers(question, risks)
        yield from _faulty_column(question, policy.content)
    yield from _unasked_checks(bank, policy)


def _faulty_answers(question: Question, risks: Collection[str]) -> Iterator[Problem]:
    is_choice = question.asks == "choice"
    if is_choice and len(question.answers) < len(("yes", "no")):
        yield Problem(question.at("answers"), _("a choice needs two answers at least"))
    if not is_choice and question.answers:
        yield Problem(question.at("answers"), _("a number has no answers to choose from"))
    if not is_choice and question.most < 1:
        yield Problem(question.at("most"), _("say how large the number may be at most"))
    seen: set[str] = set()
    for answer in question.answers:
        if answer.code in seen:
            yield Problem(answer.where, _("{key} is given twice").format(key=answer.code))
        seen.add(answer.code)
        if answer.risk and answer.risk not in risks:
            yield Problem(answer.where, _("no check has the risk {risk}").format(risk=answer.risk))


def _faulty_column(question: Question, content: Content) -> Iterator[Problem]:
    if not question.feed:
        if any(answer.value for answer in question.answers):
            yield Problem(question.where, _("a value needs the column it belongs to: about"))
        return
    contract = content.contracts.get(question.feed)
    column = contract.column(question.column) if contract and _has(contract, question) else None
    if contract is None or column is None:
        where = f"{question.feed}.{question.column}"
        yield Problem(question.at("about"), _("there is no column {name}").format(name=where))
        return
    yield from _faulty_values(question, column)
    if question.corrects and contract.key != (question.of,):
        yield Problem(
            question.at("about"),
            _("a row of {feed} is not named by a {subject} alone, so no answer can correct it")
            .format(feed=question.feed, subject=question.of),
        )  # fmt: skip


def _has(contract: Schema, question: Question) -> bool:
    return any(column.name == question.column for column in contract.columns)


def _faulty_values(question: Question, column: Column) -> Iterator[Problem]:
    for answer in question.answers:
        words = column.codes if column.type is ColumnType.CODE else ("true", "false")
        if answer.value and answer.value not in words:
            yield Problem(
                answer.where,
                _("{value} is no word of {column}").format(
                    value=shown(answer.value), column=column.name
                ),
                _("one of: {words}").format(words=", ".join(words)),
            )
    wanted = {"number": NUMBERS, "money": frozenset({ColumnType.MONEY})}.get(question.asks)
    if wanted is not None and column.type not in wanted:
        yield Problem(
            question.at("asks"),
            _("{column} holds no {asks}").format(column=column.name, asks=question.asks),
        )


def _unasked_checks(bank: Bank, policy: Policy) -> Iterator[Problem]:
    named = {name for question in bank.questions.values() for name in question.checks}
    risks = {name for question in bank.questions.values() for name in question.risks}
    for check in policy.checks.values():
        if check.answer_by in DOOR and check.name not in named and check.risk not in risks:
            yield Problem(
                check.at("answer"),
                _("no question at the door decides {check}").format(check=check.name),
                FILE,
            )
