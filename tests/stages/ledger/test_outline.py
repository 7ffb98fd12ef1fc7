"""Numbers, levels and titles: which line begins an item, and where it belongs."""

import pytest

from shouwang.stages.ledger.parse import numbering, outline
from shouwang.stages.ledger.parse.document import Paragraph
from tests.stages.ledger.reading import parsed


def tree(text):
    """Return the numbers of an outline as nested lists."""
    blocks = [Paragraph(line, each) for line, each in enumerate(text.split("\n"), 1)]

    def shape(items):
        return [[item.number or item.body[0].text, *shape(item.children)] for item in items]

    return shape(outline.build(blocks).items)


@pytest.mark.parametrize(
    ("line", "kind", "shown"),
    [
        ("一、总体要求", "numeral", "一"),
        ("十二.总体要求", "numeral", "十二"),
        ("（三）加强领导", "numeral_brackets", "（三）"),
        ("(十一)规范", "numeral_brackets", "(十一)"),
        ("㈢ 加强", "numeral_brackets", "㈢"),
        ("三）加强", "numeral_half", "三"),
        ("3.加强", "figure", "3"),
        ("３．加强", "figure", "3"),
        ("3、加强", "figure", "3"),
        ("⒊加强", "figure", "⒊"),
        ("（3）加强", "figure_brackets", "（3）"),
        ("3）加强", "figure_half", "3"),
        ("③加强", "circle", "③"),
        ("第三条 加强", "article", "第三条"),
        ("第二章　任务", "part", "第二章"),
        ("第一节 任务", "subpart", "第一节"),
        ("1.2 加强", "decimal", "1.2"),
        ("任务三：加强", "label", "任务三"),
        ("1.2019年底前完成", "figure", "1"),
    ],
)
def test_an_item_number_is_told(line, kind, shown):
    first = next(
        each for each in numbering.candidates(line) if numbering.is_plain(each) or "1.2 " in line
    )
    assert (first.kind, first.shown) == (kind, shown)


@pytest.mark.parametrize(
    "line",
    ["1.6万人脱贫", "2020年完成", "57个旗县", "5、6月份", "一二三产业融合", "第一书记", "3.5%以上"],
)
def test_no_number_of_an_item(line):
    assert not numbering.starts_item(line)


def test_levels_follow_the_custom():
    text = "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n2.己\n（二）庚\n二、辛\n3.壬"
    assert tree(text) == [
        ["一", ["（一）", ["1", ["（1）", ["①"]]], ["2"]], ["（二）"]],
        ["二", ["3"]],
    ]


def test_levels_against_the_custom_follow_the_text():
    text = "1.甲\n（一）乙\n（二）丙\n2.丁\n（一）戊"
    assert tree(text) == [["1", ["（一）"], ["（二）"]], ["2", ["（一）"]]]


def test_numbers_run_on_over_sections():
    text = "一、甲\n（一）乙\n（二）丙\n二、丁\n（三）戊"
    assert tree(text) == [["一", ["（一）"], ["（二）"]], ["二", ["（三）"]]]


def test_points_make_levels():
    assert tree("1 甲\n1.1 乙\n1.1.1 丙\n1.2 丁\n2 戊") == [
        ["1", ["1.1", ["1.1.1"]], ["1.2"]],
        ["2"],
    ]


def test_the_item_after_ten_is_eleven_whatever_follows_its_point():
    assert tree("10.甲\n11.121人才项目\n12.乙") == [["10"], ["11"], ["12"]]
    assert tree("10.甲\n1.6万人已脱贫") == [["10"]]


def test_a_short_line_before_an_item_is_a_heading():
    assert tree("农业农村\n1.甲\n工业经济\n2.乙") == [["农业农村", ["1"]], ["工业经济", ["2"]]]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("保持投入力度不减。根据需求加大投入。", "保持投入力度不减"),
        ("产业扶贫：加大投入，做好排查。", "产业扶贫"),
        ("加强领导　各地要落实责任。", "加强领导"),
        ("推进“三保障。”和饮水安全。全面排查。", "推进“三保障。”和饮水安全"),
        ("做好（含甲。乙）工作。全面排查。", "做好（含甲。乙）工作"),
        ("完成任务；", "完成任务"),
        ("到2025年，重点任务：建成10个", "到2025年，重点任务：建成10个"),
    ],
)
def test_a_title_is_the_first_sentence(text, title):
    assert outline.title_of(text) == title


def test_an_item_without_a_unit_among_others_is_a_task_and_is_told():
    found = parsed("一、甲\n（一）建设。建成3个。（综合处负责）\n（二）管理。管好3个。")
    assert [task["number"] for task in found["tasks"]] == ["（一）", "（二）"]
    assert found["tasks"][1]["responsible"] == []
    assert [each["why"] for each in found["unplaced"]] == ["the task names no unit"]


def test_a_section_that_names_nobody_holds_no_task():
    found = parsed("一、目标\n1.目标。引进2000名人才。\n二、任务\n2.建设。（综合处负责）")
    assert [task["number"] for task in found["tasks"]] == ["2"]
    assert [each["text"] for each in found["unplaced"]] == ["一、目标", "1.目标。引进2000名人才。"]


def test_the_last_item_cut_off_is_kept_with_no_unit():
    found = parsed(
        "一、甲\n（一）建设。（综合处负责）\n二、乙\n（二）规范光伏扶贫。加强管理，指导各地做好运维"
    )
    assert [task["title"] for task in found["tasks"]] == ["建设", "规范光伏扶贫"]
    assert found["tasks"][1]["lead"] == found["tasks"][1]["responsible"] == []
    assert "breaks off" in found["unplaced"][-1]["why"]


def test_one_mark_after_the_last_of_several_items_is_not_shared_by_guess():
    """Once only, in the line of the last item: it is that item's; twice or more it is a habit."""
    once = parsed("（一）甲\n1.乙。\n2.丙。\n3.丁。（综合处负责）")
    assert [task["number"] for task in once["tasks"]] == ["1", "2", "3"]
    habit = parsed("（一）甲\n1.乙。\n2.丙。（综合处负责）\n（二）丁\n1.戊。\n2.己。（考评处负责）")
    assert [task["number"] for task in habit["tasks"]] == ["（一）", "（二）"]
    assert habit["tasks"][0]["text"] == "甲\n1.乙。\n2.丙。"


def test_a_paragraph_after_the_mark_belongs_to_no_task():
    found = parsed("（一）甲。做好工作。（综合处负责）\n各地要抓好落实，及时报送。")
    assert found["tasks"][0]["text"] == "甲。做好工作。"
    assert found["unplaced"][0]["text"] == "各地要抓好落实，及时报送。"


def test_paragraphs_after_a_marked_title_belong_to_the_task():
    found = parsed("（一）实施行动（牵头单位：甲局）\n建成20个。\n带动300户。")
    assert found["tasks"][0]["text"] == "实施行动\n建成20个。\n带动300户。"
    assert [each["value"] for each in found["tasks"][0]["quantities"]] == [20, 300]


@pytest.mark.parametrize(
    ("rule", "lead", "support"),
    [
        ("排在第一位的为牵头单位。", ["甲局"], ["乙局", "各县区"]),
        ("逗号前的单位为牵头单位。", ["甲局", "乙局"], ["各县区"]),
    ],
)
def test_a_rule_in_the_preface_holds_for_all(rule, lead, support):
    found = parsed(f"{rule}\n1.建设。（甲局、乙局，各县区负责）\n2.管理。（各有关部门负责）")
    assert (found["tasks"][0]["lead"], found["tasks"][0]["support"]) == (lead, support)
    assert found["tasks"][1]["responsible"] == ["各有关部门"]


def test_the_same_below_does_not_hold_above():
    found = parsed(
        "1.建设。（甲局、乙局负责）\n2.管理。（甲局、乙局负责。列第一位者为牵头单位，下同）\n3.运维。（乙局、甲局负责）"
    )
    assert [task["lead"] for task in found["tasks"]] == [[], ["甲局"], ["乙局"]]


def test_without_a_rule_nobody_becomes_the_owner():
    found = parsed("1.建设。（甲局、乙局负责）")
    assert found["lead_rule"] == "none_joint"
    assert (found["tasks"][0]["lead"], found["tasks"][0]["responsible"]) == ([], ["甲局", "乙局"])


def test_an_item_whose_mark_is_doubtful_is_a_task_without_units():
    found = parsed("一、甲\n1.建设。（乙局负责）\n二、乙\n2.管理。管好3个。（财政局、教育局）")
    assert [task["number"] for task in found["tasks"]] == ["1", "2"]
    assert found["tasks"][1]["responsible"] == []
    assert [each["text"] for each in found["unplaced"]] == ["2.管理", "财政局、教育局"]


def test_units_in_brackets_become_marks_only_by_habit_or_rule():
    other = parsed("1.建设。（财政局）\n2.管理。（乙局负责）\n3.运维。（丙局负责）")
    assert other["tasks"][0]["responsible"] == []
    assert "may name units, but not what they do" in [each["why"] for each in other["unplaced"]]
    habit = parsed("1.建设。（财政局）\n2.管理。（教育局、民政局）")
    assert [task["responsible"] for task in habit["tasks"]] == [["财政局"], ["教育局", "民政局"]]


def test_what_is_left_under_a_section_is_no_task():
    found = parsed("一、甲\n1.建设。（综合处负责）\n其他事项\n二、乙\n2.管理。（考评处负责）")
    assert [task["number"] for task in found["tasks"]] == ["1", "2"]
    assert [each["text"] for each in found["unplaced"]] == ["其他事项"]
    found = parsed("一、甲\n建设。（甲局负责）\n管理。（乙局负责）\n其他工作按要求做好。")
    assert [task["title"] for task in found["tasks"]] == ["建设", "管理"]
    assert [each["text"] for each in found["unplaced"]] == ["其他工作按要求做好。"]
