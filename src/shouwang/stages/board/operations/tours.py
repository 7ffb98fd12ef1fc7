"""What is done with tours: a sample drawn, doors gone to, faults made issues, the report."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.area_words import area_words
from shouwang.rules.content import Content
from shouwang.rules.tours import load_tours
from shouwang.stages.board.enums import StopState, TourKind, TourState
from shouwang.stages.board.issue_rules import faults_of_text
from shouwang.stages.board.models import (
    Stop,
    StopResult,
    Tour,
    TourBanner,
    TourVillage,
)
from shouwang.stages.board.queries import tours as known
from shouwang.stages.board.tour_draw import Sample, draw_households, draw_villages, numbers_of
from shouwang.stages.board.tour_results import faults_of_answers, verdicts
from shouwang.stages.cases.operations.numbering import take_number
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within
from shouwang.stages.register.queries import frame, index

TOURERS = (Role.REGION, Role.LEAGUE)
NUMBERS = "T"
LONGEST_TITLE = 120  # characters, as the columns are wide
LONGEST_NOTE = 300  # the same
LONGEST_REPORT = 5_000  # characters; two pages
LONGEST_SEED = 40  # characters, as the column is wide
LONGEST_NAME = 60  # characters of a name
MOST_IN_TEAM = 30  # more are two tours
AT_ONCE = 1_000  # rows written at a time


class TourEnded(ShouwangError):
    """The tour has ended: what it found stands."""


@transaction.atomic
def plan_tour(
    *,
    content: Content,
    kind: str,
    title: str,
    banners: Sequence[str],
    seed: str,
    team: Sequence[str],
    start_date: date | None,
    end_date: date | None,
    area: str = "",
    office: str = "",
    weights: Mapping[str, float] | None = None,
    at: datetime,
    by: Actor,
    on: date,
) -> Tour:
    """Plan a tour: its sample is drawn at once, from the register as the index shows it.

    Args:
        seed: With the same frame it gives the same sample again; the tour's number, if empty.
        weights: Banner → how much closer it is looked at.

    Raises:
        NotFound: if a banner is not in the actor's area.
        InputProblems: with all that is wrong.
    """
    _require(by)
    codes = sorted(set(banners))
    for code in codes:
        place = content.ancestors(code) if code in content.regions else {}
        if place.get("banner") != code or not by.scope.covers(place):
            raise NotFound(_("there is no such record in your area"))
    words = area_words(content)
    problems = faults_of_text("title", title, LONGEST_TITLE, is_wanted=True)
    if kind not in TourKind.values or kind not in load_tours(content).kinds:
        problems.append(Problem("kind", _("choose one")))
    if not codes:
        problems.append(Problem("banners", _("choose one at least")))
    problems += [*_faults_of_team(team), *_faults_of_days(start_date, end_date)]
    problems += _faults_of_office(kind, area, office, words.areas, words.offices)
    problems += faults_of_text("seed", seed, LONGEST_SEED)
    if problems or start_date is None or end_date is None:
        raise InputProblems(problems)
    number = take_number(letter=NUMBERS, by=by, on=on)
    tour = Tour.objects.create(
        number=number, kind=kind, title=title.strip(), area=area,
        office=office or words.in_charge.get(area, "") or next(iter(words.offices), ""),
        banners=codes, statuses=list(load_tours(content).kinds[kind].statuses),
        seed=seed.strip() or number, team=[each.strip() for each in team if each.strip()],
        start_date=start_date, end_date=end_date, made_by=by.name, made_date=on,
        changed_by=by.label or by.name, changed_at=at,
    )  # fmt: skip
    TourBanner.objects.bulk_create(
        TourBanner(tour=tour, banner=code, league=content.ancestors(code)["league"])
        for code in codes
    )
    if kind != TourKind.OFFICE:
        _draw(content, tour, weights or {}, by=by, on=on)
    audit.record(what="plan_tour", subject=f"tour:{tour.pk}", at=at, by=by, on=on,
                 detail={"kind": kind, "seed": tour.seed, "households": tour.stops.count()})  # fmt: skip
    return tour


def _draw(
    content: Content, tour: Tour, weights: Mapping[str, float], *, by: Actor, on: date
) -> None:
    numbers = numbers_of(load_tours(content), on)
    rows = frame.frame(banners=tour.banners, statuses=tour.statuses, on=on, scope=by.scope)
    counts: dict[str, tuple[str, int]] = {}
    places = {}
    for row in rows:
        places[row.village] = row.place
        counts[row.village] = (row.banner, counts.get(row.village, ("", 0))[1] + row.households)
    if not counts:
        raise InputProblems(
            [Problem("banners", _("there is nobody of the wanted statuses in these banners"))]
        )
    sample = draw_villages(counts, numbers=numbers, weights=weights, seed=tour.seed)
    held = frame.households_in(
        villages=[each.village for each in sample.villages], statuses=tour.statuses, on=on,
        scope=by.scope,
    )  # fmt: skip
    draw_households(sample, held, numbers=numbers, seed=tour.seed)
    _write(tour, sample, places)
    tour.design = sample.design
    tour.snapshot = index.index_state(on=on, scope=by.scope).snapshot
    tour.save(update_fields=["design", "snapshot"])


def _write(tour: Tour, sample: Sample, places: Mapping[str, Mapping[str, str]]) -> None:
    TourVillage.objects.bulk_create(
        (
            TourVillage(
                tour=tour, stratum=each.stratum, weight=each.weight, order=each.order,
                households=each.households, **places[each.village],
            )
            for each in sample.villages
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    Stop.objects.bulk_create(
        (
            Stop(
                tour=tour, household=each.household, status=each.status, stratum=each.stratum,
                weight=each.weight, order=each.order, **places[each.village],
            )
            for each in sample.households
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip


def _faults_of_team(team: Sequence[str]) -> list[Problem]:
    problems = [fault for each in team for fault in faults_of_text("team", each, LONGEST_NAME)]
    if not any(each.strip() for each in team):
        problems.append(Problem("team", _("write down who goes")))
    if len(team) > MOST_IN_TEAM:
        problems.append(Problem("team", _("at most {count} people").format(count=MOST_IN_TEAM)))
    return problems


def _faults_of_days(start: date | None, end: date | None) -> list[Problem]:
    if start is None or end is None:
        return [Problem("start_date", _("choose a day"))]
    if end < start:
        return [Problem("end_date", _("it ends before it begins"))]
    return []


def _faults_of_office(
    kind: str, area: str, office: str, areas: Mapping[str, str], offices: Mapping[str, str]
) -> list[Problem]:
    problems = []
    if (area and area not in areas) or (kind == TourKind.OFFICE and not area):
        problems.append(Problem("area", _("choose one")))
    if office and office not in offices:
        problems.append(Problem("office", _("choose one")))
    return problems


@transaction.atomic
def record_stop(
    *,
    content: Content,
    stop_id: int,
    version: int,
    answers: Mapping[str, str],
    note: str = "",
    is_absent: bool = False,
    at: datetime,
    by: Actor,
    on: date,
) -> Stop:
    """Keep what was found at a door; until the tour has ended it may be mended.

    Raises:
        TourEnded: if the tour has ended.
        InputProblems: if an answer is missing.
    """
    _require(by)
    stop = found_within(Stop.objects.select_related("tour"), by.scope, pk=stop_id)
    tour = stop.tour
    _fail_if_ended(tour)
    items = load_tours(content).asked(tour.kind, stop.status)
    problems = faults_of_text("note", note, LONGEST_NOTE)
    if not is_absent:
        problems += faults_of_answers(items, answers)
    if problems:
        raise InputProblems(problems)
    kept = {} if is_absent else {item.name: answers[item.name] for item in items}
    change(
        stop, version, at=at, by=by, answers=kept, note=note.strip(), visited_by=by.name,
        visited_date=on, state=StopState.ABSENT if is_absent else StopState.SEEN,
    )  # fmt: skip
    StopResult.objects.filter(stop=stop).delete()
    StopResult.objects.bulk_create(
        StopResult(
            tour=tour, stop=stop, visited_date=on, measure=each.measure, area=each.area,
            holds=each.holds, **stop.place,
        )
        for each in verdicts(items, kept)
    )  # fmt: skip
    Tour.objects.filter(pk=tour.pk, state=TourState.PLANNED).update(state=TourState.RUNNING)
    audit.record(what="record_stop", subject=f"tour:{tour.pk}", at=at, by=by, on=on,
                 detail={"stop": stop.pk})  # fmt: skip
    return stop


@transaction.atomic
def end_tour(*, tour_id: int, version: int, report: str, at: datetime, by: Actor, on: date) -> Tour:
    """End a tour with its short report; doors nobody went to stay so.

    Raises:
        InputProblems: if there is no report.
    """
    _require(by)
    tour = known.tour(tour_id=tour_id, on=on, scope=by.scope)
    known.fail_if_wider(tour=tour, on=on, scope=by.scope)
    if tour.version == version:
        _fail_if_ended(tour)
    problems = faults_of_text("report", report, LONGEST_REPORT, is_wanted=True)
    if problems:
        raise InputProblems(problems)
    change(tour, version, at=at, by=by, report=report.strip(), state=TourState.ENDED, ended_date=on)
    audit.record(what="end_tour", subject=f"tour:{tour.pk}", at=at, by=by, on=on)
    return tour


def _fail_if_ended(tour: Tour) -> None:
    if tour.state == TourState.ENDED:
        raise TourEnded(_("this tour ended on {day}").format(day=tour.ended_date))


def _require(by: Actor) -> None:
    if not (by.is_program or by.has_role(*TOURERS)):
        raise NotAllowed(_("tours are made by the region and the leagues"))
