"""What can be asked of explanations: one, those of a banner, those that wait for the region."""

from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.programmes.stability.models import Explanation
from shouwang.stages.programmes.stability.said import Told

LIMIT = 50  # rows of a page


def explanation(*, number: int, on: date, scope: Scope) -> Explanation:
    """Return an explanation.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(Explanation.objects.all(), scope, pk=number)


def of_banner(*, banner: str, on: date, scope: Scope) -> Told:
    """Return (matter, key) → what a banner has said."""
    del on
    found = within(Explanation.objects.filter(banner=banner), scope)
    return {(each.matter, each.key): each for each in found}


def explanations(
    *, state: str = "", after: int | None = None, limit: int = LIMIT, on: date, scope: Scope
) -> list[Explanation]:
    """Return a page of explanations, the latest first; one more, if there are more."""
    del on
    found = within(Explanation.objects.all(), scope)
    if state:
        found = found.filter(state=state)
    if after is not None:
        found = found.filter(pk__lt=after)
    return list(found.order_by("-id")[: limit + 1])
