"""The first filter of every query: records within a scope; and the lock of records with a version."""

from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Coalesce

from shouwang.base.access import Actor, NotFound, Scope, Stale
from shouwang.base.words import _
from shouwang.rules.content import Content

M = TypeVar("M", bound=Model)
# The levels by which a record says where it lies.
LEVELS = ("league", "banner", "township", "village")


def within(records: QuerySet[M], scope: Scope, *, path: str = "") -> QuerySet[M]:
    """Return the records a scope covers.

    Who is responsible for households sees nothing that is of no household: no village's count.

    Args:
        path: Where their place is, as a lookup: ``"case__"``; empty if they have it themselves.
    """
    if scope.regions:
        records = records.filter(**{f"{path}{scope.level}__in": scope.places})
    if scope.households is not None:
        if not _is_of_a_household(records.model, path):
            return records.none()
        records = records.filter(**{f"{path}household__in": scope.households})
    return records


def _is_of_a_household(model: type[Model], path: str) -> bool:
    for name in filter(None, path.split("__")):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]  # noqa: SLF001
    return any(field.name == "household" for field in model._meta.get_fields())  # noqa: SLF001


def within_numbers(records: QuerySet[M], scope: Scope) -> QuerySet[M]:
    """Return the records a scope covers, to be narrowed by numbers of households.

    Left alone, SQLite starts at the index of the place and goes through a whole league: an
    expression instead of the column leaves it the numbers only.
    """
    if not scope.regions:
        return within(records, scope)
    found = records.alias(scope_place=Coalesce(scope.level, Value("")))
    narrowed = cast("QuerySet[M]", found.filter(scope_place__in=scope.places))
    return within(narrowed, replace(scope, regions=frozenset()))


def is_inside(code: str, content: Content, scope: Scope) -> bool:
    """Tell whether a region lies in the scope's places, or is one of them."""
    return not scope.regions or content.ancestors(code).get(scope.level) in scope.places


def is_near(code: str, content: Content, scope: Scope) -> bool:
    """Tell whether a region lies in the scope's places, or one of these lies in it."""
    return is_inside(code, content, scope) or any(
        code in content.ancestors(each).values() for each in scope.places
    )


def banners_inside(content: Content, scope: Scope) -> list[str]:
    """Return the codes at the level by which deliveries are known that lie in a scope, in order."""
    return [
        region.code
        for region in content.regions_of(content.coverage_level)
        if is_inside(region.code, content, scope)
    ]


def fail_outside(code: str, content: Content, scope: Scope) -> None:
    """Refuse a region that is none, or does not lie in the scope.

    Raises:
        NotFound: if so.
    """
    if code not in content.regions or not scope.covers(content.ancestors(code)):
        raise NotFound(_("there is no such record in your area"))


def place_filter(code: str, content: Content, scope: Scope) -> dict[str, str]:
    """Return the filter that narrows records within a scope to a place; none for the whole region.

    Raises:
        NotFound: if there is no such place, or it is far from the scope's.
    """
    region = content.regions.get(code)
    if region is None or not is_near(code, content, scope):
        raise NotFound(_("there is no such place in your area"))
    return {region.level: code} if region.level in LEVELS else {}


def place_fields(content: Content, village: str) -> dict[str, str]:
    """Return the four place columns of a record in a village.

    Raises:
        NotFound: if there is no such village.
    """
    found = content.ancestors(village)
    if "village" not in found:
        raise NotFound(_("there is no village {code}").format(code=village))
    return {level: found.get(level, "") for level in LEVELS}


def found_within(records: QuerySet[M], scope: Scope, *, path: str = "", **wanted: Any) -> M:
    """Return the one record that is wanted, if the scope covers it.

    Raises:
        NotFound: if there is none, or only outside the scope.
    """
    found = within(records, scope, path=path).filter(**wanted).first()
    if found is None:
        raise NotFound(_("there is no such record in your area"))
    return found


def change(record: Model, version: int, *, at: datetime, by: Actor, **fields: Any) -> None:
    """Write fields of a record, if nobody has changed it since that version was read.

    The record in memory is brought up to date too.

    Raises:
        Stale: if somebody has; it says who, when, and what the record is.
    """
    rows = type(record)._default_manager.filter(pk=record.pk, version=version)  # noqa: SLF001
    fields = {**fields, "changed_by": by.label or by.name, "changed_at": at}
    if not rows.update(version=F("version") + 1, **fields):
        record.refresh_from_db()
        raise Stale(
            _("{who} changed this at {time}; your entries are kept below, look at both").format(
                who=getattr(record, "changed_by", "") or _("somebody"),
                time=f"{getattr(record, 'changed_at', None) or at:%Y-%m-%d %H:%M}",
            )
        )
    for name, value in fields.items():
        setattr(record, name, value)
    record.version = version + 1  # type: ignore[attr-defined]
