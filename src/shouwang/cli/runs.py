"""What several commands need of a home: its policy, its tables, its latest run."""

from shouwang.lake.folder import Home
from shouwang.lake.runs import StoredRun, stored_run
from shouwang.rules.load import load_policy
from shouwang.rules.pack import Policy
from shouwang.stages.screening.home_run import home_tables, runs_of

__all__ = ["home_tables", "latest_run", "policy_of", "runs_of"]


def policy_of(home: Home, *, known_release: str = "") -> Policy:
    """Return the policy of a home's content; one of a run has been linted for the run."""
    return load_policy(home.content_dir, known_release=known_release)


def latest_run(home: Home) -> StoredRun:
    """Return the latest run of a home."""
    return stored_run(runs_of(home))
