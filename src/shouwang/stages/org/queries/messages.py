"""What can be asked of the inbox."""

from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.org.models import Message


def count_unread(*, account: int, on: date, scope: Scope) -> int:
    """Return how many messages of an account are unread; everybody sees only their own."""
    del scope
    return Message.objects.filter(account=account, read_at=None, on_date__lte=on).count()
