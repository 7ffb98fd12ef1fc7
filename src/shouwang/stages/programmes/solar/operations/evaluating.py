"""All stations looked at by their days: what is wrong is kept, so that pages are quick."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.solar import SolarRules
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.programmes.solar.assessing import Assessed, assess, episodes
from shouwang.stages.programmes.solar.facts import Station, stations_with_days
from shouwang.stages.programmes.solar.models import Anomaly, Evaluation, Standing
from shouwang.stages.register.held import held

EVALUATORS = (Role.REGION, Role.LEAGUE, Role.ADMIN)

# Days of a year; both ends of what is added up.
YEAR_DAYS = 365


@dataclass(slots=True)
class _Found:
    """What has been found so far."""

    standings: list[Standing] = field(default_factory=list)
    anomalies: list[Anomaly] = field(default_factory=list)
    left_out: int = 0
    last_day: datetime.date | None = None


def evaluate_stations(
    *,
    home: Home,
    content: Content,
    rules: SolarRules,
    check: Callable[[], None] = lambda: None,
    at: datetime.datetime,
    by: Actor,
    on: datetime.date,
) -> Evaluation:
    """Look at every station's days, league by league, and keep what is wrong in place of before.

    Args:
        check: Called between leagues; raises if the work is to end.

    Raises:
        RegisterEmpty: if nothing has been delivered yet.
    """
    if not (by.is_program or by.has_role(*EVALUATORS)):
        raise NotAllowed(_("this is not for your role"))
    lake = held(home, content)
    found = _Found()
    for league in content.regions_of(content.partition[0]):
        check()
        told = stations_with_days(lake, content, (league.code,))
        found.left_out += told.left_out
        if told.days is not None:
            _add(found, told.stations, assess(told.days, rules, on), rules, on)
    return _kept(found, snapshot=lake.snapshot.id, at=at, by=by, on=on)


@transaction.atomic
def _kept(
    found: _Found, *, snapshot: int, at: datetime.datetime, by: Actor, on: datetime.date
) -> Evaluation:
    for model in (Anomaly, Standing, Evaluation):
        model.objects.all().delete()
    Standing.objects.bulk_create(found.standings, batch_size=ROWS_AT_ONCE)
    Anomaly.objects.bulk_create(found.anomalies, batch_size=ROWS_AT_ONCE)
    made = Evaluation.objects.create(
        on=on, snapshot=snapshot, stations=len(found.standings), left_out=found.left_out,
        last_day=found.last_day, made_at=at,
    )  # fmt: skip
    audit.record(what="evaluate_stations", subject=f"snapshot:{snapshot}", at=at, by=by, on=on,
                 detail={"stations": made.stations, "anomalies": len(found.anomalies)})  # fmt: skip
    return made


def _add(
    found: _Found, stations: tuple[Station, ...], assessed: Assessed, rules: SolarRules,
    on: datetime.date,
) -> None:  # fmt: skip
    places = {each.station: each.place for each in stations}
    found.standings += _standings(stations, assessed, rules.days("recent_days", on))
    found.anomalies += [
        Anomaly(
            station=each.station, kind=each.kind.word, first_day=each.first, last_day=each.last,
            days=each.days, lost=each.lost, **places[each.station],
        )
        for each in episodes(assessed)
    ]  # fmt: skip
    last = max(each.last_day for each in found.standings if each.last_day)
    found.last_day = max(found.last_day or last, last)


def _standings(
    stations: tuple[Station, ...], assessed: Assessed, recent: int
) -> Iterator[Standing]:
    faults, days = assessed.faults, assessed.stations
    for row, station in enumerate(stations):
        energy = days.energy[row]
        known = np.flatnonzero(np.isfinite(energy))
        year = slice(max(0, energy.size - YEAR_DAYS), energy.size)
        told = np.isfinite(energy[year])
        sun = float(assessed.sun[row, year][told].sum())
        sum_told = float(energy[year][told].sum())
        yield Standing(
            station=station.station, name=station.name, capacity=station.capacity,
            energy=sum_told, expected=float(faults.expected[row, year][told].sum()),
            lost=float(faults.lost[row, year].sum()) + float(faults.aged_lost[row]),
            recent_lost=float(faults.lost[row, -recent:].sum()),
            ratio=sum_told / station.capacity / sun if sun else None,
            by_peers=bool(faults.by_peers[row].any()),
            last_day=days.day(int(known[-1])) if known.size else None, **station.place,
        )  # fmt: skip
