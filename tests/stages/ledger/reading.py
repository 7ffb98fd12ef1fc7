"""Reading a text as a plan, and comparing a plan with what is expected of it."""

from pathlib import Path

from shouwang.stages.ledger.parse import assemble, text_file
from shouwang.stages.ledger.parse.model import plan_document

HERE = Path(__file__).parent
EXACT = ("number", "section", "subsection", "title", "lead", "support", "responsible", "etc")


def parsed(text: str) -> dict:
    """Return a text as the document that ``plan parse --json`` prints."""
    return plan_document(assemble.plan_of(text_file.document_of(text)))


def amounts(task: dict) -> list:
    """Return value, unit and comparator of a task's quantities."""
    return [[each["value"], each["unit"], each["comparator"]] for each in task["quantities"]]


def told(task: dict, *, deadline: bool = True) -> dict:
    """Return of a task what must be exact, without what is empty."""
    exact = {name: task.get(name) for name in EXACT} | {"quantities": amounts(task)}
    if deadline:
        exact["deadline"] = task.get("deadline")
    return {name: value for name, value in exact.items() if value}


def expected(task: dict, *, deadline: bool = True) -> dict:
    """Return an expectation in the same form."""
    quantities = [
        each if isinstance(each, list) else [each["value"], each["unit"], each["comparator"]]
        for each in task.get("quantities", [])
    ]
    names = (*EXACT, "deadline") if deadline else EXACT
    exact = {name: task.get(name) for name in names} | {"quantities": quantities}
    return {name: value for name, value in exact.items() if value}
