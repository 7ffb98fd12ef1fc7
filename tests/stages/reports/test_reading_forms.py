"""Blank forms are read: what each sheet asks, where; what cannot be filled is refused, all at once."""

from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from shouwang.base.errors import InputProblems
from shouwang.stages.reports.filling.model import Shape, as_document, from_document
from shouwang.stages.reports.filling.opening import open_form
from shouwang.stages.reports.filling.reading import read_form
from tests.office import world
from tests.stages.reports import forms


def read(data):
    return read_form(open_form(data), world.content())


@pytest.fixture(scope="module")
def blanks():
    return read(forms.form())


def test_each_sheet_has_its_shape(blanks):
    assert [each.shape for each in blanks] == [Shape.PLACES, Shape.LINES, Shape.PEOPLE]


def test_headings_carry_their_groups_and_units(blanks):
    headings = {slot.key: (slot.heading, slot.unit_word, slot.unit) for slot in blanks[0].slots}
    assert headings["C"][0] == "未脱贫/未脱贫户数"
    assert headings["E"][1:] == ("万", "万元")
    assert headings["F"][2] == "%"


def test_the_body_ends_before_total_and_signatures(blanks):
    assert (blanks[0].first, blanks[0].last, blanks[0].total) == (5, 7, 8)
    assert (blanks[0].office, blanks[0].day) == ("A2", "A2")


def test_a_line_takes_its_unit_from_the_column_of_units(blanks):
    slots = {slot.heading: slot for slot in blanks[1].slots}
    assert slots["本年投入/数量"].unit_word == "万"
    assert slots["未脱贫户数/数量"].unit == "户"
    assert slots["群众舞蹈队/数量"].key == "C6"


def test_what_is_read_can_be_kept(blanks):
    assert from_document(as_document(blanks)) == blanks


def test_places_written_already_are_seen():
    book = Workbook()
    sheet = forms.places_sheet(book, rows=2)
    sheet["B5"], sheet["B6"] = "敖汉旗", "翁牛特旗"
    assert read(forms.saved(book))[0].named == {5: "敖汉旗", 6: "翁牛特旗"}


@pytest.mark.parametrize(
    "data",
    [
        b"", b"plain words", b"PK\x03\x04 broken", b"%PDF-1.7 no table",
        forms.with_macros(forms.form()), forms.form()[:-400],
    ],
    ids=["empty", "text", "torn", "pdf", "macros", "cut"],
)  # fmt: skip
def test_what_is_no_plain_workbook_is_refused(data):
    with pytest.raises(InputProblems) as told:
        read(data)
    assert all(each.mend for each in told.value.problems if data)


def test_macros_are_named():
    with pytest.raises(InputProblems) as told:
        read(forms.with_macros(forms.form()))
    assert "macros" in str(told.value)


def test_all_faults_of_merged_chaos_are_told_with_their_cells():
    with pytest.raises(InputProblems) as told:
        read(forms.chaotic())
    places = [each.where for each in told.value.problems]
    assert any(place.endswith("C6:D8") for place in places)
    assert any(place.endswith("E9:F10") for place in places)


def test_a_workbook_that_asks_nothing_is_refused():
    book = Workbook()
    with pytest.raises(InputProblems, match="no sheet"):
        read(forms.saved(book))


def test_a_form_too_large_is_refused():
    with pytest.raises(InputProblems, match="larger"):
        open_form(b"PK\x03\x04" + b"0" * 5_000_001)


def test_a_workbook_of_another_calendar_is_read_all_the_same():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    forms.places_sheet(book)
    assert open_form(forms.saved(book)).worksheets[0].title
    assert BytesIO(forms.saved(book)).read(2) == b"PK"
