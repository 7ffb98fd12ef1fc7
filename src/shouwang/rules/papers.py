"""Lints of what stands on paper: articles cited, values dated, messages and examples in order."""

import re
from collections.abc import Iterator

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.expression import names_in
from shouwang.rules.pack import UNREADABLE, Policy
from shouwang.rules.source import shown
from shouwang.rules.vocabulary import Vocabulary

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fail_if_check_lacks_basis(policy: Policy, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A check that no article supports cannot be defended at the door."""
    for check in policy.checks.values():
        if not check.basis:
            yield Problem(
                check.at("basis"),
                _("{name} cites no basis").format(name=check.name),
                _("basis: document, number, article"),
            )


def fail_if_parameter_has_no_value(policy: Policy, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A parameter without a value is never in force, nor is any check that needs it."""
    for parameter in policy.parameters.values():
        if not parameter.values:
            yield Problem(
                parameter.at("values"), _("{name} has no value").format(name=parameter.name)
            )
        if parameter.type != "number" and parameter.unit.powers:
            yield Problem(
                parameter.at("unit"), _("a {kind} has no unit").format(kind=parameter.type)
            )


def fail_if_value_lacks_basis(policy: Policy, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every dated value says who set it."""
    for parameter in policy.parameters.values():
        for dated in parameter.values:
            if not dated.basis:
                yield Problem(
                    dated.where,
                    _("{name} cites no basis").format(name=parameter.name),
                    _("basis: document, number, article"),
                )


def fail_if_values_start_together(policy: Policy, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Two values from one day leave it open which of them holds."""
    for parameter in policy.parameters.values():
        seen: dict[object, str] = {}
        for dated in parameter.values:
            if dated.start in seen:
                yield Problem(
                    dated.where,
                    _("{name} has two values from {day}").format(
                        name=parameter.name, day=dated.start
                    ),
                    _("see {where}").format(where=seen[dated.start]),
                )
            seen.setdefault(dated.start, dated.where)


def fail_if_message_names_what_is_not_there(
    policy: Policy, _vocabulary: Vocabulary
) -> Iterator[Problem]:
    """A message can show only what the condition names, for that is the evidence."""
    for check in policy.checks.values():
        if check.fails_when is UNREADABLE:
            continue
        shown_names = set(names_in(check.fails_when))
        for name in PLACEHOLDER.findall(check.message):
            if name not in shown_names:
                yield Problem(
                    check.at("message"),
                    _("the message shows {name}, the condition does not name it").format(
                        name="{" + name + "}"
                    ),
                )
        if re.search(r"[{}]", PLACEHOLDER.sub("", check.message)):
            yield Problem(
                check.at("message"),
                _("the message has a brace that encloses no name"),
                "{income_per_head}",
            )


def fail_if_example_has_no_check(policy: Policy, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """An example of a check that is not there proves nothing."""
    for example in policy.examples:
        if example.check and example.check not in policy.checks:
            yield Problem(
                example.where, _("there is no check {name}").format(name=shown(example.check))
            )
        for feed in (*example.given, *example.undelivered):
            if feed not in policy.content.contracts:
                yield Problem(example.where, _("there is no feed {name}").format(name=shown(feed)))
