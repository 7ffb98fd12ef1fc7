"""A banner's faults, standings and tickets, as rows for the national system."""

from datetime import date
from typing import Any

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import within
from shouwang.stages.programmes.solar.exchange_rows import Decided
from shouwang.stages.programmes.solar.models import Anomaly, Standing, Ticket

ROUNDED = 1  # decimals


def decided(*, banner: str, on: date, scope: Scope) -> Decided:
    """Return the rows of a banner."""
    del on
    standings = list(
        within(Standing.objects.all(), scope).filter(banner=banner).order_by("station")
    )
    names = {each.station: each.name for each in standings}
    anomalies = within(Anomaly.objects.all(), scope).filter(banner=banner)
    tickets = within(Ticket.objects.all(), scope).filter(banner=banner)
    return Decided(
        faults=[
            (each.station, names.get(each.station, ""), each.get_kind_display(), each.first_day,
             each.last_day, each.days, round(each.lost, ROUNDED))
            for each in anomalies.order_by("station", "first_day", "kind")
        ],
        standings=[
            (each.station, each.name, each.capacity, round(each.energy, ROUNDED),
             round(each.expected, ROUNDED), _percent(each.energy, each.expected),
             None if each.ratio is None else round(each.ratio * 100, ROUNDED), each.by_peers)
            for each in standings
        ],
        tickets=[
            (each.number, each.station, each.station_name, each.get_kind_display(),
             each.raised_date, each.assigned_date, each.repaired_date, each.closed_date,
             each.get_state_display(), each.keeper, round(each.lost, ROUNDED))
            for each in tickets.order_by("number")
        ],
    )  # fmt: skip


def _percent(part: float, whole: float) -> Any:
    return round(part / whole * 100, ROUNDED) if whole else None
