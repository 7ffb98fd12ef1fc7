"""Template filters: labels of words, money, dates, masked numbers."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext

from shouwang.base.money import major_units
from shouwang.stages.org.standing import label_of
from shouwang.web import place
from shouwang.web.audit.acts import name_of
from shouwang.web.field_names import field_name

register = template.Library()


@register.filter
def label(value: Any) -> str:
    """Return the label of a word of an enum (or of anything with one) in the reader's language."""
    return gettext(str(getattr(value, "label", value)))


@register.filter
def role(word: str) -> str:
    """Return the label of a role in the reader's language."""
    return label_of(str(word))


@register.filter
def field(where: str) -> str:
    """Return how the field of a problem is called."""
    return field_name(str(where))


@register.filter
def act(word: str) -> str:
    """Return how an act of the audit log is called."""
    return name_of(str(word))


@register.filter
def region(code: str) -> str:
    """Return the name of a region."""
    found = place.content().regions.get(str(code))
    return found.name if found else ""


@register.simple_tag(takes_context=True)
def where(context: Any, code: Any) -> str:
    """Return the name of a place after those between it and the reader's own area.

    A village's name alone tells the region's office nothing: there are dozens of one name.
    """
    request = context.get("request")
    scope = getattr(request, "scope", None)
    return place.name_within(str(code), scope.level if scope is not None else "")


@register.filter
def region_path(code: str) -> str:
    """Return the names of a region and of those above it."""
    return place.region_label(str(code)) if code else ""


@register.filter
def yuan(fen: int | None) -> str:
    """Return whole fen as yuan."""
    return "" if fen is None else f"{Decimal(major_units(fen)):,}"


@register.filter
def iso(day: date | None) -> str:
    """Return a day as 2020-06-30."""
    return day.isoformat() if day else ""


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """Return an item of a mapping, or nothing."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""
