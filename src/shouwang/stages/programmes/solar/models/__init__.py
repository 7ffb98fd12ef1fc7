"""The records of solar stations."""

from shouwang.stages.programmes.solar.models.anomalies import Anomaly, Evaluation, Standing
from shouwang.stages.programmes.solar.models.reviews import Beneficiary, Review
from shouwang.stages.programmes.solar.models.tickets import Ticket, TicketStep

__all__ = ["Anomaly", "Beneficiary", "Evaluation", "Review", "Standing", "Ticket", "TicketStep"]
