"""A form is filled in from a lake: figures as they are measured, lists as the register has them."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from shouwang.base.access import EVERYWHERE
from shouwang.lake.runs import stored_run
from shouwang.rules.practice import load_practice
from shouwang.stages.board.queries.live import measure
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.reports.operations import forms as operations
from shouwang.stages.reports.queries import forms as known
from tests.office import world
from tests.office.world import AT, DAY
from tests.stages.reports import forms as books
from tests.stages.reports.test_forms import fill, likely

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WHEN = {"at": AT, "on": DAY}


@pytest.fixture(scope="module")
def rules(lake_home):
    return load_practice(lake_home.home.content_dir)


@pytest.fixture
def filled(lake_home, rules):
    found = operations.keep_form(
        home=lake_home.home, content=rules[0].content, data=books.form(), name="月报",
        region="150000", by=world.actor("region"), **WHEN,
    )  # fmt: skip
    operations.confirm_form(
        content=rules[0].content, practice=rules[1], form_id=found.pk, version=1,
        mapping=likely(found, rules), who={"花名册": "all"}, by=world.actor("region"), **WHEN,
    )  # fmt: skip
    found.refresh_from_db()
    village = lake_home.villages[0]
    made = fill(
        lake_home.home, rules, found, run=stored_run(lake_home.home.lake / "runs"), place=village,
        by=world.actor("region"),
    )  # fmt: skip
    return (
        made,
        load_workbook(
            BytesIO(known.workbook_of(home=lake_home.home, found=made, on=DAY, scope=EVERYWHERE))
        ),
        village,
    )


def test_figures_are_those_that_are_measured(filled, lake_home, rules):
    _made, book, village = filled
    policy, practice = rules
    run = stored_run(lake_home.home.lake / "runs")
    asked = {"home": lake_home.home, "policy": policy, "practice": practice, "run": run,
             "on": DAY, "scope": EVERYWHERE}  # fmt: skip
    (expected,) = measure(names=["poor_people"], level="village", places=[village], **asked)
    assert book["基本情况"]["C4"].value == expected.value


def test_the_list_names_every_household_of_the_village(filled, lake_home, rules):
    made, book, _village = filled
    sheet = book["花名册"]
    names = [row[2].value for row in sheet.iter_rows(min_row=3) if row[2].value]
    numbers = [row[0].value for row in sheet.iter_rows(min_row=3) if row[0].value]
    assert len(names) > 5
    assert numbers == list(range(1, len(numbers) + 1))
    assert made.purpose == "月度调度"
    entry = AuditEntry.objects.get(what="fill_blank_form")
    assert entry.detail["rows"] == len(numbers)
    assert entry.subject == f"filled_form:{made.pk}"


def test_what_no_feed_says_is_listed(filled):
    made, _book, _village = filled
    assert any(each["heading"] == "群众舞蹈队/数量" for each in made.unfilled)
    assert made.cells > 10


def test_it_lies_in_its_village(filled):
    made, _book, village = filled
    above = world.content().ancestors(village)
    assert made.village == village
    assert made.banner == above["banner"]


def test_three_hundred_villages_get_a_row_each(lake_home, rules):
    book = Workbook()
    sheet = book.active
    for column, text in enumerate(["序号", "嘎查村", "未脱贫户数", "未脱贫人口"], 1):
        sheet.cell(1, column, text)
    sheet.cell(3, 1, "合计")
    found = operations.keep_form(
        home=lake_home.home, content=rules[0].content, data=books.saved(book), name="各村",
        region="150000", by=world.actor("region"), **WHEN,
    )  # fmt: skip
    operations.confirm_form(
        content=rules[0].content, practice=rules[1], form_id=found.pk, version=1,
        mapping=likely(found, rules), who={}, by=world.actor("region"), **WHEN,
    )  # fmt: skip
    found.refresh_from_db()
    banner = rules[0].content.ancestors(lake_home.villages[0])["banner"]
    made = fill(
        lake_home.home, rules, found, run=stored_run(lake_home.home.lake / "runs"), place=banner,
        by=world.actor("region"),
    )  # fmt: skip
    out = load_workbook(
        BytesIO(known.workbook_of(home=lake_home.home, found=made, on=DAY, scope=EVERYWHERE))
    ).active
    villages = [each for each in rules[0].content.regions_of("village")
                if banner in rules[0].content.ancestors(each.code).values()]  # fmt: skip
    assert out.cell(len(villages) + 2, 1).value == "合计"
    assert out.cell(len(villages) + 2, 4).value == f"=SUM(D2:D{len(villages) + 1})"
