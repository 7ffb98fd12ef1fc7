"""Which of our offices somebody works in, and who works in one."""

from datetime import date

from shouwang.base.access import Scope
from shouwang.rules.areas import Areas
from shouwang.rules.content import Content
from shouwang.stages.ledger.units import EVERY, office_called
from shouwang.stages.org.enums import Role
from shouwang.stages.org.queries import accounts


def office_of(*, account: int | None, areas: Areas, on: date, scope: Scope) -> str:
    """Return which of our offices an account works in; nothing if none of them."""
    found = accounts.account_of(number=account, on=on, scope=scope) if account else None
    if found is None or Role.REGION not in found.roles:
        return ""
    return office_called(found.office.name, areas)


def people_of(*, areas: Areas, content: Content, on: date, scope: Scope) -> dict[str, list[int]]:
    """Return office → the numbers of the accounts that work in it; `EVERY` has all of them."""
    codes = [each.code for each in content.regions_of(content.levels[0])]
    found: dict[str, list[int]] = {EVERY: []}
    for each in accounts.accounts_in(codes=codes, roles=(Role.REGION,), on=on, scope=scope):
        office = office_called(each.office.name, areas)
        if office:
            found.setdefault(office, []).append(each.pk)
            found[EVERY].append(each.pk)
    return found
