"""Hard-wrapped text with page numbers is the same plan as the text it was made of."""

import pytest

from shouwang.stages.ledger.parse import wraps
from tests.stages.ledger.builders import wrapped_lines
from tests.stages.ledger.reading import HERE, parsed, told

CONTENT = HERE.parents[2] / "src" / "shouwang" / "content" / "neimenggu" / "plans"
LONG = [
    CONTENT / "2020.txt",
    HERE / "plans" / "subsidies.txt",
    HERE / "plans" / "labels_at_the_end.txt",
    HERE / "plans" / "measures_with_notes.txt",
]
PAGE_NUMBERS = ["— {n} —", "- {n} -", "第{n}页", "第{n}页 共9页", "·{n}·", "{n}", ""]
LINES_A_PAGE = 17


def wrapped(text, *, width, indent, page_number):
    lines = []
    for paragraph in filter(None, text.split("\n")):
        is_long = len(paragraph) > width / 2
        lines.extend(wrapped_lines(paragraph, width=width, indent=indent and is_long))
    pages = [lines[first : first + LINES_A_PAGE] for first in range(0, len(lines), LINES_A_PAGE)]
    for number, page in enumerate(pages, 1):
        if page_number:
            page.extend(["", page_number.format(n=number), ""])
    return "\n".join(line for page in pages for line in page)


@pytest.mark.parametrize("path", LONG, ids=lambda path: path.stem)
@pytest.mark.parametrize("width", [24, 28, 33, 40, 46])
@pytest.mark.parametrize("indent", [True, False])
@pytest.mark.parametrize("page_number", PAGE_NUMBERS)
def test_wrapping_changes_no_task(path, width, indent, page_number):
    text = path.read_text(encoding="utf-8")
    again = wrapped(text, width=width, indent=indent, page_number=page_number)
    assert len(again.split("\n")) > len(text.split("\n"))
    assert [told(task) for task in parsed(again)["tasks"]] == [
        told(task) for task in parsed(text)["tasks"]
    ]


def test_lines_that_are_paragraphs_are_not_joined():
    text = "一、甲\n（一）乙。做好工作\n（二）丙\n各地落实"
    found, numbers = wraps.paragraphs(wraps.lines_of(text))
    assert [each.text for each in found] == text.split("\n")
    assert numbers == []


def test_a_bracket_left_open_goes_on_to_the_next_line():
    text = "（一）建设。建成3个。（甲局牵头，\n乙局、\n丙局配合）"
    assert parsed(text)["tasks"][0]["support"] == ["乙局", "丙局"]


def test_counting_lines_of_a_list_are_no_page_numbers():
    found, numbers = wraps.paragraphs(wraps.lines_of("序号\n1\n2\n3"))
    assert [each.text for each in found] == ["序号", "1", "2", "3"]
    assert numbers == []


def test_page_numbers_are_kept_apart_not_lost():
    _found, numbers = wraps.paragraphs(wraps.lines_of("甲。\n— 1 —\n乙。\n第2页"))
    assert [(each.line, each.text) for each in numbers] == [(2, "— 1 —"), (4, "第2页")]
