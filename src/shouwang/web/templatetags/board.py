"""Template tags of the board: what a light says in a sentence, the address of another view of it."""

from typing import Any

from django import template
from django.utils.translation import gettext

from shouwang.web.board.grid import Light

register = template.Library()


@register.simple_tag
def spoken(light: Light) -> str:
    """Return a light in words: its name, state, figure, what of what, and the interval."""
    said = [light.label, light.mark, gettext(light.word), light.value]
    if light.parts:
        said.append(f"= {light.parts}")
    if light.interval:
        said.append(f"({light.interval})")
    if light.figure is not None and light.figure.why:
        said.append(light.figure.why)
    return " ".join(said)


@register.simple_tag(takes_context=True)
def turn(context: Any, **other: str) -> str:
    """Return the query of the same board with something else."""
    return str(context["wanted"].address(**other))
