"""Self-appraisals of banners."""

from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.programmes.funds.models import Appraisal
from shouwang.stages.programmes.funds.seen import by_banner


def appraisals(*, year: int, on: date, scope: Scope) -> dict[str, Appraisal]:
    """Return banner → its self-appraisal of a year."""
    del on
    return {each.banner: each for each in by_banner(Appraisal.objects.filter(year=year), scope)}


def appraisal(*, banner: str, year: int, on: date, scope: Scope) -> Appraisal | None:
    """Return a banner's self-appraisal, if it has begun one and the scope covers it."""
    return appraisals(year=year, on=on, scope=scope).get(banner)
