"""Who may see a delivery."""

from shouwang.base.access import Scope
from shouwang.stages.ingest.models import Delivery


def is_visible(delivery: Delivery, scope: Scope) -> bool:
    """Tell whether a scope covers a delivery.

    One of the whole region is seen by those only who may see the whole region.
    """
    if scope.is_everything:
        return True
    return bool(delivery.covers) and scope.regions.issuperset(delivery.covers)
