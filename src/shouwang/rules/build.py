"""What a compilation knows while it runs: the steps so far, what they read, how names bind."""

import datetime
from collections.abc import Iterable

from sqlglot import exp

from shouwang.base.tables import Schema
from shouwang.rules.binding import Binder
from shouwang.rules.bound import Bound
from shouwang.rules.content import Subject
from shouwang.rules.graph import typed
from shouwang.rules.pack import Check, Policy, Variable
from shouwang.rules.placing import Placement, Placing, parameters_behind
from shouwang.rules.steps import Step
from shouwang.rules.vocabulary import Named, Origin, Vocabulary

PREVIOUS = "p"
ROWS = "s"


def column(name: str, table: str = "") -> exp.Column:
    """Return a quoted column."""
    return exp.column(name, table=table or None, quoted=True)


def table(name: str, alias: str = "") -> exp.Expr:
    """Return a table or step by its quoted name."""
    found = exp.to_table(exp.to_identifier(name, quoted=True).sql())
    return exp.alias_(found, alias, table=True) if alias else found


class Build:
    """The state of one compilation; everything in it is private to ``compile`` and ``fuse``.

    Attributes:
        latest: Subject → stage → the step that has the subject as of that stage.
        columns: Table → the columns of it that are read.
        covered: The (feed, periods) pairs whose coverage must be known.
    """

    def __init__(self, policy: Policy, on: datetime.date, checks: Iterable[str] | None) -> None:
        self.policy = policy
        self.content = policy.content
        self.on = on
        self.vocabulary = Vocabulary(policy, on)
        self.variables = typed(self.vocabulary)
        wanted = set(policy.checks if checks is None else checks)
        named = [check for check in policy.checks.values() if check.name in wanted]
        self.checks = [check for check in named if self._is_in_force(check)]
        self.not_in_force = tuple(each.name for each in named if each not in self.checks)
        self.placement: Placement = Placing(self.vocabulary, self.checks).place()
        self.steps: list[Step] = []
        self.latest: dict[str, dict[int, str]] = {}
        self.columns: dict[str, dict[str, None]] = {}
        self.covered: set[tuple[str, int]] = set()

    def _is_in_force(self, check: Check) -> bool:
        """Tell whether every parameter behind a check has a value on the day."""
        return all(
            self.policy.value(name, self.on) is not None
            for name in parameters_behind(self.vocabulary, check)
        )

    def subject(self, name: str) -> Subject:
        """Return a subject that the linter has found."""
        subject = self.vocabulary.subject(name)
        assert subject is not None  # noqa: S101 - linted
        return subject

    def table_of(self, variable: Variable) -> Schema:
        """Return the contract of the table whose rows a variable totals."""
        contract = self.vocabulary.table_of(variable)
        assert contract is not None  # noqa: S101 - linted
        return contract

    def is_total(self, name: str, subject: Subject) -> bool:
        """Tell whether a name is a total of this subject over rows."""
        variable = self.policy.variables.get(name)
        return variable is not None and bool(variable.source) and variable.of == subject.name

    # ------------------------------------------------------------------- steps

    def add(self, name: str, query: exp.Query, reads: Iterable[str]) -> str:
        """Add a step under this name, or one with a number if it is taken; return the name."""
        taken = {step.name for step in self.steps}
        free, number = name, 1
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        self.steps.append(Step(free, query, frozenset(reads)))
        return free

    def read(self, feed: str, names: Iterable[str]) -> None:
        """Note that columns of a feed are read."""
        self.columns.setdefault(feed, {}).update(dict.fromkeys(name for name in names if name))

    def step_with(self, subject: str, names: Iterable[str]) -> str:
        """Return the first step of a subject that has all the names."""
        stages = self.placement.stages.get(subject, {})
        wanted = max((stages.get(name, 0) for name in names), default=0)
        steps = self.latest[subject]
        return steps[min(stage for stage in steps if stage >= wanted)]

    def latest_step(self, subject: str) -> str:
        """Return the last step of a subject so far."""
        steps = self.latest[subject]
        return steps[max(steps)]

    # ----------------------------------------------------------------- binding

    def bind(self, tree: exp.Expr, subject: Subject, alias: str) -> Bound:
        """Bind an expression over a subject's step."""

        def lookup(name: str) -> Bound | None:
            return self._found(self.vocabulary.find(name, subject), alias)

        return Binder(lookup, unexpected).bind(tree)

    def row_binder(self, variable: Variable) -> Binder:
        """Return a binder for the value and condition of a total."""

        def lookup(name: str) -> Bound | None:
            return self._found(self.vocabulary.find_in_rows(name, variable), ROWS)

        return Binder(lookup, unexpected)

    def _found(self, named: Named | None, alias: str) -> Bound | None:
        if named is None:
            return None
        if named.origin in {Origin.PARAMETER, Origin.DAY}:
            return self.vocabulary.fixed_value(named)
        return Bound(column(named.name, alias), named.type)


def unexpected(message: str) -> None:
    """A linted policy has no faults; one that shows up here was never linted."""
    raise AssertionError(message)
