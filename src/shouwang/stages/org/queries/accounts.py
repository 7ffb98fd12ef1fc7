"""What can be asked of accounts: who somebody is, and how far they see."""

from datetime import date

from shouwang.base.access import EVERYWHERE, NOWHERE, Actor, Scope
from shouwang.rules.content import Content
from shouwang.stages.org.models import Account


def actor_of(*, account: Account, content: Content, on: date, scope: Scope) -> Actor:
    """Return who an account is on a day, with the scope that its places give it.

    Args:
        scope: What whoever asks may see; an account itself asks from nowhere.
    """
    del on, scope
    return Actor(
        name=account.username,
        roles=frozenset(account.roles),
        account=account.pk,
        label=account.label,
        scope=_scope_of(account, content),
    )


def _scope_of(account: Account, content: Content) -> Scope:
    places = account.places or [account.office.region]
    levels = {content.regions[code].level for code in places if code in content.regions}
    if levels == {content.levels[0]}:
        return EVERYWHERE
    if len(levels) != 1:
        return NOWHERE
    level = levels.pop()
    below = {
        region.code
        for region in content.regions_of(content.coverage_level)
        if content.ancestors(region.code).get(level) in places
    }
    return Scope(frozenset({*places, *below}), level, frozenset(places))


def account_of(*, number: int, on: date, scope: Scope) -> Account | None:
    """Return an account that is open, by its number."""
    del on, scope
    found = Account.objects.select_related("office").filter(pk=number).first()
    return found if found is not None and found.is_active else None
