"""Writes days that the village has signed, and seats that changed hands, into the lake."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from shouwang.base.access import EVERYWHERE, Actor
from shouwang.base.dates import month_of
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.cases.queries.visit_days import doors_by_day
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.ingest.office_held import held_of_office, schema_of
from shouwang.stages.programmes.village_teams.enums import ChangeState, SignState
from shouwang.stages.programmes.village_teams.facts import DAYS, POSTS
from shouwang.stages.programmes.village_teams.models import PostChange, TeamDay

Row = dict[str, Any]
Key = tuple[str, date]
# Of these days something has been decided here; those that wait stay as the lake tells them.
DECIDED = (SignState.SIGNED, SignState.STRUCK)


def publish_teams(
    *, home: Home, content: Content, at: datetime, by: Actor, on: date
) -> dict[str, int]:
    """Write seats and signed days as of a day; feed → new snapshot.

    The lake tells one thing of a term and a day: what is signed here takes the place of what the
    office has sent before; where a banner has sent a workbook of its own, that stands.
    """
    written: dict[str, int] = {}
    for feed, table in ((POSTS, _posts(home, content)), (DAYS, _days(home, content, on))):
        if table is None:
            continue
        snapshot = publish_office_feed(home=home, feed=feed, rows=table, at=at, by=by, on=on)
        if snapshot is not None:
            written[feed] = snapshot.id
    return written


def _posts(home: Home, content: Content) -> pa.Table | None:
    changes = list(PostChange.objects.exclude(state=ChangeState.WITHDRAWN).order_by("id"))
    if not changes:
        return None
    contract = content.contracts[POSTS]
    held = held_of_office(home, content, contract).to_pylist()
    ours = {each.next_post for each in changes if each.next_post}
    ended = {each.post: each for each in changes}
    rows: list[Row] = []
    for row in held:
        if row["post"] in ours:
            continue
        change = ended.get(row["post"])
        rows.append({**row, **_end(change)} if change is not None else row)
    by_change = [_next(each) for each in changes if each.state == ChangeState.REPLACED]
    rows += [{**row, **_end(ended.get(row["post"]))} for row in by_change]
    return pa.Table.from_pylist(rows, schema=schema_of(contract, content))


def _end(change: PostChange | None) -> Row:
    return {} if change is None else {"ended_date": change.end_date, "ended_reason": change.reason}


def _next(change: PostChange) -> Row:
    return {
        "post": change.next_post, "village": change.village, "member_name": change.next_name,
        "unit": change.next_unit, "role": change.role, "started_date": change.next_start,
        "detached": change.next_detached,
    }  # fmt: skip


def _days(home: Home, content: Content, on: date) -> pa.Table | None:
    months = _months(on)
    if not months:
        return None
    contract = content.contracts[DAYS]
    schema = schema_of(contract, content)
    own = held_of_office(home, content, contract, periods=months).to_pylist()
    others = held_of_office(home, content, contract, periods=months, is_own=False)
    foreign = {_key(row) for row in others.select(["post", "day"]).to_pylist()}
    ours = {_key(row): row for row in _signed(months, on)}
    decided = _decided(months, on)
    fresh: list[Row] = []
    for month in months:
        before = [row for row in own if row["period"] == month]
        after = [row for row in before if _key(row) not in decided]
        after += [row for key, row in ours.items() if row["period"] == month and key not in foreign]
        if _as_set(before) != _as_set(after):
            fresh += after
    return pa.Table.from_pylist(fresh, schema=schema) if fresh else None


def _months(on: date) -> list[date]:
    days = TeamDay.objects.filter(sign__in=DECIDED, day__lte=on).order_by()
    return sorted({month_of(day) for day in days.values_list("day", flat=True).distinct()})


def _decided(months: Collection[date], on: date) -> set[Key]:
    found = TeamDay.objects.filter(sign__in=DECIDED, day__gte=min(months), day__lte=on)
    return set(found.values_list("post", "day"))


def _signed(months: Collection[date], on: date) -> list[Row]:
    found = list(TeamDay.objects.filter(sign=SignState.SIGNED, day__gte=min(months), day__lte=on))
    names: dict[str, str] = {}
    for each in found:
        names.setdefault(each.post, each.entered_by)
    doors = doors_by_day(
        usernames=set(names.values()), first=min(months), last=on, on=on, scope=EVERYWHERE
    )
    counted: dict[Key, int] = defaultdict(int)
    for (name, day), number in doors.items():
        for post, owner in names.items():
            if owner == name:
                counted[post, day] = number
    return [
        {"post": each.post, "village": each.village, "day": each.day, "state": each.state,
         "visits": counted[each.post, each.day], "period": month_of(each.day)}
        for each in found
    ]  # fmt: skip


def _key(row: Row) -> Key:
    return row["post"], row["day"]


def _as_set(rows: Collection[Row]) -> set[tuple[tuple[str, Any], ...]]:
    return {tuple(sorted((name, value) for name, value in row.items())) for row in rows}
