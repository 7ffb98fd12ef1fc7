"""Template tags of the pages of leads: shares as per cent, how right a check has been."""

from functools import lru_cache

from django import template

from shouwang.base.words import _, language_in_use
from shouwang.stages.cases.ranking import Tally

register = template.Library()
KEPT = 1000  # sentences a process remembers: a list says the same few fifty times


@register.filter
def percent(share: float | None) -> str:
    """Return a share as whole per cent."""
    return "" if share is None else f"{share * 100:.0f}%"


@register.filter
def precise(tally: Tally) -> str:
    """Return how right a check has been, with the interval, or that nobody has said yet."""
    return _precise(tally, language_in_use())


@lru_cache(maxsize=KEPT)
def _precise(tally: Tally, language: str) -> str:
    del language  # in which it is said
    found = tally.proportion
    if found is None:
        return _("no verdicts yet")
    return _("recent precision {share} ({low}–{high})").format(
        share=percent(found.value), low=percent(found.low), high=percent(found.high)
    )
