"""An issue that may be an earlier one, and a tour with a door, on a side of a scope's border."""

from datetime import date

from shouwang.stages.board.models import (
    Issue,
    IssueHousehold,
    Recurrence,
    Stop,
    StopResult,
    Tour,
    TourBanner,
    TourVillage,
)
from tests.office import world


def plant_supervision(side, mark, place, household, lead):
    """Write issues and a tour and return them by their kind."""
    told = {"area": "assurance", "kind": "policy", "source": "inspection", "office": "social",
            "unit": f"{mark}单位", "owner": f"{mark}责任人", "due_date": date(2020, 7, 31),
            "found_date": date(2020, 5, 1), "made_by": f"league-{side}", **place}  # fmt: skip
    before = Issue.objects.create(
        number=f"W2020-00001{side}", words=f"{mark}旧问题", state="closed",
        closed_date=date(2020, 6, 1), assigned_date=date(2020, 5, 2), **told,
    )  # fmt: skip
    issue = Issue.objects.create(
        number=f"W2020-00002{side}", words=f"{mark}问题", plan=f"{mark}措施", **told
    )
    IssueHousehold.objects.create(issue=issue, household=household, lead=lead, **place)
    recurrence = Recurrence.objects.create(issue=issue, before=before, likeness=90)
    tour = Tour.objects.create(
        number=f"T2020-00001{side}", kind="tour", title=f"{mark}督查", office="general",
        banners=[place["banner"]], statuses=["exited"], seed=f"{mark}种子", team=[f"{mark}组长"],
        start_date=world.DAY, end_date=date(2020, 7, 5), state="running", made_date=world.DAY,
        made_by=f"league-{side}",
        design={"population": 1, "wanted": 1, "strata": [
            {"banner": place["banner"], "villages": 1, "drawn": 1, "weight": 1, "households": 1}
        ]},
    )  # fmt: skip
    TourBanner.objects.create(tour=tour, league=place["league"], banner=place["banner"])
    TourVillage.objects.create(
        tour=tour, stratum=place["banner"], weight=1, order=1, households=1, **place
    )
    stop = Stop.objects.create(
        tour=tour, household=household, status="exited", stratum="x", weight=1, order=1,
        state="seen", answers={"water": "bad"}, note=f"{mark}见闻", visited_by=f"league-{side}",
        visited_date=world.DAY, **place,
    )  # fmt: skip
    StopResult.objects.create(
        tour=tour, stop=stop, visited_date=world.DAY, measure="pass", holds=False, **place
    )
    return {"issue": issue, "recurrence": recurrence, "tour": tour, "stop": stop}
