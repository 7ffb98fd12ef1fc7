"""Progress with evidence, signing off by somebody else, reminders, coverage, tallies, Excel."""

from datetime import timedelta

import openpyxl
import pytest

from shouwang.base.access import EVERYWHERE, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.stages.cases.queries import files
from shouwang.stages.ledger import workbook
from shouwang.stages.ledger.models import ProgressNote, Reminder, Task, TaskPlace
from shouwang.stages.ledger.operations import progress, reminders, sheets, tasks
from shouwang.stages.ledger.operations.progress import NotInThisState
from shouwang.stages.ledger.operations.tasks import TaskIsLocked
from shouwang.stages.ledger.queries import progress as known_progress, tasks as known
from shouwang.stages.org.models import Message
from tests.office import plans as office, world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return world.make_home(tmp_path_factory.mktemp("ledger") / "home")


@pytest.fixture
def plan():
    return office.adopted()


@pytest.fixture
def sixth(plan):
    return office.task(plan, "(六)")


def note(home, task, who="information", **fields):
    given = {"text": "已部署监测", "files": [("证据.jpg", office.photo())], **fields}
    return progress.add_note(
        home=home, practice=office.practice(), task_id=task.pk,
        version=Task.objects.get(pk=task.pk).version, **given, **office.told(who),
    )  # fmt: skip


def step(act, task, who, **fields):
    return act(
        practice=office.practice(), task_id=task.pk,
        version=Task.objects.get(pk=task.pk).version, **fields, **office.told(who),
    )  # fmt: skip


def test_an_office_says_how_its_task_stands(home, sixth):
    target = sixth.targets.first()
    made = note(home, sixth, percent=40, target_id=target.pk, value=12800)
    sixth.refresh_from_db()
    assert (sixth.percent, sixth.version, made.office, made.files) == (40, 2, "information", 1)
    kept = files.attachments_of(owner=f"task_note:{made.pk}", on=world.DAY, scope=EVERYWHERE)
    assert [each.name for each in kept] == ["证据.jpg"]
    told = known_progress.reported(targets=[target.pk], on=world.DAY, scope=EVERYWHERE)
    assert told[target.pk].value == 12800


def test_another_office_says_nothing_of_it(home, sixth):
    with pytest.raises(NotAllowed):
        note(home, sixth, "social")
    with pytest.raises(NotAllowed):
        progress.add_note(
            home=home, practice=office.practice(), task_id=sixth.pk, version=1, text="x",
            at=world.AT, by=world.actor("region"), on=world.DAY,
        )  # fmt: skip
    assert not ProgressNote.objects.exists()


def test_a_note_with_a_bad_file_is_not_kept_at_all(home, sixth):
    with pytest.raises(InputProblems) as refused:
        note(home, sixth, files=[("a.jpg", office.photo()), ("b.exe", b"MZ"), ("c.doc", b"x")])
    assert {each.where for each in refused.value.problems} == {"b.exe", "c.doc"}
    assert not ProgressNote.objects.exists()
    sixth.refresh_from_db()
    assert sixth.version == 1


def test_all_that_is_wrong_with_a_note_is_told(home, sixth):
    with pytest.raises(InputProblems) as refused:
        note(home, sixth, text=" ", percent=120, value=float("inf"), target_id=10**9)
    said = {each.where for each in refused.value.problems}
    assert said == {"text", "percent", "value", "target"}


def test_a_task_goes_the_whole_way(home, sixth):
    with pytest.raises(InputProblems):
        step(progress.apply_for_sign_off, sixth, "information")  # nothing proves it
    note(home, sixth)
    with pytest.raises(NotInThisState):
        step(progress.sign_off, sixth, "assessment")
    with pytest.raises(NotAllowed):
        step(progress.apply_for_sign_off, sixth, "social")
    step(progress.apply_for_sign_off, sixth, "information", reason="做完了")
    with pytest.raises(NotAllowed):
        step(progress.sign_off, sixth, "information")
    with pytest.raises(InputProblems):
        step(progress.send_back, sixth, "assessment", reason=" ")
    step(progress.send_back, sixth, "assessment", reason="缺佐证")
    step(progress.apply_for_sign_off, sixth, "planning_finance")
    step(progress.sign_off, sixth, "assessment")
    sixth.refresh_from_db()
    assert (sixth.state, sixth.signed_off_date) == ("signed_off", world.DAY)
    for act in (
        lambda: note(home, sixth),
        lambda: step(progress.apply_for_sign_off, sixth, "information"),
        lambda: reassign(sixth),
    ):
        with pytest.raises(TaskIsLocked):
            act()
    with pytest.raises(InputProblems):
        step(progress.reopen_task, sixth, "general", reason="")
    step(progress.reopen_task, sixth, "general", reason="数据又变了")
    steps = known_progress.sign_offs_of(task_id=sixth.pk, on=world.DAY, scope=EVERYWHERE)
    assert [each.verdict for each in steps] == [
        "applied", "sent_back", "applied", "signed_off", "reopened",
    ]  # fmt: skip


def test_who_applied_does_not_sign_off_nor_does_their_office(home, plan):
    second = office.task(plan, "(二)")
    note(home, second, "general")
    step(progress.apply_for_sign_off, second, "general")
    with pytest.raises(NotAllowed):
        step(progress.sign_off, second, "general")
    by = office.actor("general", username="general-2")
    with pytest.raises(NotAllowed):
        progress.sign_off(
            practice=office.practice(), task_id=second.pk, version=3, at=world.AT, by=by,
            on=world.DAY,
        )  # fmt: skip
    step(progress.sign_off, second, "assessment")


def reassign(task, who="general", **fields):
    given = {"owners": ["综合处"], "partners": ["发改委"], "due_date": office.LAST_DAY, **fields}
    return step(tasks.reassign_task, task, who, **given)


def test_owners_are_changed_by_those_who_sign_off(sixth):
    with pytest.raises(NotAllowed):
        reassign(sixth, "information")
    with pytest.raises(InputProblems):
        reassign(sixth, owners=[])
    reassign(sixth)
    named = [(each.unit, each.office, each.is_outside) for each in sixth.offices.all()]
    assert named == [("综合处", "general", False), ("发改委", "", True)]
    with pytest.raises(Stale):
        tasks.reassign_task(
            practice=office.practice(), task_id=sixth.pk, version=1, owners=["综合处"],
            partners=[], due_date=None, **office.told(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "kinds"),
    [(31, []), (30, [("due", 30)]), (8, [("due", 30)]), (7, [("due", 7)]), (0, [("due", 7)]),
     (-1, [("overdue", 0)]), (-7, [("overdue", 7)])],
)  # fmt: skip
def test_offices_are_reminded_once_for_each_occasion(plan, sixth, left, kinds):
    Task.objects.exclude(pk=sixth.pk).update(state="signed_off")
    Task.objects.filter(pk=sixth.pk).update(due_date=world.DAY + timedelta(days=left))
    for who in ("information", "planning_finance", "social"):
        office.account(who)
    for _time in range(2):
        reminders.remind(
            content=world.content(), practice=office.practice(), at=world.AT, by=world.SYSTEM,
            on=world.DAY,
        )  # fmt: skip
    found = {(each.kind, each.days) for each in Reminder.objects.all()}
    assert found == set(kinds)
    told = set(Message.objects.values_list("account__username", flat=True))
    assert told == ({"of-information", "of-planning_finance"} if kinds else set())


def tally(measure, level="region", scope=EVERYWHERE, area=""):
    from shouwang.rules.load import load_policy

    return known.tallies(
        measure=measure, level=level, policy=load_policy(world.SHIPPED / "neimenggu"),
        on=world.DAY, scope=scope, area=area,
    )  # fmt: skip


def test_tasks_are_counted(home, plan, sixth):
    note(home, sixth)
    Task.objects.filter(pk=sixth.pk).update(state="signed_off")
    third = office.task(plan, "(三)")
    Task.objects.filter(pk=third.pk).update(due_date=world.date(2020, 6, 1))
    TaskPlace.objects.create(task=third, league="150400", banner="150421")
    office.draft()  # a draft counts nothing
    whole = "150000"
    assert tally("adopted") == {whole: (11, None)}
    assert tally("open") == {whole: (10, None)}
    assert tally("signed_off") == {whole: (1, None)}
    assert tally("overdue") == {whole: (1, None)}
    assert tally("signed_off_share") == {whole: (1, 11)}
    assert tally("evidenced_share") == {whole: (1, 11)}
    assert tally("overdue", "banner") == {"150421": (1, None)}
    assert tally("evidenced_share", "league") == {"150400": (0, 1)}
    assert tally("adopted", area="industry") == {}


def test_a_league_sees_the_tasks_that_name_its_places(plan):
    third = office.task(plan, "(三)")
    home_place, abroad = world.place(), world.place(world.ABROAD)
    TaskPlace.objects.create(task=third, league=home_place["league"], banner=home_place["banner"])
    for role, side, seen in (
        ("league", 0, 1),
        ("clerk", 0, 1),
        ("league", 1, 0),
        ("township", 0, 0),
    ):
        scope = world.actor(role, side).scope
        assert len(known.tasks(plan_id=plan.pk, on=world.DAY, scope=scope)) == seen
        assert len(known.plans(on=world.DAY, scope=scope)) == seen
    with pytest.raises(NotFound):
        known.task(task_id=third.pk, on=world.DAY, scope=world.actor("league", 1).scope)
    assert abroad["league"] != home_place["league"]


def test_what_is_covered_by_nothing(home, plan, sixth):
    note(home, sixth)
    found = known_progress.coverage(
        plan_id=plan.pk, practice=office.practice(), on=world.DAY, scope=EVERYWHERE
    )
    assert [each.line for each in found.clauses] == [1]
    assert sixth.pk not in {each.pk for each in found.without_evidence}
    assert len(found.without_evidence) == 10
    assert found.limit == 4
    # The twelve-months' end has all; the office of planning and finance has four, not more.
    assert found.overloaded == ()


def sheet_of(plan):
    found = known.tasks(plan_id=plan.pk, on=world.DAY, scope=EVERYWHERE)
    lines = [sheets.line_of(task=each, by=office.actor("general"), on=world.DAY) for each in found]
    return workbook.written("2020年任务台账", "单位：项", lines)


def edited(plan, tmp_path, **cells):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(sheet_of(plan))
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for place, value in cells.items():
        sheet[place] = value
    book.save(path)
    return path.read_bytes()


def take_in(home, plan, data, who="general", name="ledger.xlsx"):
    return sheets.take_in(
        home=home, practice=office.practice(), plan_id=plan.pk, data=data, name=name,
        **office.told(who),
    )  # fmt: skip


def test_the_sheet_keeps_title_unit_totals_and_formulas(plan, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet_of(plan))
    sheet = openpyxl.load_workbook(path).active
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:M1", "A2:M2"}
    assert sheet["A2"].value == "单位：项"
    assert sheet["C16"].value == "=COUNTA(C5:C15)"
    assert sheet["H16"].value == "=AVERAGE(H5:H15)"
    assert sheet.row_dimensions[4].hidden
    assert sheet_of(plan) == sheet_of(plan)


def test_a_sheet_comes_back_with_changes(home, plan, tmp_path):
    data = edited(plan, tmp_path, F5="2020-10-31", D7="综合处", H6=30, L6="排查了一遍")
    assert take_in(home, plan, data) == 3
    first, second, third = plan.tasks.order_by("row")[:3]
    assert first.due_date.isoformat() == "2020-10-31"
    assert [each.office for each in third.offices.filter(part="owner")] == ["general"]
    assert (second.percent, second.notes.get().text) == (30, "排查了一遍")
    assert take_in(home, plan, sheet_of(plan)) == 0


def test_all_that_is_wrong_with_a_sheet_is_told_and_nothing_changed(home, plan, tmp_path):
    data = edited(
        plan, tmp_path, F5="soon", H6=300, L6="x", D7="", A8="x", F9="2020-09-01", A10=5, A11=99,
    )  # fmt: skip
    with pytest.raises(InputProblems) as refused:
        take_in(home, plan, data)
    assert len(refused.value.problems) >= 2
    data = edited(plan, tmp_path, F5="soon", H6=300, L6="x", D7="", F9="2020-09-01", A15=99)
    fifth = plan.tasks.get(row=5)
    Task.objects.filter(pk=fifth.pk).update(version=2, changed_by="别人")
    with pytest.raises(InputProblems) as refused:
        take_in(home, plan, data)
    said = " ".join(each.message for each in refused.value.problems)
    for words in ("no day", "percentage", "somebody must be", "stale", "no row 99", "别人"):
        assert words in said
    assert not ProgressNote.objects.exists()
    assert plan.tasks.get(row=1).due_date == office.LAST_DAY


def test_another_office_may_not_change_owners_by_a_sheet_either(home, plan, tmp_path):
    with pytest.raises(InputProblems, match="offices that sign off"):
        take_in(home, plan, edited(plan, tmp_path, F5="2020-10-31"), "planning_finance")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a sheet", b"\xd0\xcf\x11\xe0"])
def test_what_is_no_sheet_is_refused(home, plan, data):
    with pytest.raises(InputProblems):
        take_in(home, plan, data)


def test_a_sheet_without_its_names_is_refused(home, plan, tmp_path):
    with pytest.raises(InputProblems, match="row of names"):
        take_in(home, plan, edited(plan, tmp_path, A4=None))
