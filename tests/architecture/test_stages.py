"""Inside the stages: models are private, relations follow the flow, rooms keep their manners."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.modules import Module, assert_kept, flow, imported

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def foreign_models(module: Module) -> Iterator[str]:
    """A stage is spoken to by its queries and operations; its models are its own."""
    for node, name in imported(module):
        parts = name.split(".")
        if parts[:2] != ["shouwang", "stages"] or "models" not in parts:
            continue
        owner = ".".join(parts[: parts.index("models")])
        if module.stage != owner:
            yield f"{module.at(node)} imports the models of {owner}"


def relations(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield each relation of a models module and what it points to."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in RELATIONS:
            target = node.args[0] if node.args else _keyword(node, "to")
            yield node, str(target.value) if isinstance(target, ast.Constant) else ""


def relations_against_the_flow(module: Module) -> Iterator[str]:
    """A relation points to the same stage or to one before it, and is written as a string."""
    if module.room != "models" or not module.stage:
        return
    order = {name: place for place, layer in enumerate(flow()) for name in layer.split(" | ")}
    own = module.parts[1]
    for node, target in relations(module):
        label, _, model = target.rpartition(".")
        if not target:
            yield f"{module.at(node)} writes its target as a class, not as 'stage.Model'"
        elif label and label not in order and label != module.stage.rpartition(".")[2]:
            yield f"{module.at(node)} points to {target}, which is no stage"
        elif label in order and order[label] > order[own]:
            yield f"{module.at(node)} points to {target}, which comes later in the flow"
        elif not model:
            yield f"{module.at(node)} points to nothing"


def public_functions(module: Module) -> Iterator[ast.FunctionDef]:
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def operations_without_actor_or_day(module: Module) -> Iterator[str]:
    """An operation is keyword-only and ends in `by=actor, on=day`."""
    if module.room != "operations" or not module.stage:
        return
    for function in public_functions(module):
        arguments = function.args
        names = [argument.arg for argument in arguments.kwonlyargs]
        if arguments.args or arguments.posonlyargs or arguments.vararg:
            yield f"{module.at(function)} {function.name} takes arguments without their names"
        if names[-2:] != ["by", "on"]:
            yield f"{module.at(function)} {function.name} does not end in by, on"


def queries_without_day_or_scope(module: Module) -> Iterator[str]:
    """A query says as of which day and within whose scope, by name."""
    if module.room != "queries" or not module.stage:
        return
    for function in public_functions(module):
        arguments = function.args
        names = {argument.arg for argument in arguments.kwonlyargs}
        if arguments.args or arguments.posonlyargs or arguments.vararg:
            yield f"{module.at(function)} {function.name} takes arguments without their names"
        if not {"on", "scope"} <= names:
            yield f"{module.at(function)} {function.name} lacks on or scope"


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


LINTS = [
    foreign_models,
    relations_against_the_flow,
    operations_without_actor_or_day,
    queries_without_day_or_scope,
]


@pytest.mark.parametrize("lint", LINTS)
def test_the_tree_keeps_it(lint):
    assert_kept(lint)


INGEST = "shouwang.stages.ingest"


@pytest.mark.parametrize(
    ("lint", "name", "text"),
    [
        (foreign_models, "shouwang.cli.ingest", f"from {INGEST}.models import Delivery"),
        (foreign_models, "shouwang.cli.ingest", f"from {INGEST} import models"),
        (foreign_models, "shouwang.cli.ingest", f"import {INGEST}.models"),
        (foreign_models, "shouwang.stages.cases.queries", f"from {INGEST}.models import Delivery"),
        (
            foreign_models,
            "shouwang.stages.programmes.solar.queries",
            "from shouwang.stages.programmes.funds.models import Line",
        ),
        (
            relations_against_the_flow,
            f"{INGEST}.models",
            "x = m.ForeignKey('cases.Case', m.PROTECT)",
        ),
        (relations_against_the_flow, f"{INGEST}.models", "x = m.ForeignKey(Region, m.PROTECT)"),
        (relations_against_the_flow, f"{INGEST}.models", "x = m.OneToOneField(to='board.Cell')"),
        (
            relations_against_the_flow,
            f"{INGEST}.models",
            "x = m.ForeignKey('auth.User', m.PROTECT)",
        ),
        (
            operations_without_actor_or_day,
            f"{INGEST}.operations",
            "def publish(delivery, *, by, on): ...",
        ),
        (
            operations_without_actor_or_day,
            f"{INGEST}.operations",
            "def publish(*, delivery, on): ...",
        ),
        (
            operations_without_actor_or_day,
            f"{INGEST}.operations",
            "def publish(*, by, on, delivery): ...",
        ),
        (queries_without_day_or_scope, f"{INGEST}.queries", "def deliveries(*, scope): ..."),
        (queries_without_day_or_scope, f"{INGEST}.queries", "def deliveries(on, *, scope): ..."),
    ],
)
def test_a_breach_is_caught(lint, name, text):
    assert list(lint(Module(name, text)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"{INGEST}.operations", f"from {INGEST}.models import Delivery"),
        (f"{INGEST}.operations", "def publish(*, delivery, by, on): ...\ndef _write(rows): ..."),
        (f"{INGEST}.queries", "def deliveries(*, feed, on, scope): ..."),
        (f"{INGEST}.models", "x = m.ForeignKey('org.Region', m.PROTECT)"),
        (f"{INGEST}.models", "x = m.ForeignKey('ingest.Delivery', m.PROTECT)"),
        (f"{INGEST}.models", "x = m.ForeignKey('self', m.PROTECT)"),
        ("shouwang.cli.ingest", f"from {INGEST} import operations"),
    ],
)
def test_what_is_allowed_passes(name, text):
    module = Module(name, text)
    assert [fault for lint in LINTS for fault in lint(module)] == []


def test_the_flow_is_read_from_the_contract():
    assert flow()[0] == "org"
    assert flow()[-1] == "reports"
    assert "ledger | programmes" in flow()
