"""Open records follow the people of a household: moved, merged, split, dead, born, married."""

import pytest

from shouwang.base.access import NotFound
from shouwang.stages.cases.models import Case, Lead, LeadFinding, Measure, Pairing
from shouwang.stages.cases.operations import following
from shouwang.stages.register.models import HouseholdChange
from tests.office import world

pytestmark = pytest.mark.django_db

OLD, NEW = 150100000001, 150100000002


def changed(kind, *, other=None, people=(), new_village=""):
    return HouseholdChange.objects.create(
        household=OLD, other=other, kind=kind, people=list(people), new_village=new_village,
        happened_date=world.DAY, recorded_by="township-0", recorded_date=world.DAY,
        **world.place(),
    )  # fmt: skip


def follow(change, role="township", side=world.HOME, content=True):
    return following.follow_change(
        change_id=change.pk, content=world.content() if content else None, at=world.AT,
        by=world.actor(role, side), on=world.DAY,
    )  # fmt: skip


def second(make, household, name, **fields):
    """Return one more record of a household, of another number."""
    made = make(sum(map(ord, name)), **fields)
    type(made).objects.filter(pk=made.pk).update(household=household, number=name)
    made.refresh_from_db()
    return made


@pytest.fixture
def household():
    world.indexed(OLD, members=3)
    return OLD


def test_a_move_brings_the_open_records_to_the_offices_there(household):
    lead, case = world.lead(OLD), world.case(OLD)
    measure = world.measure(OLD, case=case)
    closed = world.lead(OLD, state="closed")
    old = world.account("village")
    Pairing.objects.create(household=OLD, account=old, start_date=world.DAY, **world.place())
    there = world.account("village", world.ABROAD)
    follow(changed("move", new_village=world.villages()[world.ABROAD]))
    for record in (lead, case, measure):
        record.refresh_from_db()
        assert record.village == world.villages()[world.ABROAD]
        assert record.version == (3 if record is case else 2)
    closed.refresh_from_db()
    assert closed.village == world.villages()[world.HOME]
    case.refresh_from_db()
    assert case.review_reason == "move"
    assert Pairing.objects.get().village == world.villages()[world.ABROAD]
    assert there.messages.get().kind == "followed"


def test_a_place_is_known_from_who_lives_there(household):
    world.indexed(NEW, world.ABROAD)
    case = world.case(OLD)
    change = changed("move", new_village=world.villages()[world.ABROAD])
    follow(change, content=False)
    case.refresh_from_db()
    assert case.place == world.place(world.ABROAD)


def test_a_merger_moves_what_the_other_lacks(household):
    world.indexed(NEW)
    lead, case, measure = world.lead(OLD), world.case(OLD), world.measure(OLD)
    follow(changed("merge", other=NEW))
    for record in (lead, case, measure):
        record.refresh_from_db()
        assert record.household == NEW


def test_a_merger_ends_what_the_other_has(household):
    world.indexed(NEW)
    lead, kept = world.lead(OLD, severity=3), world.lead(NEW, severity=1)
    LeadFinding.objects.filter(lead=lead).update(key="other-finding")
    case, same = world.case(OLD), second(world.case, NEW, "S-2")
    measure = world.measure(OLD, case=case)
    exit_case = world.case(OLD, procedure="exit_from_poverty")
    second(world.case, NEW, "T-2", procedure="exit_from_poverty")
    follow(changed("merge", other=NEW))
    lead.refresh_from_db()
    kept.refresh_from_db()
    assert (lead.state, kept.severity, kept.findings.count()) == ("closed", 3, 2)
    case.refresh_from_db()
    measure.refresh_from_db()
    exit_case.refresh_from_db()
    assert (case.state, measure.case_id, measure.household) == ("withdrawn", same.pk, NEW)
    assert "S-2" in case.closed_reason
    assert case.left_reason == ""
    assert exit_case.left_reason == "merged"


def test_a_split_takes_along_what_is_for_its_people(household):
    case = world.case(OLD)
    theirs = world.measure(OLD, person=7, case=case)
    stays = second(world.measure, OLD, "M-2", person=8, case=case)
    lead = world.lead(OLD)
    LeadFinding.objects.create(
        lead=lead, check_name="pupil_out_of_school", subject="person", key="7", severity=2,
        risk="schooling", words="有人失学", earliest_run="r", latest_run="r",
    )  # fmt: skip
    follow(changed("split", other=NEW, people=[7]))
    theirs.refresh_from_db()
    stays.refresh_from_db()
    case.refresh_from_db()
    assert (theirs.household, theirs.case, stays.household) == (NEW, None, OLD)
    assert (case.household, case.review_reason) == (OLD, "split")
    made = Lead.objects.get(household=NEW)
    assert (made.severity, made.words, made.finding_count) == (2, "有人失学", 1)
    assert lead.findings.count() == 1


def test_a_lead_about_those_who_left_goes_with_them(household):
    lead = world.lead(OLD)
    LeadFinding.objects.filter(lead=lead).update(key="7", subject="person")
    follow(changed("split", other=NEW, people=[7]))
    lead.refresh_from_db()
    assert lead.household == NEW


def test_a_split_on_the_way_out_of_poverty_opens_a_case_with_their_plans(household):
    plan = {"cause": "因病", "measure": "低保", "who": "王", "due": "2020-10-31"}
    case = second(
        world.case,
        OLD,
        "T2020-000009",
        procedure="exit_from_poverty",
        member_plans={"7": plan, "8": plan},
    )  # fmt: skip
    follow(changed("split", other=NEW, people=[7]))
    case.refresh_from_db()
    made = Case.objects.get(household=NEW)
    assert (list(case.member_plans), list(made.member_plans)) == (["8"], ["7"])
    assert made.number == "T2020-000001"
    assert made.state == "open"


def test_the_death_of_the_last_member_ends_everything(household):
    world.indexed(3, members=1)
    change = changed("death", people=[7])
    HouseholdChange.objects.filter(pk=change.pk).update(household=3)
    lead, case = world.lead(3), world.case(3, state="identified")
    exit_case = second(world.case, 3, "T-3", procedure="exit_from_poverty")
    planned = world.measure(3)
    paid = second(world.measure, 3, "M-2", state="delivered", amount=10000)
    township = world.account("township")
    follow(change)
    for record, state in ((lead, "closed"), (case, "withdrawn"), (planned, "cancelled")):
        record.refresh_from_db()
        assert record.state == state
    exit_case.refresh_from_db()
    paid.refresh_from_db()
    assert exit_case.left_reason == "died"
    assert (paid.state, bool(paid.note)) == ("delivered", True)
    assert township.messages.count() == 1


def test_the_death_of_one_of_several_cancels_only_what_was_for_them(household):
    case = world.case(OLD)
    theirs, others = world.measure(OLD, person=7), second(world.measure, OLD, "M-2", person=8)
    follow(changed("death", people=[7]))
    theirs.refresh_from_db()
    others.refresh_from_db()
    case.refresh_from_db()
    assert (theirs.state, others.state) == ("cancelled", "planned")
    assert (case.state, case.review_reason) == ("open", "death")


@pytest.mark.parametrize("kind", ["birth", "married_in"])
def test_who_comes_makes_the_case_one_to_look_at(household, kind):
    case = world.case(OLD)
    follow(changed(kind, people=[9]))
    case.refresh_from_db()
    assert case.review_reason == kind
    found = following.mark_reviewed(
        case_id=case.pk, version=case.version, at=world.AT, by=world.actor("township"),
        on=world.DAY,
    )  # fmt: skip
    assert found.review_reason == ""


def test_who_marries_out_takes_their_measures_along(household):
    world.indexed(NEW, world.ABROAD)
    measure = world.measure(OLD, person=7)
    follow(changed("married_out", other=NEW, people=[7]))
    measure.refresh_from_db()
    assert (measure.household, measure.village) == (NEW, world.villages()[world.ABROAD])


def test_a_change_of_elsewhere_is_not_there(household):
    case = world.case(OLD)
    with pytest.raises(NotFound):
        follow(changed("birth"), side=world.ABROAD)
    case.refresh_from_db()
    assert case.review_reason == ""
    assert Measure.objects.count() == 0
