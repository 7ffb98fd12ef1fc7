"""What can be asked of attached files."""

from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.cases.models import Attachment
from shouwang.stages.org.scoping import found_within, within


def attachment(*, number: int, on: date, scope: Scope) -> Attachment:
    """Return a file's record.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(Attachment.objects.all(), scope, pk=number)


def attachments_of(*, owner: str, on: date, scope: Scope) -> list[Attachment]:
    """Return the files of a record, in the order in which they came."""
    del on
    return list(within(Attachment.objects.all(), scope).filter(owner=owner).order_by("id"))
