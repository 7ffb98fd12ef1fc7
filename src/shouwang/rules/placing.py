"""At which step of which subject each name can be had, and for how long it must be carried."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shouwang.rules.content import Subject
from shouwang.rules.expression import names_in
from shouwang.rules.graph import dependencies, in_order, needed_by
from shouwang.rules.pack import Check, Variable
from shouwang.rules.vocabulary import Named, Origin, Vocabulary

# Later than any step of variables: the step of a subject's outcomes.
LAST = 1000


@dataclass(slots=True)
class Placement:
    """Where names are placed.

    Attributes:
        stages: subject → name → the stage of the step that first has it; 0 is the table itself.
        pulled: subject → name → the parent subject it comes from.
        uses: subject → name → the last stage that uses it there.
    """

    stages: dict[str, dict[str, int]] = field(default_factory=dict)
    pulled: dict[str, dict[str, str]] = field(default_factory=dict)
    uses: dict[str, dict[str, int]] = field(default_factory=dict)

    def use(self, subject: str, name: str, stage: int) -> None:
        """Note that a name of a subject is used at a stage."""
        uses = self.uses.setdefault(subject, {})
        uses[name] = max(stage, uses.get(name, 0))

    def last_stage(self, subject: str) -> int:
        """Return the last stage at which the subject gets new names."""
        return max(self.stages.get(subject, {}).values(), default=0)


class Placing:
    """Places the variables and pulled names that some checks need, in order of need."""

    def __init__(self, vocabulary: Vocabulary, checks: Iterable[Check]) -> None:
        self.vocabulary = vocabulary
        self.checks = tuple(checks)
        self.placement = Placement()
        self.wanted: set[str] = set()
        self.done: set[str] = set()
        for subject in self._subjects():
            self.placement.stages[subject] = {}
            self.placement.pulled[subject] = {}
            self.placement.uses[subject] = {}

    def _subjects(self) -> Iterable[str]:
        named = [*self.vocabulary.content.subjects, *(check.of for check in self.checks)]
        named += [variable.of for variable in self.vocabulary.policy.variables.values()]
        return dict.fromkeys(named)

    def place(self) -> Placement:
        """Return where everything is that the checks need.

        Subjects are placed the deepest first (persons before households). A total over a subject
        that is placed already is put at that subject's last stage, so that all such totals go
        over one step; only what persons need back of their households is totalled before.
        """
        uses = dependencies(self.vocabulary)
        self.wanted = needed_by(self._names_of_checks(), uses) & set(uses)
        ordered, _cycles = in_order(uses)
        for subject in self.deepest_first():
            for name in ordered:
                if name in self.wanted and self._variable(name).of == subject:
                    self._place_variable(name)
            for check in self.checks:
                if check.of == subject:
                    self._place_check(check)
            self.done.add(subject)
        return self.placement

    def deepest_first(self) -> list[str]:
        """Return the subjects, each before those it belongs to."""
        depths = {}
        for name in self.placement.stages:
            subject = self.vocabulary.subject(name)
            depths[name] = len(list(self.vocabulary.lineage(subject))) if subject else 0
        return sorted(depths, key=lambda name: -depths[name])

    def _variable(self, name: str) -> Variable:
        return self.vocabulary.policy.variables[name]

    def _names_of_checks(self) -> set[str]:
        return {name for check in self.checks for name in names_in(check.fails_when)}

    def _place_check(self, check: Check) -> None:
        subject = self.vocabulary.subject(check.of)
        assert subject is not None  # noqa: S101 - linted
        names = list(names_in(check.fails_when))
        household = self.vocabulary.household_column(subject)
        if household not in {"", subject.key, subject.parent_column}:
            names.append(household)  # the rows of persons' feeds reach it through the person
        for name in names:
            named = self.vocabulary.find(name, subject)
            if named is not None and named.owner:
                self._have(named, subject, LAST)

    def _place_variable(self, name: str) -> None:
        variable = self._variable(name)
        subject = self.vocabulary.subject(variable.of)
        assert subject is not None  # noqa: S101 - linted
        if name in self.placement.stages[subject.name]:
            return
        names = [named for named in self.vocabulary.names(variable) if named.owner]
        if not variable.source:
            stage = 1 + max((self._have(named, subject) for named in names), default=0)
            for named in names:
                self.placement.use(subject.name, named.name, stage)
        else:
            stage = self._stage_of_total(variable, names)
        self.placement.stages[subject.name][name] = stage

    def _stage_of_total(self, variable: Variable, names: list[Named]) -> int:
        """A source's own steps come before those of the subjects it belongs to in each stage."""
        source = self.vocabulary.content.subjects.get(variable.source)
        if source is None:
            return self._stage_of_feed_total(variable)
        stage = max((self._have(named, source) for named in names), default=0)
        if source.name in self.done:
            stage = max(stage, self.placement.last_stage(source.name))
        stage = max(
            stage, 1
        )  # nothing is totalled before the first step, and that has all it needs
        for named in names:
            self.placement.use(source.name, named.name, stage + 1)
        return stage

    def _stage_of_feed_total(self, variable: Variable) -> int:
        """As late as the totals over the subjects below, unless these need it before."""
        below = [
            self.placement.last_stage(name)
            for name in self.done
            if (subject := self.vocabulary.subject(name)) and subject.parent == variable.of
        ]
        return max(below, default=1) or 1

    def _have(self, named: Named, subject: Subject, used_at: int = 0) -> int:
        """Return the stage from which a subject has a name, pulling it from a parent if needed."""
        self.placement.use(subject.name, named.name, used_at)
        if named.owner == subject.name:
            if named.origin is Origin.COLUMN:
                return 0
            self._place_variable(named.name)
            return self.placement.stages[subject.name][named.name]
        parent = self.vocabulary.subject(subject.parent)
        assert parent is not None  # noqa: S101 - it was found in the lineage
        stage = 1 + self._have(named, parent)
        self.placement.use(parent.name, named.name, stage)
        self.placement.stages[subject.name].setdefault(named.name, stage)
        self.placement.pulled[subject.name][named.name] = parent.name
        return self.placement.stages[subject.name][named.name]


def feeds_behind(
    vocabulary: Vocabulary, names: Iterable[str], subject: Subject
) -> frozenset[tuple[str, int]]:
    """Return the feeds, with periods, that the names depend on, directly or not."""
    found: set[tuple[str, int]] = set()
    waiting: list[tuple[str, Subject]] = [(name, subject) for name in names]
    seen: set[tuple[str, str]] = set()
    while waiting:
        name, current = waiting.pop()
        if (name, current.name) in seen:
            continue
        seen.add((name, current.name))
        named = vocabulary.find(name, current)
        if named is None or named.origin is not Origin.VARIABLE:
            continue
        variable = vocabulary.policy.variables[name]
        owner = vocabulary.subject(variable.of)
        assert owner is not None  # noqa: S101 - linted
        context = vocabulary.content.subjects.get(variable.source, owner)
        if variable.source:
            contract = vocabulary.table_of(variable)
            assert contract is not None  # noqa: S101 - linted
            found.add((contract.name, variable.covers))
            passing = vocabulary.via(variable)
            if passing is not None:
                found.add((passing.table, 1))
        waiting.extend((each.name, context) for each in vocabulary.names(variable) if each.owner)
    return frozenset(found)


def parameters_behind(vocabulary: Vocabulary, check: Check) -> set[str]:
    """Return the parameters that a check names itself or through its variables."""
    subject = vocabulary.subject(check.of)
    assert subject is not None  # noqa: S101 - linted
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [vocabulary.find(name, subject) for name in names_in(check.fails_when)]
    while waiting:
        named = waiting.pop()
        if named is None or named.name in seen:
            continue
        seen.add(named.name)
        if named.origin is Origin.PARAMETER:
            found.add(named.name)
        elif named.origin is Origin.VARIABLE:
            waiting += vocabulary.names(vocabulary.policy.variables[named.name])
    return found
