"""A month of a team as a sheet: a row a member, a cell a day, and whether the days are enough."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from shouwang.base.dates import Period
from shouwang.calc.proportions import Proportion, wilson
from shouwang.stages.programmes.village_teams.facts import Post, ToldDay

IN_VILLAGE = ("present", "duty")
STATES = ("present", "duty", "leave", "absent")


@dataclass(frozen=True, slots=True)
class Kept:
    """A day that was entered here.

    Attributes:
        sign: What the village says of it.
        number: Its record.
    """

    post: str
    day: date
    state: str
    sign: str
    number: int
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of somebody.

    Attributes:
        state: Empty if nobody has said anything.
        kept: What was entered here, if something was.
        is_told: Whether the lake tells it.
        is_off: Whether the person was not in the team that day, or it is still to come.
    """

    day: date
    state: str = ""
    kept: Kept | None = None
    is_told: bool = False
    is_off: bool = False
    is_workday: bool = True

    @property
    def shown(self) -> str:
        """The state that is shown: what was entered here, else what the lake tells."""
        return self.kept.state if self.kept is not None else self.state

    @property
    def differs(self) -> bool:
        """Whether the co-signed day is not what the lake tells."""
        return self.kept is not None and self.is_told and self.kept.state != self.state


@dataclass(frozen=True, slots=True)
class Counts:
    """The days of a state: reported = present + duty + leave + absent."""

    present: int = 0
    duty: int = 0
    leave: int = 0
    absent: int = 0

    @property
    def reported(self) -> int:
        """All days of which something is said."""
        return self.present + self.duty + self.leave + self.absent

    @property
    def in_village(self) -> int:
        """Days in the village or out on duty, which count alike."""
        return self.present + self.duty

    @property
    def rate(self) -> Proportion | None:
        """The share of the reported days in the village, with its interval."""
        return wilson(self.in_village, self.reported)

    @classmethod
    def of(cls, states: Iterable[str]) -> "Counts":
        """Count states."""
        found = [each for each in states if each in STATES]
        return cls(*(found.count(each) for each in STATES))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.present + other.present, self.duty + other.duty,
            self.leave + other.leave, self.absent + other.absent,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A member's month.

    Attributes:
        waiting: How many of its days the village has not signed yet; they do not count.
    """

    post: Post
    cells: tuple[Cell, ...]
    counts: Counts
    visits: int = 0
    waiting: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the member was in the team the whole month: only then the days are judged."""
        first, last = self.cells[0].day, self.cells[-1].day
        ended = self.post.ended
        return self.post.started <= first and (ended is None or ended > last)

    def is_enough(self, least: int) -> bool:
        """Tell whether the days in the village are enough."""
        return self.counts.in_village >= least


@dataclass(frozen=True, slots=True)
class Sheet:
    """A month of a village's team."""

    month: date
    days: tuple[date, ...]
    lines: tuple[Line, ...]
    workdays: frozenset[date] = field(default_factory=frozenset)

    @property
    def counts(self) -> Counts:
        """All days of all members."""
        return sum((each.counts for each in self.lines), Counts())

    @property
    def waiting(self) -> int:
        """The days the village has not signed yet."""
        return sum(each.waiting for each in self.lines)


def days_of_month(month: date) -> tuple[date, ...]:
    """Return the days of a month."""
    period = Period.month(month)
    return tuple(period.start + timedelta(days=each) for each in range(period.days))


def sheet_of(
    month: date, posts: Sequence[Post], told: Iterable[ToldDay], kept: Iterable[Kept], *,
    workdays: frozenset[date], on: date,
) -> Sheet:  # fmt: skip
    """Return the sheet of a month: a signed day counts, else what the lake tells of it."""
    days = days_of_month(month)
    by_lake: dict[str, dict[date, ToldDay]] = {}
    for each in told:
        by_lake.setdefault(each.post, {})[each.day] = each
    by_hand: dict[str, dict[date, Kept]] = {}
    for one in kept:
        by_hand.setdefault(one.post, {})[one.day] = one
    lines = tuple(
        _line(each, days, by_lake.get(each.post, {}), by_hand.get(each.post, {}), workdays, on)
        for each in posts
        if any(each.runs_on(day) for day in days)
    )
    return Sheet(days[0], days, lines, workdays)


def _line(
    post: Post, days: Sequence[date], told: Mapping[date, ToldDay], kept: Mapping[date, Kept],
    workdays: frozenset[date], on: date,
) -> Line:  # fmt: skip
    cells = tuple(_cell(post, day, told.get(day), kept.get(day), workdays, on) for day in days)
    states = [_counting(each) for each in cells]
    return Line(
        post=post,
        cells=cells,
        counts=Counts.of(states),
        visits=sum(each.visits for each in told.values()),
        waiting=sum(each.kept is not None and each.kept.sign == "waiting" for each in cells),
    )


def _cell(
    post: Post, day: date, told: ToldDay | None, kept: Kept | None, workdays: frozenset[date],
    on: date,
) -> Cell:  # fmt: skip
    if kept is not None and kept.sign == "struck":
        kept = None
    state = told.state if told is not None else kept.state if kept is not None else ""
    return Cell(
        day=day, state=state, kept=kept, is_told=told is not None,
        is_off=day > on or not post.runs_on(day), is_workday=day in workdays,
    )  # fmt: skip


def _counting(cell: Cell) -> str:
    """Return the state that counts: what is signed; else what the lake tells; else nothing.

    What is told of days outside the term does not count.
    """
    if cell.is_off:
        return ""
    if cell.kept is not None and cell.kept.sign == "signed":
        return cell.kept.state
    return cell.state if cell.is_told else ""


def looks_regular(visits: Sequence[int], *, least: int) -> bool:
    """Tell whether the visits of so many days are all the same number: a sign, no more.

    >>> looks_regular([2] * 20, least=20), looks_regular([2] * 19 + [3], least=20)
    (True, False)
    """
    return len(visits) >= least and len(set(visits)) == 1 and visits[0] > 0
