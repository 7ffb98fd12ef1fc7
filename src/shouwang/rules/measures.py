"""Which kinds of help answer which risk, and how soon: `measures.yaml`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated, read_status
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "measures.yaml"
# Where the words stand that kinds and risks are taken from.
KINDS = ("measure", "kind")
RISKS = ("watch", "risk")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of measure; ``way`` is how it helps: by earning, or by securing."""

    name: str
    label: str
    way: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The kinds that answer a risk, the most fitting first."""

    risk: str
    label: str
    with_labour: tuple[str, ...]
    without_labour: tuple[str, ...]
    basis: str = ""
    is_verified: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """What `measures.yaml` holds.

    Attributes:
        help_within: In so many days after a household is taken up a measure has to be delivered.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict)
    help_within: Dated = NEVER

    def fitting(self, risk: str, *, has_labour: bool | None = None) -> tuple[str, ...]:
        """Return the kinds that answer a risk; those of both if it is not known who can work."""
        answer = self.answers.get(risk)
        if answer is None:
            return ()
        if has_labour is not None:
            return answer.with_labour if has_labour else answer.without_labour
        return tuple(dict.fromkeys((*answer.with_labour, *answer.without_labour)))

    def kind_label(self, name: str) -> str:
        """Return how a kind is called; the word itself if nobody knows it."""
        return self.kinds[name].label if name in self.kinds else name

    def risk_label(self, name: str) -> str:
        """Return how a risk is called; the word itself if nobody knows it."""
        return self.answers[name].label if name in self.answers else name


def load_measures(content: Content) -> Measures:
    """Return the measures of a content.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_measures(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_measures(content: Content, problems: list[Problem]) -> Measures:
    """Return the measures of a content, none if it has none; faults go to ``problems``."""
    path = content.root / FILE
    if not Path(path).exists():
        return Measures()
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return Measures()
    fields = Fields(entry, problems)
    ways = {each.name: each.label for each in _kinds(fields, "ways")}
    kinds = {each.name: each for each in _kinds(fields, "kinds", ways)}
    answers: dict[str, Answer] = {}
    for each in fields.entries("risks", required=True):
        answer = _answer(each, kinds, problems)
        if answer.risk in answers:
            message = _("{key} is given twice").format(key=answer.risk)
            problems.append(Problem(each.at("risk"), message))
        answers[answer.risk] = answer
    measures = Measures(kinds, answers, ways, read_dated(fields, "help_within"))
    if not measures.help_within:
        fields.fault("help_within", _("{key} is missing").format(key="help_within"))
    fields.close()
    problems.extend(_unknown(entry, "kinds", kinds, words_of(content, *KINDS)))
    problems.extend(_unknown(entry, "risks", answers, words_of(content, *RISKS)))
    return measures


def words_of(content: Content, feed: str, column: str) -> tuple[str, ...]:
    """Return the words of a column of a contract; none if there is no such column."""
    schema = content.contracts.get(feed)
    if schema is None or column not in {each.name for each in schema.columns}:
        return ()
    return tuple(schema.column(column).codes)


def _kinds(fields: Fields, key: str, ways: Collection[str] = ()) -> Iterator[Kind]:
    for entry in fields.entries(key, required=True):
        each = Fields(entry, fields.problems)
        yield Kind(
            name=each.text("name", required=True),
            label=each.text("label", required=True),
            way=each.word("way", tuple(ways)) if ways else "",
            where=entry.at(),
        )
        each.close()


def _answer(entry: Entry, kinds: Collection[str], problems: list[Problem]) -> Answer:
    fields = Fields(entry, problems)
    answer = Answer(
        risk=fields.text("risk", required=True),
        label=fields.text("label", required=True),
        with_labour=fields.texts("with_labour", required=True),
        without_labour=fields.texts("without_labour", required=True),
        basis=fields.text("basis"),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    if not answer.basis:
        fields.fault("basis", _("a value cites no basis"), _("basis: document, number, article"))
    for key in ("with_labour", "without_labour"):
        for name in getattr(answer, key):
            if name not in kinds:
                fields.fault(key, _("there is no kind {name}").format(name=shown(name)))
    fields.close()
    return answer


def _unknown(
    entry: Entry, key: str, named: Collection[str], words: Collection[str]
) -> Iterator[Problem]:
    """What the feed knows is named here, each once, and nothing else."""
    for name in sorted(set(named) ^ set(words)):
        message = _("{name} is a word of the feed and not of this list, or the other way round")
        yield Problem(entry.at(key), message.format(name=shown(name)))
