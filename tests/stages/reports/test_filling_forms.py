"""Forms are filled in: matched by their headings, in their units, formulas kept, gaps listed."""

from io import BytesIO

import pytest
from hypothesis import given, strategies as st
from openpyxl import Workbook, load_workbook

from shouwang.lake.home import SHIPPED
from shouwang.rules.practice import load_practice
from shouwang.stages.reports.filling.matching import SURE, proposals
from shouwang.stages.reports.filling.opening import open_form
from shouwang.stages.reports.filling.reading import read_form
from shouwang.stages.reports.filling.rows import Figures, in_units_of, rows_of
from shouwang.stages.reports.filling.stretching import moved_formula
from shouwang.stages.reports.filling.targets import targets
from shouwang.stages.reports.filling.writing import Wanted, fill_form, with_value
from tests.office.world import DAY
from tests.stages.reports import forms

LEAGUE = "150400"


@pytest.fixture(scope="module")
def practice():
    return load_practice(SHIPPED / "neimenggu")


@pytest.fixture(scope="module")
def known(practice):
    policy, rules = practice
    return targets(policy.content, rules)


def matched(blanks, known):
    """What every heading means that is sure; the line nobody knows is nobody's."""
    return {
        blank.sheet: {
            key: found[0].target if found and found[0].likeness == SURE else known["nobody"]
            for key, found in proposals(blank, known).items()
        }
        for blank in blanks
    }


def filled(data, practice, known, *, figures=None, people=(), place=LEAGUE, rows=None):
    policy, rules = practice
    content = policy.content
    book = open_form(data)
    blanks = read_form(book, content)
    codes = rows or rows_of(content, place, "banner")
    if figures is None:
        values = {
            (name, code): float(number + 1)
            for name in rules.indicators
            for number, code in enumerate((*codes, place))
        }
        figures = Figures(values)
    answer = fill_form(
        book, blanks,
        Wanted(
            content=content, place=place, office="赤峰市扶贫办", on=DAY,
            rows={blank.sheet: codes for blank in blanks}, mapping=matched(blanks, known),
            indicators=rules.indicators, figures=figures,
            people={blank.sheet: people for blank in blanks},
        ),
    )  # fmt: skip
    return answer, load_workbook(BytesIO(answer.data)), codes


def test_headings_find_what_they_ask_for(practice, known):
    blanks = read_form(open_form(forms.form()), practice[0].content)
    found = {
        (blank.sheet, key): candidates[0].target.word
        for blank in blanks
        for key, candidates in proposals(blank, known).items()
        if candidates
    }
    first = blanks[0].sheet
    assert found[first, "A"] == "number"
    assert found[first, "B"] == "place:banner"
    assert found[first, "C"] == "indicator:poor_households"
    assert found[first, "D"] == "indicator:poor_people"
    assert found[first, "E"] == "indicator:funds_issued"
    assert found[first, "F"] == "indicator:funds_paid_share"
    assert found[first, "G"] == "blank"
    assert found["基本情况", "C4"] == "indicator:poor_people"
    assert found["花名册", "C"] == "household:head_name"


def test_what_a_person_has_answered_comes_first(practice, known):
    blank = read_form(open_form(forms.form()), practice[0].content)[1]
    answered = {"lines 群众舞蹈队/数量": "nobody"}
    assert proposals(blank, known, answered=answered)["C6"][0].target.word == "nobody"


def test_a_row_a_place_with_room_made_for_all(practice, known):
    _answer, book, codes = filled(forms.form(), practice, known)
    sheet = book.worksheets[0]
    names = [practice[0].content.regions[code].name for code in codes]
    assert len(names) == 12  # 赤峰市 has 12 banners; the form had three blank rows
    assert [sheet.cell(5 + n, 2).value for n in range(12)] == names
    assert [sheet.cell(5 + n, 4).value for n in range(12)] == list(range(1, 13))
    assert sheet.cell(5, 3).font.name == sheet.cell(16, 3).font.name == "仿宋"


def test_totals_go_with_the_rows_and_formulas_are_kept(practice, known):
    _answer, book, _codes = filled(forms.form(), practice, known)
    sheet = book.worksheets[0]
    assert sheet["A17"].value == "合计"
    assert sheet["D17"].value == "=SUM(D5:D16)"  # the form's own, made longer
    assert sheet["C17"].value == "=SUM(C5:C16)"  # was blank
    assert sheet["F17"].value == 13 * 100  # a share is not added up: the league's own
    assert "A18:G18" in {str(each) for each in sheet.merged_cells.ranges}


def test_money_is_told_in_the_unit_of_the_form(practice, known):
    figures = Figures({("funds_issued", code): 1234500.0 for code in [LEAGUE]})
    _answer, book, _codes = filled(forms.form(), practice, known, figures=figures, rows=(LEAGUE,))
    assert book.worksheets[0]["E5"].value == 123.45
    assert book["基本情况"]["C5"].value == 123.45


def test_titles_say_who_fills_it_in_and_for_which_day(practice, known):
    _answer, book, _codes = filled(forms.form(), practice, known)
    line = book.worksheets[0]["A2"].value
    assert "填报单位：赤峰市扶贫办" in line
    assert "填报时间：2020-06-30" in line


def test_what_cannot_be_filled_is_listed_and_left_blank(practice, known):
    codes = rows_of(practice[0].content, LEAGUE, "banner")
    figures = Figures(
        {("poor_people", code): 1.0 for code in codes[1:]},
        {("poor_people", codes[0]): "the feed is late"},
    )
    answer, book, _codes = filled(forms.form(), practice, known, figures=figures)
    assert book.worksheets[0]["D5"].value is None
    told = [each for each in answer.unfilled if each.slot == "D" and each.why == "the feed is late"]
    assert [each.place for each in told] == [practice[0].content.regions[codes[0]].name]
    assert any(each.heading == "群众舞蹈队/数量" and not each.place for each in answer.unfilled)


def test_rows_of_people_are_text_whatever_they_look_like(practice, known):
    village = rows_of(practice[0].content, LEAGUE, "village")[0]
    people = [
        {"village": village, "household:head_name": "=SUM(A1:A9)", "household:status": "exited"},
        {"village": village, "household:head_name": "<b>\0白音"},
    ]
    _answer, book, _codes = filled(forms.form(), practice, known, people=people)
    sheet = book["花名册"]
    assert sheet["C3"].value == "=SUM(A1:A9)"
    assert sheet["C3"].data_type == "s"
    assert sheet["C4"].value == "<b>白音"
    assert sheet["E3"].value == "已脱贫"
    assert sheet["B3"].value == practice[0].content.regions[village].name


def test_a_name_that_no_place_or_two_places_have_is_listed(practice, known):
    book = Workbook()
    sheet = forms.places_sheet(book, rows=3)
    sheet["B5"], sheet["B6"], sheet["B7"] = "敖汉旗", "科尔沁左翼中旗", "翁牛特旗"
    answer, out, _codes = filled(forms.saved(book), practice, known)
    assert out.worksheets[0]["D5"].value is not None
    assert out.worksheets[0]["D6"].value is None  # it lies in another league
    assert any(each.place == "科尔沁左翼中旗" for each in answer.unfilled)
    assert out.worksheets[0]["A8"].value == "合计"


@pytest.mark.parametrize(
    ("line", "asked", "said"),
    [
        ("填报单位：", "office", "填报单位：甲旗"),
        ("填报单位:____   填报时间:", "office", "填报单位:甲旗  填报时间:"),
    ],
)
def test_a_title_line_takes_a_value_after_its_word(line, asked, said):
    from shouwang.stages.ingest.layout_words import LAYOUT

    keys = {"office": LAYOUT.reporting_unit, "day": LAYOUT.reporting_date}[asked]
    assert with_value(line, keys, "甲旗") == said


@given(st.integers(2, 400), st.integers(0, 300), st.integers(1, 500), st.integers(0, 60))
def test_a_moved_range_covers_what_it_covered_and_the_new_rows(last, more, start, length):
    end = start + length
    formula = moved_formula(f"=SUM(C{start}:C{end})", "", last, more)
    low, high = (int(part) for part in formula[6:-1].replace("C", "").split(":"))
    assert low == start + (more if start > last else 0)
    assert high == end + (more if end >= last else 0)


def test_formulas_of_other_sheets_follow():
    assert moved_formula("='表 一'!C20*2", "表 一", 14, 5) == "='表 一'!C25*2"
    assert moved_formula("=C20*2", "表 一", 14, 5) == "=C20*2"
    assert moved_formula("=$C$14+SUM($C$5:$C$14)", "", 14, 1) == "=$C$14+SUM($C$5:$C$15)"


def test_a_count_of_people_is_not_told_in_ten_thousands_of_money(practice):
    from shouwang.stages.reports.filling.model import Slot

    people = practice[1].indicators["poor_people"]
    sheet_unit = Slot("D", "未脱贫人口", 4, 0, "万", "万元")
    own_unit = Slot("D", "未脱贫人口(万人)", 4, 0, "万", "万人")
    assert in_units_of(sheet_unit, 16000.0, people, "CNY") == 16000
    assert in_units_of(own_unit, 16000.0, people, "CNY") == 1.6
