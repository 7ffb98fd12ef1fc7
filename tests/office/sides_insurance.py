"""A settlement with a difference, and a reminder of a loan, on a side of a scope's border."""

from datetime import date

from shouwang.stages.programmes.insurance.models import Difference, Settlement
from shouwang.stages.programmes.microcredit.models import Reminder
from tests.office import world


def plant_insurance(side, mark, place, household):
    """Write the records and return them by their kind."""
    settlement = Settlement.objects.create(
        league=place["league"], banner=place["banner"], product="neimenggu",
        product_from=date(2019, 1, 1), snapshot=1, day=world.DAY, at=world.AT,
        made_by=f"{mark}核对人", claims=3, agreed=1, differing=1, pending=1, ours=100, theirs=200,
    )  # fmt: skip
    difference = Difference.objects.create(
        settlement=settlement, case_number=f"{mark}案{side}", household=household, kind="illness",
        reported_date=date(2020, 3, 1), product="neimenggu", loss=1000, ours=100, theirs=200,
        gap=100, why="line", answer=f"{mark}答复", answered_by=f"{mark}答复人", **place,
    )  # fmt: skip
    reminder = Reminder.objects.create(
        loan=f"{mark}借据{side}", household=household, due_date=date(2020, 7, 20), way="visit",
        outcome="repays", note=f"{mark}说明", done_by=f"{mark}提醒人", done_date=world.DAY,
        at=world.AT, **place,
    )  # fmt: skip
    return {"settlement": settlement, "difference": difference, "reminder": reminder}
