"""The conditions of a step asked of the lake, as of a day; nothing of the database is held open."""

from collections.abc import Mapping
from datetime import date

from shouwang.base.errors import InputProblems
from shouwang.lake.folder import Home
from shouwang.lake.snapshots import Lake
from shouwang.rules.pack import Check, Policy
from shouwang.stages.screening.judged import NOT_EVALUABLE, Judged, judge_household
from shouwang.stages.screening.tables import open_snapshot


def judged_in_lake(
    home: Home, policy: Policy, *, household: int, checks: Mapping[str, Check], on: date
) -> Mapping[str, Judged]:
    """Return how conditions come out for a household in the latest snapshot of a home.

    Where nothing has been published, or the register does not know the household, nothing can be
    told of it.
    """
    if not checks:
        return {}
    lake = Lake(home.lake, policy.content.partition)
    snapshot = lake.latest()
    if snapshot is None:
        return dict.fromkeys(checks, Judged(NOT_EVALUABLE))
    tables = open_snapshot(lake, snapshot, policy.content)
    try:
        return judge_household(policy, tables, household=household, checks=checks, on=on)
    except InputProblems:
        return dict.fromkeys(checks, Judged(NOT_EVALUABLE))
