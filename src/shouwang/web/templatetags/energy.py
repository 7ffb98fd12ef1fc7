"""Energy as it is read: whole, in groups of three digits."""

from django import template

register = template.Library()


@register.filter
def whole_kwh(energy: float | None) -> str:
    """Return kilowatt hours without a fraction.

    >>> whole_kwh(1234567.8)
    '1,234,568'
    """
    return "" if energy is None else f"{round(energy):,}"
