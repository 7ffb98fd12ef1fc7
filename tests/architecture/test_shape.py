"""Modules are small, say what lives in them, and are named for it."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.modules import Module, assert_kept

MOST_LINES = 400
LONGEST_FIRST_LINE = 110
DRAWERS = {"utils", "util", "helpers", "common", "misc", "manager", "tools", "shared"}


def sizes(module: Module) -> Iterator[str]:
    """A module that cannot be read in one sitting holds two things."""
    lines = module.text.count("\n")
    if lines > MOST_LINES:
        yield f"{module.name} has {lines} lines; the limit is {MOST_LINES}"


def first_lines(module: Module) -> Iterator[str]:
    """The first line of a module is a sentence that says what lives there."""
    if module.is_package and not module.text.strip():
        return  # an empty __init__ needs no sentence
    first = module.text.split("\n", 1)[0]
    sentence = (ast.get_docstring(module.tree) or "").split("\n", 1)[0]
    if not first.startswith('"""') or not sentence:
        yield f"{module.name} does not begin by saying what lives there"
    elif not sentence.endswith((".", "…", "?")) or len(first) > LONGEST_FIRST_LINE:
        yield f"{module.name} does not begin with one sentence on one line"


def drawers(module: Module) -> Iterator[str]:
    """A drawer is where direction is lost."""
    for name in module.parts:
        if name in DRAWERS or name.startswith("base_"):
            yield f"{module.name}: {name} says nothing about what lives there"


def stage_inits(module: Module) -> Iterator[str]:
    """What a stage offers stands in its queries and operations, not in its __init__.

    Django looks for the tables of a stage in its `models`, so a folder of that name lists them.
    """
    if module.room == "models":
        return
    if module.is_package and module.floor == "stages" and module.text.strip():
        yield f"{module.name}: the __init__ of a stage is empty"


LINTS = [sizes, first_lines, drawers, stage_inits]


@pytest.mark.parametrize("lint", LINTS)
def test_the_tree_keeps_it(lint):
    assert_kept(lint)


@pytest.mark.parametrize(
    ("lint", "module"),
    [
        (sizes, Module("shouwang.lake.duck", "x = 1\n" * 401)),
        (first_lines, Module("shouwang.lake.duck", "import os\n")),
        (first_lines, Module("shouwang.lake.duck", '# duck\n"""Runs steps."""\n')),
        (first_lines, Module("shouwang.lake.duck", '"""Runs steps\nand more."""\n')),
        (drawers, Module("shouwang.rules.utils", '"""Things."""\n')),
        (drawers, Module("shouwang.common.words", '"""Words."""\n')),
        (drawers, Module("shouwang.lake.base_table", '"""Tables."""\n')),
        (stage_inits, Module("shouwang.stages.org", "from x import y\n", is_package=True)),
    ],
)
def test_a_breach_is_caught(lint, module):
    assert list(lint(module))


def test_what_is_allowed_passes():
    module = Module("shouwang.lake.duck", '"""Runs compiled steps in DuckDB."""\n' + "\n" * 399)
    package = Module("shouwang.stages.org", "", is_package=True)
    for lint in LINTS:
        assert list(lint(module)) == []
        assert list(lint(package)) == []
