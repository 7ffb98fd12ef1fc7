"""What would change if a parameter were another: answered from the values a run has kept."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb
from sqlglot import exp

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.compile import compile_policy
from shouwang.rules.expression import names_in
from shouwang.rules.graph import dependencies, needed_by
from shouwang.rules.lint import lint
from shouwang.rules.load import in_minor_units
from shouwang.rules.pack import Check, Policy, Value
from shouwang.rules.placing import parameters_behind
from shouwang.rules.source import LONGEST_NUMBER, shown
from shouwang.rules.steps import CompiledPolicy
from shouwang.rules.vocabulary import Vocabulary

# Given the compiled policy and a folder: compute the values of its subjects again.
Rebuild = Callable[[CompiledPolicy, Path], Mapping[str, Path]]


@dataclass(frozen=True, slots=True)
class Change:
    """A check before and after: how many hits, who enters and who leaves."""

    before: int
    after: int
    enter: int
    leave: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a change of parameters would do.

    Attributes:
        checks: The checks that depend on what moved.
        groups: Group → check → change, where groups were asked for.
        rebuilt: The variables that had to be computed again, because a changed parameter sits
            inside them.
    """

    checks: Mapping[str, Change]
    groups: Mapping[str, Mapping[str, Change]]
    rebuilt: tuple[str, ...]


def parse_settings(policy: Policy, texts: list[str]) -> dict[str, Value]:
    """Return parameters and values from texts like ``monitoring_line=6000``, in kept units.

    Raises:
        InputProblems: with every text that names no parameter or gives no value of its type.
    """
    problems: list[Problem] = []
    settings: dict[str, Value] = {}
    for text in texts:
        name, sign, value = (part.strip() for part in text.partition("="))
        parameter = policy.parameters.get(name)
        if not sign or parameter is None:
            words = ", ".join(sorted(policy.parameters))
            problems.append(Problem(text, _("there is no parameter {name}").format(name=shown(name)),
                                    _("one of: {words}").format(words=words)))  # fmt: skip
            continue
        if name in settings:
            problems.append(Problem(text, _("{key} is given twice").format(key=name)))
        try:
            settings[parameter.name] = _value(value, parameter.type)
        except (ValueError, InvalidOperation):
            problems.append(Problem(text, _("{value} is no {type}").format(
                value=shown(value), type=parameter.type)))  # fmt: skip
            continue
        amount = settings[parameter.name]
        if isinstance(amount, Decimal):
            settings[parameter.name] = in_minor_units(amount, parameter.unit, policy.content)
    if not problems and _may_misfit(policy, settings):
        # A linted policy has no faults: what the linter finds now comes from the settings.
        found = lint(replace(policy, settings=settings))
        problems += [Problem(", ".join(texts), problem.message) for problem in found]
    if problems:
        raise InputProblems(problems)
    return settings


def _may_misfit(policy: Policy, settings: Mapping[str, Value]) -> bool:
    """Tell whether a value could be wrong where it is used: a word, or a number of months."""
    trees = [variable.formula for variable in policy.variables.values()]
    trees += [variable.condition for variable in policy.variables.values()]
    trees += [check.fails_when for check in policy.checks.values()]
    used = {
        argument.name
        for tree in trees if tree is not None
        for call in tree.find_all(exp.Anonymous)
        for argument in call.expressions
    }  # fmt: skip
    return any(name in used or isinstance(value, str) for name, value in settings.items())


def _value(text: str, type_: str) -> Value:
    if type_ == "date":
        return datetime.date.fromisoformat(text)
    if type_ == "text":
        return text
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > LONGEST_NUMBER:
        raise ValueError(text)
    return number


def rehearse(
    policy: Policy, settings: Mapping[str, Value], *, on: datetime.date,
    values: Mapping[str, Path], by: str, scratch: Path, rebuild: Rebuild,
) -> Rehearsal:  # fmt: skip
    """Return what the settings would change.

    Args:
        values: Subject → the file with the values its checks name, as the run kept them.
        by: A level to group by, or ``""``.
        rebuild: Computes values again where a changed parameter sits inside a variable.
    """
    vocabulary = Vocabulary(policy, on)
    affected = [
        check
        for check in policy.checks.values()
        if parameters_behind(vocabulary, check) & set(settings)
    ]
    changed = replace(policy, settings=dict(settings))
    before = compile_policy(policy, on=on, checks=[check.name for check in affected])
    after = compile_policy(changed, on=on, checks=[check.name for check in affected])
    uses = dependencies(vocabulary)
    deep = _variables_with(vocabulary, uses, affected, set(settings))
    # The run has kept no values for a check that only the settings bring into force.
    fresh = {name for name in before.not_in_force if name not in after.not_in_force}
    deep |= {
        name for check in affected if check.name in fresh
        for name in needed_by(names_in(check.fails_when), uses) & set(uses)
    }  # fmt: skip
    again = rebuild(after, scratch) if deep or fresh else {}
    checks: dict[str, Change] = {}
    groups: dict[str, dict[str, Change]] = {}
    with duckdb.connect(":memory:") as engine:
        engine.execute("SET autoinstall_known_extensions = false")
        for subject in after.subjects.values():
            inner = {
                outcome.check.name
                for outcome in subject.outcomes
                if outcome.check.name in fresh
                or deep & needed_by(names_in(outcome.check.fails_when), uses)
            }
            for names, path in (
                ([o.check.name for o in subject.outcomes if o.check.name not in inner], None),
                (sorted(inner), again.get(subject.name)),
            ):
                if not names:
                    continue
                query = _query(
                    (before, after),
                    subject.name,
                    names,
                    files=(values[subject.name] if subject.name in before.subjects else None, path),
                    by=by,
                )
                for group, *counts in engine.execute(query).fetchall():
                    for name, (was, will, both) in zip(names, batched(counts), strict=True):
                        change = Change(was, will, will - both, was - both)
                        if by:
                            groups.setdefault(group, {})[name] = change
                        checks[name] = _plus(checks.get(name), change)
    order = [outcome.check.name for outcome in after.outcomes]
    return Rehearsal(
        {name: checks.get(name, Change(0, 0, 0, 0)) for name in order},
        dict(sorted(groups.items())),
        tuple(sorted(deep)),
    )


def _plus(one: Change | None, other: Change) -> Change:
    if one is None:
        return other
    return Change(one.before + other.before, one.after + other.after, one.enter + other.enter,
                  one.leave + other.leave)  # fmt: skip


def _variables_with(
    vocabulary: Vocabulary, uses: Mapping[str, set[str]], checks: list[Check], parameters: set[str]
) -> set[str]:
    """Return the variables behind the checks that have a changed parameter inside them."""
    names = {name for check in checks for name in names_in(check.fails_when)}
    needed = needed_by(names, uses) & set(uses)
    variables = vocabulary.policy.variables
    inside = {
        name
        for name in needed
        if parameters & {named.name for named in vocabulary.names(variables[name])}
    }
    # A variable that uses such a one has it inside, too.
    return {name for name in needed if needed_by([name], uses) & inside}


def _query(
    policies: tuple[CompiledPolicy, CompiledPolicy],
    subject: str,
    names: list[str],
    *,
    files: tuple[Path | None, Path | None],
    by: str,
) -> str:
    """Count hits before, after and both, of all checks in one pass over the kept values.

    Args:
        files: The values the run has kept and those computed again, as far as there are any.
    """
    before, after = policies
    old, new = files
    olds = {outcome.check.name: outcome.condition for outcome in before.outcomes}
    news = {outcome.check.name: outcome.condition for outcome in after.outcomes}
    key = after.subjects[subject].key
    base = "p" if old is not None else "n"
    counts: list[exp.Expr] = []
    for number, name in enumerate(names):
        was = _over(olds.get(name, exp.false()), base)
        will = _over(news[name], "p" if new is None else "n")
        # A filter takes the unknown for not true, as a finding does.
        for part, tree in (("before", was), ("after", will), ("both", exp.and_(was, will))):
            count = exp.Filter(
                this=exp.Count(this=exp.Star(), big_int=True),
                expression=exp.Where(this=tree.copy()),
            )
            counts.append(exp.alias_(count, f"{part}_{number}", quoted=True))
    group = exp.column(by, table=base, quoted=True) if by else exp.Literal.string("")
    counts.insert(0, exp.alias_(group, "group", quoted=True))
    first = old or new
    assert first is not None  # noqa: S101 - what was not kept has been computed again
    query = exp.select(*counts).from_(_file(first, base))
    if old is not None and new is not None:
        on = exp.EQ(
            this=exp.column(key, "p", quoted=True), expression=exp.column(key, "n", quoted=True)
        )
        query = query.join(_file(new, "n"), on=on)
    if by:
        query = query.group_by(exp.column(by, table=base, quoted=True))
    return query.sql(dialect="duckdb")


def batched(counts: list[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the counts of one check after the other."""
    parts = iter(counts)
    yield from zip(parts, parts, parts, strict=True)


def _over(condition: exp.Expr, table: str) -> exp.Expr:
    """A condition over another alias."""
    tree = condition.copy()
    for column in tree.find_all(exp.Column):
        column.set("table", exp.to_identifier(table))
    return tree


def _file(path: Path, alias: str) -> exp.Expr:
    function = exp.Anonymous(this="read_parquet", expressions=[exp.Literal.string(str(path))])
    return exp.Table(this=function, alias=exp.TableAlias(this=exp.to_identifier(alias)))
