"""``shouwang whatif``: what a change of a parameter would do, from the values of the latest run."""

import datetime
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import answers, console, show_json
from shouwang.cli.runs import home_tables, latest_run, policy_of
from shouwang.lake.duck import DEFAULT_MEMORY, default_threads
from shouwang.lake.folder import Home as OpenHome
from shouwang.lake.home import open_home
from shouwang.lake.runs import StoredRun
from shouwang.rules.pack import Policy
from shouwang.rules.steps import CompiledPolicy
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import screen_compiled
from shouwang.stages.screening.whatif import Change, Rehearsal, parse_settings, rehearse


class PolicyChanged(ShouwangError):
    """The packs are no longer those of the run."""


@answers
def whatif(
    *,
    settings: Annotated[
        list[str], typer.Option("--set", metavar="NAME=VALUE", help="A parameter and its value.")
    ],
    home: Home = DEFAULT_HOME,
    by: Annotated[str, typer.Option(help="Group by a level, such as banner.")] = "",
    as_json: AsJson = False,
) -> None:
    """Rehearse other parameters on the latest run: who would enter, who would leave."""
    start = time.perf_counter()
    opened = open_home(Path(home))
    run = latest_run(opened)
    policy = policy_of(opened, known_release=run.record["release"])
    if policy.digest != run.record["release"]:
        raise PolicyChanged(_("the packs have changed since the run; run: shouwang screen"))
    if by and by not in policy.content.partition:
        raise typer.BadParameter(_("one of: {words}").format(
            words=", ".join(policy.content.partition)))  # fmt: skip
    wanted = parse_settings(policy, settings)
    day = datetime.date.fromisoformat(run.record["as_of"])
    with tempfile.TemporaryDirectory(prefix="shouwang-") as scratch:
        rehearsal = rehearse(
            policy, wanted, on=day, values=_values(run, policy), by=by, scratch=Path(scratch),
            rebuild=lambda compiled, folder: _rebuilt(opened, policy, run, compiled, folder),
        )  # fmt: skip
    answer = _answer(rehearsal, policy, by, time.perf_counter() - start)
    if as_json:
        show_json(answer)
    else:
        _show(answer)


def _values(run: StoredRun, policy: Policy) -> dict[str, Path]:
    subjects = {check.of for check in policy.checks.values()}
    return {subject: run.file(f"values:{subject}") for subject in subjects}


def _rebuilt(
    home: OpenHome, policy: Policy, run: StoredRun, compiled: CompiledPolicy, folder: Path
) -> Mapping[str, Path]:
    """Compute the values again, from the snapshot of the run."""
    tables = home_tables(home, policy.content, snapshot=run.record["snapshot"])
    paths = {f"values:{name}": folder / f"{name}.parquet" for name in compiled.subjects}
    with FileSink(paths, keeps_values=True) as sink:
        screen_compiled(compiled, policy, tables, sink=sink, threads=default_threads(),
                        memory=DEFAULT_MEMORY)  # fmt: skip
    return {name.removeprefix("values:"): path for name, path in paths.items()}


def _answer(rehearsal: Rehearsal, policy: Policy, by: str, seconds: float) -> dict[str, Any]:
    def change(name: str, each: Change) -> dict[str, Any]:
        return {"name": name, "before": each.before, "after": each.after, "enter": each.enter,
                "leave": each.leave}  # fmt: skip

    answer: dict[str, Any] = {
        "checks": [change(name, each) for name, each in rehearsal.checks.items()],
        "groups": {},
        "rebuilt": list(rehearsal.rebuilt),
        "seconds": round(seconds, 3),
    }
    if by:
        answer["groups"] = {
            group: {
                "name": policy.content.regions[group].name
                if group in policy.content.regions
                else group,
                "checks": [change(name, each) for name, each in checks.items()],
            }
            for group, checks in rehearsal.groups.items()
        }
    return answer


def _show(answer: dict[str, Any]) -> None:
    if answer["rebuilt"]:
        console.print(_("A parameter sits inside {names}: these were computed again.").format(
            names=", ".join(answer["rebuilt"])))  # fmt: skip
    table = Table(_("check"), box=None)
    for heading in (_("before"), _("after"), _("enter"), _("leave")):
        table.add_column(heading, justify="right")
    groups = answer["groups"].values() or [{"name": "", "checks": answer["checks"]}]
    for group in groups:
        for row in group["checks"]:
            counts = (f"{row[key]:,}" for key in ("before", "after", "enter", "leave"))
            table.add_row(escape(f"{group['name']} {row['name']}".strip()), *counts)
    console.print(table)
    console.print(_("{seconds} s.").format(seconds=answer["seconds"]))
