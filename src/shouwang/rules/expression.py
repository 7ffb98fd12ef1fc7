"""Expressions of the pack language: parsed by sqlglot, then held against an allow-list."""

from collections.abc import Iterator

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.functions import FUNCTIONS

# Bounds against texts that only cost time; no formula of a policy comes near them.
LONGEST_TEXT = 4000
LONGEST_LITERAL = 100
MOST_NODES = 1000

BINARY = (exp.Add, exp.Sub, exp.Mul, exp.Div)
COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
LOGIC = (exp.And, exp.Or)
CALLS = (exp.Coalesce, exp.Least, exp.Greatest, exp.Abs, exp.Round)
# The exact classes, never their subclasses: Binary alone lets powers, patterns and paths through.
ALLOWED = frozenset(
    {
        exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Neg,
        exp.Not, exp.Between, exp.In, exp.Is, exp.Case, exp.If, exp.Anonymous,
        *BINARY, *COMPARISONS, *LOGIC, *CALLS,
    }
)  # fmt: skip


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
            _("{text} cannot be read: {fault}").format(text=repr(text), fault=fault)
        ) from None
    if len(trees) != 1 or trees[0] is None:
        raise ExpressionUnreadable(_("{text} is not one expression").format(text=repr(text)))
    tree = trees[0]
    for fault in _faults(tree):
        raise ExpressionUnreadable(
            _("{fault} may not be used in {text}").format(fault=fault, text=repr(text))
        )
    return tree


def names_in(tree: exp.Expr) -> tuple[str, ...]:
    """Return the names an expression uses, each once, in order of appearance."""
    return tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column)))


def _faults(tree: exp.Expr) -> Iterator[str]:
    for count, node in enumerate(tree.walk()):
        if count > MOST_NODES:
            yield _("so long a formula")
            return
        if type(node) not in ALLOWED or not _is_plain(node):
            yield repr(node.sql(dialect="duckdb"))
            return


def _is_plain(node: exp.Expr) -> bool:
    match node:
        case exp.Column():
            return not node.args.get("table") and not node.this.args.get("quoted")
        case exp.Literal():
            return len(node.this) <= LONGEST_LITERAL
        case exp.Between():
            return not node.args.get("symmetric")
        case exp.In():
            return set(node.args) - {"this", "expressions"} <= {
                key for key, value in node.args.items() if not value
            }
        case exp.Case():
            return node.this is None
        case exp.If():
            return isinstance(node.parent, exp.Case)
        case exp.Null():
            return isinstance(node.parent, exp.Is)
        case exp.Is():
            return isinstance(node.expression, exp.Null)
        case exp.Anonymous():
            return node.name.lower() in FUNCTIONS
        case _:
            return True
