"""Template filters of households: words of the register, numbers with their middle hidden."""

from typing import Any

from django import template

from shouwang.stages.register.facts import shown
from shouwang.web import place

register = template.Library()
SHOWN = 4  # digits of a household's number that stay at each end


@register.filter
def status_word(word: str) -> str:
    """Return the word of a household's status in the register."""
    return register_word(word, "household.status")


@register.filter
def register_word(value: Any, column: str) -> str:
    """Return a value of a feed as people read it: ``{{ person.health|register_word:"person.health" }}``."""
    content = place.content()
    feed, _dot, name = column.partition(".")
    contract = content.contracts.get(feed)
    try:
        return shown(value, contract.column(name), content) if contract else ""
    except KeyError:
        return ""


@register.filter
def middle_hidden(number: Any) -> str:
    """Return a household's number with its middle hidden."""
    text = str(number)
    return text if len(text) <= 2 * SHOWN else f"{text[:SHOWN]}…{text[-SHOWN:]}"
