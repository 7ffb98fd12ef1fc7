"""Makes issues of the faults that a tour found, all in one act: one for each banner and fault."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.tours import Answer, Item, load_tours
from shouwang.stages.board.enums import IssueSource, IssueState, StopState
from shouwang.stages.board.models import Issue, Stop
from shouwang.stages.board.operations import issues
from shouwang.stages.board.operations.tours import TOURERS
from shouwang.stages.board.queries import tours as known
from shouwang.stages.board.tour_results import faults
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import within


@transaction.atomic
def raise_issues(
    *, content: Content, tour_id: int, at: datetime, by: Actor, on: date
) -> tuple[int, int]:
    """Make issues of the faults; return how many are new, and how many got further households.

    Done again after more doors, it adds what is new and nothing twice.
    """
    if not by.has_role(*TOURERS):
        raise NotAllowed(_("tours are made by the region and the leagues"))
    tour = known.tour(tour_id=tour_id, on=on, scope=by.scope)
    rules = load_tours(content)
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    meant: dict[tuple[str, str], tuple[Item, Answer]] = {}
    seen = within(Stop.objects.all(), by.scope).filter(tour=tour, state=StopState.SEEN)
    for stop in seen.order_by("order"):
        for item, answer in faults(rules.asked(tour.kind, stop.status), stop.answers):
            found[stop.banner, item.name, answer.code].append(stop.household)
            meant[item.name, answer.code] = item, answer
    made = grown = 0
    for (banner, name, code), households in sorted(found.items()):
        item, answer = meant[name, code]
        origin = f"tour:{tour.pk}:{name}:{code}"
        before = Issue.objects.filter(origin=origin, banner=banner).first()
        if before is None:
            issues.find_issue(
                content=content, banner=banner, area=item.area, kind=answer.fault,
                source=IssueSource.INSPECTION, words=answer.words, households=households,
                office=tour.office if tour.area else "", due_date=None, origin=origin, at=at,
                by=by, on=on,
            )  # fmt: skip
            made += 1
        elif before.state != IssueState.CLOSED:
            fresh = issues.add_households(
                content=content, issue_id=before.pk, version=before.version,
                households=households, at=at, by=by, on=on,
            )  # fmt: skip
            grown += bool(fresh)
    audit.record(what="raise_issues", subject=f"tour:{tour.pk}", at=at, by=by, on=on,
                 detail={"issues": made})  # fmt: skip
    return made, grown
