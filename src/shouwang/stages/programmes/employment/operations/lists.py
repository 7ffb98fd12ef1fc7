"""The list of a banner's vacancies, published: what is in it stays as it was."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from shouwang.base.access import EVERYWHERE, Actor, NotAllowed, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.matching import MatchingRules
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import fail_outside
from shouwang.stages.programmes.employment import facts
from shouwang.stages.programmes.employment.models import VacancyList

PUBLISHERS = (Role.CLERK, Role.APPROVER, Role.LEAGUE, Role.REGION)


def publish_vacancies(
    *, home: Home, content: Content, banner: str, at: datetime, by: Actor, on: date
) -> VacancyList:  # fmt: skip
    """Publish the vacancies of a banner as they are in the lake today.

    Raises:
        NotFound: if the banner is outside the scope.
    """
    if not (by.is_program or by.has_role(*PUBLISHERS)):
        raise NotAllowed(_("this is not for your role"))
    fail_outside(banner, content, by.scope)
    rows = _rows(home, content, banner, on, by.scope)
    return _keep(home, content, banner, rows, at=at, by=by, on=on)


def publish_due(
    *, home: Home, content: Content, rules: MatchingRules, at: datetime, by: Actor, on: date
) -> int:  # fmt: skip
    """Publish the list of every banner whose last one is older than the content says.

    Banners without vacancies are left out. It may be called again on the same day.
    """
    if not rules.every_days:
        return 0
    since = on - timedelta(days=rules.every_days)
    fresh = set(
        VacancyList.objects.filter(published_date__gt=since).values_list("banner", flat=True)
    )
    published = 0
    for banner in content.regions_of(content.coverage_level):
        if banner.code in fresh:
            continue
        rows = _rows(home, content, banner.code, on, EVERYWHERE)
        if rows:
            _keep(home, content, banner.code, rows, at=at, by=by, on=on)
            published += 1
    return published


@transaction.atomic
def _keep(
    home: Home, content: Content, banner: str, rows: list[dict[str, Any]], *, at: datetime,
    by: Actor, on: date,
) -> VacancyList:  # fmt: skip
    made = VacancyList.objects.create(
        league=content.ancestors(banner)["league"], banner=banner, published_date=on,
        published_at=at, published_by=by.label or by.name, rows=rows,
        snapshot=facts.snapshot(home, content),
        places=sum(max(each["wanted"] - each["filled"], 0) for each in rows),
    )  # fmt: skip
    audit.record(what="publish_vacancies", subject=f"vacancies:{made.pk}", at=at, by=by, on=on,
                 detail={"banner": banner, "rows": len(rows)})  # fmt: skip
    return made


def _rows(
    home: Home, content: Content, banner: str, on: date, scope: Scope
) -> list[dict[str, Any]]:  # fmt: skip
    found = facts.offered(home=home, content=content, banner=banner, on=on, scope=scope)
    return [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(each).items()
        }
        for each in found
        if each.wanted > each.filled
    ]
