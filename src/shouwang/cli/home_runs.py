"""A screening run of a home as a command: with a bar, and a copy of the findings where asked for."""

import datetime
import shutil
from pathlib import Path
from typing import Any

from shouwang.base.words import _
from shouwang.cli.progress import bar
from shouwang.cli.runs import policy_of
from shouwang.lake.home import now, open_home
from shouwang.stages.screening import home_run
from shouwang.stages.screening.run import FINDINGS


def screen_home(
    root: Path,
    *,
    on: datetime.date,
    out: Path | None,
    threads: int,
    memory: str,
    quiet: bool,
) -> dict[str, Any]:
    """Screen the latest snapshot of a home, keep the run and return the command's answer."""
    home = open_home(root)
    policy = policy_of(home)
    with bar(_("screening"), shown=not quiet) as progress:
        stored = home_run.screen_home(
            home=home, policy=policy, at=now(home), threads=threads, memory=memory,
            progress=progress, on=on,
        )  # fmt: skip
    if out is not None:
        shutil.copyfile(stored.file(FINDINGS), out)
    return {name: each for name, each in stored.record.items() if name != "moment"}
