"""Code is English; Chinese stands where people read it, and every word of the code is explained."""

import ast
import functools
import re
from collections.abc import Iterator

import pytest

from tests.architecture.modules import ROOT, Module, assert_kept

CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007]")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
ESCAPED_RANGE = re.compile(r"\\u[0-9a-fA-F]{4}-\\u[0-9a-fA-F]{4}")
ENUM_BASES = {"Enum", "StrEnum", "IntEnum", "TextChoices", "IntegerChoices"}


def chinese_in_code(module: Module) -> Iterator[str]:
    """Chinese is content: packs, templates, data files, the catalogue, and the labels of enums."""
    labels = set(_label_lines(module.tree)) if module.room == "enums" else set()
    for number, line in enumerate(module.text.splitlines(), start=1):
        if number not in labels and CHINESE.search(_unescaped(line)):
            yield f"{module.name}:{number} has Chinese in it: {line.strip()[:60]}"


def _unescaped(line: str) -> str:
    """Return the line with its escapes written out; a range of characters is no word."""
    return ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), ESCAPED_RANGE.sub("", line))


def built_messages(module: Module) -> Iterator[str]:
    """A message is a literal, formatted after it was translated; a built one has no translation."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id == "_" and not (
            len(node.args) == 1
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield f"{module.at(node)} builds a message inside _()"


def unexplained_words(module: Module, *, glossary: str) -> Iterator[str]:
    """Every enum of the code is a row of the glossary, with all its words."""
    for enum in ast.walk(module.tree):
        if not isinstance(enum, ast.ClassDef) or enum.name.startswith("_"):
            continue
        words = list(_members(enum))
        if not words:
            continue
        wanted = ", ".join(f"`{word}`" for word in words)
        rows = [line for line in glossary.splitlines() if line.startswith(f"| `{enum.name}` |")]
        if not any(all(f"`{word}`" in row for word in words) for row in rows):
            yield f"{module.at(enum)} docs/GLOSSARY.md lacks: | `{enum.name}` | {wanted} |"


def _members(enum: ast.ClassDef) -> Iterator[str]:
    names = {getattr(base, "attr", getattr(base, "id", "")) for base in enum.bases}
    if not names & ENUM_BASES:
        return
    for statement in enum.body:
        if isinstance(statement, ast.Assign):
            value = statement.value
            first = value.elts[0] if isinstance(value, ast.Tuple) else value
            if isinstance(first, ast.Constant):
                yield str(first.value)


def _label_lines(tree: ast.Module) -> Iterator[int]:
    for enum in ast.walk(tree):
        if isinstance(enum, ast.ClassDef):
            for statement in enum.body:
                if isinstance(statement, ast.Assign):
                    yield from range(statement.lineno, (statement.end_lineno or 0) + 1)


def test_no_chinese_in_code():
    assert_kept(chinese_in_code)


def test_no_chinese_in_scripts():
    scripts = [path for name in ("tools", "benchmarks") for path in (ROOT / name).rglob("*.py")]
    found = [Module(f"{path.parent.name}.{path.stem}", path.read_text("utf-8")) for path in scripts]
    assert found
    assert [fault for module in found for fault in chinese_in_code(module)] == []


def test_messages_are_literals():
    assert_kept(built_messages)


def test_the_glossary_explains_every_enum():
    glossary = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
    assert_kept(functools.partial(unexplained_words, glossary=glossary))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shouwang.rules.lint", 'MESSAGE = "人均纯收入"'),
        ("shouwang.rules.lint", "# 人均纯收入"),
        ("shouwang.rules.lint", r'YEAR = "\u5e74"'),
        ("shouwang.stages.cases.models", 'verbose_name = "线索"'),
        ("shouwang.stages.cases.enums", '"""线索 and its states."""'),
    ],
)
def test_chinese_in_code_is_caught(name, text):
    assert list(chinese_in_code(Module(name, text)))


def test_a_range_of_characters_is_no_word():
    assert not list(chinese_in_code(Module("shouwang.rules.lint", r'HAN = "[\u4e00-\u9fff]"')))


def test_labels_of_enums_are_chinese():
    module = Module("shouwang.stages.cases.enums", 'class State(T):\n    NEW = "new", "新线索"\n')
    assert not list(chinese_in_code(module))


@pytest.mark.parametrize("text", ['_(f"{x} is missing")', "_(message)", '_("a" + "b")', "_()"])
def test_a_built_message_is_caught(text):
    assert list(built_messages(Module("shouwang.rules.lint", text)))


def test_a_literal_message_passes():
    text = '_("{column} is missing").format(column=name)\n_("one " "sentence")'
    assert not list(built_messages(Module("shouwang.rules.lint", text)))


def test_an_unexplained_enum_is_caught():
    module = Module(
        "shouwang.base.tables",
        'class Blank(StrEnum):\n    UNKNOWN = "unknown"\n    ZERO = "zero", "零"\n',
    )
    assert list(unexplained_words(module, glossary=""))
    assert list(unexplained_words(module, glossary="| `Blank` | `unknown` | what a blank means |"))
    assert not list(unexplained_words(module, glossary="| `Blank` | `unknown`, `zero` | … |"))
