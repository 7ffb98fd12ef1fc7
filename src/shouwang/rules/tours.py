"""Tours as content: how a sample is drawn, what is asked at the door, and what answers say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.areas import Areas
from shouwang.rules.content import Content
from shouwang.rules.dated import Dated, read_dated, read_status
from shouwang.rules.source import Entry, Fields, given_twice, read_entry
from shouwang.rules.strange import strange_names

FILE = "tours.yaml"
MEASURES = ("pass", "missed", "wrongly_entered", "wrongly_exited", "approval", "known")
FAULTS = ("", "responsibility", "policy", "work")
DESIGN = ("share", "error", "confidence", "households_a_village", "least_villages",
          "weight_blind", "weight_too_good", "lot_good", "lot_bad", "lot_risk")  # fmt: skip
SHARES = frozenset({"share", "error", "confidence", "lot_good", "lot_bad", "lot_risk"})


@dataclass(frozen=True, slots=True)
class Answer:
    """A key under an item.

    Attributes:
        holds: Whether the item's measure holds; ``None`` if the answer does not say.
        fault: The kind of the issue it is, if it is one.
        words: What the issue says.
    """

    code: str
    label: str
    holds: bool | None = None
    fault: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the checklist.

    Attributes:
        area: The supervised area it tells of.
        measure: What its answers say.
        statuses: Of households of which statuses it is asked; all, if there are none.
    """

    name: str
    label: str
    area: str
    measure: str
    answers: Mapping[str, Answer]
    statuses: tuple[str, ...] = ()
    basis: str = ""
    is_verified: bool = True
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of tour: whom it goes to, what it asks."""

    name: str
    label: str
    statuses: tuple[str, ...]
    items: tuple[str, ...]
    basis: str = ""
    where: str = FILE


@dataclass(frozen=True, slots=True)
class TourRules:
    """What `tours.yaml` holds; the design by its names.

    Attributes:
        most_questions: How many a household is asked at most.
    """

    design: Mapping[str, Dated] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    most_questions: int = 0

    def asked(self, kind: str, status: str) -> list[Item]:
        """Return what is asked of a household of a status."""
        found = self.kinds.get(kind)
        items = [self.items[name] for name in found.items] if found else []
        return [each for each in items if not each.statuses or status in each.statuses]


def load_tours(content: Content) -> TourRules:
    """Return what a content says of tours.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_tours(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_tours(content: Content, problems: list[Problem]) -> TourRules:
    """Return the rules of a content, empty ones if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return TourRules()
    fields = Fields(entry, problems)
    design = _design(fields.section("design", required=True), problems)
    kinds = [_kind(each, problems) for each in fields.entries("kinds", required=True)]
    items = [_item(each, problems) for each in fields.entries("items", required=True)]
    most = fields.whole("most_questions")
    fields.close()
    problems.extend(given_twice([(each.name, each.where) for each in kinds]))
    problems.extend(given_twice([(each.name, each.where) for each in items]))
    rules = TourRules(
        design, {each.name: each for each in kinds}, {each.name: each for each in items}, most
    )
    problems.extend(_faults(rules, content))
    return rules


def _design(entry: Entry | None, problems: list[Problem]) -> dict[str, Dated]:
    if entry is None:
        return {}
    fields = Fields(entry, problems)
    design = {key: read_dated(fields, key) for key in DESIGN}
    fields.close()
    for key, dated in design.items():
        if not dated:
            fields.fault(key, _("{key} is missing").format(key=key))
        for value in dated.values:
            number = value.value
            if not isinstance(number, Decimal) or number < 0:
                problems.append(Problem(value.where, _("{key} is no less than 0").format(key=key)))
            elif key in SHARES and not 0 < number < 1:
                problems.append(Problem(value.where, _("a share lies between 0 and 1")))
    return design


def _kind(entry: Entry, problems: list[Problem]) -> Kind:
    fields = Fields(entry, problems)
    kind = Kind(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        statuses=fields.texts("statuses", required=True),
        items=fields.texts("items", required=True),
        basis=fields.text("basis", required=True),
        where=entry.at(),
    )
    fields.close()
    return kind


def _item(entry: Entry, problems: list[Problem]) -> Item:
    fields = Fields(entry, problems)
    answers = [_answer(each, problems) for each in fields.entries("answers", required=True)]
    item = Item(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        area=fields.text("area", required=True),
        measure=fields.word("measure", MEASURES),
        answers={each.code: each for each in answers},
        statuses=fields.texts("statuses"),
        basis=fields.text("basis", required=True),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.close()
    problems.extend(given_twice([(each.code, entry.at("answers")) for each in answers]))
    return item


def _answer(entry: Entry, problems: list[Problem]) -> Answer:
    fields = Fields(entry, problems)
    answer = Answer(
        code=fields.text("code", required=True),
        label=fields.text("label", required=True),
        holds=fields.flag("holds") if "holds" in entry else None,
        fault=fields.word("fault", FAULTS) if "fault" in entry else "",
        words=fields.text("words"),
    )
    if answer.fault and not answer.words:
        fields.fault("words", _("say what the issue is"), "words: …")
    fields.close()
    return answer


def _faults(rules: TourRules, content: Content) -> Iterator[Problem]:
    first = next(iter(content.subjects.values()))
    register = content.contracts.get(first.table)
    words = {
        word
        for column in (register.columns if register else ())
        if column.name == "status"
        for word in column.codes
    }
    for kind in rules.kinds.values():
        yield from strange_names(kind.items, rules.items, kind.where)
        yield from strange_names(kind.statuses, words, kind.where)
    for item in rules.items.values():
        yield from strange_names(item.statuses, words, item.where)


def lint_tours(rules: TourRules, areas: Areas) -> Iterator[Problem]:
    """Yield every fault that only shows beside the areas."""
    for item in rules.items.values():
        yield from strange_names((item.area,), areas.areas, item.where)
