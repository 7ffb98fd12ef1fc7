"""What banners have said of their changes and gaps, by what it is about."""

from datetime import date

from shouwang.stages.programmes.stability.enums import ExplanationState
from shouwang.stages.programmes.stability.models import Explanation

# (matter, key) → what has been said of it.
Told = dict[tuple[str, str], Explanation]


def accepted(told: Told, matter: str) -> frozenset[str]:
    """Return the keys of a matter whose explanations the region has accepted."""
    return frozenset(
        key
        for (kind, key), each in told.items()
        if kind == matter and each.state == ExplanationState.ACCEPTED
    )


def policy_key(kind: str, on: date) -> str:
    """Return by what an explanation of a kind of policy goes: it is of a year."""
    return f"{kind}-{on.year}"
