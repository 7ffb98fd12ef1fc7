"""``shouwang screen``: run the checks over a home's snapshot or a folder of tables."""

import datetime
import os
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.words import _
from shouwang.cli.options import (
    DEFAULT_CONTENT,
    DEFAULT_HOME,
    AsJson,
    AsOf,
    Content,
    Home,
    Memory,
    Threads,
)  # fmt: skip
from shouwang.cli.output import answers, console, show_json
from shouwang.cli.packs import content_at
from shouwang.cli.progress import bar
from shouwang.lake.duck import DEFAULT_MEMORY, bytes_of, default_threads
from shouwang.rules.load import EARLIEST, LATEST, load_policy
from shouwang.stages.screening.answers import as_answer
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import (
    FINDINGS,
    findings_sha256,
    screen as run_screening,
)
from shouwang.stages.screening.tables import open_folder


@answers
def screen(
    *,
    as_of: AsOf,
    home: Home = DEFAULT_HOME,
    content: Content = DEFAULT_CONTENT,
    tables: Annotated[
        Path | None,
        typer.Option(help="A folder of Parquet or CSV files named after feeds; needs no home."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the findings to this Parquet file.")
    ] = None,
    threads: Threads = 0,
    memory: Memory = DEFAULT_MEMORY,
    as_json: AsJson = False,
) -> None:
    """Screen every household and person, and count hit, clear and not evaluable."""
    workers = threads or default_threads()
    check_memory(memory)
    check_day(as_of)
    check_out(out)
    if tables is None:
        from shouwang.cli.home_runs import screen_home  # noqa: PLC0415 - only a home needs Django

        answer = screen_home(home, on=as_of, out=out, threads=workers, memory=memory,
                             quiet=as_json)  # fmt: skip
        show_run(answer, as_json=as_json)
        return
    if not tables.is_dir():
        raise typer.BadParameter(_("{path} is no folder").format(path=tables))
    answer = screen_folder(content_at(content), tables, on=as_of, out=out, threads=workers,
                           memory=memory, quiet=as_json)  # fmt: skip
    show_run(answer, as_json=as_json)


def check_memory(memory: str) -> None:
    """Refuse a memory limit that is none."""
    try:
        is_some = bytes_of(memory) > 0
    except (ValueError, OverflowError):
        is_some = False
    if not is_some:
        raise typer.BadParameter(
            _("{value} is no amount of memory like 2GB").format(value=repr(memory))
        )


def check_day(day: datetime.date) -> None:
    """Refuse a day so near the ends of the calendar that no window can be counted from it."""
    if not EARLIEST <= day <= LATEST:
        raise typer.BadParameter(_("{day} is no day of this age").format(day=day))


def check_out(out: Path | None) -> None:
    """Refuse a file that cannot be written, before the work is done for it."""
    if out is None:
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        can_write = os.access(out.parent, os.W_OK) and not out.is_dir()
    except OSError:
        can_write = False
    if not can_write:
        raise typer.BadParameter(_("{path} cannot be written").format(path=out))


def screen_folder(
    content: Path, tables: Path, *, on: Any, out: Path | None, threads: int, memory: str,
    quiet: bool,
) -> dict[str, Any]:  # fmt: skip
    """Screen a folder of tables and return the answer of the command."""
    start = time.perf_counter()
    policy = load_policy(content)
    with tempfile.TemporaryDirectory(prefix="shouwang-") as scratch:
        opened = open_folder(tables, policy.content, scratch=Path(scratch))
        findings = out or Path(scratch) / "findings.parquet"
        with (
            bar(_("screening"), shown=not quiet) as progress,
            FileSink({FINDINGS: findings}) as sink,
        ):
            run = run_screening(policy, opened, on=on, sink=sink, threads=threads, memory=memory,
                                progress=progress)  # fmt: skip
        seconds = time.perf_counter() - start
        return as_answer(run, policy, sha256=findings_sha256(findings), seconds=seconds)


def show_run(answer: dict[str, Any], *, as_json: bool) -> None:
    """Show a run as JSON or as a table."""
    if as_json:
        show_json(answer)
        return
    table = Table(_("check"), _("area"), box=None)
    for heading in (_("hit"), _("clear"), _("not evaluable")):
        table.add_column(heading, justify="right")
    for check in answer["checks"]:
        counts = (f"{check[outcome]:,}" for outcome in ("hit", "clear", "not_evaluable"))
        table.add_row(escape(check["label"]), escape(check["area"]), *counts)
    console.print(table)
    if answer["not_in_force"]:
        console.print(
            _("Not in force on that day: {names}.").format(names=", ".join(answer["not_in_force"]))
        )
    console.print(
        _("{findings} findings on {households} households and {persons} persons as of {as_of}, "
          "in {seconds} s. Run {run}.").format(**answer)
    )  # fmt: skip
