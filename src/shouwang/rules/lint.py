"""What must hold for a policy before it may run: one function a fault, named for it."""

import re
from collections.abc import Callable, Iterator

from sqlglot import exp

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.binding import Binder
from shouwang.rules.bound import Bound
from shouwang.rules.expression import names_in
from shouwang.rules.graph import dependencies, in_order
from shouwang.rules.pack import CONDITIONS, Check, Policy, Total, Variable
from shouwang.rules.types import Kind, Type
from shouwang.rules.units import Unit, UnitUnreadable
from shouwang.rules.vocabulary import AS_OF, Origin, Vocabulary

PLACEHOLDER = re.compile(r"\{(\w*)\}")


def lint(policy: Policy) -> list[Problem]:
    """Return every fault of a policy that has been read."""
    vocabulary = Vocabulary(policy)
    return [problem for rule in RULES for problem in rule(policy, vocabulary)]


def fail_if_unit_is_none(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A column's unit must be readable, or nothing can be checked against it."""
    for contract in policy.content.contracts.values():
        for column in contract.columns:
            try:
                Unit.parse(column.unit)
            except UnitUnreadable as error:
                yield Problem(contract.where, f"{column.name}: {error}")


def fail_if_name_is_taken(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A variable or parameter must not hide a column, nor the day."""
    for variable in policy.variables.values():
        subject = vocabulary.subject(variable.of)
        for each in vocabulary.lineage(subject) if subject else ():
            contract = policy.content.contracts.get(each.table)
            if contract and variable.name in {column.name for column in contract.columns}:
                yield Problem(
                    variable.where,
                    _("{name} is a column of {feed} already").format(
                        name=variable.name, feed=contract.name
                    ),
                )
    for parameter in policy.parameters.values():
        if parameter.name == AS_OF:
            yield Problem(parameter.where, _("{name} is the day of the run").format(name=AS_OF))
        for contract in policy.content.contracts.values():
            if parameter.name in {column.name for column in contract.columns}:
                yield Problem(
                    parameter.where,
                    _("{name} is a column of {feed} already").format(
                        name=parameter.name, feed=contract.name
                    ),
                )


def fail_if_subject_is_unknown(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Whatever a variable or check is about must be a subject or a feed."""
    entries: list[Variable | Check] = [*policy.variables.values(), *policy.checks.values()]
    for each in entries:
        if vocabulary.subject(each.of) is None:
            words = ", ".join((*policy.content.subjects, *policy.content.contracts))
            yield Problem(
                each.where,
                _("{name} is no subject").format(name=repr(each.of)),
                _("one of: {words}").format(words=words),
            )


def fail_if_source_is_unrelated(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """The rows of a total must name the subject they are totalled for."""
    for variable in policy.variables.values():
        if not variable.source:
            continue
        contract = policy.content.contracts.get(variable.source)
        subject = vocabulary.subject(variable.of)
        if contract is None:
            words = ", ".join(policy.content.contracts)
            yield Problem(
                variable.where,
                _("there is no feed {name}").format(name=variable.source),
                _("one of: {words}").format(words=words),
            )
        elif (
            subject and not vocabulary.relation(contract, subject) and not via(vocabulary, variable)
        ):
            yield Problem(
                variable.where,
                _("no column of {feed} names a {subject}").format(
                    feed=contract.name, subject=subject.name
                ),
            )
        elif variable.total in {Total.LATEST, Total.EARLIEST} and not contract.date:
            if not set(contract.key) <= {vocabulary.relation(contract, subject)} if subject else {}:
                yield Problem(
                    variable.where,
                    _("{feed} has no date by which a row is the latest").format(feed=contract.name),
                    _("give the contract a date"),
                )
        if variable.covers < 1:
            yield Problem(variable.where, _("covers wants a whole number from 1"))


def via(vocabulary: Vocabulary, variable: Variable) -> str:
    """Return the subject through which a source's rows reach the variable's subject, or ``""``."""
    contract = vocabulary.content.contracts.get(variable.source)
    if contract is None:
        return ""
    for subject in vocabulary.content.subjects.values():
        if subject.parent == variable.of and vocabulary.relation(contract, subject):
            return subject.name
    return ""


def fail_if_variables_need_each_other(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A variable that needs itself, over whatever detour, has no value."""
    _ordered, cycles = in_order(dependencies(vocabulary))
    for cycle in cycles:
        where = policy.variables[cycle[0]].where
        yield Problem(where, _("a cycle: {names}").format(names=" → ".join(cycle)))


def fail_if_formula_is_faulty(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Names, types and units of every formula and total must fit."""
    ordered, _cycles = in_order(dependencies(vocabulary))
    for name in ordered:
        variable = policy.variables[name]
        if vocabulary.subject(variable.of) is None:
            continue
        faults: list[str] = []
        type_ = vocabulary.type_variable(variable, faults.append)
        if variable.total is not Total.COUNT and variable.formula is not None:
            faults += _misfits(variable, type_)
        yield from (Problem(variable.where, f"{name}: {fault}") for fault in faults)


def _misfits(variable: Variable, type_: Type) -> Iterator[str]:
    if type_.kind is Kind.FAULTY:
        return
    if type_.is_number and type_.unit is not None and type_.unit != variable.unit:
        yield _("the unit is [{unit}], not [{declared}]").format(
            unit=type_.unit, declared=variable.unit
        )
    if not type_.is_number and variable.unit.powers:
        yield _("a {kind} has no unit").format(kind=type_.kind)


def fail_if_total_does_not_fit(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """`any`, `all` and `share` take conditions, `total` and `mean` numbers."""
    for variable in policy.variables.values():
        if not variable.source or variable.formula is None:
            continue
        kinds = {each.kind for each in _part_types(vocabulary, variable) if each}
        if Kind.FAULTY in kinds:
            continue
        value, condition = _part_types(vocabulary, variable)
        if condition is not None and condition.kind is not Kind.BOOLEAN:
            yield Problem(variable.where, _("`where` is no condition"))
        if variable.total in CONDITIONS and value and value.kind is not Kind.BOOLEAN:
            yield Problem(
                variable.where, _("`{total}` takes a condition").format(total=variable.total)
            )
        if variable.total in {Total.TOTAL, Total.MEAN} and value and not value.is_number:
            yield Problem(
                variable.where, _("`{total}` takes a number").format(total=variable.total)
            )


def _part_types(vocabulary: Vocabulary, variable: Variable) -> tuple[Type | None, Type | None]:
    return vocabulary._bind_parts(variable, lambda _message: None)  # noqa: SLF001 - one concern


def fail_if_check_is_faulty(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A check's condition must be one, and its names, types and units must fit."""
    for check in policy.checks.values():
        subject = vocabulary.subject(check.of)
        if subject is None:
            continue
        faults: list[str] = []

        def lookup(name: str, check: Check = check) -> Bound | None:
            subject = vocabulary.subject(check.of)
            named = vocabulary.find(name, subject) if subject else None
            if named is None:
                return None
            if named.origin in {Origin.PARAMETER, Origin.DAY}:
                fixed = vocabulary.fixed_value(named)
                return fixed or Bound(exp.null(), named.type)
            return Bound(exp.column(name, quoted=True), named.type)

        bound = Binder(lookup, faults.append).bind(check.fails_when)
        if bound.type.kind not in {Kind.BOOLEAN, Kind.FAULTY}:
            faults.append(_("fails_when is no condition"))
        yield from (
            Problem(check.where, f"{check.name}: {fault}") for fault in dict.fromkeys(faults)
        )


def fail_if_check_lacks_basis(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A check that no article supports cannot be defended at the door."""
    for check in policy.checks.values():
        if not check.basis:
            yield Problem(
                check.where,
                _("{name} cites no basis").format(name=check.name),
                _("basis: document, number, article"),
            )


def fail_if_value_lacks_basis(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every dated value says who set it."""
    for parameter in policy.parameters.values():
        for dated in parameter.values:
            if not dated.basis:
                yield Problem(
                    dated.where,
                    _("{name} cites no basis").format(name=parameter.name),
                    _("basis: document, number, article"),
                )


def fail_if_values_start_together(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Two values from one day leave it open which of them holds."""
    for parameter in policy.parameters.values():
        seen: dict[object, str] = {}
        for dated in parameter.values:
            first = seen.setdefault(dated.start, dated.where)
            if first != dated.where:
                yield Problem(
                    dated.where,
                    _("{name} has two values from {day}").format(
                        name=parameter.name, day=dated.start
                    ),
                    _("see {where}").format(where=first),
                )


def fail_if_message_names_what_is_not_there(
    policy: Policy, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """A message can show only what the condition names, for that is the evidence."""
    for check in policy.checks.values():
        shown = set(names_in(check.fails_when))
        for name in PLACEHOLDER.findall(check.message):
            if name not in shown:
                yield Problem(
                    check.where,
                    _("the message shows {name}, the condition does not name it").format(
                        name="{" + name + "}"
                    ),
                )


def fail_if_example_has_no_check(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """An example of a check that is not there proves nothing."""
    for example in policy.examples:
        if example.check not in policy.checks:
            yield Problem(
                example.where, _("there is no check {name}").format(name=repr(example.check))
            )
        for feed in (*example.given, *example.undelivered):
            if feed not in policy.content.contracts:
                yield Problem(example.where, _("there is no feed {name}").format(name=feed))


RULES: tuple[Callable[[Policy, Vocabulary], Iterator[Problem]], ...] = (
    fail_if_unit_is_none,
    fail_if_name_is_taken,
    fail_if_subject_is_unknown,
    fail_if_source_is_unrelated,
    fail_if_variables_need_each_other,
    fail_if_formula_is_faulty,
    fail_if_total_does_not_fit,
    fail_if_check_is_faulty,
    fail_if_check_lacks_basis,
    fail_if_value_lacks_basis,
    fail_if_values_start_together,
    fail_if_message_names_what_is_not_there,
    fail_if_example_has_no_check,
)
