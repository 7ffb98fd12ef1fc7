"""Every act that the code tells the audit log has a Chinese name, and no name is left over."""

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

SOURCE = Path(__file__).parents[2] / "src" / "shouwang"
NAMES = SOURCE / "web" / "audit" / "acts.yaml"
TELLING = {"record": None, "saw": 1, "took": 1}  # function → where the act stands, if by place
AUDITED = {"record"}


def _called(node: ast.Call) -> str:
    func = node.func
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _argument(node: ast.Call, name: str, place: int | None) -> ast.expr | None:
    for each in node.keywords:
        if each.arg == name:
            return each.value
    return node.args[place] if place is not None and len(node.args) > place else None


def _passing_on(tree: ast.AST) -> dict[str, int]:
    """Return the functions of a module that pass their own `what` on, and where it stands."""
    found = {}
    for each in ast.walk(tree):
        if not isinstance(each, ast.FunctionDef):
            continue
        names = [arg.arg for arg in each.args.args]
        if "what" not in names:
            continue
        for call in ast.walk(each):
            if isinstance(call, ast.Call) and _called(call) in AUDITED:
                given = _argument(call, "what", None)
                if isinstance(given, ast.Name) and given.id == "what":
                    found[each.name] = names.index("what") - (names[0] == "self")
    return found


def acts() -> Iterator[tuple[str, Path]]:
    """Yield every act that is told by its name, with the module that tells it."""
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        telling: dict[str, int | None] = {**TELLING, **_passing_on(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in telling:
                given = _argument(node, "what", telling[_called(node)])
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value, path


def test_every_act_has_a_chinese_name():
    names = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    told = list(acts())
    assert len({act for act, _path in told}) > 90, "the test no longer sees how acts are told"
    lacking = {act: path.name for act, path in told if act not in names}
    assert not lacking, f"name them in {NAMES.name}: {lacking}"
    assert all(str(name).strip() for name in names.values())
