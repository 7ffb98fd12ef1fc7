"""A policy as of a day compiled to one ordered list of named steps, each table scanned once."""

import datetime
from collections import Counter
from collections.abc import Iterable, Sequence

from sqlglot import exp

from shouwang.rules.bound import rounded
from shouwang.rules.build import PREVIOUS, Build, column, table
from shouwang.rules.content import Subject
from shouwang.rules.expression import names_in, parse_expression
from shouwang.rules.fuse import COVERAGE, Fuser, Join
from shouwang.rules.pack import Check, Policy, Variable
from shouwang.rules.placing import LAST, feeds_behind
from shouwang.rules.steps import (
    COVERED,
    CompiledPolicy,
    CompiledSubject,
    Outcome,
    Step,
)  # fmt: skip
from shouwang.rules.totals import KEY
from shouwang.rules.types import Storage
from shouwang.rules.vocabulary import Origin

PARENT = "parent"


def compile_policy(
    policy: Policy, *, on: datetime.date, checks: Iterable[str] | None = None
) -> CompiledPolicy:
    """Return the steps that find what the checks find, as of a day.

    Args:
        checks: The names of the checks to compile; all by default.
    """
    return _Compiler(Build(policy, on, checks)).compile()


class _Compiler:
    """Lays one step of a subject after the other, stage by stage."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.content = build.content
        self.placement = build.placement
        self.fuser = Fuser(build)

    def compile(self) -> CompiledPolicy:
        """Return the compiled policy."""
        build = self.build
        subjects = [build.subject(name) for name in self._wanted_subjects()]
        for subject in subjects:
            self._base(subject)
        last = max((self.placement.last_stage(subject.name) for subject in subjects), default=0)
        deepest_first = sorted(subjects, key=lambda each: -len([*build.vocabulary.lineage(each)]))
        for stage in range(1, last + 1):
            for subject in deepest_first:
                self._stage(subject, stage)
        compiled = {
            subject.name: self._last(subject)
            for subject in subjects
            if any(check.of == subject.name for check in build.checks)
        }
        return CompiledPolicy(
            on=build.on,
            steps=_with_storage(build.steps, {each.step for each in compiled.values()}),
            subjects=compiled,
            columns={name: tuple(names) for name, names in build.columns.items()},
            covered=frozenset(build.covered),
            not_in_force=build.not_in_force,
            partition=self.content.partition,
        )

    def _wanted_subjects(self) -> list[str]:
        """The subjects of the checks, those they belong to, and those that totals go over."""
        build = self.build
        wanted = {check.of for check in build.checks}
        wanted |= {name for name, stages in self.placement.stages.items() if stages}
        for variable in build.variables:
            if variable.name in self.placement.stages.get(variable.of, {}):
                passing = build.vocabulary.via(variable)
                wanted |= {variable.source, passing.name if passing else ""}
        wanted &= set(self.placement.stages)
        for name in list(wanted):
            wanted |= {each.name for each in build.vocabulary.lineage(build.subject(name))}
        return [name for name in self.placement.stages if name in wanted]

    # ------------------------------------------------------------------- steps

    def _base(self, subject: Subject) -> None:
        """The subject's table with the columns that are needed, and only the rows that count."""
        ids = self._ids(subject)
        names = self._columns_of(subject)
        uses = self.placement.uses.get(subject.name, {})
        carried = [name for name in uses if name in names and name not in ids]
        query = exp.select(*(column(name) for name in (*ids, *carried))).from_(table(subject.table))
        reads = [*ids, *carried]
        if subject.where:
            tree = parse_expression(subject.where)
            reads += [name for name in names_in(tree) if name in names]
            query = query.where(self.build.bind(tree, subject, "").tree)
        self.build.read(subject.table, reads)
        self._add(subject, 0, query, {subject.table})

    def _columns_of(self, subject: Subject) -> set[str]:
        return {each.name for each in self.content.contracts[subject.table].columns}

    def _ids(self, subject: Subject) -> tuple[str, ...]:
        """The columns every step of a subject carries: its key, its parent's, its place."""
        ids = (subject.key, subject.parent_column, *self.content.partition)
        return tuple(dict.fromkeys(name for name in ids if name))

    def _stage(self, subject: Subject, stage: int) -> None:
        """One step: what can be added to a subject now, from formulas, totals and parents."""
        stages = self.placement.stages.get(subject.name, {})
        new = [name for name, at in stages.items() if at == stage]
        if not new:
            return
        before = self.build.latest_step(subject.name)
        joins = [*self.fuser.joins(subject, stage, new), *self._pulls(subject, new)]
        added = {name: tree for join in joins for name, tree in join.columns.items()}
        for name in new:
            if name not in added:
                added[name] = self._formula(self.build.policy.variables[name], subject)
        query = exp.select(
            *(column(name, PREVIOUS) for name in self._carried(subject, stage)),
            *(exp.alias_(added[name], name, quoted=True) for name in new),
        ).from_(table(before, PREVIOUS))
        reads = {before}
        for join in joins:
            on = self._on(subject, join)
            query = query.join(table(join.step, join.alias), on=on, join_type="left", copy=False)
            reads.add(join.step)
        if any(self.build.is_total(name, subject) for name in new):
            place = self.content.coverage_level
            on = exp.EQ(this=column(place, PREVIOUS), expression=column(place, COVERAGE))
            query = query.join(table(COVERED, COVERAGE), on=on, join_type="left", copy=False)
            reads.add(COVERED)
        self._add(subject, stage, query, reads)

    def _on(self, subject: Subject, join: Join) -> exp.Expr:
        if join.alias == PARENT:
            left, right = subject.parent_column, self.build.subject(subject.parent).key
        else:
            left, right = subject.key, KEY
        return exp.EQ(this=column(left, PREVIOUS), expression=column(right, join.alias))

    def _pulls(self, subject: Subject, new: Sequence[str]) -> list[Join]:
        """What a subject takes over from the one it belongs to."""
        pulled = self.placement.pulled.get(subject.name, {})
        names = [name for name in new if name in pulled]
        if not names:
            return []
        step = self.build.step_with(subject.parent, names)
        return [Join(step, PARENT, {name: column(name, PARENT) for name in names})]

    def _formula(self, variable: Variable, subject: Subject) -> exp.Expr:
        assert variable.formula is not None  # noqa: S101 - not a total
        bound = self.build.bind(variable.formula, subject, PREVIOUS)
        declared = self.build.vocabulary.types[variable.name]
        if declared.is_number and declared.storage is Storage.WHOLE:
            bound = rounded(bound)
        return bound.tree

    def _carried(self, subject: Subject, stage: int) -> list[str]:
        """The names of earlier steps that this step or a later one still needs."""
        stages = self.placement.stages.get(subject.name, {})
        columns = self._columns_of(subject)
        uses = self.placement.uses.get(subject.name, {})
        needed = [
            name
            for name, last in uses.items()
            if last > stage and (name in columns or stages.get(name, LAST) < stage)
        ]
        return list(dict.fromkeys((*self._ids(subject), *needed)))

    def _add(self, subject: Subject, stage: int, query: exp.Select, reads: set[str]) -> None:
        name = self.build.add(f"{subject.name}_{stage}", query, reads)
        self.build.latest.setdefault(subject.name, {})[stage] = name

    # ---------------------------------------------------------------- outcomes

    def _last(self, subject: Subject) -> CompiledSubject:
        """The last step, which has all that the checks name, and their conditions over it."""
        checks = [check for check in self.build.checks if check.of == subject.name]
        outcomes = tuple(self._outcome(check, subject) for check in checks)
        names = tuple(dict.fromkeys(name for outcome in outcomes for name in outcome.names))
        return CompiledSubject(
            name=subject.name,
            table=subject.table,
            key=subject.key,
            household_column=self.build.vocabulary.household_column(subject),
            step=self.build.latest_step(subject.name),
            names=names,
            outcomes=outcomes,
        )

    def _outcome(self, check: Check, subject: Subject) -> Outcome:
        build = self.build
        names: list[str] = []
        fixed: dict[str, object] = {}
        types = {}
        for name in names_in(check.fails_when):
            named = build.vocabulary.find(name, subject)
            assert named is not None  # noqa: S101 - linted
            types[name] = named.type
            if named.owner:
                names.append(name)
            else:
                is_day = named.origin is Origin.DAY
                fixed[name] = build.on if is_day else build.policy.value(name, build.on)
        return Outcome(
            check=check,
            condition=build.bind(check.fails_when, subject, PREVIOUS).tree,
            names=tuple(names),
            fixed=fixed,
            feeds=feeds_behind(build.vocabulary, names, subject),
            types=types,
        )


def _with_storage(steps: Sequence[Step], last: set[str]) -> tuple[Step, ...]:
    """Mark the steps that are read more than once; the engine keeps their result.

    The last step of a subject is read by its findings and by its counts. One that only joins and
    computes over kept steps is quicker done again by each reader, who wants few of its columns,
    than written out whole.
    """
    readers = Counter(name for step in steps for name in step.reads)
    stored: set[str] = set()
    for step in steps:
        is_shared = readers[step.name] > 1 and not step.reads <= stored
        if is_shared or step.name in last:
            stored.add(step.name)
    return tuple(
        Step(step.name, step.query, step.reads, step.name in stored)
        for step in steps
        if step.name in readers or step.name in last
    )
