"""Records of whole banners, as far as a scope covers these."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import within

M = TypeVar("M", bound=Model)
WIDE = frozenset({"", "league", "banner"})


def by_banner(records: QuerySet[M], scope: Scope) -> QuerySet[M]:
    """Return the records a scope covers: none for who sees less than a banner."""
    return within(records, scope) if scope.level in WIDE else records.none()
