"""A bar on standard error for everything that takes more than two seconds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shouwang.cli.output import error_console
from shouwang.lake.rewrite import Progress as Tell

Advance = Callable[[int], None]


@contextmanager
def bar(label: str, *, shown: bool = True) -> Iterator[Advance]:
    """Show a bar and yield a function: called with a number it sets the length, with 0 it moves."""
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=error_console, transient=True, disable=not shown) as progress:
        task = progress.add_task(label, total=None)

        def advance(length: int) -> None:
            if length:
                progress.update(task, total=length)
            else:
                progress.advance(task)

        yield advance


@contextmanager
def step_bar() -> Iterator[Tell]:
    """Show a bar that tells the step and how far it is, and yield the function that moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=error_console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def tell(step: str, share: float) -> None:
            total = 1 if share else None
            progress.update(task, description=escape(step), total=total, completed=share)

        yield tell
