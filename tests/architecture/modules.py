"""The code as the architecture tests see it: modules with their text and syntax tree."""

import ast
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src"
ROOMS = ("enums", "models", "queries", "operations")


@dataclass(frozen=True)
class Module:
    """A module by its dotted name; a snippet in a test is one too."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names below `shouwang`."""
        return tuple(self.name.split(".")[1:])

    @property
    def floor(self) -> str:
        return self.parts[0] if self.parts else ""

    @property
    def room(self) -> str:
        """`operations`, `models`, …: the module's own name, or that of the room it lies in."""
        rooms = [part for part in self.parts[2:-1] if part in ROOMS] if self.stage else []
        return rooms[0] if rooms else self.name.rpartition(".")[2]

    @property
    def stage(self) -> str:
        """The stage it belongs to, a programme being one of its own; `""` outside the stages."""
        if self.floor != "stages" or len(self.parts) < 2:
            return ""
        length = 3 if self.parts[1] == "programmes" else 2
        return ".".join(("shouwang", *self.parts[:length]))

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def modules() -> list[Module]:
    """Return every module of the package, migrations left out."""
    found = []
    for path in sorted((SOURCE / "shouwang").rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found.append(Module(name, path.read_text(encoding="utf-8"), is_package))
    return [module for module in found if not module.is_migration]


def imported(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Yield what a module imports, as dotted names; `from a import b` is `a.b`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def flow() -> list[str]:
    """Return the stages in the order of the import contract, the first first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(
        contract["layers"]
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if contract["id"] == "flow"
    )
    return [layer.replace("(", "").replace(")", "") for layer in reversed(layers)]


def assert_kept(lint: Callable[[Module], Iterator[str]]) -> None:
    """Fail with every fault the lint finds in the tree."""
    faults = [fault for module in modules() for fault in lint(module)]
    assert not faults, "\n" + "\n".join(faults)
