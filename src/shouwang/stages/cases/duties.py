"""Who may do what: a refusal in one sentence."""

from collections.abc import Sequence

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.words import _


def fail_without(by: Actor, roles: Sequence[str]) -> None:
    """Refuse what is not for somebody's role.

    Raises:
        NotAllowed: if they have none of the roles.
    """
    if not by.has_role(*roles):
        raise NotAllowed(_("this is not for your role"))
