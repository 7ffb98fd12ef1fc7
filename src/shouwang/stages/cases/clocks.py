"""The clocks of a case: from when they run, how long they stood still, when they end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from shouwang.rules.calendar import Calendar
from shouwang.rules.duration import Duration
from shouwang.rules.pack import Policy
from shouwang.rules.procedures import OPENED, Clock, Version
from shouwang.stages.cases.workflow import DONE, RETURNED, Taken, done, latest, returned_to

ONE_DAY = timedelta(days=1)
LONGEST_DAYS = 3660  # ends the loop over a term that was paused for good
MADE_GOOD = "made_good"


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which clocks stand still: the days after the first, up to and with the last.

    Attributes:
        until: When it ended; ``None`` while it lasts.
        at_most: How long it may last; ``None`` if for ever.
    """

    start: date
    until: date | None = None
    at_most: Duration | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """By what clocks count: parameters, the calendar, and the places whose holidays count."""

    policy: Policy
    calendar: Calendar = field(default_factory=Calendar)
    places: tuple[str, ...] = ()

    def counts(self, day: date, *, in_workdays: bool) -> bool:
        """Tell whether a day counts."""
        return not in_workdays or self.calendar.is_workday(day, places=self.places)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock shows.

    Attributes:
        stopped: The day its end was reached, if it was.
        due: The last day in time; ``None`` while it stands still for good, or without a term.
        fault: The day after which it is a fault and goes to the level above.
        remaining: Days left, counted as the clock counts; less than 0 once it is overdue.
        still_days: For how many days it has stood still.
    """

    name: str
    label: str
    start: date
    stopped: date | None
    due: date | None
    fault: date | None
    remaining: int | None
    in_workdays: bool
    still_days: int
    basis: str = ""
    is_verified: bool = True

    @property
    def is_running(self) -> bool:
        """Whether its end has not been reached."""
        return self.stopped is None

    def is_overdue(self, on: date) -> bool:
        """Tell whether it ended late, or is late now."""
        return self.due is not None and (self.stopped or on) > self.due

    def is_fault(self, on: date) -> bool:
        """Tell whether it is so late that the level above must know."""
        return self.fault is not None and (self.stopped or on) > self.fault


def end_of_stop(stop: Stop, terms: Terms) -> date:
    """Return the last day of a stop, that of one that lasts by how long it may."""
    latest_end = stop.start + timedelta(days=LONGEST_DAYS)
    if stop.at_most is not None:
        latest_end = (
            stop.at_most.after(
                stop.start, policy=terms.policy, calendar=terms.calendar, places=terms.places
            )
            or latest_end
        )
    return min(stop.until, latest_end) if stop.until is not None else latest_end


def still_on(day: date, stops: Sequence[tuple[date, date]]) -> bool:
    """Tell whether clocks stand still on a day."""
    return any(start < day <= end for start, end in stops)


def due_after(
    start: date, term: Duration, stops: Sequence[tuple[date, date]], terms: Terms
) -> date | None:
    """Return the last day of a term that starts on a day and stood still at times.

    Raises:
        YearNotKnown: if it counts working days of a year nobody knows.
    """
    count = term.days_on(start, terms.policy)
    if count is None:
        return None
    day, limit = start, start + timedelta(days=LONGEST_DAYS)
    while count > 0:
        day += ONE_DAY
        if day > limit:
            return None
        if not still_on(day, stops) and terms.counts(day, in_workdays=term.in_workdays):
            count -= 1
    return day


def remaining_days(
    on: date, due: date, term: Duration, stops: Sequence[tuple[date, date]], terms: Terms
) -> int:
    """Return how many counted days are left until a day; less than 0 once it is past."""
    first, last, sign = (on, due, 1) if on <= due else (due, on, -1)
    found = 0
    day = first
    while day < last:
        day += ONE_DAY
        found += not still_on(day, stops) and terms.counts(day, in_workdays=term.in_workdays)
    return sign * found


def read_clocks(
    version: Version,
    *,
    opened: date,
    taken: Sequence[Taken],
    stops: Sequence[Stop],
    terms: Terms,
    on: date,
    is_green: bool = False,
) -> tuple[Reading, ...]:
    """Return the clocks that have started, as they stand on a day.

    Raises:
        YearNotKnown: if one counts working days of a year nobody knows.
    """
    periods = [(stop.start, end_of_stop(stop, terms)) for stop in stops]
    found = []
    clocks = list(version.clocks)
    green = version.green_channel
    if is_green and green is not None and green.step and green.made_good is not None:
        clocks.append(
            Clock(MADE_GOOD, version.step(green.before).label, green.step, green.before,
                  green.made_good, basis=green.basis, where=green.where)
        )  # fmt: skip
    for clock in clocks:
        start = _start(clock, version, opened, taken)
        if start is not None:
            found.append(_read(clock, start, taken, periods, terms, on))
    return tuple(found)


def nearest(readings: Collection[Reading]) -> tuple[date | None, str]:
    """Return the nearest end among the running clocks, and which it is."""
    running = [(each.due, each.name) for each in readings if each.is_running and each.due]
    return min(running, default=(None, ""), key=lambda pair: pair[0])


def _start(clock: Clock, version: Version, opened: date, taken: Sequence[Taken]) -> date | None:
    """A clock from the opening starts anew where a return undid its end."""
    if clock.start != OPENED:
        step = latest(taken, clock.start)
        return step.day if step else None
    start = opened
    was_done = False
    for each in taken:
        was_done = was_done or (each.step == clock.end and each.outcome == DONE)
        if was_done and each.outcome == RETURNED and _undoes(version, each.step, clock.end):
            start, was_done = each.day, False
    return start


def _undoes(version: Version, step: str, end: str) -> bool:
    return step in version.names and end in returned_to(version, version.step(step))


def _read(
    clock: Clock,
    start: date,
    taken: Sequence[Taken],
    periods: Sequence[tuple[date, date]],
    terms: Terms,
    on: date,
) -> Reading:
    ended = latest(taken, clock.end) if clock.end in done(taken) else None
    due = due_after(start, clock.within, periods, terms)
    fault = due_after(start, clock.at_most, periods, terms) if clock.at_most else None
    last = ended.day if ended else on
    span = max(0, (last - start).days)
    still = sum(still_on(start + timedelta(days=each + 1), periods) for each in range(span))
    return Reading(
        name=clock.name,
        label=clock.label,
        start=start,
        stopped=ended.day if ended else None,
        due=due,
        fault=fault,
        remaining=remaining_days(on, due, clock.within, periods, terms)
        if due is not None and ended is None
        else None,
        in_workdays=clock.within.in_workdays,
        still_days=still,
        basis=clock.basis,
        is_verified=clock.is_verified,
    )
