"""No number of the policy is in Python, and no number of a method without its source."""

import ast
import io
import tokenize
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import pytest

from tests.architecture.modules import Module, assert_kept

FLOORS = {"stages", "rules", "web"}
PLAIN = {0, 1, 2, 10, 12, 100, 1000}
FIELD_SIZES = {"max_length", "max_digits", "decimal_places"}
NUMBER_MAKERS = {"Decimal", "float", "int", "Fraction"}


def policy_numbers(module: Module) -> Iterator[str]:
    """A threshold is a parameter of a pack, with its date and its basis.

    A purely technical number has a name in capitals and a comment, its own or that of its block,
    that says why it is technical.
    """
    if module.floor not in FLOORS or module.room == "enums":
        return
    explained, unexplained = _constants(module)
    allowed = explained | set(_field_sizes(module.tree))
    for node, value in numbers(module.tree):
        if node in unexplained:
            yield f"{module.at(node)} no comment says why {value} is technical"
        elif node not in allowed:
            yield f"{module.at(node)} {value} belongs in a pack, or needs a technical name"


def numbers(tree: ast.AST) -> Iterator[tuple[ast.Constant, object]]:
    """Yield the numbers that are not plain, those made from text among them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and _is_number(node.value) and node.value not in PLAIN:
            yield node, node.value
        elif isinstance(node, ast.Call) and _name(node.func) in NUMBER_MAKERS:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and _is_telling_text(argument.value):
                    yield argument, argument.value


def numbers_without_source(module: Module) -> Iterator[str]:
    """What a paper says is in `calc` with its reference: in the function's docstring or the module's."""
    if module.floor != "calc" or "References:" in (ast.get_docstring(module.tree) or ""):
        return
    sourced: set[ast.AST] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and "References:" in (
            ast.get_docstring(node) or ""
        ):
            sourced |= set(ast.walk(node))
    for node, value in numbers(module.tree):
        if node not in sourced:
            yield f"{module.at(node)} {value} has no References"


def _constants(module: Module) -> tuple[set[ast.AST], set[ast.AST]]:
    """Return what stands in named constants of the module: with a comment, and without."""
    comments = {
        token.start[0]
        for token in tokenize.generate_tokens(io.StringIO(module.text).readline)
        if token.type == tokenize.COMMENT
    }
    explained: set[ast.AST] = set()
    unexplained: set[ast.AST] = set()
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and _is_constant(statement):
            lines = {_head_of_block(module.text, statement.lineno)}
            lines |= set(range(statement.lineno, (statement.end_lineno or 0) + 1))
            home = explained if comments.intersection(lines) else unexplained
            home |= set(ast.walk(statement))
    return explained, unexplained


def _head_of_block(text: str, line: int) -> int:
    """Return the line after the last empty one above; a comment there speaks for the block."""
    lines = text.splitlines()
    while line > 1 and lines[line - 2].strip():
        line -= 1
    return line


def _is_constant(statement: ast.Assign | ast.AnnAssign) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return all(isinstance(target, ast.Name) and target.id.isupper() for target in targets)


def _field_sizes(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in FIELD_SIZES:
            yield node.value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | complex) and not isinstance(value, bool)


def _is_telling_text(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return Decimal(value) not in PLAIN
    except InvalidOperation:
        return False


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


@pytest.mark.parametrize("lint", [policy_numbers, numbers_without_source])
def test_the_tree_keeps_it(lint):
    assert_kept(lint)


@pytest.mark.parametrize(
    "text",
    [
        "if income < 5000: pass",
        "def late(days=15): ...",
        "share = 0.85",
        "share = Decimal('0.85')",
        "LINE = 5000",
        "# sizes of buffers\nCHUNK = 65_536\n\nLINE = 5000",
        "def f():\n    LINE = 5000  # a comment does not make it technical here",
        "field = IntegerField(default=6)",
        "start = date(2020, 1, 1)",
    ],
)
@pytest.mark.parametrize("name", ["shouwang.stages.cases.workflow", "shouwang.rules.lint"])
def test_a_policy_number_is_caught(name, text):
    assert list(policy_numbers(Module(name, text)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shouwang.stages.cases.workflow", "x = rows[-1] + rows[:-2][0] * 12 / 100 - 1000"),
        ("shouwang.stages.cases.workflow", "CHUNK = 65536  # rows read at a time"),
        ("shouwang.stages.cases.workflow", "# rows read at a time\nCHUNK = 65_536"),
        ("shouwang.stages.cases.workflow", "# sizes of buffers\nCHUNK = 65_536\nROWS = 99"),
        ("shouwang.stages.cases.workflow", "flag = True"),
        ("shouwang.stages.cases.models", "code = CharField(max_length=64)"),
        ("shouwang.stages.cases.enums", "WEIGHT = 3"),
        ("shouwang.lake.duck", "seconds = 3"),
    ],
)
def test_what_is_allowed_passes(name, text):
    assert list(policy_numbers(Module(name, text))) == []


def test_a_method_without_source_is_caught():
    bare = 'def ratio(x):\n    """Return it."""\n    return x * 0.6\n'
    sourced = bare.replace("it.", "it.\n\n    References:\n        A paper, 1984.\n    ")
    whole = '"""Ratios.\n\nReferences:\n    A paper, 1984.\n"""\nWEIGHT = 0.6\n'
    assert list(numbers_without_source(Module("shouwang.calc.poverty", bare)))
    assert list(numbers_without_source(Module("shouwang.calc.poverty", "WEIGHT = 0.6\n")))
    assert not list(numbers_without_source(Module("shouwang.calc.poverty", sourced)))
    assert not list(numbers_without_source(Module("shouwang.calc.poverty", whole)))
