"""What pages of leads need of the content: rules, labels of risks, how right each check has been."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest

from shouwang.base.access import EVERYWHERE
from shouwang.rules.leads import LeadRules, load_leads
from shouwang.stages.cases.queries import precision
from shouwang.stages.cases.ranking import Tally
from shouwang.web import place

# The feed and column whose words risks are.
WATCH, RISK = "watch", "risk"
# For so long the precision of checks stands as it was counted: it moves slowly, lists are many.
COUNTED_SECONDS = 600


@lru_cache(maxsize=2)
def _rules(content_dir: Path) -> LeadRules:
    del content_dir
    return load_leads(place.content())


def rules() -> LeadRules:
    """Return the lead rules of the home's content, read once a process."""
    return _rules(place.home().content_dir)


def risk_labels() -> dict[str, str]:
    """Return risk → label, in the order of the contract."""
    contract = place.content().contracts.get(WATCH)
    if contract is None:
        return {}
    codes = contract.column(RISK).codes
    return {word: labels[0] if labels else word for word, labels in codes.items()}


def counted(request: HttpRequest) -> Mapping[str, Tally]:
    """Return how right each check has been in the whole region, counted a few minutes ago at most.

    These are figures of rules, not of places: everybody sees the same.
    """
    turn = int(request.moment.timestamp()) // COUNTED_SECONDS
    return counted_lately(str(request.home.root), request.day, turn)


@lru_cache(maxsize=2)
def counted_lately(root: str, day: date, turn: int) -> Mapping[str, Tally]:
    """Return the figures of one stretch of minutes."""
    del root, turn
    return precision.tallies(on=day, scope=EVERYWHERE)
