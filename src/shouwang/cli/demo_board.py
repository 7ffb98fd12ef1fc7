"""Keeps the figures of a demo for every day it was screened, so that one can be held against another.

Needs Django set up.
"""

from datetime import date

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.lake.folder import Home
from shouwang.lake.home import now, today
from shouwang.lake.runs import LATEST, stored_run
from shouwang.rules.practice import load_practice
from shouwang.stages.board.operations.figures import keep_figures
from shouwang.stages.board.queries.figures import figure_sets
from shouwang.stages.org.operations import audit
from shouwang.stages.screening.home_run import runs_of


def keep_days(home: Home) -> int:
    """Keep the figures of every run of a home unless some are kept; return how many days."""
    if figure_sets(on=today(home), scope=EVERYWHERE):
        return 0
    policy, practice = load_practice(home.content_dir)
    folder = runs_of(home)
    runs = [
        stored_run(folder, each.name)
        for each in folder.iterdir()
        if each.is_dir() and not each.name.startswith(".") and each.name != LATEST
    ]
    for run in sorted(runs, key=lambda each: str(each.record["as_of"])):
        on = date.fromisoformat(run.record["as_of"])
        audit.seal_entries(at=now(home), by=SYSTEM, on=on)
        keep_figures(
            home=home, policy=policy, practice=practice, run=run, at=now(home), by=SYSTEM, on=on
        )
    return len(runs)
