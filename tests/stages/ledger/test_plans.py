"""A plan is taken in whole or not at all, put in order by a person, and stands once adopted."""

import io

import docx
import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.stages.ledger import intake
from shouwang.stages.ledger.models import Clause, PlanDocument, Target, Task
from shouwang.stages.ledger.operations import plans, tasks
from shouwang.stages.ledger.operations.plans import PlanIsLocked
from shouwang.stages.ledger.queries import plans as known, tasks as known_tasks
from tests.office import plans as office, world

pytestmark = pytest.mark.django_db


def wanting(plan):
    by = office.actor("general")
    return known.wanting(plan_id=plan.pk, practice=office.practice(), on=world.DAY, scope=by.scope)


def test_a_draft_keeps_its_text_and_every_task_points_into_it():
    plan = office.draft()
    assert (plan.year, plan.state) == (2020, "draft")
    lines = dict(plan.lines)
    found = list(plan.tasks.all())
    assert [task.row for task in found] == list(range(1, 12))
    assert all(task.title in lines[task.line] for task in found)
    first = found[0]
    named = [(each.part, each.unit, each.office) for each in first.offices.all()]
    assert named == [
        ("owner", "规划财务处", "planning_finance"), ("owner", "考评处", "assessment"),
        ("partner", "各处室", "*"), ("partner", "事业单位", "*"),
    ]  # fmt: skip
    assert [(each.raw, each.value) for each in first.targets.all()] == [("1.6万", 16000)]


def test_a_sentence_of_no_task_waits_for_a_person():
    plan = office.draft()
    states = {each.line: each.state for each in plan.clauses.all()}
    assert states == {1: "undecided", 15: "attached"}


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        ("今天天气很好。".encode(), "a.txt", "no task was found"),
        (b"", "a.txt", "is empty"),
        (b"x", "a.doc", "files of the kind .doc cannot be read"),
        (b"not a zip", "a.docx", "no Word document"),
        (b"%PDF-1.4 broken", "a.pdf", "a.pdf"),
        (b"\0\0\0", "a.txt", "zero bytes"),
        ("一、好".encode() * (intake.MOST_BYTES // 9 + 1), "a.txt", "is larger than 10 MB"),
    ],
)
def test_what_is_no_plan_is_refused_and_nothing_is_kept(data, name, says):
    with pytest.raises(InputProblems, match=says):
        office.draft(data, name)
    assert not PlanDocument.objects.exists()
    assert not Task.objects.exists()


def test_a_word_document_is_a_plan_too():
    document = docx.Document()
    for text in office.TEXT.decode().splitlines():
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    plan = office.draft(out.getvalue(), "要点2020.docx")
    assert plan.tasks.count() == 11
    assert plan.title == "要点2020"


def test_everything_that_is_wanting_is_told_at_once():
    plan = office.draft()
    said = [each.message for each in wanting(plan)]
    assert len(said) == 7, said
    assert any("1.6万” is bound to nothing" in each for each in said)
    assert any("nobody is responsible" in each for each in said)
    with pytest.raises(InputProblems) as refused:
        plans.adopt_plan(practice=office.practice(), plan_id=plan.pk, version=1, **office.told())
    assert len(refused.value.problems) == 7
    plan.refresh_from_db()
    assert plan.state == "draft"


def test_an_adopted_plan_is_locked():
    plan = office.adopted()
    assert (plan.state, plan.adopted_by) == ("adopted", "of-general")
    for act in (
        lambda: plans.decide_rest(plan_id=plan.pk, reason="x", **office.told()),
        lambda: plans.date_rest(plan_id=plan.pk, due_date=world.DAY, **office.told()),
        lambda: plans.discard_plan(plan_id=plan.pk, version=plan.version, **office.told()),
        lambda: correct(plan.tasks.first()),
        lambda: tasks.drop_task(task_id=plan.tasks.first().pk, version=1, **office.told()),
    ):
        with pytest.raises(PlanIsLocked):
            act()
    assert plan.tasks.count() == 11


def correct(task, **fields):
    given = {
        "title": "改过的", "due_date": world.date(2020, 10, 31),
        "parts": [tasks.Unit("综合处", "owner", "general"), tasks.Unit("发改委", "partner")],
        "targets": [tasks.Aimed("1.6万", 16000, unit="人", goal=0, indicator="poor_people")],
        **fields,
    }  # fmt: skip
    return tasks.correct_task(
        content=world.content(), practice=office.practice(), task_id=task.pk,
        version=task.version, **given, **office.told(),
    )  # fmt: skip


def test_a_task_is_corrected():
    plan = office.draft()
    correct(plan.tasks.first(), places=["150421"])
    task = office.task(plan, "(一)")
    assert (task.title, task.due_date.isoformat(), task.version) == ("改过的", "2020-10-31", 2)
    assert [(each.unit, each.office) for each in task.offices.all()] == [
        ("综合处", "general"), ("发改委", ""),
    ]  # fmt: skip
    assert [each.indicator for each in task.targets.all()] == ["poor_people"]
    assert [each.banner for each in task.places.all()] == ["150421"]


def test_all_that_is_wrong_with_a_task_is_told_and_nothing_changed():
    plan = office.draft()
    task = plan.tasks.first()
    with pytest.raises(InputProblems) as refused:
        correct(
            task, title="", due_date=world.date(1, 1, 1), places=["150421100"],
            parts=[tasks.Unit("甲", "boss", "nowhere"), tasks.Unit("甲", "owner")],
            targets=[
                tasks.Aimed("", float("nan"), comparator="??", indicator="none"),
                tasks.Aimed("5至3", 5, 3, comparator="range"),
            ],
        )  # fmt: skip
    said = {each.where for each in refused.value.problems}
    assert said == {"title", "due_date", "part", "office", "unit", "raw", "value", "comparator",
                    "indicator", "value_to", "places"}  # fmt: skip
    task.refresh_from_db()
    assert task.version == 1
    assert task.offices.count() == 4


def test_a_task_is_not_corrected_over_somebody_else():
    plan = office.draft()
    task = plan.tasks.first()
    stale = type(task).objects.get(pk=task.pk)
    correct(task)
    with pytest.raises(Stale):
        correct(stale)


def test_a_sentence_becomes_a_task_is_attached_or_is_none():
    plan = office.draft()
    clause = plan.clauses.get(line=1)
    for fields in ({"state": "attached"}, {"state": "no_task"}, {"state": "what"},
                   {"state": "attached", "task_id": 10**9}):  # fmt: skip
        with pytest.raises(InputProblems):
            plans.decide_clause(clause_id=clause.pk, **fields, **office.told())
    plans.decide_clause(clause_id=clause.pk, state="task", **office.told())
    made = plan.tasks.get(row=12)
    assert made.line == 1
    assert made.text == clause.text
    with pytest.raises(NotFound):
        plans.decide_clause(clause_id=10**9, state="task", **office.told())


def test_a_dropped_task_is_a_sentence_again():
    plan = office.draft()
    task = plan.tasks.get(row=3)
    tasks.drop_task(task_id=task.pk, version=1, **office.told())
    assert not Task.objects.filter(pk=task.pk).exists()
    assert Clause.objects.filter(plan=plan, line=task.line, state="undecided").exists()


@pytest.mark.parametrize("role", ["league", "clerk", "approver", "township", "auditor"])
def test_only_the_region_keeps_plans(role):
    plan = office.draft()
    who = {"at": world.AT, "by": world.actor(role), "on": world.DAY}
    with pytest.raises(NotAllowed):
        plans.upload_plan(practice=office.practice(), data=office.TEXT, name="a.txt", **who)
    with pytest.raises(NotAllowed):
        plans.adopt_plan(practice=office.practice(), plan_id=plan.pk, version=1, **who)
    assert known_tasks.plans(on=world.DAY, scope=who["by"].scope) == []
    with pytest.raises(NotFound):
        known.plan(plan_id=plan.pk, on=world.DAY, scope=who["by"].scope)


def test_a_quantity_that_is_bound_to_an_unknown_indicator_is_refused():
    plan = office.draft()
    office.settle(plan)
    Target.objects.filter(raw="1.6万").update(indicator="no_such")
    assert [each.message for each in wanting(plan)] == [
        "(一) 确保完成脱贫摘帽任务: there is no indicator no_such"
    ]
