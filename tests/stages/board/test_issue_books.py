"""Issues from a workbook: headings as people write them, everything wrong at once, or all of them."""

import io

import pytest
import xlsxwriter
from hypothesis import given, settings, strategies as st

from shouwang.base.access import NotAllowed
from shouwang.base.errors import InputProblems
from shouwang.stages.board.issue_book import read_lines, write_book
from shouwang.stages.board.models import Issue
from shouwang.stages.board.operations.importing import Doubled, import_issues
from shouwang.stages.cases.models import Lead
from tests.office import world
from tests.office.world import ABROAD, AT, DAY

pytestmark = pytest.mark.django_db
HEAD = [
    "旗县",
    "方面",
    "问题来源",
    "问题描述",
    "责任单位",
    "交办日期",
    "整改时限",
    "状态",
    "销号日期",
    "涉及户",
]


def book(*rows, head=HEAD, title=True):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        above = [["某旗问题台账"], ["填报单位：某旗扶贫办"]] if title else []
        for line, row in enumerate([*above, head, *rows]):
            for column, value in enumerate(row):
                sheet.write(line, column, value)
    return out.getvalue()


def banner(side=world.HOME):
    return world.content().regions[world.place(side)["banner"]].name


def row(**cells):
    said = {
        "旗县": banner(),
        "方面": "产业扶贫",
        "问题来源": "审计",
        "问题描述": "扶贫资产未移交",
        **cells,
    }
    return [said.get(name, "") for name in HEAD]


def take(data, role="region", **more):
    return import_issues(
        content=world.content(), data=data, at=AT, by=world.actor(role), on=DAY, **more
    )


def test_rows_under_a_title_become_issues():
    world.indexed(1)
    done = row(状态="已销号", 责任单位="农牧局", 交办日期="2020/3/1", 整改时限="2020年5月1日",
               销号日期="2020-04-20", 问题描述="项目收益未兑付")  # fmt: skip
    assert take(book(row(涉及户="1"), done)) == (2, 0)
    first, second = Issue.objects.order_by("id")
    assert (first.area, first.source, first.state, first.office) == (
        "industry", "audit", "found", "development",
    )  # fmt: skip
    assert (second.state, str(second.closed_date), str(second.due_date)) == (
        "closed", "2020-04-20", "2020-05-01",
    )  # fmt: skip
    assert Lead.objects.get().household == 1


def test_everything_wrong_is_told_by_row_and_column_and_nothing_written():
    rows = [
        row(),
        row(方面="产业扶贪"),
        row(旗县="没有这个旗", 问题描述=""),
        row(整改时限="下个月", 涉及户="99"),
        row(状态="已销号"),
    ]
    with pytest.raises(InputProblems) as wrong:
        take(book(*rows))
    told = {each.where: each for each in wrong.value.problems}
    assert "产业扶贫" in told["row B5 督战方面"].mend
    assert {"row A6 旗县", "row D6 问题描述", "row G7 整改时限", "row I8 销号日期",
            "row E8 责任单位"} <= set(told)  # fmt: skip
    assert not Issue.objects.exists()


def test_what_lies_abroad_is_refused():
    with pytest.raises(InputProblems) as wrong:
        take(book(row(), row(旗县=banner(ABROAD))), "clerk")
    assert [each.where for each in wrong.value.problems] == ["row A5 旗县"]
    assert not Issue.objects.exists()


def test_a_household_of_another_banner_is_refused():
    world.indexed(2, ABROAD)
    with pytest.raises(InputProblems, match="household 2"):
        take(book(row(涉及户="2")))


def test_doubles_are_told_and_may_be_left_out():
    take(book(row()))
    data = book(row(), row(问题描述="新的问题"), row(问题描述="新的问题"))
    with pytest.raises(Doubled) as told:
        take(data)
    assert [each.where for each in told.value.problems] == ["row D4 问题描述", "row D6 问题描述"]
    assert Issue.objects.count() == 1
    assert take(data, without_doubles=True) == (1, 2)


def test_a_banner_closes_nothing_by_a_workbook():
    done = row(状态="已销号", 责任单位="农牧局", 交办日期="2020-03-01", 整改时限="2020-05-01",
               销号日期="2020-04-20")  # fmt: skip
    with pytest.raises(InputProblems, match="closes no issue"):
        take(book(done), "approver")
    with pytest.raises(InputProblems, match="assigns no issues"):
        take(
            book(row(状态="整改中", 责任单位="a", 交办日期="2020-03-01", 整改时限="2020-09-01")),
            "clerk",
        )
    with pytest.raises(NotAllowed):
        take(book(row()), "township")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04broken", b"<html>", book(head=["甲", "乙"]), book()],
    ids=["empty", "broken", "html", "other headings", "no rows"],
)
def test_what_is_no_ledger_is_refused(data):
    with pytest.raises(InputProblems):
        take(data)
    assert not Issue.objects.exists()


def test_what_was_exported_can_be_read_again():
    made = write_book("问题台账", [{"banner": banner(), "area": "产业扶贫", "source": "审计",
                                "words": "=1+1 资产未移交"}])  # fmt: skip
    assert [each.cells["words"] for each in read_lines(made)] == ["=1+1 资产未移交"]
    assert take(made) == (1, 0)


@given(st.lists(st.text(max_size=12), max_size=8))
@settings(max_examples=25)
def test_no_row_breaks_the_reader(cells):
    with pytest.raises(InputProblems):
        take(book([each.replace("\0", "") for each in cells]))
