"""Template filters of the pages of leads: shares as per cent."""

from django import template

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """Return a share as whole per cent."""
    return "" if share is None else f"{share * 100:.0f}%"
