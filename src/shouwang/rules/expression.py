"""Expressions of the pack language: parsed by sqlglot, then held against an allow-list."""

import logging
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from sqlglot import exp, parse
from sqlglot.errors import ErrorLevel, SqlglotError

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.brackets import beside_another
from shouwang.rules.functions import FUNCTIONS

# Bounds against texts that only cost time or memory; no formula of a policy comes near them.
LONGEST_TEXT = 4000
LONGEST_LITERAL = 100
LONGEST_NUMBER = 30  # digits, before and after the point
MOST_NODES = 1000
DEEPEST = 100
# A choice names its conditions twice (are they true, are they unknown), so choices inside choices
# double at each level.
DEEPEST_CHOICE = 5
SHOWN = 80  # characters of a text in a message

BINARY = (exp.Add, exp.Sub, exp.Mul, exp.Div)
COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
LOGIC = (exp.And, exp.Or)
CALLS = (exp.Coalesce, exp.Least, exp.Greatest, exp.Abs, exp.Round)
CHOICES = (exp.Case, exp.Least, exp.Greatest)
# The exact classes, never their subclasses: Binary alone lets powers, patterns and paths through.
ALLOWED = frozenset(
    {
        exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg,
        exp.Not, exp.Between, exp.In, exp.Is, exp.Case, exp.If, exp.Anonymous,
        *BINARY, *COMPARISONS, *LOGIC, *CALLS,
    }
)  # fmt: skip


# What is wrong with a text is said by this module, once; the parser need not warn beside it.
logging.getLogger("sqlglot").setLevel(logging.ERROR)


class ExpressionUnreadable(ShouwangError):
    """The text is no expression of the pack language."""


def parse_expression(text: str) -> exp.Expr:
    """Return the tree of an expression that uses only what the language allows.

    Raises:
        ExpressionUnreadable: if it does not parse or uses anything else.
    """
    if len(text) > LONGEST_TEXT:
        raise ExpressionUnreadable(_("the expression is too long"))
    try:
        trees = parse(text, dialect="duckdb")
    except (SqlglotError, RecursionError) as error:
        fault = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ExpressionUnreadable(
            _("{text} cannot be read: {fault}").format(text=quote(text), fault=fault)
        ) from None
    if len(trees) != 1 or trees[0] is None:
        raise ExpressionUnreadable(_("{text} is not one expression").format(text=quote(text)))
    tree = trees[0]
    for fault in _faults(tree):
        raise ExpressionUnreadable(
            _("{fault} may not be used in {text}").format(fault=fault, text=quote(text))
        )
    sign = beside_another(text)
    if sign:
        raise ExpressionUnreadable(
            _("{text} can be read in two ways at {sign}: write brackets").format(
                text=quote(text), sign=quote(sign)
            )
        )
    return tree


def names_in(tree: exp.Expr) -> tuple[str, ...]:
    """Return the names an expression uses, each once, in order of appearance."""
    return tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column, bfs=False)))


def quote(text: str) -> str:
    """Return a text as it is shown in a message: in quotes, its end left out if it is long."""
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…")


def _faults(tree: exp.Expr) -> Iterator[str]:
    if _too_large(tree):
        yield _("so long a formula")
        return
    for node in tree.walk():
        plain = _PLAIN.get(type(node), _always)
        # The parser lets `@` pass as an absolute value of nothing.
        if type(node) not in ALLOWED or node.error_messages() or not plain(node):
            yield quote(node.sql(dialect="duckdb", unsupported_level=ErrorLevel.IGNORE))
            return


def _too_large(tree: exp.Expr) -> bool:
    """Tell whether a tree has more nodes or is nested deeper than the engine should follow.

    A chain of `and` or `or` counts as one level: it is walked flat.
    """
    waiting = [(tree, 0, 0)]
    count = 0
    while waiting:
        node, depth, choices = waiting.pop()
        count += 1
        if count > MOST_NODES or depth > DEEPEST or choices > DEEPEST_CHOICE:
            return True
        choices += isinstance(node, CHOICES)
        waiting += [
            (child, depth + (type(child) is not type(node) or type(node) not in LOGIC), choices)
            for child in node.iter_expressions()
        ]
    return False


def _always(_node: exp.Expr) -> bool:
    return True


def _is_plain_literal(node: exp.Expr) -> bool:
    text = str(node.this)
    if len(text) > LONGEST_LITERAL:
        return False
    if node.args["is_string"]:
        return True
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    digits = number.as_tuple().digits
    return len(digits) <= LONGEST_NUMBER and abs(number.adjusted()) <= LONGEST_NUMBER


def _is_branch(node: exp.Expr) -> bool:
    """A branch stands among the branches of a case; the function of that name is another thing."""
    return isinstance(node.parent, exp.Case) and node.arg_key == "ifs"


# What must hold of a node beside its class.
_PLAIN: Mapping[type[exp.Expr], Callable[[exp.Expr], bool]] = {
    exp.Column: lambda node: not node.args.get("table") and not node.this.args.get("quoted"),
    exp.Literal: _is_plain_literal,
    exp.Between: lambda node: not node.args.get("symmetric"),
    exp.In: lambda node: (
        bool(node.expressions)
        and all(key in {"this", "expressions"} or not value for key, value in node.args.items())
    ),
    exp.Case: lambda node: node.this is None,
    exp.If: _is_branch,
    exp.Null: lambda node: isinstance(node.parent, exp.Is),
    exp.Is: lambda node: isinstance(node.expression, exp.Null),
    exp.Anonymous: lambda node: node.name.lower() in FUNCTIONS,
}
