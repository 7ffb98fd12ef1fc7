"""A banner settled out of the lake; answers stay while figures do; nothing foreign is reached."""

from datetime import date

import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.load import load_policy
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.insurance.enums import DifferenceReason, DifferenceState
from shouwang.stages.programmes.insurance.models import Difference, Settlement
from shouwang.stages.programmes.insurance.operations import settlements as acts
from shouwang.stages.programmes.insurance.queries import claims, settlements as known
from tests.office import world
from tests.web import registers

pytestmark = pytest.mark.django_db
YUAN = 100
POLICY = load_policy(SHIPPED / "neimenggu")


def claim(number, household=registers.HERE, **more):
    return {
        "case_number": number, "household": household, "kind": "illness", "state": "paid",
        "reported_date": date(2020, 3, 1), "surveyed_date": date(2020, 3, 3),
        "approved_date": date(2020, 4, 1), "paid_date": date(2020, 4, 20), "noticed_days": 5,
        "loss": 30_000 * YUAN, "other_paid": 0, "payout": 5_000 * YUAN, "borne": 25_000 * YUAN,
        "period": date(2020, 6, 1), **more,
    }  # fmt: skip


def bill(number, person, yuan):
    return {"claim": number, "person": person, "kind": "inpatient", "self_paid": yuan * YUAN,
            "settled_date": date(2020, 2, 1), "period": date(2020, 2, 1)}  # fmt: skip


@pytest.fixture
def home(tmp_path):
    made = registers.make(tmp_path / "home")
    registers.send(made, "medical_claim", [bill("M-1", registers.FIRST, 20_000),
                                           bill("M-2", registers.FIRST + 1, 10_000)])  # fmt: skip
    registers.send(made, "insurance_claim", [
        claim("C-1"),
        claim("C-2", kind="accident", loss=4_000 * YUAN, payout=2_000 * YUAN, borne=None),
        claim("C-3", state="reported", kind="accident", payout=0),
        claim("C-9", registers.THERE),
    ])  # fmt: skip
    return made


def settle(home, role="clerk", side=world.HOME, banner=None):
    return acts.settle_banner(
        home=home, policy=POLICY, banner=banner or world.place(side)["banner"], at=world.AT,
        by=world.actor(role, side), on=world.DAY,
    )  # fmt: skip


def answer(
    found, role="clerk", side=world.HOME, state=DifferenceState.CORRECTED, words="重算了", version=1
):
    return acts.answer_difference(
        difference_id=found.pk, version=version, reply=acts.Reply(state, words), at=world.AT,
        by=world.actor(role, side), on=world.DAY,
    )  # fmt: skip


def test_a_banner_is_settled(home):
    made = settle(home)
    assert (made.claims, made.agreed, made.differing, made.pending) == (3, 1, 1, 1)
    assert (made.ours, made.theirs) == (6_200 * YUAN, 7_000 * YUAN)
    found = Difference.objects.get()
    assert (found.case_number, found.ours, found.gap) == ("C-2", 1_200 * YUAN, 800 * YUAN)
    assert found.village == world.villages()[world.HOME]
    assert AuditEntry.objects.filter(what="settle_banner", detail__differing=1).exists()


def test_no_more_is_counted_than_medical_insurance_has_settled(home):
    registers.send(home, "medical_claim", [bill("M-1", registers.FIRST, 21_000),
                                           bill("M-2", registers.FIRST + 1, 0)])  # fmt: skip
    settle(home)
    found = Difference.objects.get(case_number="C-1")
    assert (found.why, found.ours) == (DifferenceReason.UNPROVED, 500 * YUAN)


def test_an_answer_stays_while_the_figures_do(home):
    settle(home)
    answer(Difference.objects.get())
    settle(home)
    found = Difference.objects.get()
    assert (found.state, found.answer, found.answered_by) == (
        DifferenceState.CORRECTED,
        "重算了",
        "clerk-0",
    )
    rows = [claim("C-1"), claim("C-2", kind="accident", loss=4_000 * YUAN, payout=1_900 * YUAN)]
    registers.send(home, "insurance_claim", rows)
    settle(home)
    found.refresh_from_db()
    assert (found.state, found.theirs) == (DifferenceState.OPEN, 1_900 * YUAN)
    rows[1]["payout"] = 1_200 * YUAN
    registers.send(home, "insurance_claim", rows)
    settle(home)
    found.refresh_from_db()
    assert found.state == DifferenceState.SETTLED
    with pytest.raises(InputProblems):
        answer(found, version=found.version)
    assert Settlement.objects.count() == 4


def test_what_is_wrong_with_an_answer_is_told_at_once(home):
    settle(home)
    found = Difference.objects.get()
    for state, words, places in (("x", " ", {"state", "words"}), (DifferenceState.SETTLED, "y" * 501,
                                 {"state", "words"}), (DifferenceState.ACCEPTED, "a\0b", {"words"})):  # fmt: skip
        with pytest.raises(InputProblems) as refused:
            answer(found, state=state, words=words)
        assert {each.where for each in refused.value.problems} == places
    with pytest.raises(Stale):
        answer(found, version=7)
    found.refresh_from_db()
    assert found.state == DifferenceState.OPEN


def test_nothing_foreign_is_settled_or_answered(home):
    settle(home)
    found = Difference.objects.get()
    with pytest.raises(NotFound):
        settle(home, banner=world.place(world.ABROAD)["banner"])
    with pytest.raises(NotFound):
        answer(found, side=world.ABROAD)
    for role in ("village", "township", "sender"):
        with pytest.raises(NotAllowed):
            settle(home, role)
    for role in ("township", "region"):
        with pytest.raises(NotAllowed):
            answer(found, role)
    with pytest.raises(InputProblems):
        settle(home, "league", banner=world.place()["league"])
    scope = world.actor("clerk", world.ABROAD).scope
    asked = {"content": world.content(), "on": world.DAY, "scope": scope}
    assert known.differences(wanted=known.Wanted(), **asked) == []
    assert known.latest_settlements(**asked) == []
    with pytest.raises(NotFound):
        known.difference(difference_id=found.pk, on=world.DAY, scope=scope)


def test_one_claim_is_worked_out_for_whoever_may_see_it(home):
    asked = {"home": home, "policy": POLICY, "on": world.DAY}
    for role in ("village", "clerk", "region"):
        found = claims.claim(number="C-1", scope=world.actor(role).scope, **asked)
        assert (found.ours, found.why) == (5_000 * YUAN, DifferenceReason.AGREES)
    for number, side in (("C-9", world.HOME), ("C-1", world.ABROAD), ("none", world.HOME)):
        with pytest.raises(NotFound):
            claims.claim(number=number, scope=world.actor("clerk", side).scope, **asked)


def test_policies_are_those_of_the_own_banners(home):
    registers.send(home, "insurance_cover", [
        {"policy": f"P-{side}", "county": world.place(side)["banner"], "cover_year": 2020,
         "start_date": date(2020, 1, 1), "end_date": date(2020, 12, 31), "people": 10,
         "premium": 500 * YUAN, "payouts": 400 * YUAN, "balance_left": 100 * YUAN,
         "period": date(2020, 6, 1)}
        for side in (world.HOME, world.ABROAD)
    ])  # fmt: skip
    asked = {"home": home, "content": world.content(), "on": world.DAY}
    (found,) = known.covers(scope=world.actor("clerk").scope, **asked)
    assert (found.policy, found.ratio) == ("P-0", 0.8)
    assert len(known.covers(scope=world.actor("region").scope, **asked)) == 2
