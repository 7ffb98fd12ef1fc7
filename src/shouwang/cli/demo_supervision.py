"""Supervision in the June of a demo: issues in every state, a tour with results, an exit check.

Everything goes through the operations that the pages use, by accounts of the right role. Needs
Django set up.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from shouwang.base.access import EVERYWHERE, Actor
from shouwang.base.words import _
from shouwang.cli.demo_life import Life, actor
from shouwang.cli.demo_papers import photo
from shouwang.rules.tours import load_tours
from shouwang.stages.board.hands import files_of
from shouwang.stages.board.operations import closing, issues, recurrences, tours
from shouwang.stages.board.operations.tour_issues import raise_issues
from shouwang.stages.board.queries import issues as known, tours as tour_queries
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.operations import files
from shouwang.stages.register.queries import frame, index

DAYS_AGO = 25  # the first issue; each next one a little later
EVERY = 3  # of so many stops one has something at fault
BANNERS = 5  # that a tour goes to beside the demo's own
ABSENT = 17  # of so many doors nobody is at home at one
BEEN = 30  # doors of the running tour that somebody has been to


def _found() -> tuple[tuple[str, ...], ...]:
    """What is found in the demo's banner, and how far it gets; one after the other."""
    houses = _("some houses were graded as unsafe but have not been mended")
    return (
        ("assurance", "policy", "patrol", "serious",
         _("drinking water is too little in some hamlets"), "found"),
        ("industry", "work", "audit", "common",
         _("assets of a project have not been handed over"), "assigned"),
        ("employment", "work", "self", "minor", _("the list of post holders is out of date"),
         "planned"),
        ("monitoring", "policy", "assessment", "common",
         _("measures for marginal households do not fit their risk"), "applied"),
        ("village_team", "responsibility", "unannounced", "common",
         _("the attendance book of the team has gaps"), "returned"),
        ("assurance", "policy", "inspection", "common", houses, "closed"),
        ("assurance", "policy", "petition", "common", houses, "found"),
    )  # fmt: skip


def supervise(life: Life) -> None:
    """Find issues and take them their way, go on two tours, the second of them to its end."""
    for number, told in enumerate(_found()):
        _issue(life, number, told)
    for again in known.issues(wanted=known.Wanted(), on=life.day, scope=EVERYWHERE):
        for asked in known.recurrences_of(issue_id=again.pk, on=life.day, scope=EVERYWHERE)[1:]:
            life.act("recurrence", recurrences.answer_recurrence, recurrence_id=asked.pk,
                     is_recurrence=False, at=life.moment(life.day), by=actor(life, "league"),
                     on=life.day)  # fmt: skip
    _tour(life, "exit_check", _("Exit check of June"), days_ago=12, is_over=True)
    _tour(life, "tour", _("Tour of June"), days_ago=3, is_over=False)
    _office(life)


def _place(life: Life) -> dict[str, str]:
    clerk = actor(life, "clerk")
    (banner,) = sorted(clerk.scope.places)
    return {**life.policy.content.ancestors(banner), "banner": banner}


def _issue(life: Life, number: int, told: tuple[str, ...]) -> None:
    area, kind, source, severity, words, goal = told
    day = life.day - timedelta(days=DAYS_AGO - 2 * number)
    village = actor(life, "village")
    touched = index.households_of(
        village=min(village.scope.places), on=life.day, scope=village.scope
    )[number : number + 2]
    region = actor(life, "region")
    clerk, league = actor(life, "clerk"), actor(life, "league")
    content = life.policy.content
    when: dict[str, Any] = {"at": life.moment(day), "on": day}
    issue = life.act(
        "issue", issues.find_issue, content=content, banner=_place(life)["banner"], area=area,
        kind=kind, source=source, severity=severity, words=words,
        households=[each.household for each in touched] if area == "assurance" else (),
        by=region, **when,
    )  # fmt: skip
    if issue is None or goal == "found":
        return
    life.act("issue step", issues.assign_issue, content=content, issue_id=issue.pk,
             version=issue.version, unit=_("office of the banner"), owner="clerk",
             due_date=None if number % 2 else life.day + timedelta(days=number), by=region,
             **when)  # fmt: skip
    if goal == "assigned":
        return
    _step(
        life,
        issue,
        issues.plan_issue,
        plan=_("by the end of the month, village by village"),
        by=clerk,
        **when,
    )
    if goal == "planned":
        return
    files.keep_file(
        home=life.home, data=photo(), name="after.jpg", owner=files_of(issue),
        kind=FileKind.EVIDENCE, household=None, place=issue.place, by=clerk, **when,
    )  # fmt: skip
    _step(
        life,
        issue,
        closing.apply_for_closing,
        result=_("mended, seen on the spot"),
        by=clerk,
        **when,
    )
    if goal == "returned":
        _step(
            life,
            issue,
            closing.send_back,
            reason=_("the photo does not show it"),
            by=league,
            **when,
        )
    if goal == "closed":
        _step(life, issue, closing.verify_issue, by=league, **when)


def _step(life: Life, issue: Any, do: Any, **told: Any) -> None:
    fresh = known.issue(issue_id=issue.pk, on=life.day, scope=EVERYWHERE)
    life.act("issue step", do, issue_id=issue.pk, version=fresh.version, **told)


def _tour(life: Life, kind: str, title: str, *, days_ago: int, is_over: bool) -> None:
    region, content = actor(life, "region"), life.policy.content
    start = life.day - timedelta(days=days_ago)
    when = {"at": life.moment(start), "on": start}
    tour = life.act(
        "tour", tours.plan_tour, content=content, kind=kind, title=title,
        banners=_banners(life, kind), seed="2020", team=[region.label, _("a colleague")],
        start_date=start, end_date=start + timedelta(days=5), by=region, **when,
    )  # fmt: skip
    if tour is None:
        return
    stops = tour_queries.stops_of(tour_id=tour.pk, on=life.day, scope=EVERYWHERE)
    for number, stop in enumerate(stops if is_over else stops[:BEEN]):
        _door(life, kind, stop, number, region, when)
    if is_over:
        life.act("tour issues", raise_issues, content=content, tour_id=tour.pk, by=region, **when)
        fresh = tour_queries.tour(tour_id=tour.pk, on=life.day, scope=EVERYWHERE)
        life.act("tour end", tours.end_tour, tour_id=tour.pk, version=fresh.version,
                 report=_("Most households stand well; what was found is in the ledger."),
                 by=region, **when)  # fmt: skip


def _banners(life: Life, kind: str) -> list[str]:
    """The demo's banner and those with the most villages, so that there is something to weigh."""
    content = life.policy.content
    rows = frame.frame(
        banners=[each.code for each in content.regions_of("banner")],
        statuses=load_tours(content).kinds[kind].statuses, on=life.day, scope=EVERYWHERE,
    )  # fmt: skip
    villages = Counter(banner for banner, _village in {(row.banner, row.village) for row in rows})
    most = [
        banner for banner, _count in sorted(villages.items(), key=lambda each: (-each[1], each[0]))
    ]
    return sorted({_place(life)["banner"], *most[:BANNERS]})


def _door(
    life: Life, kind: str, stop: Any, number: int, by: Actor, when: dict[str, Any]
) -> None:  # fmt: skip
    """What is answered at a door: who really is in trouble says so, and now and then somebody."""
    is_troubled = stop.household in life.troubled
    answers = {}
    for place, item in enumerate(load_tours(life.policy.content).asked(kind, stop.status)):
        is_bad = is_troubled and (number + place) % EVERY == 0
        answers[item.name] = "bad" if is_bad else "good"
    life.act("door", tours.record_stop, content=life.policy.content, stop_id=stop.pk,
             version=stop.version, answers=answers, is_absent=number % ABSENT == ABSENT - 1, by=by,
             **when)  # fmt: skip


def _office(life: Life) -> None:
    region = actor(life, "region")
    life.act(
        "tour", tours.plan_tour, content=life.policy.content, kind="office",
        title=_("The office looks at guarantees"), area="assurance",
        banners=[_place(life)["banner"]], seed="", team=[region.label], start_date=life.day,
        end_date=life.day + timedelta(days=7), at=life.moment(life.day), by=region, on=life.day,
    )  # fmt: skip
