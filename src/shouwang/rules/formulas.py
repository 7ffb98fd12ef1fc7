"""Lints of formulas, totals and conditions: their names, types and units must fit."""

import datetime
from collections.abc import Iterator

from sqlglot import exp

from shouwang.base.errors import Problem
from shouwang.base.tables import Column
from shouwang.base.words import _
from shouwang.rules.binding import Binder
from shouwang.rules.bound import Bound
from shouwang.rules.expression import ExpressionUnreadable, names_in, parse_expression
from shouwang.rules.graph import dependencies, in_order
from shouwang.rules.pack import CONDITIONS, Check, Policy, Total, Variable
from shouwang.rules.types import Kind, Type
from shouwang.rules.vocabulary import Named, Origin, Vocabulary

NUMBERS = frozenset({Total.TOTAL, Total.MEAN})
SIZES = frozenset({Total.MAX, Total.MIN})
# Totals whose value is a value of the rows, and not a count or a yes.
VALUES = frozenset({Total.LATEST, Total.EARLIEST, *SIZES, *NUMBERS})

Fault = tuple[str, str]  # the key of an entry, what is wrong there


def fail_if_subject_condition_is_faulty(
    policy: Policy, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Which rows of a table count as subjects is known of every row, from its own columns."""
    for subject in policy.content.subjects.values():
        contract = policy.content.contracts.get(subject.table)
        if not subject.where or contract is None:
            continue
        faults: list[str] = []
        columns = {column.name for column in contract.columns}

        def lookup(name: str, columns: set[str] = columns, of: str = subject.name) -> Bound | None:
            own = vocabulary.subject(of)
            named = vocabulary.find(name, own) if own and name in columns else None
            return vocabulary.bound(named)

        try:
            tree = parse_expression(subject.where)
        except ExpressionUnreadable as error:
            faults.append(str(error))
        else:
            type_ = Binder(lookup, faults.append).bind(tree).type
            if type_.kind not in {Kind.BOOLEAN, Kind.FAULTY}:
                faults.append(_("`where` is no condition"))
            elif type_.nullable and not faults:
                faults.append(_("`where` can be unknown, and such rows would drop out unseen"))
        yield from (Problem(subject.where_at, f"{subject.name}: {fault}") for fault in faults)


def fail_if_formula_is_faulty(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Names, types and units of every formula and total must fit, whatever values are in force."""
    ordered, _cycles = in_order(dependencies(vocabulary))
    for name in ordered:
        variable = policy.variables[name]
        has_rows = not variable.source or vocabulary.table_of(variable) is not None
        if vocabulary.subject(variable.of) is None or not has_rows:
            continue
        faults: dict[Fault, None] = {}

        def note(key: str, message: str, faults: dict[Fault, None] = faults) -> None:
            faults[key, message] = None

        type_ = vocabulary.type_variable(variable, note)
        for day in days_of(vocabulary.names(variable), policy):
            vocabulary.types_of_parts(variable, note, day)
        if not faults:
            faults.update(dict.fromkeys(_misfits(variable, type_, vocabulary)))
        yield from (Problem(variable.at(key), f"{name}: {fault}") for key, fault in faults)


def days_of(names: tuple[Named, ...], policy: Policy) -> list[datetime.date]:
    """Return the days on which one of the parameters gets a value and all of them have one."""
    parameters = [
        policy.parameters[named.name] for named in names if named.origin is Origin.PARAMETER
    ]
    days = {dated.start for parameter in parameters for dated in parameter.values}
    return [day for day in sorted(days) if all(parameter.on(day) for parameter in parameters)]


def _misfits(variable: Variable, type_: Type, vocabulary: Vocabulary) -> Iterator[Fault]:
    value, condition = vocabulary.types_of_parts(variable)
    if Kind.FAULTY in {part.kind for part in (type_, value, condition) if part is not None}:
        return
    if condition is not None and condition.kind is not Kind.BOOLEAN:
        yield "where", _("`where` is no condition")
    yield from _misfit_total(variable, value)
    if variable.total is Total.COUNT:
        if variable.unit.power(vocabulary.content.money_unit):
            yield "unit", _("rows are counted, not money")
    elif type_.is_number and type_.unit is not None and type_.unit != variable.unit:
        yield (
            "unit",
            _("the unit is [{unit}], not [{declared}]").format(
                unit=type_.unit, declared=variable.unit
            ),
        )
    elif not type_.is_number and variable.unit.powers:
        yield "unit", _("a {kind} has no unit").format(kind=type_.kind)


def _misfit_total(variable: Variable, value: Type | None) -> Iterator[Fault]:
    """`any`, `all` and `share` take conditions, `total` and `mean` numbers."""
    total = variable.total
    if total is None or value is None:
        return
    if total in CONDITIONS and value.kind is not Kind.BOOLEAN:
        yield str(total), _("`{total}` takes a condition").format(total=total)
    if total in NUMBERS and not value.is_number:
        yield str(total), _("`{total}` takes a number").format(total=total)
    if total in SIZES and value.kind not in {Kind.NUMBER, Kind.DATE}:
        yield str(total), _("`{total}` takes a number or a date").format(total=total)


def fail_if_check_is_faulty(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A check's condition must be one, and its names, types and units must fit."""
    for check in policy.checks.values():
        subject = vocabulary.subject(check.of)
        if subject is None:
            continue
        found = [vocabulary.find(name, subject) for name in names_in(check.fails_when)]
        names = tuple(each for each in found if each is not None)
        faults: dict[str, None] = {}
        for day in (None, *days_of(names, policy)):
            faults.update(dict.fromkeys(_faults_of(check, vocabulary, day)))
        where = check.at("fails_when")
        yield from (Problem(where, f"{check.name}: {fault}") for fault in faults)


def _faults_of(check: Check, vocabulary: Vocabulary, day: datetime.date | None) -> list[str]:
    subject = vocabulary.subject(check.of)
    faults: list[str] = []

    def lookup(name: str) -> Bound | None:
        return vocabulary.bound(vocabulary.find(name, subject), day) if subject else None

    type_ = Binder(lookup, faults.append).bind(check.fails_when).type
    if type_.kind not in {Kind.BOOLEAN, Kind.FAULTY}:
        faults.append(_("fails_when is no condition"))
    return faults


def fail_if_evidence_is_restricted(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What only some roles may see does not become evidence, which all who work on a lead see."""
    for check in policy.checks.values():
        subject = vocabulary.subject(check.of)
        for name in names_in(check.fails_when) if subject else ():
            named = vocabulary.find(name, subject) if subject else None
            column = _value_shown(named, vocabulary) if named else None
            if column is not None and column.visible_to:
                yield Problem(
                    check.at("fails_when"),
                    _("{name} shows {column}, which only {roles} may see").format(
                        name=name, column=column.name, roles=", ".join(sorted(column.visible_to))
                    ),
                    _("name a variable that says what of it matters: any, all, count, a formula"),
                )


def _value_shown(named: Named, vocabulary: Vocabulary) -> Column | None:
    """Return the column whose very value a name shows."""
    policy = vocabulary.policy
    if named.origin is Origin.COLUMN:
        owner = vocabulary.subject(named.owner)
        return policy.content.contracts[owner.table].column(named.name) if owner else None
    variable = policy.variables.get(named.name)
    if named.origin is not Origin.VARIABLE or variable is None:
        return None
    tree = variable.formula.unnest() if variable.formula is not None else None
    is_value = variable.total is None or variable.total in VALUES
    if not is_value or not isinstance(tree, exp.Column):
        return None
    inner = next((each for each in vocabulary.names(variable) if each.name == tree.name), None)
    if inner is None or not inner.owner:
        return None
    if inner.origin is Origin.COLUMN and not vocabulary.rows_of(variable) and variable.source:
        return policy.content.contracts[variable.source].column(inner.name)
    return _value_shown(inner, vocabulary)
