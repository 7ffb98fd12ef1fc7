"""Guards over a lake: what forbids an exit or the end of a risk, with values; all of it at once."""

from datetime import timedelta

import pytest

from shouwang.rules.load import read_policy
from shouwang.stages.cases import rulebook
from shouwang.stages.cases.guards import CLEAR, FORBIDS, UNKNOWN, StepForbidden
from shouwang.stages.cases.members import members_of
from shouwang.stages.cases.models import Case, Measure, Notice, NoticeEntry, StepTaken
from shouwang.stages.cases.operations import exits, procedures, relapse
from shouwang.stages.cases.queries.relapse import rates_by_measure
from shouwang.stages.cases.queries.standing import forbidding_records, standing
from shouwang.stages.register.models import Indexed
from shouwang.stages.register.operations.index import refresh_index
from tests.office import world

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture(scope="session")
def policy():
    problems = []
    found = read_policy(world.content().root, problems, examples=False)
    assert problems == []
    return found


@pytest.fixture
def home(lake_home, db):
    refresh_index(
        home=lake_home.home, content=world.content(), at=world.AT, by=world.SYSTEM, on=world.DAY
    )
    return lake_home.home


def by(name, role):
    """Return somebody of the whole region, so that any household of the lake will do."""
    from shouwang.base.access import Actor

    return Actor(name, frozenset({role}), label=name)


def taken(case, *steps, on):
    for number, step in enumerate(steps):
        StepTaken.objects.create(
            case=case, step=step, taken_by=f"somebody-{number}", taken_role="village",
            taken_date=on, taken_at=world.AT,
        )  # fmt: skip


def posted(case, *steps, on):
    for step in steps:
        notice = Notice.objects.create(
            token=f"{case.pk}-{step}", level="village", procedure=case.procedure, step=step,
            title="x", text="x", state="posted", made_by="x", made_date=on, posted_date=on,
            until_date=on + 7 * ONE, **case.place,
        )  # fmt: skip
        NoticeEntry.objects.create(notice=notice, case=case)


def rulings(home, policy, case, step):
    stands = standing(
        case=case, book=rulebook.rulebook_of(policy), on=world.DAY, scope=by("x", "approver").scope
    )
    found = procedures.rulings_of(
        stands=stands, step=step, home=home, by=by("x", "approver"), on=world.DAY
    )
    return {each.name: each for each in found}


def exit_case(household, policy):
    del policy
    return procedures.open_case(
        household=household, procedure="exit_from_poverty", source="cadre",
        content=world.content(), at=world.AT, by=by("clerk", "clerk"), on=world.DAY - 40 * ONE,
    )  # fmt: skip


def test_the_seven_conditions_are_told_with_their_values(home, policy):
    seen = set()
    for household in Indexed.objects.filter(status="registered"):
        case = exit_case(household.household, policy)
        found = rulings(home, policy, case, "approve")
        assert {"income", "water", "school", "medical", "house", "entered", "helped"} <= set(found)
        income = found["income"]
        assert income.outcome == CLEAR or income.why
        if income.outcome != UNKNOWN:
            assert any(value.replace(".", "").isdigit() for _label, value in income.values)
        seen |= {each.outcome for each in found.values()}
    assert {CLEAR, FORBIDS} <= seen or not Indexed.objects.filter(status="registered").exists()


def test_a_household_comes_out_of_poverty_once_nothing_forbids_it(home, policy):
    """The whole way for the first household of which nothing is wrong; the others are refused."""
    outcomes = []
    for household in Indexed.objects.filter(status="registered").order_by("household"):
        case = exit_case(household.household, policy)
        people = members_of(home, world.content(), household.household, household.place)
        plan = {"cause": "因病", "measure": "医疗救助", "who": "王", "due": "2020-10-31"}
        exits.plan_members(
            content=world.content(), case_id=case.pk, version=1,
            members=[each.person for each in people],
            plans={each.person: plan for each in people},
            at=world.AT, by=by("clerk", "clerk"), on=world.DAY,
        )  # fmt: skip
        early = world.DAY - 30 * ONE
        taken(case, "member_plan", "nominate", "verify", "agree", "village_notice", on=early)
        taken(case, "township_check", on=world.DAY - 10 * ONE)
        posted(case, "village_notice", on=early)
        posted(case, "township_check", on=world.DAY - 10 * ONE)
        held = Case.objects.get(pk=case.pk)
        assert rulings(home, policy, held, "nominate")["each_member"].outcome == CLEAR
        try:
            found = procedures.take_step(
                home=home, policy=policy, case_id=case.pk, version=held.version, step="approve",
                at=world.AT, by=by("approver", "approver"), on=world.DAY,
            )  # fmt: skip
        except StepForbidden as error:
            outcomes.append([problem.message for problem in error.problems])
        else:
            assert (found.state, found.next_steps) == ("exited", ["record"])
            outcomes.append([found.state])
    assert outcomes
    assert all(all(each) for each in outcomes), "every reason is told in words"
    refused = Case.objects.filter(state="open").count()
    assert refused + outcomes.count(["exited"]) == len(outcomes)


def long_watched(home):
    """Return some households that the lake says have been watched for more than half a year."""
    import duckdb

    from shouwang.lake.duck import read_parquet
    from shouwang.stages.register.held import held

    source = held(home, world.content()).files("watch")
    rows = duckdb.execute(
        f"select household from {read_parquet(source)} "
        "where identified_date < DATE '2019-12-01' and ended_date is null order by 1 limit 6"
    ).fetchall()
    return Indexed.objects.filter(household__in=[each for (each,) in rows])


def test_a_risk_ends_once_nothing_forbids_it_and_may_come_back(home, policy, lake_home):
    for household in long_watched(home):
        first = Case.objects.create(
            number=f"S-{household.household}", household=household.household,
            procedure="identification", rules_from=world.DAY.replace(month=3, day=20),
            source="system", kind="marginal", risks=["illness"], state="identified",
            opened_by="x", opened_date=world.DAY - 300 * ONE,
            decided_date=world.DAY - 290 * ONE, **household.place,
        )  # fmt: skip
        case = procedures.open_case(
            household=household.household, procedure="risk_ended", source="cadre",
            content=world.content(), at=world.AT, by=by("clerk", "clerk"),
            on=world.DAY - 20 * ONE,
        )  # fmt: skip
        assert case.follows_id == first.pk
        taken(case, "verify", "review", "township", on=world.DAY - 10 * ONE)
        posted(case, "review", on=world.DAY - 10 * ONE)
        wanted = {
            "home": home, "policy": policy, "case_id": case.pk, "version": case.version,
            "step": "approve", "facts": {"way": "helped"}, "at": world.AT,
            "by": by("approver", "approver"), "on": world.DAY,
        }  # fmt: skip
        stands = standing(case=case, book=rulebook.rulebook_of(policy), on=world.DAY,
                          scope=by("x", "approver").scope)  # fmt: skip
        told = forbidding_records(case=case, words=["no_delivered_measure"], on=world.DAY,
                                  scope=wanted["by"].scope)  # fmt: skip
        assert list(told) == ["no_delivered_measure"]
        assert stands.open_steps()[0].name == "approve"
        Measure.objects.create(
            number=f"M-{household.household}", household=household.household, kind="employment",
            title="x", owner="x", state="delivered", started_date=world.DAY - 90 * ONE,
            due_date=world.DAY, delivered_date=world.DAY - 60 * ONE, made_by="x", case=first,
            **household.place,
        )  # fmt: skip
        if all(not each.forbids for each in rulings(home, policy, case, "approve").values()):
            break
    else:
        pytest.fail("nobody in this lake has been watched for long enough without trouble")
    found = procedures.take_step(**wanted)
    first.refresh_from_db()
    assert (found.state, found.ended_way) == ("ended", "helped")
    assert (first.state, first.ended_way, first.closed_date) == ("ended", "helped", world.DAY)
    assert first.recheck_date == world.DAY + 30 * ONE
    assert [each.relapsed for each in rates_by_measure(on=world.DAY, scope=wanted["by"].scope)] == [
        0
    ]
    again = relapse.note_recheck(
        policy=policy, case_id=first.pk, version=first.version, at=world.AT,
        by=by("village", "village"), on=first.recheck_date,
    )  # fmt: skip
    assert again.recheck_date == world.DAY + 90 * ONE


def test_a_finding_on_an_ended_household_is_a_relapse(home, policy, lake_home):
    import duckdb

    red = [check.name for check in policy.checks.values()
           if check.severity == "red" and check.area == "monitoring"]  # fmt: skip
    marks = ",".join("?" for _name in red)
    rows = duckdb.execute(
        f'select household from read_parquet(?) where "check" in ({marks}) '
        "and household is not null order by 1 limit 1",
        [str(lake_home.run.file("findings")), *red],
    ).fetchall()
    household = Indexed.objects.get(household=int(rows[0][0]))
    case = Case.objects.create(
        number="S-1", household=household.household, procedure="identification",
        rules_from=world.DAY.replace(month=3, day=20), source="system", state="ended",
        opened_by="x", opened_date=world.DAY - 300 * ONE, closed_date=world.DAY - 10 * ONE,
        **household.place,
    )  # fmt: skip
    quiet = Indexed.objects.exclude(household=household.household).first()
    wanted = {"run": lake_home.run, "policy": policy, "at": world.AT, "by": world.SYSTEM,
              "on": world.DAY}  # fmt: skip
    assert quiet is not None
    assert relapse.watch(**wanted) == 1
    case.refresh_from_db()
    assert case.relapsed_date == world.DAY
    from shouwang.stages.cases.models import Lead

    lead = Lead.objects.get(household=household.household)
    assert (lead.state, lead.severity) == ("open", 3)
    assert relapse.watch(**wanted) == 0
