"""What has been delivered, for indicators: by feed and place, there, in time, and rejected."""

from collections.abc import Iterable, Mapping, Sequence

from shouwang.base.words import _
from shouwang.rules.pack import Policy
from shouwang.rules.steps import CompiledPolicy
from shouwang.stages.board.summing import SHARE, Counts, Part
from shouwang.stages.ingest.status import Standing, State

ABSENT = frozenset({State.NEVER, State.LATE})


def feeds_of(compiled: CompiledPolicy, checks: Iterable[str]) -> tuple[str, ...]:
    """Return the feeds that some checks rest on: their subjects' own and all behind them."""
    wanted = set(checks)
    feeds = {
        feed
        for subject in compiled.subjects.values()
        for outcome in subject.outcomes
        if outcome.check.name in wanted
        for feed in (subject.table, *(name for name, _periods in outcome.feeds))
    }
    return tuple(sorted(feeds))


def as_counts(
    standings: Sequence[Standing],
    feeds: Iterable[str],
    measure: str,
    *,
    rejected: Mapping[int, tuple[int, int]],
    policy: Policy,
) -> Counts:
    """Return a measure of some feeds by place: every feed that a place should have counts once.

    Args:
        rejected: Delivery → its rows rejected, and read.
    """
    wanted = set(feeds)
    parts: dict[str, Part] = {}
    for standing in standings:
        if standing.feed not in wanted:
            continue
        part = _part(standing, measure, rejected, policy)
        if part is not None:
            before = parts.get(standing.place)
            parts[standing.place] = part if before is None else before + part
    if not parts:
        return Counts(SHARE, nowhere=_("no feed is expected for it"))
    return Counts(SHARE, parts)


def _part(
    standing: Standing, measure: str, rejected: Mapping[int, tuple[int, int]], policy: Policy
) -> Part | None:
    is_there = standing.state not in ABSENT
    if measure == "delivered_share":
        return Part(int(is_there), 1, 1)
    if measure == "on_time_share":
        # Events are due on no day.
        if not policy.content.contracts[standing.feed].has_period:
            return None
        return Part(int(is_there and not standing.arrived_late), 1, 1)
    bad, read = rejected.get(standing.facts.delivery, (0, 0)) if standing.facts else (0, 0)
    return Part(bad, read, read)
