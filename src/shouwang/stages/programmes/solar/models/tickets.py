"""Tickets: something is wrong with a station, somebody mends it, somebody else looks."""

from django.db import models

from shouwang.stages.org.records import Placed, Versioned
from shouwang.stages.programmes.solar.enums import FaultKind, TicketSource, TicketState


class Ticket(Placed, Versioned):
    """A ticket.

    Attributes:
        number: By which people name it.
        lost: What it has cost by now. [kWh]
        price: Of a kWh, by which it is told in yuan. [fen]
        keeper: Who mends it, as written.
        due_date: By when the step that it waits for is done.
        repaired_by: Somebody else says that it is mended.
    """

    number = models.CharField(max_length=30, unique=True)
    station = models.CharField(max_length=60)
    station_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=FaultKind.choices)
    source = models.CharField(max_length=10, choices=TicketSource.choices)
    words = models.CharField(max_length=300, blank=True)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    lost = models.FloatField(default=0)
    price = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=TicketState.choices, default=TicketState.RAISED)
    keeper = models.CharField(max_length=60, blank=True)
    due_date = models.DateField()
    raised_date = models.DateField()
    assigned_date = models.DateField(null=True)
    repaired_date = models.DateField(null=True)
    repaired_by = models.CharField(max_length=100, blank=True)
    closed_date = models.DateField(null=True)
    closed_by = models.CharField(max_length=100, blank=True)
    returned_times = models.PositiveSmallIntegerField(default=0)
    made_by = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "kind"],
                condition=~models.Q(state="closed") & ~models.Q(kind="other"),
                name="one_open_ticket_a_fault",
            )
        ]
        indexes = [
            models.Index(fields=["banner", "state", "due_date", "id"], name="solar_ticket_banner"),
            models.Index(fields=["state", "due_date", "id"], name="solar_ticket_due"),
            models.Index(fields=["station"], name="solar_ticket_station"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def lost_yuan(self) -> int:
        """What was lost, in fen."""
        return round(self.lost * self.price)


class TicketStep(models.Model):
    """One thing done with a ticket."""

    ticket = models.ForeignKey("solar.Ticket", models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=TicketState.choices)
    words = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=100)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.state}"
