"""Expressions of the pack language outside the packs, typed like those of a check."""

import datetime
from collections.abc import Callable

from sqlglot import exp

from shouwang.rules.binding import Binder
from shouwang.rules.bound import Bound
from shouwang.rules.content import Subject
from shouwang.rules.expression import names_in
from shouwang.rules.formulas import days_of
from shouwang.rules.types import Type
from shouwang.rules.vocabulary import Vocabulary


def type_over_time(
    tree: exp.Expr, subject: Subject, vocabulary: Vocabulary, fault: Callable[[str], None]
) -> Type:
    """Return the type of an expression about a subject, tried with every value of its parameters.

    Args:
        vocabulary: Its variables must have been typed.
        fault: Takes what is wrong; the same fault may come once a value.
    """
    found = [vocabulary.find(name, subject) for name in names_in(tree)]
    for day in days_of(tuple(each for each in found if each), vocabulary.policy):
        _type(tree, subject, vocabulary, day, fault)
    return _type(tree, subject, vocabulary, None, fault)


def _type(
    tree: exp.Expr,
    subject: Subject,
    vocabulary: Vocabulary,
    day: datetime.date | None,
    fault: Callable[[str], None],
) -> Type:
    def lookup(name: str) -> Bound | None:
        return vocabulary.bound(vocabulary.find(name, subject), day)

    return Binder(lookup, fault).bind(tree).type
