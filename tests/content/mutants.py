"""Slips of the pen, made on purpose: a policy in which one comparison or one threshold is wrong."""

import datetime
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from shouwang.rules.expression import names_in
from shouwang.stages.screening.trial import run_examples

TURNED = {exp.LT: exp.LTE, exp.LTE: exp.LT, exp.GT: exp.GTE, exp.GTE: exp.GT}
JOINED = {exp.And: exp.Or, exp.Or: exp.And}
DENIED = (*TURNED, exp.EQ, exp.NEQ, exp.In, exp.Is, exp.Between)


def wrong_trees(tree):
    """Yield a tree with one slip each, and what the slip is.

    A comparison takes in its bound, or no longer does; it says the opposite; `and` is `or`.
    """
    if tree is None:
        return
    for number, node in enumerate(tree.find_all(*DENIED, *JOINED)):
        for slip in range(len(_slips(node))):
            copy = tree.copy()
            twin = list(copy.find_all(*DENIED, *JOINED))[number]
            other = _slips(twin)[slip]
            yield (
                f"{node.sql()} → {other.sql()}",
                other if twin is copy else _put(copy, twin, other),
            )


def _put(copy, twin, other):
    twin.replace(other)
    return copy


def _slips(node):
    kind = type(node)
    if kind in JOINED:
        return [exp.paren(JOINED[kind](this=node.this.copy(), expression=node.expression.copy()))]
    slips = [exp.Paren(this=exp.Not(this=exp.paren(node.copy())))]
    if kind in TURNED:
        slips.append(TURNED[kind](this=node.this.copy(), expression=node.expression.copy()))
    if kind is exp.Between:
        value, low, high = (node.args[key] for key in ("this", "low", "high"))
        for above, below in ((exp.GT, exp.LTE), (exp.GTE, exp.LT)):
            slips.append(
                exp.paren(
                    exp.And(
                        this=above(this=value.copy(), expression=low.copy()),
                        expression=below(this=value.copy(), expression=high.copy()),
                    )
                )
            )
    return slips


def moved(policy, parameter, step):
    """The policy with every value of a parameter one step away: a day, a yuan, a hundredth."""
    values = []
    for each in parameter.values:
        if isinstance(each.value, datetime.date):
            value = each.value + datetime.timedelta(days=step)
        elif parameter.unit.power("CNY"):
            value = each.value + 100 * step
        elif not parameter.unit.powers and each.value <= 1:
            value = each.value + Decimal("0.01") * step
        else:
            value = each.value + step
        values.append(replace(each, value=value))
    changed = replace(parameter, values=tuple(values))
    return replace(policy, parameters={**policy.parameters, parameter.name: changed})


def users(policy):
    """Return parameter or variable → the checks that depend on it, the nearest first."""
    uses = {
        variable.name: {
            name
            for part in (variable.formula, variable.condition)
            if part is not None
            for name in names_in(part)
        }
        for variable in policy.variables.values()
    }
    far = defaultdict(dict)
    for check in policy.checks.values():
        waiting, steps = list(names_in(check.fails_when)), 0
        while waiting:
            for name in waiting:
                far[name].setdefault(check.name, steps)
            waiting, steps = [n for name in waiting for n in uses.get(name, ())], steps + 1
    return {name: sorted(checks, key=checks.get) for name, checks in far.items()}


def thresholds(policy):
    """Return the parameters on which a check depends, itself or through its variables."""
    used = users(policy)
    return [each for name, each in policy.parameters.items() if name in used]


def unnoticed_in_checks(policy):
    """Return how many wrong conditions were tried, and those no example of their check notices.

    All of a check are tried in one run: each is a check of its own with the check's examples.
    """
    tried, survivors = 0, []
    for check in policy.checks.values():
        shown = [each for each in policy.examples if each.check == check.name]
        slips = dict(enumerate(wrong_trees(check.fails_when)))
        named = {f"{check.name}_{number}": slip for number, (slip, _tree) in slips.items()}
        checks = {
            name: replace(check, name=name, fails_when=tree)
            for name, (_slip, tree) in zip(named, slips.values(), strict=True)
        }
        examples = tuple(replace(each, check=name) for name in checks for each in shown)
        trials = run_examples(replace(policy, checks=checks, examples=examples))
        noticed = {trial.example.check for trial in trials if not trial.is_right}
        tried += len(named)
        survivors += [(check.name, slip) for name, slip in named.items() if name not in noticed]
    return tried, survivors


def unnoticed_in_variables(policy):
    """Return how many wrong variables were tried, and those that no example notices."""
    tried, survivors = 0, []
    checks = users(policy)
    for variable in policy.variables.values():
        for part in ("formula", "condition"):
            for slip, tree in wrong_trees(getattr(variable, part)):
                mutant = replace(variable, **{part: tree})
                changed = replace(policy, variables={**policy.variables, variable.name: mutant})
                tried += 1
                if _is_unnoticed(changed, checks[variable.name]):
                    survivors.append((variable.name, slip))
    return tried, survivors


def unnoticed_in_parameters(policy):
    """Return how many moved thresholds were tried, and those that no example notices.

    A parameter by which no check or variable decides is no threshold of theirs: the aim of a
    programme or a page asks for it, and no example can notice it.
    """
    tried, survivors = 0, []
    checks = users(policy)
    for parameter in thresholds(policy):
        for step in (1, -1):
            tried += 1
            if _is_unnoticed(moved(policy, parameter, step), checks[parameter.name]):
                survivors.append((parameter.name, f"{step:+}"))
    return tried, survivors


def _is_unnoticed(policy, checks):
    """Try the nearest checks first: mostly one of these notices."""
    return all(
        trial.is_right
        for some in (checks[:2], checks[2:8], checks[8:])
        if some
        for trial in run_examples(policy, checks=some)
    )
