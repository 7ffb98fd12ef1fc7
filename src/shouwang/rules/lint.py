"""What must hold for a policy before it may run: one function a fault, named for it."""

from collections.abc import Callable, Iterator

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.examples import fail_if_example_gives_what_no_contract_holds
from shouwang.rules.formulas import (
    fail_if_check_is_faulty,
    fail_if_evidence_is_restricted,
    fail_if_formula_is_faulty,
    fail_if_subject_condition_is_faulty,
)
from shouwang.rules.gaps import fail_if_gap_is_a_check
from shouwang.rules.graph import dependencies, in_order
from shouwang.rules.pack import Check, Policy, Total, Variable
from shouwang.rules.papers import (
    fail_if_check_lacks_basis,
    fail_if_example_has_no_check,
    fail_if_message_names_what_is_not_there,
    fail_if_parameter_has_no_value,
    fail_if_value_lacks_basis,
    fail_if_values_start_together,
)
from shouwang.rules.source import shown
from shouwang.rules.vocabulary import AS_OF, Vocabulary


def lint(policy: Policy) -> list[Problem]:
    """Return every fault of a policy that has been read."""
    vocabulary = Vocabulary(policy)
    return [problem for rule in RULES for problem in rule(policy, vocabulary)]


def fail_if_name_is_taken(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A variable or parameter must not hide a column, a place, nor the day."""
    for variable in policy.variables.values():
        subject = vocabulary.subject(variable.of)
        tables = [each.table for each in vocabulary.lineage(subject)] if subject else []
        yield from _taken(variable.name, variable.at("name"), tables, policy)
        if variable.name in policy.content.partition:
            yield Problem(
                variable.at("name"),
                _("{name} is a column of the system").format(name=variable.name),
            )
    for parameter in policy.parameters.values():
        tables = list(policy.content.contracts)
        yield from _taken(parameter.name, parameter.at("name"), tables, policy)


def _taken(name: str, where: str, tables: list[str], policy: Policy) -> Iterator[Problem]:
    if name == AS_OF:
        yield Problem(where, _("{name} is the day of the run").format(name=AS_OF))
    for table in dict.fromkeys(tables):
        contract = policy.content.contracts.get(table)
        if contract and name in {column.name for column in contract.columns}:
            yield Problem(
                where, _("{name} is a column of {feed} already").format(name=name, feed=table)
            )


def fail_if_subject_is_unknown(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Whatever a variable or check is about must be a subject, or a feed with one key."""
    entries: list[Variable | Check] = [*policy.variables.values(), *policy.checks.values()]
    for each in entries:
        if not each.of:
            continue
        if vocabulary.subject(each.of) is None:
            words = ", ".join((*policy.content.subjects, *policy.content.contracts))
            yield Problem(
                each.at("of"),
                _("{name} is no subject").format(name=shown(each.of)),
                _("one of: {words}").format(words=words),
            )
        elif each.of not in policy.content.subjects:
            key = policy.content.contracts[each.of].key
            if len(key) != 1:
                yield Problem(
                    each.at("of"),
                    _("a row of {feed} is named by {key} together, a subject by one column").format(
                        feed=each.of, key=", ".join(key)
                    ),
                    _("give the feed a key of one column, or total it for a subject"),
                )


def fail_if_source_is_unrelated(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """The rows of a total must name the subject they are totalled for."""
    for variable in policy.variables.values():
        subject = vocabulary.subject(variable.of)
        if not variable.source or subject is None:
            continue
        contract = vocabulary.table_of(variable)
        if contract is None:
            words = ", ".join(dict.fromkeys((*policy.content.subjects, *policy.content.contracts)))
            yield Problem(
                variable.at("from"),
                _("there is no feed {name}").format(name=shown(variable.source)),
                _("one of: {words}").format(words=words),
            )
        elif not vocabulary.own_column(variable) and vocabulary.via(variable) is None:
            yield Problem(
                variable.at("from"),
                _("no column of {feed} names a {subject}").format(
                    feed=variable.source, subject=subject.name
                ),
            )


def fail_if_rows_have_no_order(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """The latest row needs a date, unless there can be only one."""
    for variable in policy.variables.values():
        contract = vocabulary.table_of(variable)
        if variable.total not in {Total.LATEST, Total.EARLIEST} or contract is None:
            continue
        if vocabulary.rows_of(variable) is not None:
            yield Problem(
                variable.at(str(variable.total)),
                _("a {subject} is neither the latest nor the earliest").format(
                    subject=variable.source
                ),
                "max, min",
            )
        elif not contract.date and set(contract.key) != {vocabulary.own_column(variable)}:
            yield Problem(
                variable.at(str(variable.total)),
                _("{feed} has no date by which a row is the latest").format(feed=contract.name),
                _("give the contract a date"),
            )


def fail_if_periods_cannot_be_covered(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What comes in no periods cannot be asked for several of them."""
    for variable in policy.variables.values():
        contract = vocabulary.table_of(variable)
        if not variable.source or contract is None:
            continue
        if not 1 <= variable.covers <= MOST_PERIODS:
            yield Problem(
                variable.at("covers"),
                _("covers wants a whole number from 1 to {most}").format(most=MOST_PERIODS),
            )
        elif variable.covers > 1 and not contract.has_period:
            yield Problem(
                variable.at("covers"), _("{feed} comes in no periods").format(feed=contract.name)
            )


def fail_if_variables_need_each_other(policy: Policy, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A variable that needs itself, over whatever detour, has no value."""
    _ordered, cycles = in_order(dependencies(vocabulary))
    for cycle in cycles:
        where = policy.variables[cycle[0]].where
        yield Problem(where, _("a cycle: {names}").format(names=" → ".join(cycle)))


MOST_PERIODS = 1200  # a hundred years of months: more are a slip of the pen

RULES: tuple[Callable[[Policy, Vocabulary], Iterator[Problem]], ...] = (
    fail_if_name_is_taken,
    fail_if_subject_is_unknown,
    fail_if_source_is_unrelated,
    fail_if_rows_have_no_order,
    fail_if_periods_cannot_be_covered,
    fail_if_variables_need_each_other,
    fail_if_subject_condition_is_faulty,
    fail_if_formula_is_faulty,
    fail_if_check_is_faulty,
    fail_if_evidence_is_restricted,
    fail_if_gap_is_a_check,
    fail_if_check_lacks_basis,
    fail_if_parameter_has_no_value,
    fail_if_value_lacks_basis,
    fail_if_values_start_together,
    fail_if_message_names_what_is_not_there,
    fail_if_example_has_no_check,
    fail_if_example_gives_what_no_contract_holds,
)
