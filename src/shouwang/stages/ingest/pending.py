"""A delivery that somebody wants to decide about: found, theirs to decide, and still open."""

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.stages.ingest.enums import DeliveryState
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.sight import is_visible
from shouwang.stages.ingest.terms import state_of_delivery

# Who decides about deliveries: never who sends them.
PUBLISHERS = ("clerk", "league", "region")


class DeliveryMissing(NotFound):
    """There is no delivery of that number."""


class DeliveryNotPending(ShouwangError):
    """It has been decided on already."""


class SamePerson(NotAllowed):
    """Who has received a delivery may not publish it."""


def found_delivery(number: int, *, lock: bool = False) -> Delivery:
    """Return a delivery by its number."""
    deliveries = Delivery.objects.select_for_update() if lock else Delivery.objects
    delivery = deliveries.filter(pk=number).first()
    if delivery is None:
        raise DeliveryMissing(_("there is no delivery {number}").format(number=number))
    return delivery


def found_for(number: int, by: Actor, *, lock: bool = False) -> Delivery:
    """Return a delivery, if it is for whoever acts to decide about it.

    The command line acts in a person's name, without an account: it has the home itself.
    """
    delivery = found_delivery(number, lock=lock)
    if not is_visible(delivery, by.scope):
        raise DeliveryMissing(_("there is no delivery {number}").format(number=number))
    if by.account is not None and not by.has_role(*PUBLISHERS):
        raise NotAllowed(_("deliveries are decided on by the data clerk"))
    return delivery


def fail_if_not_pending(delivery: Delivery) -> None:
    """Refuse what has been decided on already."""
    if delivery.state != DeliveryState.PENDING:
        raise DeliveryNotPending(
            _("delivery {number} is {state}").format(
                number=delivery.id, state=state_of_delivery(delivery.state)
            )
        )


def fail_if_same_person(delivery: Delivery, by: Actor) -> None:
    """Refuse whoever received it; the system itself may do both."""
    if by.is_program or by.name.strip().casefold() != delivery.received_by.strip().casefold():
        return
    raise SamePerson(
        _("delivery {number} was received by {name}; a second person publishes it").format(
            number=delivery.id, name=by.name
        )
    )
