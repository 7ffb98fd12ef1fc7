"""A station that has been looked at, a ticket and a review of it, on a side of a border."""

from shouwang.stages.programmes.solar.models import (
    Anomaly,
    Beneficiary,
    Review,
    Standing,
    Ticket,
    TicketStep,
)
from tests.office import world


def plant_solar(side, mark, place, household):
    """Write a station with what belongs to it and return it all by its kind."""
    number = f"{place['banner']}-GF-{side}"
    standing = Standing.objects.create(
        station=number, name=f"{mark}电站", capacity=100, energy=1000, expected=1200, lost=200,
        recent_lost=50, ratio=0.75, by_peers=True, last_day=world.DAY, **place,
    )  # fmt: skip
    Anomaly.objects.create(
        station=number, kind="outage", first_day=world.DAY, last_day=world.DAY, days=1, lost=50,
        **place,
    )  # fmt: skip
    ticket = Ticket.objects.create(
        number=f"G2020-00000{side}", station=number, station_name=standing.name, kind="outage",
        source="hand", words=f"{mark}停机", first_day=world.DAY, lost=50, price=65,
        keeper=f"{mark}管护员", due_date=world.DAY, raised_date=world.DAY, made_by=f"clerk-{side}",
        **place,
    )  # fmt: skip
    TicketStep.objects.create(
        ticket=ticket, state="raised", words=f"{mark}停机", by=f"{mark}人", on=world.DAY
    )
    review = Review.objects.create(
        station=number, station_name=standing.name, year=world.DAY.year, listed_date=world.DAY,
        listed_by=f"village-{side}", **place,
    )  # fmt: skip
    Beneficiary.objects.create(review=review, household=household, **place)
    return {"solar_station": standing, "solar_ticket": ticket, "solar_review": review}
