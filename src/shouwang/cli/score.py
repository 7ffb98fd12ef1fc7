"""``shouwang score``: how much of the planted trouble the checks find, and what a visit is worth."""

import datetime
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.cli.options import AsJson, Memory, Threads
from shouwang.cli.output import HAS_PROBLEMS, answers, console, show_json
from shouwang.cli.progress import bar
from shouwang.cli.runs import home_tables, latest_run, policy_of
from shouwang.lake.duck import DEFAULT_MEMORY, default_threads
from shouwang.lake.home import open_home
from shouwang.rules.pack import Policy
from shouwang.stages.screening.run import FINDINGS
from shouwang.stages.screening.score import Scoreboard, added, score as score_run
from shouwang.stages.screening.withheld import (
    Withheld,
    busiest_places,
    dependents,
    withhold as withhold_feed,
)

TRUTH = Path("region") / "truth"
WITHHELD = "medical_claim"  # the feed that most checks rest on
WITHHELD_PLACES = 3
PERCENT = 100


class NoTruth(ShouwangError):
    """Only a demo's home knows what is true."""


class DemoFailed(ShouwangError):
    """A temporary home could not be made."""


@answers
def score(
    *,
    home: Annotated[
        Path | None, typer.Option(help="A demo's home: its latest run is held against its truth.")
    ] = None,
    seeds: Annotated[
        int, typer.Option(min=0, help="Make so many temporary homes, a seed each.")
    ] = 0,
    scale: Annotated[
        float, typer.Option(help="The share of the region's villages in temporary homes.")
    ] = 0.01,
    withhold: Annotated[
        str, typer.Option(help="The feed that is withheld for three banners.")
    ] = WITHHELD,
    threads: Threads = 0,
    memory: Memory = DEFAULT_MEMORY,
    as_json: AsJson = False,
) -> None:
    """Hold findings against the planted truth: recall, what nobody could see, precision, visits."""
    if (home is None) == (seeds == 0):
        raise typer.BadParameter(_("name either --home or --seeds"))
    workers = threads or default_threads()
    boards: list[Scoreboard] = []
    tried: list[Withheld] = []
    policy: Policy | None = None
    with (
        tempfile.TemporaryDirectory(prefix="shouwang-score-") as scratch,
        bar(_("scoring"), shown=not as_json) as advance,
    ):
        roots = [home] if home is not None else []
        advance(max(seeds, len(roots)))
        for seed in range(1, seeds + 1):
            roots.append(_temporary(Path(scratch) / f"seed-{seed}", seed=seed, scale=scale))
            advance(0)
        for root in roots:
            policy, board, held = _scored(root, withhold, workers=workers, memory=memory)
            boards.append(board)
            tried.append(held)
    assert policy is not None  # noqa: S101 - one of the two was named
    answer = as_document(policy, boards, tried)
    if as_json:
        show_json(answer)
    else:
        show(answer)
    if any(each.newly_clear for each in tried):
        raise typer.Exit(HAS_PROBLEMS)


def _temporary(root: Path, *, seed: int, scale: float) -> Path:
    """Make a demo's home in a process of its own, since a process serves one home."""
    command = [sys.executable, "-m", "shouwang.cli.main", "demo", "--home", str(root),
               "--scale", str(scale), "--seed", str(seed), "--no-serve", "--json"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise DemoFailed(
            _("the demo with seed {seed} failed: {message}").format(
                seed=seed, message=done.stderr.strip() or done.stdout.strip()
            )
        )
    return root


def _scored(
    root: Path, feed: str, *, workers: int, memory: str
) -> tuple[Policy, Scoreboard, Withheld]:
    opened = open_home(root)
    truth = opened.root / TRUTH
    if not truth.is_dir():
        raise NoTruth(
            _("{path} is no demo's home: nobody knows what is true there").format(path=root)
        )
    run = latest_run(opened)
    policy = policy_of(opened)
    findings = run.file(FINDINGS)
    board = score_run(policy, findings=findings, truth=truth, outcomes=run.record["checks"])
    checks = dependents(policy, feed)
    if not checks:
        raise typer.BadParameter(_("no check needs the feed {feed}").format(feed=feed))
    level = policy.content.coverage_level
    places = busiest_places(findings, checks, level, count=WITHHELD_PLACES)
    tables = home_tables(opened, policy.content, snapshot=run.record["snapshot"])
    with tempfile.TemporaryDirectory(prefix="shouwang-withheld-") as scratch:
        held = withhold_feed(
            policy, tables, feed=feed, places=places,
            on=datetime.date.fromisoformat(run.record["as_of"]), scratch=Path(scratch),
            threads=workers, memory=memory,
        )  # fmt: skip
    return policy, board, held


def as_document(
    policy: Policy, boards: Sequence[Scoreboard], tried: Sequence[Withheld]
) -> dict[str, Any]:
    """Return the scoreboard as the document of ``score --json``."""
    board = added(boards)
    return {
        "runs": len(boards),
        "overall": board.overall.as_json(),
        "each": [each.overall.as_json() for each in boards],
        "checks": [
            {
                "name": check.name,
                "label": check.label,
                "area": check.area,
                "answer_by": check.answer_by,
                "finds": list(check.finds),
                **(board.checks[check.name].as_json() if check.name in board.checks else {}),
            }
            for check in policy.checks.values()
        ],
        "kinds": [{"name": name, **each.as_json()} for name, each in board.kinds.items()],
        "lookalikes": [
            {"kind": kind, "planted": planted, "visited": visited}
            for kind, (planted, visited) in board.lookalikes.items()
        ],
        "withheld": [each.as_json() for each in tried],
    }


def show(answer: dict[str, Any]) -> None:
    """Print a scoreboard."""
    table = Table(_("check"), _("area"), box=None)
    for name in (_("recall"), _("unseen"), _("precision"), _("visits a find"), _("not evaluable")):
        table.add_column(name, justify="right")
    for check in answer["checks"]:
        table.add_row(escape(check["label"]), escape(check["area"]), *_cells(check))
    table.add_section()
    table.add_row(_("over all"), "", *_cells(answer["overall"]))
    console.print(table)
    alike = answer["lookalikes"]
    console.print(
        _(
            "{planted} healthy households look like trouble; {visited} of them would be visited."
        ).format(
            planted=sum(each["planted"] for each in alike),
            visited=sum(each["visited"] for each in alike),
        )
    )
    for each in answer["withheld"]:
        console.print(
            _("With {feed} withheld for {places}: {hit} findings of {checks} checks there become "
              "{left}, {unknown} more outcomes are not evaluable, {clear} become clear.").format(
                feed=each["feed"], places=" ".join(each["places"]), hit=each["before"]["hit"],
                checks=len(each["checks"]), left=each["after"]["hit"],
                unknown=each["after"]["not_evaluable"] - each["before"]["not_evaluable"],
                clear=each["newly_clear"])
        )  # fmt: skip


def _cells(scored: dict[str, Any]) -> list[str]:
    recall, unseen, precision = (
        _percent(scored.get(name)) for name in ("recall", "unseen", "precision")
    )
    visits = scored.get("visits_per_find")
    return [recall, unseen, precision, "–" if visits is None else f"{visits:.1f}",
            _percent(scored.get("not_evaluable"))]  # fmt: skip


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * PERCENT:.1f} %"
