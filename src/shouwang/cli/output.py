"""How every command answers: text or JSON, one exit code for each kind of end."""

import functools
import json
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import typer
from rich.console import Console

from shouwang.base.errors import InputProblems, ShouwangError
from shouwang.base.words import _

DONE = 0
HAS_PROBLEMS = 1
WRONG_USE = 2

console = Console(soft_wrap=True)
error_console = Console(stderr=True, soft_wrap=True)

P = ParamSpec("P")
R = TypeVar("R")


def show_json(payload: Any) -> None:
    """Print one JSON document on standard output; Chinese stays readable."""
    sys.stdout.write(json.dumps(payload, ensure_ascii=False, indent=2, default=str) + "\n")


def problems_as_json(error: ShouwangError) -> dict[str, Any]:
    """Return an error as the document that ``--json`` prints for it."""
    if isinstance(error, InputProblems):
        problems = [
            {"where": each.where, "message": each.message, "mend": each.mend}
            for each in error.problems
        ]
    else:
        problems = [{"where": "", "message": str(error), "mend": ""}]
    return {"problems": problems}


def answers(command: Callable[P, R]) -> Callable[P, R]:
    """Turn what the user can mend into a clear answer and exit code 1, never a traceback."""

    @functools.wraps(command)
    def answering(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except ShouwangError as error:
            if kwargs.get("as_json"):
                show_json(problems_as_json(error))
            else:
                error_console.print(str(error), style="red", markup=False, highlight=False)
                if isinstance(error, InputProblems):
                    count = len(error.problems)
                    error_console.print(_("{count} problem(s).").format(count=count))
            raise typer.Exit(HAS_PROBLEMS) from None

    return answering
