"""The relocation in the June of a demo: the sites judged, measures planned for the worst of them.

Needs Django set up.
"""

from datetime import timedelta
from typing import Any

from shouwang.base.access import SYSTEM, Actor
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor, at_place
from shouwang.stages.programmes.relocation.enums import Aspect, Light
from shouwang.stages.programmes.relocation.operations import sites as acts
from shouwang.stages.programmes.relocation.queries import sites as known

SITES = 12  # the worst of the region, that something is planned for
AHEAD, AGO = 30, 20  # days: until a measure is due, since it was planned


def live_relocation(life: Life) -> None:
    """Judge the sites of every banner; plan for the worst, and show that some of it is done."""
    for banner in life.policy.content.regions_of("banner"):
        life.act(
            "judge", acts.judge_banner, home=life.home, policy=life.policy, banner=banner.code,
            at=life.moment(life.day), by=SYSTEM, on=life.day,
        )  # fmt: skip
    clerk, region = actor(life, "clerk"), actor(life, "region")
    wanted = known.Wanted()
    own = known.sites(wanted=wanted, content=life.policy.content, on=life.day, scope=clerk.scope)
    worst = known.sites(
        wanted=wanted, limit=SITES, content=life.policy.content, on=life.day, scope=region.scope
    )
    for number, site in enumerate({each.pk: each for each in [*own, *worst]}.values()):
        by = clerk if site in own else at_place(life, "banner", site.banner, "clerk")
        _plan(life, number, site, by)


def _plan(life: Life, number: int, site: Any, by: Actor) -> None:
    measures = _measures()
    bad = [each for each in Aspect if site.lights.get(each.value) in {Light.BAD, Light.WATCH}]
    for aspect in (bad or [Aspect.JOBS])[:2]:
        start = life.day - timedelta(days=AGO)
        measure, office = measures[aspect]
        due = life.day + timedelta(days=AHEAD if number % 3 else -AGO // 4)
        plan = life.act(
            "site_plan", acts.plan_follow_up, standing_id=site.pk, aspect=aspect.value,
            measure=measure, office=office, due_date=due, at=life.moment(start), by=by, on=start,
        )  # fmt: skip
        if plan is not None and number % 2:
            told: dict[str, Any] = {"at": life.moment(life.day), "by": by, "on": life.day}
            life.act(
                "site_done", acts.finish_follow_up, plan_id=plan.pk, version=plan.version,
                evidence=_("looked at on the spot; pictures are in the banner's file"), **told,
            )  # fmt: skip


def _measures() -> dict[Aspect, tuple[str, str]]:
    return {
        Aspect.INDUSTRY: (
            _("build a greenhouse base beside the site"),
            _("bureau of agriculture and husbandry"),
        ),
        Aspect.JOBS: (
            _("hold a job fair at the site, offer public posts to households without work"),
            _("bureau of human resources"),
        ),
        Aspect.SERVICES: (_("open a school bus line to the site"), _("bureau of education")),
        Aspect.INTEGRATION: (
            _("choose heads of stairs, hold a neighbours' day each month"),
            _("office of the neighbourhood"),
        ),
        Aspect.COMMUNITY: (
            _("set up a residents' committee and a party branch"),
            _("department of civil affairs"),
        ),
        Aspect.RECLAMATION: (
            _("pull down the old houses that are left and have the land accepted"),
            _("bureau of natural resources"),
        ),
    }
