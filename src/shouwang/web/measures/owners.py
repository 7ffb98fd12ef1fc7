"""Who is responsible for a measure: an account of the village or above it, or somebody without one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from shouwang.stages.cases.operations.measures import PLANNERS
from shouwang.stages.org.queries import accounts

# The levels whose people are offered.
OFFERED = ("village", "township", "banner")


def offered(request: HttpRequest, home: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the accounts that can be responsible at a place: username and label."""
    codes = [home[level] for level in OFFERED if home.get(level)]
    found = accounts.accounts_in(codes=codes, roles=PLANNERS, on=request.day, scope=request.scope)
    return [
        (each.username, f"{each.label} · {each.office.name}")
        for each in sorted(found, key=lambda each: (each.office.level != "village", each.label))
    ]


def chosen(request: HttpRequest) -> str:
    """Return who was chosen, or written where nobody was.

    A name of no account is kept as it is: units and people without an account help too.
    """
    return request.POST.get("owner_account", "") or request.POST.get("owner", "")


def labels(request: HttpRequest, measures: Iterable[Any]) -> dict[str, str]:
    """Return username → label of the owners that are accounts, with one question."""
    names = {each.owner for each in measures}
    return accounts.labels_of(usernames=names, on=request.day, scope=request.scope)
