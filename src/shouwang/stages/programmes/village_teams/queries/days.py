"""What can be asked of days: somebody's month, what waits for the village, a village's sheet."""

from collections.abc import Iterable
from datetime import date

from shouwang.base.access import Scope
from shouwang.base.dates import Period, month_of, months_before
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.programmes.village_teams import facts, rulebook
from shouwang.stages.programmes.village_teams.enums import SignState
from shouwang.stages.programmes.village_teams.models import TeamDay
from shouwang.stages.programmes.village_teams.places import fail_if_no_village, villages_of
from shouwang.stages.programmes.village_teams.queries import seats
from shouwang.stages.programmes.village_teams.sheet import Kept, Sheet, days_of_month, sheet_of
from shouwang.stages.register.held import RegisterEmpty, held

LIMIT = 200  # days that wait for a village: a month of a team of six


def day(*, number: int, on: date, scope: Scope) -> TeamDay:
    """Return a day.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(TeamDay.objects.all(), scope, pk=number)


def days_of_post(*, post: str, month: date, on: date, scope: Scope) -> list[TeamDay]:
    """Return the days entered of a term in a month, in order."""
    del on
    period = Period.month(month)
    found = within(TeamDay.objects.filter(post=post), scope)
    return list(found.filter(day__gte=period.start, day__lt=period.end).order_by("day"))


def waiting(*, on: date, scope: Scope) -> list[TeamDay]:
    """Return the days that wait for the village's signature, by term and day."""
    found = within(TeamDay.objects.filter(sign=SignState.WAITING, day__lte=on), scope)
    return list(found.order_by("village", "post", "day")[:LIMIT])


def contested(*, on: date, scope: Scope) -> list[TeamDay]:
    """Return the days of which the village says something else, for the township to decide."""
    del on
    found = within(TeamDay.objects.filter(sign=SignState.CONTESTED), scope)
    return list(found.order_by("village", "post", "day")[:LIMIT])


def sheet(
    *, home: Home, content: Content, village: str, month: date, on: date, scope: Scope
) -> Sheet:
    """Return the sheet of a village's team for a month.

    Raises:
        NotFound: if the village is not in the scope.
    """
    fail_if_no_village(content, village)
    posts = seats.posts_of(home=home, content=content, place=village, on=on, scope=scope)
    days = days_of_month(month)
    try:
        told = facts.days_in(held(home, content), content, [village], first=days[0], last=days[-1])
    except RegisterEmpty:
        told = []
    entered = within(TeamDay.objects.filter(village=village), scope)
    kept = _as_kept(entered.filter(day__gte=days[0], day__lte=days[-1]))
    return sheet_of(
        month, posts, told, kept, workdays=rulebook.workdays(content, month, village), on=on
    )


def sheets(
    *, home: Home, content: Content, village: str, months: int, on: date, scope: Scope
) -> list[Sheet]:
    """Return the sheets of the last months, the latest first."""
    return [
        sheet(home=home, content=content, village=village,
              month=months_before(month_of(on), back), on=on, scope=scope)
        for back in range(months)
    ]  # fmt: skip


def visits(
    *, home: Home, content: Content, village: str, months: int, on: date, scope: Scope
) -> dict[date, int]:
    """Return month → how many doors the village's team has been to.

    Raises:
        NotFound: if the village is not in the scope.
    """
    villages_of(content, village, scope)
    fail_if_no_village(content, village)
    first = months_before(month_of(on), months - 1)
    try:
        return facts.visits_in(held(home, content), content, village, first=first, last=on)
    except RegisterEmpty:
        return {}


def _as_kept(found: Iterable[TeamDay]) -> list[Kept]:
    """Return days as a sheet takes them."""
    return [
        Kept(each.post, each.day, each.state, each.sign, each.pk, each.is_late) for each in found
    ]
