"""A line of the double inclusion and somebody within the gradual exit, on a side of a border."""

from shouwang.stages.programmes.safety_net.models import GradualExit, ListLine, Reconciliation
from tests.office import world


def plant_safety_net(mark, place, household):
    """Write a line that has been answered once and return it by its kind."""
    line = ListLine.objects.create(
        direction="uncovered", reason="below_line", household=household, people=2,
        evidence={"income": 400000, "line": 591400, "gap": 191400, "monthly": 31900},
        fingerprint="0" * 16, found_date=world.DAY, seen_date=world.DAY, state="open",
        answer="not_entitled", note=f"{mark}说明", answered_by=f"{mark}答复人",
        answered_date=world.DAY, answered_print="1" * 16, **place,
    )  # fmt: skip
    GradualExit.objects.create(
        household=household, person=1, ended_date=world.DAY, amount=40000, income=700000,
        rule="same", paid=[40000] * 6, **place,
    )  # fmt: skip
    Reconciliation.objects.create(
        league=place["league"], banner=place["banner"], day=world.DAY, snapshot=1,
        listed={"supported": 3}, registered={"covered": 3, "below_line": 2}, lines=1,
        made_by=f"{mark}比对人",
    )  # fmt: skip
    return {"net_line": line}
