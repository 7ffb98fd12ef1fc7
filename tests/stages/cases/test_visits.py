"""A visit and all that follows from it: one form one visit, corrections, leads, cases, or nothing."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from shouwang.base.access import EVERYWHERE, NotAllowed, NotFound, Scope, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.content import load_content
from shouwang.stages.cases.enums import Verdict
from shouwang.stages.cases.models import Case, Lead, Pairing, Visit
from shouwang.stages.cases.operations.visits import record_visit
from shouwang.stages.cases.queries import visits as queries
from shouwang.stages.cases.questions import bank_of
from shouwang.stages.cases.visit_rules import Position
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.register.models import Correction, Indexed
from tests.office import world

pytestmark = pytest.mark.django_db
NUMBER = 150_421_000_001
ANSWERS = {"income_per_head": "4200"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return world.make_home(tmp_path_factory.mktemp("visits") / "home")


@pytest.fixture
def lead(db):
    world.indexed(NUMBER)
    return world.lead(NUMBER)


def record(home, role="village", side=world.HOME, **fields):
    given = {
        "household": NUMBER, "purpose": "verify", "answers": ANSWERS, "verdict": "confirmed",
        "form": uuid.uuid4(), "people": 2, "content": world.content(), "at": world.AT,
        "by": world.actor(role, side), "on": world.DAY, **fields,
    }  # fmt: skip
    return record_visit(home=home, **given)


def record_on(home, lead, role="village", **fields):
    return record(home, role, **{"lead_id": lead.pk, "lead_version": lead.version, **fields})


def test_a_confirmed_lead_is_closed_and_becomes_a_case(home, lead):
    visit = record_on(home, lead, note="家里确实困难", position=Position(42.1, 118.9, 12))
    lead.refresh_from_db()
    assert (lead.state, lead.verdict) == ("closed", "confirmed")
    case = Case.objects.get()
    assert (case.household, case.lead_id, case.procedure) == (NUMBER, lead.pk, "identification")
    assert (visit.visitor, visit.visited_by, visit.people) == ("village", "village-0", 2)
    assert visit.income_per_head == 420_000
    assert (visit.latitude, visit.accuracy_m) == (42.1, 12)
    assert AuditEntry.objects.filter(what="record_visit", subject=f"visit:{visit.pk}").exists()


def test_the_same_form_twice_is_one_visit(home, lead):
    form = uuid.uuid4()
    first = record_on(home, lead, form=form)
    assert record_on(home, lead, form=form).pk == first.pk
    assert Visit.objects.count() == Case.objects.count() == 1


def test_the_form_of_another_is_refused(home, lead):
    form = uuid.uuid4()
    record_on(home, lead, form=form)
    with pytest.raises(NotAllowed):
        record_on(home, lead, role="team", form=form)


def test_a_household_that_is_watched_gets_no_second_case(home, lead):
    world.case(NUMBER, state="identified")
    record_on(home, lead)
    assert Case.objects.count() == 1


def test_a_household_with_an_open_case_gets_no_second_one(home, lead):
    world.case(NUMBER)
    record_on(home, lead)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("verdict", ["known", "not_so"])
def test_other_verdicts_close_the_lead_without_a_case(home, lead, verdict):
    record_on(home, lead, verdict=verdict)
    lead.refresh_from_db()
    assert (lead.state, lead.verdict) == ("closed", verdict)
    assert not Case.objects.exists()


def test_who_is_not_found_is_sought_again_until_the_tries_are_used_up(home, lead):
    bank = bank_of(world.content())
    for _try in range(bank.tries - 1):
        record_on(home, lead, verdict="not_found", answers={})
        lead.refresh_from_db()
        assert lead.state == "open"
        assert lead.due_date == world.DAY + timedelta(days=bank.again_days)
    record_on(home, lead, verdict="not_found", answers={})
    lead.refresh_from_db()
    assert (lead.state, lead.verdict) == ("closed", "not_found")


def test_who_comes_second_is_told_who_and_what_and_nothing_is_kept(home, lead):
    record_on(home, lead, verdict="known")
    with pytest.raises(Stale, match="village-0"):
        record_on(home, lead, role="team")
    assert Visit.objects.count() == 1
    # What was written can be kept beside.
    record(home, "team", lead_id=None)
    assert Visit.objects.count() == 2


def test_a_lead_changed_meanwhile_is_told_too(home, lead):
    with pytest.raises(Stale):
        record_on(home, lead, lead_version=lead.version + 1)
    assert not Visit.objects.exists()


@pytest.mark.parametrize("role", ["approver", "league", "region", "auditor", "admin", "sender"])
def test_who_goes_to_no_door_records_none(home, lead, role):
    with pytest.raises(NotAllowed):
        record_on(home, lead, role=role)


def test_foreign_households_leads_and_cases_are_not_there(home, lead):
    foreign = NUMBER + 1
    world.indexed(foreign, world.ABROAD)
    other = world.lead(foreign, world.ABROAD)
    case = world.case(foreign, world.ABROAD)
    for fields in (
        {"household": foreign}, {"household": 7}, {"lead_id": other.pk},
        {"case_id": case.pk}, {"campaign_id": 99}, {"lead_id": 10**9},
    ):  # fmt: skip
        with pytest.raises(NotFound):
            record(home, **fields)
    assert not Visit.objects.exists()
    other.refresh_from_db()
    assert other.state == "open"


def test_the_lead_of_a_neighbour_is_not_this_households(home, lead):
    world.indexed(NUMBER + 1)
    with pytest.raises(NotFound):
        record_on(home, lead, household=NUMBER + 1)


def test_a_helper_goes_to_their_own_households_only(home, lead):
    with pytest.raises(NotFound):
        record_on(home, lead, role="helper")
    Pairing.objects.create(
        household=NUMBER, account=world.account("helper"), start_date=world.DAY, **world.place()
    )
    by = replace(world.actor("helper"), scope=Scope(households=frozenset({NUMBER})))
    assert record_on(home, lead, by=by).visitor == "helper"
    # Even if a scope were too wide, the pairing decides.
    world.indexed(NUMBER + 1)
    with pytest.raises(NotFound):
        record(home, household=NUMBER + 1, by=replace(by, scope=EVERYWHERE))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"verdict": ""}, "say what you found"),
        ({"verdict": "perhaps"}, "no verdict"),
        ({"purpose": "tea"}, "what the visit is for"),
        ({"people": 0}, "how many were there"),
        ({"people": 3000}, "how many were there"),
        ({"answers": {}}, "nothing is answered"),
        ({"answers": {}, "verdict": "not_so"}, "nothing is answered"),
        ({"answers": {}, "verdict": "wrong_data"}, "which data are wrong"),
        ({"answers": {"no_question": "x"}}, "no such question"),
        ({"answers": {"water_source": "lemonade"}}, "none of the answers"),
        ({"answers": {"income_per_head": "viel"}}, "write a number"),
        ({"answers": {"income_per_head": "1" * 50}}, "write a number"),
        ({"answers": {"income_per_head": "-5"}}, "lies between"),
        ({"answers": {"income_per_head": "99999999"}}, "lies between"),
        ({"answers": {"income_per_head": "NaN"}}, "write a number"),
        ({"answers": {"insured": "paid"}}, "of whom"),
        ({"answers": {"insured:12": "paid"}}, "not of this household"),
        ({"answers": {"insured:-1": "paid"}}, "not of this household"),
        ({"answers": {"insured:x" * 9: "paid"}}, "not of this household"),
        ({"answers": {"water_source:12": "piped"}}, "of whom"),
        ({"note": "x" * 2001}, "characters fit"),
        ({"note": "a\0b"}, "nobody can read"),
        ({"companions": "y" * 201}, "characters fit"),
        ({"position": Position(float("nan"), 0)}, "no place on the earth"),
        ({"position": Position(91, 0)}, "no place on the earth"),
        ({"position": Position(1, 1, -5)}, "no place on the earth"),
    ],
)
def test_bad_input_changes_nothing(home, lead, fields, said):
    with pytest.raises(InputProblems, match=said):
        record_on(home, lead, **fields)
    lead.refresh_from_db()
    assert lead.state == "open"
    assert not Visit.objects.exists()


def test_all_that_is_wrong_is_said_at_once(home, lead):
    with pytest.raises(InputProblems) as caught:
        record_on(home, lead, purpose="tea", people=0, verdict="perhaps", note="a\0b")
    assert len(caught.value.problems) == 4


def test_a_number_that_identifies_has_no_place_in_a_note(home, lead):
    with pytest.raises(InputProblems, match="no place in a note"):
        record_on(home, lead, note="他的电话是13800138000")


def test_a_script_is_kept_as_the_text_it_is(home, lead):
    visit = record_on(home, lead, companions="<script>alert(1)</script>")
    assert visit.companions == "<script>alert(1)</script>"


def test_a_trouble_found_without_a_lead_opens_one(home):
    world.indexed(NUMBER)
    record(home, purpose="routine", verdict="", answers={"hardship": "water"})
    lead = Lead.objects.get()
    assert (lead.source, lead.risk, lead.state) == ("cadre", "water", "open")
    assert "{name}" not in lead.words
    visit = Visit.objects.get()
    assert visit.trouble is True


def test_another_trouble_than_the_leads_opens_another(home, lead):
    record_on(home, lead, verdict="not_so", answers={"hardship": "water"})
    assert Lead.objects.filter(state="open").get().risk == "water"


def test_no_trouble_opens_nothing(home):
    world.indexed(NUMBER)
    record(home, purpose="routine", verdict="", answers={"hardship": "none"})
    assert not Lead.objects.exists()


def test_a_visit_without_anything_is_none(home):
    world.indexed(NUMBER)
    with pytest.raises(InputProblems, match="answer one question"):
        record(home, purpose="routine", verdict="", answers={})


def test_answers_that_differ_from_what_is_held_become_corrections(lake_home):
    content = load_content(lake_home.home.content_dir)
    number, person = households(lake_home, content)
    held_before = {"water_source": "carted", f"child_at_school:{person}": "home_taught"}
    visit = record(
        lake_home.home, household=number, purpose="routine", verdict="", content=content,
        answers={**held_before, "wage_income": "12,345"},
        by=actor_of_region(),
    )  # fmt: skip
    found = {each.column: each for each in Correction.objects.all()}
    assert found["wage_income"].value == "1234500"
    assert found["wage_income"].source == f"visit:{visit.pk}"
    assert found["source"].value == "carted"
    assert found["source"].was not in {"", "carted"}
    assert (found["state"].key, found["state"].person) == (str(person), person)
    with pytest.raises(InputProblems, match="not of this household"):
        record(
            lake_home.home, household=number, purpose="routine", verdict="", content=content,
            answers={"child_at_school:5": "dropout"}, by=actor_of_region(),
        )  # fmt: skip


def actor_of_region():
    """A village worker who sees everything: the lake's villages are not those of the world."""
    return replace(world.actor("village"), scope=EVERYWHERE)


def households(lake_home, content):
    """Return a household of the lake with piped water, indexed, and one of its people."""
    from shouwang.stages.register import held

    there = held.held(lake_home.home, content)
    water = held.rows_with(there.files("water_point"), {"source": ["piped"]}).to_pylist()[0]
    row = held.rows_with(there.files("household"), {"household": [water["household"]]}).to_pylist()
    people = held.rows_with(there.files("person"), {"household": [water["household"]]}).to_pylist()
    above = content.ancestors(row[0]["village"])
    Indexed.objects.create(
        household=water["household"], head_name="张三", head_key="张三", members=1,
        status=row[0]["status"],
        **{level: above[level] for level in ("league", "banner", "township", "village")},
    )  # fmt: skip
    return water["household"], people[0]["person"]


def test_the_doors_of_today_are_those_due_first(home, lead):
    late, undated = world.lead(NUMBER + 1), world.lead(NUMBER + 2)
    late.due_date, undated.due_date = world.DAY - timedelta(days=1), None
    late.save()
    undated.save()
    world.lead(NUMBER + 3, state="waiting")
    world.lead(NUMBER + 4, world.ABROAD)
    by = world.actor("village")
    given = {"by": by, "on": world.DAY, "scope": by.scope}
    doors = queries.lead_doors(**given)
    assert [door.key for door in doors] == [late.pk, lead.pk, undated.pk]
    assert [door.is_late for door in doors] == [True, False, False]
    second = queries.lead_doors(**given, limit=1, after=(late.due_date, late.pk))
    assert [door.key for door in second] == [lead.pk]
    last = queries.lead_doors(**given, limit=5, after=(lead.due_date, lead.pk))
    assert [door.key for door in last] == [undated.pk]
    assert queries.today(**given).total == 3
    record_on(home, lead, verdict="known")
    today = queries.today(**given)
    assert (today.done, today.left) == (1, 2)


def test_verdicts_of_a_village_are_counted(home, lead):
    record_on(home, lead, verdict="known")
    village = world.place()["village"]
    scope = world.actor("township").scope
    counts = queries.count_by_verdict(village=village, on=world.DAY, scope=scope)
    assert counts == {Verdict.KNOWN.value: 1}
    assert len(queries.visits_in(village=village, on=world.DAY, scope=scope)) == 1
    abroad = world.actor("township", world.ABROAD).scope
    assert queries.visits_in(village=village, on=world.DAY, scope=abroad) == []
