"""What can be asked of the inbox."""

from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.stages.org.models import Message

LIMIT = 50  # rows of a page


def count_unread(*, account: int, on: date, scope: Scope) -> int:
    """Return how many messages of an account are unread; everybody sees only their own."""
    del scope
    return Message.objects.filter(account=account, read_at=None, on_date__lte=on).count()


def messages_of(
    *, account: int, before: int | None = None, limit: int = LIMIT, on: date, scope: Scope
) -> list[Message]:
    """Return the messages of an account, the newest first, before one of them."""
    del scope
    found = Message.objects.filter(account=account, on_date__lte=on).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found[:limit])


def message(*, message_id: int, account: int, on: date, scope: Scope) -> Message:
    """Return a message of an account.

    Raises:
        NotFound: if there is none, or only in somebody else's inbox.
    """
    del on, scope
    found = Message.objects.filter(pk=message_id, account=account).first()
    if found is None:
        raise NotFound(_("there is no such message in your inbox"))
    return found
