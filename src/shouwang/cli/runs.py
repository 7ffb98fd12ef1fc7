"""What several commands need of a home: its policy, its tables, its latest run."""

from pathlib import Path

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.runs import StoredRun, stored_run
from shouwang.lake.snapshots import Lake
from shouwang.rules.content import Content
from shouwang.rules.load import load_policy
from shouwang.rules.pack import Policy
from shouwang.stages.screening.tables import Tables, open_snapshot


class NothingPublished(ShouwangError):
    """There is no snapshot to screen."""


def policy_of(home: Home, *, known_release: str = "") -> Policy:
    """Return the policy of a home's content; one of a run has been linted for the run."""
    return load_policy(home.content_dir, known_release=known_release)


def runs_of(home: Home) -> Path:
    """Return where a home keeps its runs."""
    return home.lake / "runs"


def latest_run(home: Home) -> StoredRun:
    """Return the latest run of a home."""
    return stored_run(runs_of(home))


def home_tables(home: Home, content: Content, *, snapshot: int | None = None) -> Tables:
    """Return the tables of a snapshot of a home, by default the latest.

    Raises:
        NothingPublished: if no delivery has been published yet.
    """
    lake = Lake(home.lake, content.partition)
    found = lake.snapshot(snapshot) if snapshot is not None else lake.latest()
    if found is None:
        raise NothingPublished(_("nothing has been published in this home yet"))
    return open_snapshot(lake, found, content)
