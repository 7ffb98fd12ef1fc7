"""Judge the sites of a banner, and plan what is done for one of them until it is shown to be done."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import LEVELS, change, fail_outside, found_within
from shouwang.stages.programmes.relocation import facts, standing
from shouwang.stages.programmes.relocation.enums import Aspect, FollowUpState, Light
from shouwang.stages.programmes.relocation.models import SitePlan, SiteStanding
from shouwang.stages.programmes.relocation.terms import Terms, terms_on
from shouwang.stages.register.held import held

JUDGES = (Role.CLERK, Role.APPROVER, Role.LEAGUE, Role.REGION)
PLANNERS = (Role.TOWNSHIP, Role.CLERK, Role.APPROVER)
LONGEST_MEASURE = 300  # characters: what the column holds
LONGEST_OFFICE = 120  # characters: what the column holds
LONGEST_EVIDENCE = 500  # characters: what the column holds


class PlanOver(ShouwangError):
    """A measure that has ended is not changed any more."""


def judge_banner(
    *, home: Home, policy: Policy, banner: str, at: datetime, by: Actor, on: date
) -> int:
    """Judge all sites of a banner by what the lake holds now; return how many there are.

    Raises:
        NotFound: if there is no such banner in the scope.
        TermMissing: if a parameter has no value that day.
    """
    if not by.is_program and not by.has_role(*JUDGES):
        raise NotAllowed(_("sites are judged by the banner and above"))
    content = policy.content
    fail_outside(banner, content, by.scope)
    if content.regions[banner].level != "banner":
        raise InputProblems([Problem("banner", _("choose a banner"))])
    # All of the lake's work comes before the transaction.
    terms, lake = terms_on(policy, on), held(home, content)
    sites = facts.sites_of(lake, content, banner=banner)
    groups = dict(facts.by_site(facts.movers_of(lake, content, banner=banner, on=on)))
    told = [
        _standing(site, groups.get(site.site, []), terms, content, snapshot=lake.snapshot.id)
        for site in sites
    ]
    return _keep(told, banner=banner, at=at, by=by, on=on)


@transaction.atomic
def _keep(told: list[SiteStanding], *, banner: str, at: datetime, by: Actor, on: date) -> int:
    SiteStanding.objects.filter(banner=banner).delete()
    SiteStanding.objects.bulk_create(told)
    audit.record(
        what="judge_banner", subject=f"banner:{banner}", at=at, by=by, on=on,
        detail={"sites": len(told)},
    )  # fmt: skip
    return len(told)


def _standing(
    site: facts.Site,
    movers: list[facts.Mover],
    terms: Terms,
    content: Content,
    *,
    snapshot: int,
) -> SiteStanding:
    judged = standing.aspects_of(site, movers, terms)
    conditions = standing.three_conditions(movers, terms)
    able = [each for each in movers if each.labour]
    return SiteStanding(
        site=site.site,
        day=terms.on,
        snapshot=snapshot,
        lights={each.aspect.value: each.light.value for each in judged},
        conditions={
            name.value: [share.right, share.total, share.unknown, share.light.value]
            for name, share in conditions.items()
        },
        worst=standing.worst(judged),
        bad_aspects=sum(each.light is Light.BAD for each in judged),
        households=len(movers),
        occupied=sum(each.occupied is True for each in movers),
        empty=sum(each.occupied is False for each in movers),
        unknown=sum(each.occupied is None for each in movers),
        able=len(able),
        zero_work=sum(standing.is_at_work(each) is False for each in able),
        **_place_of(site, content),
    )


def _place_of(site: facts.Site, content: Content) -> dict[str, str]:
    """Return where a site lies; only its banner where its village is not known."""
    code = site.village or ""
    village = content.ancestors(code) if code in content.regions else {}
    above = village if village.get("banner") == site.banner else content.ancestors(site.banner)
    return {level: above.get(level, "") for level in LEVELS}


@transaction.atomic
def plan_follow_up(
    *,
    standing_id: int,
    aspect: str,
    measure: str,
    office: str,
    due_date: date | None,
    at: datetime,
    by: Actor,
    on: date,
) -> SitePlan:
    """Plan a measure for a site.

    Raises:
        NotFound: if there is no such site in the scope.
        InputProblems: with everything that is wrong.
    """
    if not by.has_role(*PLANNERS):
        raise NotAllowed(_("measures for a site are planned by the township and the banner"))
    site = found_within(SiteStanding.objects.all(), by.scope, pk=standing_id)
    measure, office = measure.strip(), office.strip()
    problems = [
        *_faults_of_plan(aspect, due_date, on),
        *_faults_of_text("measure", measure, LONGEST_MEASURE),
        *_faults_of_text("office", office, LONGEST_OFFICE),
    ]
    if problems or due_date is None:
        raise InputProblems(problems)
    made = SitePlan.objects.create(
        site=site.site, aspect=aspect, measure=measure, office=office, due_date=due_date,
        made_by=by.label or by.name, made_date=on, **site.place,
    )  # fmt: skip
    audit.record(
        what="plan_follow_up", subject=f"site_plan:{made.pk}", at=at, by=by, on=on,
        detail={"aspect": aspect},
    )  # fmt: skip
    return made


def finish_follow_up(
    *, plan_id: int, version: int, evidence: str, at: datetime, by: Actor, on: date
) -> SitePlan:
    """Say that a measure is done, and what shows it.

    Raises:
        NotFound: if there is none in the scope.
        PlanOver: if it has ended.
        InputProblems: if nothing shows it.
        Stale: if somebody has changed it since.
    """
    return _end(
        plan_id, version, FollowUpState.DONE, evidence, what="finish_follow_up", at=at, by=by, on=on
    )


def cancel_follow_up(
    *, plan_id: int, version: int, reason: str, at: datetime, by: Actor, on: date
) -> SitePlan:
    """Say that a measure is not done, and why.

    Raises:
        NotFound: if there is none in the scope.
        PlanOver: if it has ended.
        InputProblems: if no reason is given.
        Stale: if somebody has changed it since.
    """
    return _end(
        plan_id,
        version,
        FollowUpState.CANCELLED,
        reason,
        what="cancel_follow_up",
        at=at,
        by=by,
        on=on,
    )


@transaction.atomic
def _end(
    plan_id: int,
    version: int,
    state: FollowUpState,
    words: str,
    *,
    what: str,
    at: datetime,
    by: Actor,
    on: date,
) -> SitePlan:
    if not by.has_role(*PLANNERS):
        raise NotAllowed(_("measures for a site are planned by the township and the banner"))
    plan = found_within(SitePlan.objects.all(), by.scope, pk=plan_id)
    if plan.state != FollowUpState.PLANNED:
        raise PlanOver(_("this measure has ended already"))
    words = words.strip()
    problems = list(_faults_of_text("evidence", words, LONGEST_EVIDENCE))
    if problems:
        raise InputProblems(problems)
    fields: dict[str, Any] = {"state": state, "evidence": words, "ended_date": on}
    change(plan, version, at=at, by=by, **fields)
    audit.record(what=what, subject=f"site_plan:{plan.pk}", at=at, by=by, on=on)
    return plan


def _faults_of_plan(aspect: str, due_date: date | None, on: date) -> Iterator[Problem]:
    if aspect not in Aspect.values:
        yield Problem("aspect", _("choose one of the six aspects"))
    if due_date is None:
        yield Problem("due_date", _("say by when, as 2020-07-31"))
    elif due_date < on:
        yield Problem("due_date", _("the day is over already"))


def _faults_of_text(where: str, text: str, longest: int) -> Iterator[Problem]:
    if not text:
        yield Problem(where, _("this must be filled in"))
    if len(text) > longest:
        yield Problem(where, _("at most {count} characters").format(count=longest))
    if "\0" in text:
        yield Problem(where, _("a sign in it cannot be kept"))
    for leak in leaks_in(text):
        yield Problem(where, leak.message, leak.mend)
