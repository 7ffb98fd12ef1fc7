"""The order in which variables can be computed, and the cycles that have none."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from shouwang.rules.expression import names_in
from shouwang.rules.pack import Policy, Variable
from shouwang.rules.vocabulary import Origin, Vocabulary


def dependencies(vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Return for each variable the variables it uses."""
    return {
        variable.name: {
            named.name for named in vocabulary.names(variable) if named.origin is Origin.VARIABLE
        }
        for variable in vocabulary.policy.variables.values()
    }


def in_order(uses: Mapping[str, Iterable[str]]) -> tuple[list[str], list[list[str]]]:
    """Return names in an order that has every name after those it uses, and the cycles.

    Names on a cycle, or that need one, are in no order.
    """
    cycles: list[list[str]] = []
    rest = {name: sorted(used) for name, used in sorted(uses.items())}
    while True:
        sorter = TopologicalSorter(rest)
        try:
            sorter.prepare()
        except CycleError as error:
            cycles.append(_from_its_first(error.args[1][:0:-1]))
            # Cut here, so that other cycles come to light; who needs this one is left out below.
            rest.update((name, []) for name in cycles[-1])
            continue
        break
    ordered: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += ready
        sorter.done(*ready)
    lost = {name for cycle in cycles for name in cycle}
    if lost:
        ordered = [name for name in ordered if not needed_by([name], uses) & lost]
    return ordered, cycles


def _from_its_first(names: list[str]) -> list[str]:
    """Return a cycle from its first name in the alphabet round to it again."""
    start = names.index(min(names))
    return [*names[start:], *names[:start], names[start]]


def needed_by(names: Iterable[str], uses: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the names and everything they use, directly or not."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(uses.get(name, ()))
    return found


def typed(vocabulary: Vocabulary) -> list[Variable]:
    """Type all variables in order and return them in it; faults are the linter's business."""
    ordered, _cycles = in_order(dependencies(vocabulary))
    variables = vocabulary.policy.variables
    result = []
    for name in ordered:
        vocabulary.type_variable(variables[name])
        result.append(variables[name])
    return result


def narrowed(policy: Policy, checks: Iterable[str]) -> Policy:
    """Return the policy with some of its checks and no more variables than these need."""
    wanted = set(checks)
    kept = {name: check for name, check in policy.checks.items() if name in wanted}
    needed: set[str] = set()
    waiting = [name for check in kept.values() for name in names_in(check.fails_when)]
    while waiting:
        variable = policy.variables.get(waiting.pop())
        if variable is not None and variable.name not in needed:
            needed.add(variable.name)
            parts = (variable.formula, variable.condition)
            waiting += [name for part in parts if part is not None for name in names_in(part)]
    variables = {name: each for name, each in policy.variables.items() if name in needed}
    return replace(policy, checks=kept, variables=variables)
