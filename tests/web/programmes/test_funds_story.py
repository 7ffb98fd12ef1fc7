"""A batch of money from the target to the signature: region, league, banner, one after the other."""

import pytest
from django.urls import reverse

from shouwang.rules.funds import load_fund_rules
from shouwang.stages.board.models import Figure, FigureSet
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.funds.models import Appraisal, Sharing
from tests.office import both_sides, lake, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def settled(settings, lake_home, tmp_path, monkeypatch):
    made = lake.copied(lake_home, tmp_path / "home")
    settings.HOME = made.home.root
    sides = both_sides.settled(made)
    monkeypatch.setattr(world, "villages", lambda: tuple(village for village, _number in sides))


def banner(side):
    return world.content().ancestors(world.villages()[side])["banner"]


@pytest.fixture
def counted():
    """Figures of the day for both banners: at home thrice as many people as abroad."""
    made = FigureSet.objects.create(
        on=world.DAY, run="run", snapshot=1, release="0" * 64, made_at=world.AT, made_by="system",
        is_finished=True,
    )  # fmt: skip
    rules = load_fund_rules(world.content())
    full = {each.indicator: float(each.full) for each in rules.items.values()}
    people = {each.indicator for each in rules.factors.values()}
    for side, many in ((world.HOME, 3.0), (world.ABROAD, 1.0)):
        for name in {*full, *people}:
            value = many if name == "registered_people" else full.get(name, 1.0)
            Figure.objects.create(figure_set=made, indicator=name, area="", level="banner",
                                  place=banner(side), value=value)  # fmt: skip
    return rules


def test_a_batch_is_shared_out_spent_and_answered_for(sign_in, counted):
    # The region sets what is to be spent by when.
    region = sign_in("region")
    months = {f"month-{month}": str(min(month * 9, 100)) for month in range(1, 13)}
    region.post(reverse("funds:target"), {**months, "kind": "all", "edition": "0", "basis": "x",
                                          "owner": "planning_finance"})  # fmt: skip
    assert "54%" in region.get(reverse("funds:curve")).content.decode()

    # It tries a batch, mends what is wrong, and adopts what it has come to.
    sent = {"title": "second batch", "group": "all", "total": "1000", "weight-people": "90",
            **{f"in-{banner(side)}": "1" for side in (0, 1)}}  # fmt: skip
    assert region.post(reverse("funds:new"), sent).status_code == 422
    sent["weight-people"] = "100"
    assert "750" in region.post(reverse("funds:try"), sent).content.decode()
    sent[f"floor-{banner(1)}"] = "400.01"
    region.post(reverse("funds:new"), sent)
    sharing = Sharing.objects.get()
    region.post(reverse("funds:adopt", args=[sharing.pk]), {"version": "1", "note": "meeting 3"})

    # The league reads its own part of it, and no other.
    page = sign_in("league").get(reverse("funds:plan", args=[sharing.pk])).content.decode()
    assert "599.99" in page
    assert "400.01" not in page

    # The banner answers for its money; its approver signs what stands from then on.
    write, sign = (reverse(f"funds:{name}", args=[banner(0)]) for name in ("write", "sign"))
    sign_in("clerk").post(write, {f"item-{name}": "done" for name in counted.items})
    approver = sign_in("approver")
    assert approver.post(sign, {"version": str(Appraisal.objects.get().version)}).status_code == 302
    signed = Appraisal.objects.get()
    assert (signed.state, signed.total) == ("signed", "95.00")
    assert "95.00" in sign_in("region").get(reverse("funds:performance")).content.decode()
    acts = set(AuditEntry.objects.filter(kind="write").values_list("what", flat=True))
    assert {
        "set_curve",
        "keep_sharing",
        "adopt_sharing",
        "write_appraisal",
        "sign_appraisal",
    } <= acts
