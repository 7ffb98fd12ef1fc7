"""One module reads the clock: `lake/home.py`. Everybody else is told the day."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.modules import Module, assert_kept

CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.ctime",
    "time.strftime",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
}
FIELDS_WITH_A_CLOCK = {"auto_now", "auto_now_add"}


def clocks(module: Module) -> Iterator[str]:
    """A function that reads the clock gives another answer tomorrow."""
    if module.name == "shouwang.lake.home":
        return
    names = _names(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute | ast.Name):
            name = _dotted(node, names)
            if name in CLOCKS:
                yield f"{module.at(node)} reads the clock: {name}"
        elif isinstance(node, ast.keyword) and node.arg in FIELDS_WITH_A_CLOCK:
            yield f"{module.at(node)} reads the clock: {node.arg}"


def _names(tree: ast.Module) -> dict[str, str]:
    """Return what each imported name stands for."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value, names)
        return f"{base}.{node.attr}" if base else ""
    return ""


def test_only_the_home_reads_it():
    assert_kept(clocks)


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import date\nday = date.today()",
        "import datetime\nmoment = datetime.datetime.now(datetime.UTC)",
        "import datetime as dt\nday = dt.date.today()",
        "import time\nmoment = time.time()",
        "from time import time as read\nmoment = read()",
        "from django.utils import timezone\nat = DateTimeField(default=timezone.now)",
        "at = DateTimeField(auto_now_add=True)",
    ],
)
def test_a_clock_is_caught(text):
    assert list(clocks(Module("shouwang.cli.screen", text)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shouwang.lake.home", "from datetime import date\nday = date.today()"),
        ("shouwang.cli.screen", "from shouwang.lake import home\nday = home.today(home.open(x))"),
        ("shouwang.cli.screen", "from time import perf_counter\nstart = perf_counter()"),
        ("shouwang.cli.screen", "from datetime import date\nday = date.fromisoformat(text)"),
    ],
)
def test_what_is_allowed_passes(name, text):
    assert list(clocks(Module(name, text))) == []
