"""The index as a frame that samples are drawn from: villages with their households by status."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import within
from shouwang.stages.register.models import Indexed

AT_ONCE = 500  # villages asked for in one question


@dataclass(frozen=True, slots=True)
class FrameRow:
    """How many households of a status a village has."""

    league: str
    banner: str
    township: str
    village: str
    status: str
    households: int

    @property
    def place(self) -> dict[str, str]:
        """Level → code."""
        return {
            "league": self.league, "banner": self.banner, "township": self.township,
            "village": self.village,
        }  # fmt: skip


def frame(
    *, banners: Collection[str], statuses: Collection[str], on: date, scope: Scope
) -> list[FrameRow]:
    """Return the villages of banners with the households of statuses, in the order of codes."""
    del on
    found = _held(scope).filter(banner__in=list(banners), status__in=list(statuses))
    names = ("league", "banner", "township", "village", "status")
    rows = found.order_by().values_list(*names).annotate(count=Count("household"))
    return [FrameRow(*row) for row in sorted(rows)]


def households_in(
    *, villages: Collection[str], statuses: Collection[str], on: date, scope: Scope
) -> list[tuple[str, str, int]]:
    """Return village, status and number of the households of villages, in this order."""
    del on
    codes, found = sorted(villages), []
    for start in range(0, len(codes), AT_ONCE):
        rows = _held(scope).filter(
            village__in=codes[start : start + AT_ONCE], status__in=list(statuses)
        )
        found += list(rows.order_by().values_list("village", "status", "household"))
    return sorted(found)


def _held(scope: Scope) -> "QuerySet[Indexed]":
    return within(Indexed.objects.all(), scope).filter(left=False)
