"""Whether each feed is there, place by place: on time, late, partial, drifting, or never sent."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shouwang.base.tables import Schema
from shouwang.stages.ingest.periods import due_day, latest_due, periods_between


class State(StrEnum):
    """How a feed stands, the worst first."""

    NEVER = "never"
    LATE = "late"
    PARTIAL = "partial"
    DRIFTING = "drifting"
    ON_TIME = "on_time"


RANKS = tuple(State)
DIGITS = 4  # of a share as documents show it


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a feed at a place.

    Attributes:
        period: The first day of the latest period delivered; ``None`` for events.
        rows: How many rows the place has; of a feed in periods, of that period.
        before: How many it had before the last delivery; ``None`` if that is not known.
        expected: How many it should have at least; ``None`` if nobody says.
    """

    delivery: int
    sender: str
    period: date | None
    received: date | None
    rows: int
    before: int | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a feed stands at a place on a day.

    Attributes:
        due: The last day for the period that is or would be missing first; ``None`` for events.
        days_late: Days since then; 0 if nothing is missing.
        missing: The first days of the periods that are due and not there.
        arrived_late: Days by which the last delivery came after its own due day.
        drift: The share by which the number of rows differs from before; ``None`` if unknown.
    """

    feed: str
    place: str
    state: State
    due: date | None
    days_late: int
    missing: tuple[date, ...]
    facts: Facts | None = None
    arrived_late: int = 0
    drift: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        known = asdict(self.facts) if self.facts else {}
        return {
            "feed": self.feed,
            "banner": self.place,
            "state": str(self.state),
            "period": known.get("period"),
            "delivery": known.get("delivery"),
            "sender": known.get("sender"),
            "received": known.get("received"),
            "due": self.due,
            "days_late": self.days_late,
            "missing": list(self.missing),
            "arrived_late": self.arrived_late,
            "rows": known.get("rows", 0),
            "expected": known.get("expected"),
            "before": known.get("before"),
            "drift": None if self.drift is None else round(self.drift, DIGITS),
        }


@dataclass(frozen=True, slots=True)
class FeedStanding:
    """How a feed stands at all places together.

    Attributes:
        state: The one of most weight: never or late if that is so everywhere, partial if it is so
            somewhere, else the worst there is.
        counts: How many places stand how.
        period: The latest period that any place has.
        received: The day of the latest delivery.
    """

    feed: str
    state: State
    counts: Mapping[State, int]
    due: date | None
    days_late: int
    period: date | None
    received: date | None
    rows: int

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return {
            "feed": self.feed,
            "state": str(self.state),
            "counts": {str(each): self.counts.get(each, 0) for each in RANKS},
            "period": self.period,
            "received": self.received,
            "due": self.due,
            "days_late": self.days_late,
            "rows": self.rows,
        }


def standing_of(contract: Schema, place: str, facts: Facts | None, on: date) -> Standing:
    """Return how a feed stands at a place on a day."""
    if not contract.has_period:
        state = State.NEVER if facts is None else _state_of(contract, facts)
        drift = _drift(facts) if facts else None
        return Standing(contract.name, place, state, None, 0, (), facts, drift=drift)
    due = latest_due(contract, on)
    last = facts.period if facts else None
    missing = periods_between(contract, last, due)
    if facts is None or missing:
        first = due_day(contract, missing[0])
        state = State.NEVER if facts is None else State.LATE
        late = max((on - first).days, 0)
        return Standing(contract.name, place, state, first, late, tuple(missing), facts)
    arrived = 0
    if facts.received and facts.period:
        arrived = max((facts.received - due_day(contract, facts.period)).days, 0)
    return Standing(
        feed=contract.name,
        place=place,
        state=_state_of(contract, facts),
        due=due_day(contract, facts.period or due),
        days_late=0,
        missing=(),
        facts=facts,
        arrived_late=arrived,
        drift=_drift(facts),
    )


def together(feed: str, standings: Sequence[Standing]) -> FeedStanding:
    """Return how a feed stands at all places together."""
    counts = Counter(each.state for each in standings)
    known = [each.facts for each in standings if each.facts]
    absent = counts[State.NEVER] + counts[State.LATE]
    if absent and absent < len(standings):
        state = State.PARTIAL
    else:
        state = min(counts, key=RANKS.index, default=State.NEVER)
        # Late where some never sent anything: the feed as such has been sent.
        state = State.LATE if state is State.NEVER and counts[State.LATE] else state
    due = [each.due for each in standings if each.due]
    return FeedStanding(
        feed=feed,
        state=state,
        counts=counts,
        due=min(due, default=None),
        days_late=max((each.days_late for each in standings), default=0),
        period=max((each.period for each in known if each.period), default=None),
        received=max((each.received for each in known if each.received), default=None),
        rows=sum(each.rows for each in known),
    )


def late_ones(standings: Iterable[Standing]) -> list[Standing]:
    """Return those of which something is missing; events are never missing."""
    return [each for each in standings if each.missing]


def _state_of(contract: Schema, facts: Facts) -> State:
    if facts.expected is not None and facts.rows < facts.expected * (1 - contract.reject_limit):
        return State.PARTIAL
    drift, limit = _drift(facts), contract.drift_limit
    return (
        State.DRIFTING
        if drift is not None and limit is not None and drift > limit
        else State.ON_TIME
    )


def _drift(facts: Facts) -> float | None:
    """The share by which the rows have become more or fewer; of few rows it says nothing."""
    if facts.before is None or facts.before < _least_rows():
        return None
    return abs(facts.rows - facts.before) / facts.before


@cache
def _least_rows() -> int:
    path = Path(__file__).with_name("status.yaml")
    return int(yaml.safe_load(path.read_text(encoding="utf-8"))["least_rows"])
